// What the labs of the transformers draw alike: losses, which model answers, empty states, pieces
// of text.
// Not presets and settings (transformer_settings.cpp).
#include "labs/transformer_parts.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "labs/answering_model.h"
#include "labs/corpus_store.h"
#include "labs/transformer_room.h"
#include "labs/workspace.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"
#include "train/learner_progress.h"
#include "train/loss_point.h"
#include "train/run_status.h"
#include "train/snapshot.h"
#include "train/transformer_run.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

ImU32 model_colour(const Ui& ui, TransformerKind kind) {
  return kind == TransformerKind::kGpt ? ui.palette.gpt : ui.palette.bert;
}

double bits_of(double nats) { return nats / std::numbers::ln2; }

std::string corpus_title(const Ui& ui, const std::string& name) {
  const std::string key = "corpus." + name + ".title";
  return ui.words.has(key) ? std::string(ui.t(key)) : name;
}

std::string tokenizer_label(const Ui& ui, CodecKind kind) {
  return ui.t(std::string("transformer.tokenizer.") + to_string(kind));
}

void extend_pieces(const TokenCodec& codec, std::span<const TokenId> tokens,
                   std::vector<std::string>& pieces) {
  constexpr std::string_view kBroken = "\xef\xbf\xbd";  // U+FFFD: bytes still to come
  if (pieces.size() > tokens.size()) pieces.clear();
  while (!pieces.empty() && pieces.back().ends_with(kBroken)) pieces.pop_back();
  std::string before;
  for (const std::string& piece : pieces) before += piece;
  for (std::size_t i = pieces.size(); i < tokens.size(); ++i) {
    std::string now = codec.decode(tokens.first(i + 1));
    const bool last = i + 1 == tokens.size();
    while (!last && now.ends_with(kBroken)) now.resize(now.size() - kBroken.size());
    const bool longer = now.size() >= before.size() && now.compare(0, before.size(), before) == 0;
    pieces.push_back(longer ? now.substr(before.size()) : codec.display(tokens[i]));
    before = longer ? std::move(now) : before + pieces.back();
  }
}

// --- Curves.

const MetricCurve* find_metric(const Snapshot& snapshot, std::string_view name) {
  for (const MetricCurve& metric : snapshot.metrics) {
    if (metric.name == name) return &metric;
  }
  return nullptr;
}

std::int64_t tokens_per_step(const Snapshot& snapshot) {
  if (snapshot.config_json.empty()) return 1;
  const auto run = transformer_run_from_json(snapshot.config_json);
  if (!run.ok()) return 1;
  return std::max<std::int64_t>(std::int64_t{run->batch} * run->model.context, 1);
}

Curve curve_over_steps(const Snapshot& snapshot, std::span<const LossPoint> points, double scale) {
  const auto one = static_cast<double>(tokens_per_step(snapshot));
  Curve curve;
  curve.x.reserve(points.size());
  curve.y.reserve(points.size());
  for (const LossPoint& point : points) {
    curve.x.push_back(static_cast<double>(point.units) / one);
    curve.y.push_back(point.loss * scale);
  }
  return curve;
}

ui::Axis steps_axis(const Ui& ui, const Snapshot& snapshot) {
  ui::Axis axis;
  axis.label = ui.t("transformer.axis.steps");
  if (snapshot.units_total > 0) {
    axis.automatic = false;
    axis.high =
        static_cast<double>(snapshot.units_total) / static_cast<double>(tokens_per_step(snapshot));
  }
  return axis;
}

