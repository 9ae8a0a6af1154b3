// Presets and settings of GPT and BERT, with what they cost.
// Not the rules: TransformerRun::validate has them; here the ranges are those of a browser.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "labs/transformer_parts.h"
#include "labs/transformer_room.h"
#include "labs/workspace.h"
#include "text/builtin_corpora.h"
#include "text/token_corpus.h"
#include "train/transformer_run.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

// A usual laptop's rate in the browser, for rough times.
constexpr double kRoughFlops = 2e10;
constexpr double kComfortableBytes = 300e6;

// Where the rate of a small transformer becomes too hot.
constexpr float kHotRate = 0.01f;

class Fields {
 public:
  Fields(LabContext& context, TransformerRoom& room)
      : context_(context), ui_(context.ui), room_(room), prefix_(room.model()) {}

  std::string name(const char* field) const { return prefix_ + "." + field; }
  void set(const char* field, const std::string& value) {
    say_error(context_, room_.set(field, value));
  }
  void set(const char* field, double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    set(field, std::string(text));
  }
  void whole(const char* field, std::int64_t now, int low, int high) {
    int value = static_cast<int>(now);
    const std::string label = label_of(field), about = about_of(field);
    if (ui::slider_int(ui_, name(field).c_str(), label, value, std::min(low, value),
                       std::max(high, value), about)) {
      set(field, value);
    }
  }
  void real(const char* field, double now, float low, float high, const char* format,
            bool logarithmic) {
    auto value = static_cast<float>(now);
    const std::string label = label_of(field), about = about_of(field);
    if (ui::slider_float(ui_, name(field).c_str(), label, value, std::min(low, value),
                         std::max(high, value), format, logarithmic, about)) {
      set(field, static_cast<double>(value));
    }
  }
  std::string label_of(const char* field) const {
    return ui_.t(std::string("transformer.field.") + field);
  }
  std::string about_of(const char* field) const {
    return ui_.t(std::string("transformer.field.") + field + ".about");
  }

 private:
  LabContext& context_;
  Ui& ui_;
  TransformerRoom& room_;
  std::string prefix_;
};

std::string preset_key(TransformerKind kind, const char* name) {
  return (kind == TransformerKind::kGpt ? "gpt.preset." : "bert.preset.") + std::string(name);
}

// Numbers of the width are multiples of the heads'.
int fitting_width(int width, int heads) { return std::max((width + heads / 2) / heads, 1) * heads; }

void set_width(Fields& fields, const TransformerRun& run, int width) {
  const int fits = fitting_width(width, run.model.heads);
  if (fits != run.model.width) fields.set("width", fits);
}

void set_heads(Fields& fields, const TransformerRun& run, int heads) {
  const int width = fitting_width(run.model.width, heads);
  if (width != run.model.width) {
    // Each step of the way must fit: one head fits every width.
    fields.set("heads", 1);
    fields.set("width", width);
  }
  fields.set("heads", heads);
}

void draw_tokenizer(LabContext& context, TransformerRoom& room, Fields& fields) {
  Ui& ui = context.ui;
  const TransformerRun run = room.run();
  static constexpr std::array kKinds = {CodecKind::kWord, CodecKind::kCharacter,
                                        CodecKind::kByteBpe};
  std::vector<std::string> labels;
  int chosen = -1;
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    labels.push_back(tokenizer_label(ui, kKinds[i]));
    if (run.tokenizer == kKinds[i]) chosen = static_cast<int>(i);
  }
  ui::text_muted(ui, ui.t("transformer.tokenizer"));
  if (ui::segmented(ui, fields.name("tokenizer").c_str(), labels, chosen) && chosen >= 0) {
    const CodecKind kind = kKinds[static_cast<std::size_t>(chosen)];
    // All bytes are tokens of BPE: fewer than these do not exist.
    if (kind == CodecKind::kByteBpe && run.vocab_size < 300) fields.set("vocab-size", 512);
    fields.set("tokenizer", std::string(to_string(kind)));
  }
  ui::text_small(ui,
                 ui.t(std::string("transformer.tokenizer.") + to_string(run.tokenizer) + ".about"));
  if (run.tokenizer != CodecKind::kCharacter) {
    fields.whole("vocab-size", run.vocab_size, run.tokenizer == CodecKind::kByteBpe ? 300 : 50,
                 4096);
  }
}

