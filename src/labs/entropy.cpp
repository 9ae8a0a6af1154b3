// Lab 9, Entropy and perplexity: how surprised a model is by a text, and the least that is
// possible.
// Not training's arithmetic and not the measures: it shows what entropy_*.h computes.
#include <algorithm>
#include <array>
#include <cmath>

#include "labs/answering_model.h"
#include "labs/corpus_store.h"
#include "labs/entropy_masked_view.h"
#include "labs/entropy_measure.h"
#include "labs/entropy_static_view.h"
#include "labs/entropy_text_view.h"
#include "labs/entropy_world_view.h"
#include "labs/gpt_writing.h"
#include "labs/lab.h"
#include "labs/run_watch.h"
#include "labs/transformer_parts.h"
#include "labs/transformer_room.h"
#include "labs/workspace.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr std::array kViews = {"text", "exact", "learn", "masked", "static"};
constexpr std::size_t kLongText = 6;  // documents

class EntropyLab : public Lab {
 public:
  void draw_picture(LabContext& context) override;
  void draw_controls(LabContext& context) override;
  bool wants_frames() const override { return measuring_; }
  bool set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;

 private:
  enum View { kText, kExact, kLearn, kMasked, kStatic };
  enum class Sample { kDocument, kShuffled, kLong };

  void follow(LabContext& context);
  void take_sample(Sample sample);
  void draw_field(LabContext& context);
  void draw_view(LabContext& context);

  EntropyTextView text_view_;
  EntropyWorldView world_;
  EntropyMaskedView masked_;
  EntropyStaticView static_;
  int view_ = kText, unit_ = 0;  // unit: 0 nats, 1 bits
  std::string text_, corpus_;    // corpus: whose text stands in the field
  bool own_text_ = false, known_ = false;
  std::uint64_t sample_seed_ = 1;
  bool measuring_ = false;
  RunWatch watch_;
};

// A text of the kind that the model has read: a toy world's document, or a sentence.
void EntropyLab::take_sample(Sample sample) {
  own_text_ = false;
  const auto language = toy_language(corpus_);
  if (!language) {
    text_ = first_sentence(corpus_);
    if (sample == Sample::kShuffled) text_ = shuffled_words(text_, sample_seed_);
    return;
  }
  const std::size_t num = sample == Sample::kLong ? kLongText : 1;
  text_ = joined_documents(fresh_documents(*language, num, WorldMeasure::kSeed + sample_seed_));
  if (sample == Sample::kShuffled) text_ = shuffled_words(text_, sample_seed_);
  while (text_.ends_with('\n')) text_.pop_back();
}

void EntropyLab::follow(LabContext& context) {
  const AnsweringModel& gpt = context.workspace.gpt().answering();
  const std::string& corpus = gpt.ok() ? gpt.corpus : context.workspace.gpt().corpus_name();
  if (!known_ || corpus != corpus_) {
    corpus_ = corpus;
    if (!own_text_) take_sample(Sample::kDocument);
    known_ = true;
  }
  if (gpt.ok() && (view_ == kText || view_ == kMasked)) text_view_.measure(gpt, text_);
  measuring_ = view_ == kExact && world_.follow(gpt, text_);
  if (view_ == kMasked) {
    const AnsweringModel& bert = context.workspace.bert().answering();
    measuring_ = masked_.follow(bert, text_);
  }
  if (measuring_) context.ui.want_frame = true;
  // A run that begins is looked at; from then on she chooses.
  const RunWatch::Event event = watch_.follow(context.workspace.gpt().snapshot());
  if (event == RunWatch::Event::kTraining || event == RunWatch::Event::kStep) view_ = kLearn;
}

void EntropyLab::draw_field(LabContext& context) {
  Ui& ui = context.ui;
  const std::string before = text_;
  ui::text_area(ui, "entropy.text", ui.t("gpt.surprise.text"), text_, ui.t("gpt.surprise.hint"),
                72);
  own_text_ = own_text_ || text_ != before;
  const auto sample = [&](const char* name, const char* words, Sample which) {
    ui::flow(ui, ui::chip_width(ui, ui.t(words)));
    if (ui::chip(ui, name, ui.t(words), ui.palette.accent)) take_sample(which);
  };
  if (ui::chip(ui, "entropy.another", ui.t("entropy.sample.another"), ui.palette.accent)) {
    ++sample_seed_;
    take_sample(Sample::kDocument);
  }
  sample("entropy.shuffled", "entropy.sample.shuffled", Sample::kShuffled);
  if (toy_language(corpus_)) {
    sample("entropy.long_text", "entropy.sample.long", Sample::kLong);
  }
  const std::string units[] = {ui.t("gpt.unit.nats"), ui.t("gpt.unit.bits")};
  ImGui::SetNextItemWidth(std::min(ImGui::GetContentRegionAvail().x, ui.px(220)));
  ui::segmented(ui, "entropy.unit", units, unit_);
}