void draw_loss_chart(LabContext& context, TransformerRoom& room, float height) {
  Ui& ui = context.ui;
  const Snapshot& snapshot = room.snapshot();
  const std::string model = room.model();
  const Curve loss = curve_over_steps(snapshot, snapshot.losses);
  const Curve held_out = curve_over_steps(snapshot, snapshot.held_out_losses);
  heading_with_table(ui, ui.t("transformer.loss"), (model + ".loss.table").c_str(), !loss.x.empty(),
                     [&] {
                       static constexpr const char* kKeys[] = {"transformer.loss.training",
                                                               "transformer.loss.held_out"};
                       const Curve* const curves[] = {&loss, &held_out};
                       return table_of(ui, "transformer.axis.steps", kKeys, curves);
                     });
  std::vector<ui::Series> series;
  if (!loss.x.empty()) {
    series.push_back(
        {ui.t("transformer.loss.training"), loss.x, loss.y, model_colour(ui, room.kind())});
  }
  if (!held_out.x.empty()) {
    series.push_back(
        {ui.t("transformer.loss.held_out"), held_out.x, held_out.y, ui.palette.accent});
  }
  std::vector<ui::Baseline> baselines;
  if (snapshot.baseline_loss > 0) {
    const bool bert = room.kind() == TransformerKind::kBert;
    baselines.push_back({snapshot.baseline_loss, ui.format(bert ? "transformer.baseline.pairs"
                                                                : "transformer.baseline.uniform",
                                                           {fixed(snapshot.baseline_loss, 2)})});
  }
  for (const NamedLoss& one : snapshot.baselines) {
    const std::string key = "transformer.baseline." + one.key;
    baselines.push_back({one.nats, ui.words.has(key) ? ui.format(key, {fixed(one.nats, 2)})
                                                     : one.key + " " + fixed(one.nats, 2)});
  }
  ui::PlotOptions options;
  options.x = steps_axis(ui, snapshot);
  options.y.label = ui.t("transformer.axis.loss");
  options.height = height;
  options.empty = ui.t("transformer.loss.empty");
  ui::plot(ui, (model + ".loss.plot").c_str(), series, baselines, options);
}

// --- Which model answers.

bool draw_no_model(LabContext& context, TransformerRoom& room, const char* name,
                   const char* what_key) {
  Ui& ui = context.ui;
  if (room.answering().ok()) return false;
  const CorpusLoad& load = context.workspace.load();
  if (!load.name.empty()) {
    const auto received = static_cast<double>(load.received_bytes);
    const auto total = static_cast<double>(load.total_bytes);
    ui::progress_bar(
        ui, total > 0 ? std::min(received / total, 1.0) : 0,
        ui.format("waiting.loading", {corpus_title(ui, load.name), ui::format_bytes(received),
                                      ui::format_bytes(total)}));
    return true;
  }
  const RunStatus status = room.snapshot().status;
  if (status == RunStatus::kPreparing) {
    ui::text_muted(ui, ui.t("transformer.preparing"));
    return true;
  }
  if (status == RunStatus::kTraining) {
    ui::text_muted(ui, ui.t("transformer.first_copy"));
    return true;
  }
  if (room.busy()) {
    ui::text_muted(ui, ui.t("transformer.loading"));
    return true;
  }
  const std::string button = std::string(name) + ".train";
  if (ui::empty_state(ui, button.c_str(), ui.t(what_key), ui.t("action.train_demo"))) {
    say_error(context, room.choose_preset(room.presets().front()));
    room.train();
  }
  return true;
}