void draw_costs(LabContext& context, TransformerRoom& room) {
  Ui& ui = context.ui;
  const TransformerRun& run = room.run();
  TransformerConfig config = run.model;
  const auto tokens = room.tokens();
  const bool known = tokens && !room.settings_changed();
  config.vocab = known ? tokens->codec->size() : run.vocab_size;
  const double per_step = training_flops(config, run.batch, config.context);
  const double seconds = per_step * static_cast<double>(run.steps) / kRoughFlops;
  const auto memory = static_cast<double>(room.memory_bytes());
  // Before the text is cut the vocabulary is as large as was asked for; it may come out smaller.
  const auto figure = [&](const char* key, const std::string& value) {
    ui::figure(ui, ui.t(key), known ? value : ui.format("transformer.at_most", {value}),
               ui.t(std::string(key) + ".about"));
  };
  figure("transformer.parameters", ui::format_count(static_cast<double>(config.num_parameters())));
  figure("transformer.memory", ui::format_bytes(memory));
  ui::figure(ui, ui.t("transformer.rough_time"), ui::format_duration(ui, seconds),
             ui.format("transformer.rough_time.about", {ui::format_number(per_step / 1e9, 3),
                                                        ui::format_number(kRoughFlops / 1e9, 2)}));
  if (known && !tokens->training.tokens.empty()) {
    const double read = static_cast<double>(run.steps) * run.batch * config.context;
    ui::figure(ui, ui.t("transformer.passes"),
               fixed(read / static_cast<double>(tokens->training.tokens.size()), 1),
               ui.t("transformer.passes.about"));
  }
  const std::string prefix = room.model();
  if (memory > kComfortableBytes) {
    ui::gap(ui, 0.5f);
    ui::notice(ui, (prefix + ".big").c_str(), ui::NoticeKind::kWarning,
               ui.format("transformer.big", {ui::format_bytes(memory)}),
               ui.t("transformer.big.hint"));
  }
  if (seconds > 1800) {
    ui::gap(ui, 0.5f);
    ui::notice(ui, (prefix + ".slow").c_str(), ui::NoticeKind::kWarning,
               ui.format("transformer.slow", {ui::format_duration(ui, seconds)}),
               ui.t("transformer.slow.hint"));
  }
  if (run.rate > static_cast<double>(kHotRate)) {
    ui::gap(ui, 0.5f);
    ui::notice(ui, (prefix + ".hot").c_str(), ui::NoticeKind::kWarning, ui.t("transformer.hot"),
               ui.t("transformer.hot.hint"));
  }
}

void draw_room_corpus(LabContext& context, TransformerRoom& room, Fields& fields) {
  Ui& ui = context.ui;
  Workspace& workspace = context.workspace;
  std::vector<std::string> titles, details;
  int chosen = -1;
  for (std::size_t i = 0; i < workspace.corpora().size(); ++i) {
    const CorpusInfo& row = workspace.corpora()[i];
    titles.push_back(row.name == "own" ? row.title : corpus_title(ui, row.name));
    details.push_back(
        row.num_words == 0
            ? std::string(ui.t("corpus.made_here"))
            : ui.format("corpus.words", {ui::format_count(static_cast<double>(row.num_words))}));
    if (row.name == room.corpus_name()) chosen = static_cast<int>(i);
  }
  const ui::LockedPart locked(ui);
  if (ui::dropdown(ui, fields.name("corpus").c_str(), ui.t("transformer.corpus"), titles, chosen,
                   details) &&
      chosen >= 0) {
    fields.set("corpus", workspace.corpora()[static_cast<std::size_t>(chosen)].name);
  }
}

}  // namespace