void EntropyLab::draw_view(LabContext& context) {
  TransformerRoom &gpt = context.workspace.gpt(), &bert = context.workspace.bert();
  const bool in_bits = unit_ == 1;
  switch (view_) {
    case kText:
      if (draw_no_model(context, gpt, "entropy.none", "entropy.empty")) return;
      ui::text_muted(context.ui, context.ui.t("gpt.surprise.about"));
      draw_field(context);
      text_view_.measure(gpt.answering(), text_);
      text_view_.draw(context, gpt.answering(), in_bits);
      return;
    case kExact:
      if (draw_no_model(context, gpt, "entropy.none", "entropy.empty")) return;
      draw_field(context);
      world_.draw_text(context, gpt.answering(), in_bits);
      return;
    case kLearn:
      world_.draw_learning(context, gpt);
      return;
    case kMasked:
      if (draw_no_model(context, bert, "entropy.none_bert", "entropy.masked.empty")) return;
      draw_field(context);
      masked_.draw(context, bert.answering(),
                   gpt.answering().ok() && !text_view_.empty() ? &text_view_.surprisals() : nullptr,
                   in_bits);
      return;
    default:
      static_.draw(context);
  }
}

void EntropyLab::draw_picture(LabContext& context) {
  follow(context);
  Ui& ui = context.ui;
  const std::vector<std::string> views = view_labels(ui, "entropy.view.", kViews);
  // Side by side where they fit; on a phone they would take many lines.
  if (is_wide(ui, 640)) {
    ImGui::SetNextItemWidth(std::min(ImGui::GetContentRegionAvail().x, ui.px(820)));
    ui::segmented(ui, "entropy.view", views, view_);
  } else {
    ui::dropdown(ui, "entropy.view", "", views, view_);
  }
  ui::gap(ui, 0);
  ui::begin_panel(ui, "entropy.main", ImVec2(ImGui::GetContentRegionAvail().x, 0));
  draw_view(context);
  ui::end_panel(ui);
}

void EntropyLab::draw_controls(LabContext& context) {
  TransformerRoom& room = view_ == kMasked ? context.workspace.bert() : context.workspace.gpt();
  if (view_ != kMasked) draw_room_presets(context, room);
  draw_model_line(context, room);
  if (view_ != kMasked) draw_room_settings(context, room);
}

bool EntropyLab::set(std::string_view field, std::string_view value) {
  if (field == "entropy.view") {
    choose_view(kViews, value, view_);
    return true;
  }
  if (field == "entropy.text") {
    own_text_ = true;
    text_ = value;
    return true;
  }
  if (field == "entropy.unit") {
    unit_ = value == "bits" ? 1 : 0;
    return true;
  }
  if (field == "entropy.token") {
    text_view_.select(std::atoi(std::string(value).c_str()));
    return true;
  }
  return false;
}

std::string EntropyLab::get(std::string_view field) const {
  if (field == "entropy.view") return kViews[static_cast<std::size_t>(view_)];
  if (field == "entropy.text") return text_;
  if (field == "entropy.unit") return unit_ == 1 ? "bits" : "nats";
  if (field == "entropy.token") return std::to_string(text_view_.selected());
  if (field == "entropy.nats") return fixed(text_view_.entropy().mean_nats, 6);
  if (field == "entropy.perplexity") return fixed(text_view_.entropy().perplexity, 4);
  if (field == "entropy.exact_nats") return fixed(world_.answer().exact_nats, 4);
  if (field == "entropy.model_nats") return fixed(world_.answer().model_nats, 4);
  if (field == "entropy.fresh_exact") return fixed(world_.measure().exact_mean(), 4);
  if (field == "entropy.fresh_model") return fixed(world_.measure().model_mean(), 4);
  if (field == "entropy.pseudo_perplexity") {
    return fixed(masked_.measure().result().pseudo_perplexity(), 4);
  }
  return {};
}

}  // namespace

LabDescription entropy_lab() {
  return {"entropy",
          ui::icons::kPulse,
          true,
          false,
          []() -> std::unique_ptr<Lab> { return std::make_unique<EntropyLab>(); },
          kViews,
          "gpt"};
}

}  // namespace wordspace