namespace {

std::string origin_sentence(const Ui& ui, const TransformerRoom& room,
                            const AnsweringModel& model) {
  const std::string corpus = corpus_title(ui, model.corpus);
  switch (model.origin) {
    case AnsweringModel::Origin::kNone:
      break;
    case AnsweringModel::Origin::kReady:
      return ui.format("transformer.model.ready", {corpus});
    case AnsweringModel::Origin::kRun:
      return ui.format("transformer.model.run",
                       {corpus, ui::format_count(static_cast<double>(
                                    model.units_done / tokens_per_step(room.snapshot())))});
    case AnsweringModel::Origin::kFile:
      return ui.format("transformer.model.file", {model.name});
  }
  return ui.t("transformer.model.none");
}

// Ready-made models, the run, an opened file.
void draw_model_choice(LabContext& context, TransformerRoom& room, const AnsweringModel& model) {
  Ui& ui = context.ui;
  using Origin = AnsweringModel::Origin;
  std::vector<std::string> labels;
  int chosen = -1;
  const auto ready = TransformerRoom::ready_models();
  for (const char* name : ready) {
    if (model.origin == Origin::kReady && model.name == name) {
      chosen = static_cast<int>(labels.size());
    }
    labels.push_back(ui.format("transformer.choice.ready", {corpus_title(ui, name)}));
  }
  const bool has_run = !room.snapshot().kind.empty();
  if (has_run) {
    if (model.origin == Origin::kRun) chosen = static_cast<int>(labels.size());
    labels.emplace_back(ui.t("transformer.choice.run"));
  }
  if (model.origin == Origin::kFile) {
    chosen = static_cast<int>(labels.size());
    labels.push_back(model.name);
  }
  if (labels.empty()) return;
  const std::string name = std::string(room.model()) + ".answers";
  if (!ui::dropdown(ui, name.c_str(), "", labels, chosen) || chosen < 0) return;
  const auto index = static_cast<std::size_t>(chosen);
  if (index < ready.size()) {
    room.use_ready_model(ready[index]);
  } else if (has_run && index == ready.size()) {
    room.use_run_model();
  }
}

}  // namespace

void draw_model_line(LabContext& context, TransformerRoom& room) {
  Ui& ui = context.ui;
  const std::string prefix = room.model();
  const AnsweringModel model = room.answering();
  ui::section(ui, ui.t("transformer.model"));
  ui::text(ui, origin_sentence(ui, room, model));
  if (model.ok()) {
    const TransformerConfig& c = model.transformer->config();
    ui::text_small(
        ui, ui.format("transformer.model.sizes",
                      {std::to_string(c.layers), std::to_string(c.heads), std::to_string(c.width),
                       std::to_string(c.context), tokenizer_label(ui, model.codec->kind()),
                       ui::format_count(model.codec->size()),
                       ui::format_count(static_cast<double>(c.num_parameters()))}));
  }
  draw_model_choice(context, room, model);
  ui::gap(ui, 0.5f);
  ui::ButtonOptions open;
  open.icon = ui::icons::kFolder;
  open.tooltip = ui.t("transformer.open.about");
  if (ui::button(ui, (prefix + ".open").c_str(), ui.t("transformer.open"), open)) {
    Workspace& workspace = context.workspace;
    open_file(context, ".safetensors,.json,.txt,.checkpoint",
              [&workspace](const std::string& name, std::string bytes) {
                static_cast<void>(workspace.import_bytes(name, std::move(bytes)));
              });
  }
  ui::ButtonOptions save;
  save.icon = ui::icons::kDownload;
  save.enabled = model.ok();
  save.tooltip = ui.t("transformer.export.about");
  ui::flow(ui, ui::button_width(ui, ui.t("transformer.export"), true));
  if (ui::button(ui, (prefix + ".export").c_str(), ui.t("transformer.export"), save)) {
    say_error(context, room.export_folder());
  }
  ui::ButtonOptions whole;
  whole.enabled = !room.snapshot().kind.empty();
  whole.tooltip = ui.t("files.checkpoint.about");
  ui::flow(ui, ui::button_width(ui, ui.t("files.checkpoint"), false));
  if (ui::button(ui, (prefix + ".checkpoint").c_str(), ui.t("files.checkpoint"), whole)) {
    say_error(context, room.save_checkpoint());
  }
}

std::size_t most_tokens_measured(const Transformer& model) {
  constexpr double kMaxTokens = 400, kMinTokens = 64;
  constexpr double kMaxFlops = 8e9;
  // Two operations a weight and token; windows overlap by half.
  const double each = 4.0 * static_cast<double>(model.config().num_parameters());
  return static_cast<std::size_t>(std::clamp(kMaxFlops / each, kMinTokens, kMaxTokens));
}

}  // namespace wordspace
