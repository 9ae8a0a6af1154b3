// The choice between vectors.
// Not the vectors: workspace and rooms hold them.
#include "labs/vector_choice.h"

#include <algorithm>
#include <iterator>

#include "labs/answering_model.h"
#include "labs/embedding_tables.h"
#include "labs/glove_room.h"
#include "labs/lab_parts.h"
#include "labs/run_controls.h"
#include "labs/transformer_parts.h"
#include "labs/transformer_room.h"
#include "labs/vector_choice.h"
#include "labs/workspace.h"
#include "train/run_status.h"
#include "train/snapshot.h"
#include "ui/widgets.h"

namespace wordspace {

using ui::Ui;

namespace {

// In the order of the enumeration; what it is called on screen is a name or a key.
constexpr const char* kNames[] = {"word2vec", "glove", "gpt", "bert", "file"};
constexpr const char* kLabels[] = {"Word2Vec", "GloVe", "GPT", "BERT", nullptr};

}  // namespace

const std::string& VectorChoice::name() const {
  static const std::string kAll[] = {kNames[0], kNames[1], kNames[2], kNames[3], kNames[4]};
  return kAll[source_];
}

std::string VectorChoice::corpus(Workspace& workspace) const {
  if (source_ == kGpt) return workspace.gpt().answering().corpus;
  if (source_ == kBert) return workspace.bert().answering().corpus;
  return source_ == kGlove ? workspace.glove().snapshot().corpus : "";
}

ImU32 VectorChoice::colour(const Ui& ui) const {
  switch (source_) {
    case kGpt:
      return ui.palette.gpt;
    case kBert:
      return ui.palette.bert;
    case kFile:
      return ui.palette.accent;
    case kGlove:
      return ui.palette.glove;
    case kWord2Vec:
      break;
  }
  return ui.palette.word2vec;
}

void VectorChoice::take_table(TransformerRoom& room) {
  const AnsweringModel& model = room.answering();
  if (!model.ok()) {
    vectors_ = &none_;
    seen_version_ = 0;
    return;
  }
  if (seen_version_ != model.version || vectors_ != &table_) {
    table_ = embedding_table(model);
    seen_version_ = model.version;
    ++version_;
  }
  vectors_ = &table_;
}

// What was chosen here, or what somebody opened or chose elsewhere since.
void VectorChoice::choose(Workspace& workspace) {
  const std::string& origin = workspace.vectors_origin();
  if (origin != seen_origin_) {
    const bool first = seen_origin_.empty();
    seen_origin_ = origin;
    if (!first || source_ == kWord2Vec) {
      source_ = origin == "run" ? kWord2Vec : origin == kNames[kGlove] ? kGlove : kFile;
    }
  }
  if (!wanted_) return;
  if (*wanted_ == kFile && workspace.vectors_file().empty()) wanted_ = source_;
  source_ = *wanted_;
  wanted_.reset();
  if (source_ == kWord2Vec) workspace.use_run_vectors();
  if (source_ == kGlove) workspace.use_glove_vectors();
  if (source_ == kFile) workspace.use_file_vectors();
  seen_origin_ = workspace.vectors_origin();
}

void VectorChoice::follow(Workspace& workspace) {
  choose(workspace);
  if (source_ != seen_source_) {
    seen_source_ = source_;
    seen_version_ = 0;
    vectors_ = &none_;
    table_ = {};
    ++version_;
  }
  if (source_ == kGpt || source_ == kBert) {
    take_table(source_ == kGpt ? workspace.gpt() : workspace.bert());
    return;
  }
  vectors_ = &workspace.vectors();
  if (seen_version_ != workspace.vectors_version()) {
    seen_version_ = workspace.vectors_version();
    ++version_;
  }
}

std::string VectorChoice::example_word(std::size_t index) const {
  if (vectors_->empty()) return {};
  std::size_t found = 0;
  for (const std::string_view word : family_words()) {
    if (vectors_->vocabulary().find(word) == kUnknownToken) continue;
    if (found++ == index) return std::string(word);
  }
  const auto last = static_cast<std::size_t>(vectors_->size()) - 1;
  return vectors_->vocabulary().word(static_cast<TokenId>(std::min(index, last)));
}

void VectorChoice::suggest(std::string& word, std::string& suggested, std::size_t index) const {
  if (word != suggested || vectors_->empty() || find(word) != kUnknownToken) return;
  word = suggested = example_word(index);
}

bool VectorChoice::draw_missing(LabContext& context, const char* name, const char* what_key) {
  if (!vectors_->empty()) return false;
  if (source_ == kGpt || source_ == kBert) {
    TransformerRoom& room = source_ == kGpt ? context.workspace.gpt() : context.workspace.bert();
    return draw_no_model(context, room, name, what_key);
  }
  if (source_ != kGlove) {
    draw_train_demo(context, name, what_key);
    return true;
  }
  RunControls& glove = context.workspace.glove();
  const RunStatus status = glove.status();
  if (status == RunStatus::kPreparing || status == RunStatus::kTraining) {
    ui::text_muted(context.ui, context.ui.t("waiting.preparing"));
  } else if (!draw_waiting(context) && ui::empty_state(context.ui, name, context.ui.t(what_key),
                                                       context.ui.t("action.train_demo"))) {
    say_error(context, glove.choose_preset(glove.presets().front()));
    glove.train();
  }
  return true;
}

void VectorChoice::draw(LabContext& context) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("vectors.title"));
  std::vector<std::string> labels;
  int chosen = source_;
  const bool file_open = !context.workspace.vectors_file().empty();
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    if (i == kFile && !file_open) continue;
    labels.push_back(kLabels[i] != nullptr ? kLabels[i] : ui.t("vectors.file"));
  }
  if (ui::segmented(ui, "analogies.vectors", labels, chosen)) {
    wanted_ = static_cast<Source>(chosen);
    ui.want_frame = true;
  }
  if (vectors_->empty()) {
    ui::text_muted(ui, ui.t("vectors.none"));
    return;
  }
  switch (source_) {
    case kWord2Vec:
      ui::text_muted(ui, ui.t("vectors.from_run"));
      break;
    case kGlove:
      ui::text_muted(ui, ui.t("vectors.from_glove"));
      break;
    case kFile:
      ui::text_muted(ui, ui.format("vectors.from_file", {context.workspace.vectors_origin()}));
      break;
    case kGpt:
    case kBert: {
      TransformerRoom& room = source_ == kGpt ? context.workspace.gpt() : context.workspace.bert();
      const AnsweringModel& model = room.answering();
      ui::text_muted(
          ui, ui.format("vectors.from_table", {kLabels[source_], corpus_title(ui, model.corpus)}));
      ui::text_small(ui, ui.t("vectors.from_table.about"));
      break;
    }
  }
  ui::figure(ui, ui.t("vectors.words"), ui::format_count(vectors_->size()),
             ui.t("vectors.words.about"));
  ui::figure(ui, ui.t("vectors.dim"), std::to_string(vectors_->dim()), ui.t("vectors.dim.about"));
}

bool VectorChoice::set(std::string_view field, std::string_view value) {
  if (field != "analogies.vectors") return false;
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    if (value == kNames[i]) wanted_ = static_cast<Source>(i);
  }
  return true;
}

std::string VectorChoice::get(std::string_view field) const {
  if (field != "analogies.vectors") return {};
  return wanted_ ? kNames[*wanted_] : name();
}

}  // namespace wordspace