void draw_room_presets(LabContext& context, TransformerRoom& room) {
  Ui& ui = context.ui;
  Fields fields(context, room);
  ui::section(ui, ui.t("transformer.presets"));
  std::vector<std::string> labels;
  int chosen = -1;
  for (const char* name : room.presets()) {
    const std::string key = preset_key(room.kind(), name);
    if (room.preset() == name) chosen = static_cast<int>(labels.size());
    labels.push_back(ui.words.has(key) ? ui.t(key) : name);
  }
  if (chosen < 0) {
    chosen = static_cast<int>(labels.size());
    labels.emplace_back(ui.t("transformer.preset.own"));
  }
  {
    const ui::LockedPart locked(ui);
    if (ui::dropdown(ui, fields.name("preset").c_str(), "", labels, chosen) && chosen >= 0 &&
        chosen < static_cast<int>(room.presets().size())) {
      say_error(context, room.choose_preset(room.presets()[static_cast<std::size_t>(chosen)]));
    }
  }
  const std::string about = room.preset().empty()
                                ? std::string("transformer.preset.own.about")
                                : preset_key(room.kind(), room.preset().c_str()) + ".about";
  if (ui.words.has(about)) ui::text_small(ui, ui.t(about));
  draw_room_corpus(context, room, fields);
  if (room.settings_changed() && room.has_run()) {
    ui::gap(ui, 1);
    ui::notice(ui, fields.name("changed").c_str(), ui::NoticeKind::kInfo, ui.t("word2vec.changed"));
    ui::ButtonOptions options;
    options.style = ui::ButtonStyle::kPrimary;
    options.icon = ui::icons::kPlay;
    options.width = -1;
    if (ui::button(ui, fields.name("retrain").c_str(), ui.t("word2vec.retrain"), options)) {
      room.train();
    }
  }
}

void draw_room_settings(LabContext& context, TransformerRoom& room) {
  Ui& ui = context.ui;
  Fields fields(context, room);
  ui::section(ui, ui.t("transformer.settings"));
  const ui::LockedPart locked(ui);
  draw_tokenizer(context, room, fields);
  const TransformerRun run = room.run();
  fields.whole("layers", run.model.layers, 1, 8);
  int heads = run.model.heads;
  if (ui::slider_int(ui, fields.name("heads").c_str(), fields.label_of("heads"), heads, 1, 8,
                     fields.about_of("heads"))) {
    set_heads(fields, run, heads);
  }
  int width = run.model.width;
  if (ui::slider_int(ui, fields.name("width").c_str(), fields.label_of("width"), width, 16, 384,
                     fields.about_of("width"))) {
    set_width(fields, run, width);
  }
  fields.whole("context", run.model.context, 16, 256);
  fields.whole("batch", run.batch, 1, 64);
  fields.real("steps", static_cast<double>(run.steps), 50, 20000, "%.0f", true);

  // A copy: what the toggle stores beside it may move the storage.
  const ImGuiID more_id = ImGui::GetID(fields.name("more").c_str());
  bool more = ImGui::GetStateStorage()->GetBool(more_id);
  ui::toggle(ui, fields.name("more").c_str(), ui.t("word2vec.more"), more);
  ImGui::GetStateStorage()->SetBool(more_id, more);
  if (more) {
    fields.real("rate", run.rate, 1e-5f, 1e-1f, "%.5f", true);
    fields.whole("warmup", run.warmup, 0, 1000);
    fields.real("dropout", static_cast<double>(run.model.dropout), 0, 0.5f, "%.2f", false);
    static constexpr const char* kPositions[] = {"learned", "sinusoidal", "none"};
    std::vector<std::string> labels;
    for (const char* one : kPositions) {
      labels.emplace_back(ui.t(std::string("transformer.positions.") + one));
    }
    int positions = static_cast<int>(run.model.positions);
    ui::text_muted(ui, ui.t("transformer.positions"));
    if (ui::segmented(ui, fields.name("positions").c_str(), labels, positions)) {
      fields.set("positions", std::string(kPositions[positions]));
    }
    ui::text_small(ui, ui.t("transformer.positions.about"));
  }
  ui::gap(ui, 0.5f);
  draw_costs(context, room);
}

}  // namespace wordspace
