// Lab 8, Attention: one sentence in a trained GPT and a trained BERT, side by side.
// Not training (labs 6 and 7) and not the arithmetic (attention_answers.h).
#include <algorithm>

#include "labs/answering_model.h"
#include "labs/attention_arithmetic_view.h"
#include "labs/attention_experiment_view.h"
#include "labs/attention_maps_view.h"
#include "labs/lab.h"
#include "labs/lab_parts.h"
#include "labs/setting_values.h"
#include "labs/transformer_parts.h"
#include "labs/transformer_room.h"
#include "labs/workspace.h"
#include "ui/icons.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

// Sentences that fit what the models have read, each with another last word.
struct Example {
  const char *corpus, *sentence, *last_word;
};
constexpr Example kExamples[] = {
    {"toy-en", "the king kept his crown safe and he smiled gladly", "slowly"},
    {"toy-en", "when the queen lost the throne we all helped her today", "again"},
    {"toy-en", "the little puppy sleeps in the kennel dreaming of bones", "mice"},
    {"toy-vi", "vua giữ vương_miện của anh_ấy rồi anh_ấy cười vui_vẻ", "lặng_lẽ"},
    {"toy-vi", "chú mèo_con bé nằm trong giỏ mơ thấy chuột", "xương"},
    {"toy-vi", "con chó già sủa trong cũi và ăn xương hôm_nay", "một_mình"},
    {"austen", "She could not help smiling, and her sister was surprised to hear her laugh.",
     "cry."},
    {"austen", "He was a gentleman, and she thought him very proud.", "poor."},
    {"austen", "Her mother was sure that he would call upon them in the morning.", "evening."},
};
constexpr const char* kViews[] = {"look", "future", "switches"};
constexpr const char* kPictures[] = {"map", "arcs"};

std::vector<const Example*> examples_of(std::string_view corpus) {
  std::vector<const Example*> found;
  for (const Example& example : kExamples) {
    if (corpus == example.corpus) found.push_back(&example);
  }
  return found;
}

class AttentionLab : public Lab {
 public:
  void draw_picture(LabContext& context) override;
  void draw_controls(LabContext& context) override;
  void forget_gl() override {
    gpt_view_.forget_gl();
    bert_view_.forget_gl();
  }
  void set_shader(const std::string& name, const std::string& source) override {
    gpt_view_.set_shader(name, source);
    bert_view_.set_shader(name, source);
  }
  bool wants_frames() const override { return counting_; }
  bool set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;

 private:
  enum View { kLook, kFuture, kSwitches };

  void update(LabContext& context);
  void choose_sentence(LabContext& context);
  void draw_sentence(LabContext& context);
  void draw_token_difference(LabContext& context);
  void draw_side(LabContext& context, AttentionSide& side, AttentionMapsView& view);
  void draw_lift_mask(LabContext& context, const char* name);
  void draw_models(LabContext& context);
  TransformerRoom& room_of(LabContext& context, const AttentionSide& side) {
    return side.kind() == TransformerKind::kGpt ? context.workspace.gpt()
                                                : context.workspace.bert();
  }
  // The chosen side, or the other while there is no model for it.
  AttentionSide& focused() {
    AttentionSide &chosen = focus_ == 0 ? gpt_ : bert_, &other = focus_ == 0 ? bert_ : gpt_;
    return !chosen.ok() && other.ok() ? other : chosen;
  }

  AttentionSide gpt_{TransformerKind::kGpt}, bert_{TransformerKind::kBert};
  AttentionMapsView gpt_view_, bert_view_;
  int view_ = kLook, picture_ = 0;
  int focus_ = 0;  // whose arithmetic is shown: 0 GPT, 1 BERT
  std::string text_;
  bool typed_ = false;          // else: an example of the corpus
  std::string example_corpus_;  // that the examples are of
  LaterWord later_;
  bool lift_mask_ = false;
  bool counting_ = false;
};

// A sentence that the models can know, unless the person has typed one.
void AttentionLab::choose_sentence(LabContext& context) {
  const auto& gpt = context.workspace.gpt().answering();
  const auto& bert = context.workspace.bert().answering();
  std::string corpus = gpt.ok() ? gpt.corpus : bert.ok() ? bert.corpus : std::string();
  if (examples_of(corpus).empty()) corpus = context.ui.language == "vi" ? "toy-vi" : "toy-en";
  if (corpus == example_corpus_) return;
  example_corpus_ = corpus;
  if (typed_) return;
  text_ = examples_of(corpus)[0]->sentence;
  later_ = {};
}

void AttentionLab::update(LabContext& context) {
  choose_sentence(context);
  const AttentionQuestion question{text_, later_.changed(text_), lift_mask_};
  const bool costs = view_ == kSwitches;
  const bool gpt = gpt_.update(context.workspace.gpt().answering(), question, costs);
  const bool bert = bert_.update(context.workspace.bert().answering(), question, costs);
  counting_ = gpt || bert;
  if (counting_) context.ui.want_frame = true;
}

void AttentionLab::draw_sentence(LabContext& context) {
  Ui& ui = context.ui;
  std::string typed = text_;
  if (ui::text_field(ui, "attention.text", ui.t("attention.text"), typed,
                     ui.t("attention.text.hint"))
          .changed) {
    text_ = typed;
    typed_ = true;
  }
  const auto examples = examples_of(example_corpus_);
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const std::vector<std::string> words = words_between_spaces(examples[i]->sentence);
    const std::string shown = words[0] + " " + words[1] + " " + words[2] + " …";
    if (i > 0) ui::flow(ui, ui::chip_width(ui, shown), 1);
    const std::string name = "attention.example." + std::to_string(i);
    if (ui::chip(ui, name.c_str(), shown, ui.palette.accent)) {
      text_ = examples[i]->sentence;
      typed_ = false;
      later_ = {};
    }
    ui::tooltip_on_hover(ui, examples[i]->sentence);
  }
}

// GPT and BERT may cut the same sentence differently: then rows do not face each other.
void AttentionLab::draw_token_difference(LabContext& context) {
  Ui& ui = context.ui;
  if (!gpt_.ok() || !bert_.ok()) return;
  const auto own = [](const AttentionSide& side) {
    return std::span(side.input().tokens)
        .subspan(side.input().first_word, side.input().end_word - side.input().first_word);
  };
  const auto gpt = own(gpt_), bert = own(bert_);
  if (std::equal(gpt.begin(), gpt.end(), bert.begin(), bert.end())) return;
  ui::text_small(ui, ui.format("attention.tokens_differ",
                               {std::to_string(gpt.size()), std::to_string(bert.size())}));
}

void AttentionLab::draw_lift_mask(LabContext& context, const char* name) {
  Ui& ui = context.ui;
  ui::toggle(ui, name, ui.t("attention.lift"), lift_mask_, ui.t("attention.lift.about"));
}

void AttentionLab::draw_side(LabContext& context, AttentionSide& side, AttentionMapsView& view) {
  Ui& ui = context.ui;
  const std::string model = attention_model(side.kind());
  const std::string panel = "attention." + model;
  const bool is_gpt = side.kind() == TransformerKind::kGpt;
  ui::begin_panel(ui, panel.c_str());
  ui::TextStyle heading;
  heading.size = ui::kTextLead;
  heading.semibold = true;
  heading.colour = model_colour(ui, side.kind());
  ui::styled_text(ui, attention_title(side.kind()), heading);
  const char* direction = is_gpt ? "attention.gpt.direction" : "attention.bert.direction";
  if (is_gpt && lift_mask_) direction = "attention.gpt.lifted";
  ui::text_small(ui, ui.t(direction));
  TransformerRoom& room = room_of(context, side);
  if (!side.ok()) {
    if (side.error()) {
      ui::notice(ui, (panel + ".error").c_str(), ui::NoticeKind::kWarning,
                 ui.words.error_message(*side.error()), ui.words.error_hint(*side.error()));
    } else {
      draw_no_model(context, room, panel.c_str(),
                    is_gpt ? "attention.gpt.empty" : "attention.bert.empty");
    }
    ui::end_panel(ui);
    return;
  }
  if (side.input().left_out > 0) {
    ui::text_small(ui, ui.format("attention.left_out", {std::to_string(side.input().left_out)}));
  }
  if (side.input().unknown > 0) {
    ui::text_small(ui, ui.format("attention.unknown", {std::to_string(side.input().unknown)}));
  }
  switch (view_) {
    case kLook:
      if (view.draw_look(context, side, picture_ == 1)) focus_ = is_gpt ? 0 : 1;
      break;
    case kFuture:
      draw_future_result(context, side);
      if (is_gpt) draw_lift_mask(context, "attention.future.lift");
      if (is_gpt && lift_mask_) draw_costs(context, side);
      break;
    default:
      view.draw_switches(context, side);
      ui::gap(ui, 0.5f);
      if (side.num_silent() > 0 &&
          ui::link(ui, (panel + ".all_on").c_str(), ui.t("attention.all_on"))) {
        side.silence_none();
      }
      if (is_gpt) draw_lift_mask(context, "attention.switches.lift");
      draw_costs(context, side);
  }
  ui::end_panel(ui);
}

void AttentionLab::draw_picture(LabContext& context) {
  Ui& ui = context.ui;
  update(context);
  const std::vector<std::string> views = view_labels(ui, "attention.view.", kViews);
  ui::segmented(ui, "attention.view", views, view_);
  ui::gap(ui, 0.5f);
  draw_sentence(context);
  draw_token_difference(context);
  if (view_ == kFuture) {
    std::string suggestion =
        words_between_spaces(text_).empty() ? std::string() : words_between_spaces(text_).front();
    for (const Example& example : kExamples) {
      if (text_ == example.sentence) suggestion = example.last_word;
    }
    ui::begin_panel(ui, "later");
    draw_later_word(context, text_, suggestion, later_);
    ui::end_panel(ui);
  }
  if (view_ == kSwitches) ui::text_muted(ui, ui.t("attention.switches.about"));
  if (ui::begin_columns(ui, "models", 2, 320)) {
    ui::next_column(ui);
    draw_side(context, gpt_, gpt_view_);
    ui::next_column(ui);
    draw_side(context, bert_, bert_view_);
    ui::end_columns(ui);
  }
  if (view_ == kLook) {
    if (focused().ok()) draw_attention_arithmetic(context, focused());
  }
}

// Which two models; ready-made ones come in pairs that have read the same text.
void AttentionLab::draw_models(LabContext& context) {
  Ui& ui = context.ui;
  TransformerRoom &gpt = context.workspace.gpt(), &bert = context.workspace.bert();
  using Origin = AnsweringModel::Origin;
  ui::section(ui, ui.t("attention.models"));
  for (TransformerRoom* room : {&gpt, &bert}) {
    const AnsweringModel& model = room->answering();
    ui::TextStyle name;
    name.semibold = true;
    name.colour = model_colour(ui, room->kind());
    ui::styled_text(ui, attention_title(room->kind()), name);
    if (!model.ok()) {
      ui::text_small(ui, ui.t("attention.no_model"));
      continue;
    }
    const char* key = "attention.origin.run";
    if (model.origin == Origin::kReady) key = "attention.origin.ready";
    if (model.origin == Origin::kFile) key = "attention.origin.file";
    ui::text_small(ui, ui.format(key, {corpus_title(ui, model.name)}));
    const TransformerConfig& config = model.transformer->config();
    ui::text_small(ui, ui.format("attention.sizes",
                                 {std::to_string(config.layers), std::to_string(config.heads),
                                  std::to_string(config.width / config.heads)}));
  }
  if (gpt.answering().ok() && bert.answering().ok() &&
      gpt.answering().corpus != bert.answering().corpus) {
    ui::text_small(ui, ui.t("attention.other_corpora"));
  }
  std::vector<std::string> pairs;
  int chosen = -1;
  const auto ready = TransformerRoom::ready_models();
  const auto is_ready = [](const AnsweringModel& model, const char* name) {
    return model.origin == Origin::kReady && model.name == name;
  };
  for (const char* name : ready) {
    if (is_ready(gpt.answering(), name) && is_ready(bert.answering(), name)) {
      chosen = static_cast<int>(pairs.size());
    }
    pairs.push_back(ui.format("attention.pair.ready", {corpus_title(ui, name)}));
  }
  const bool has_run = gpt.has_run() || bert.has_run();
  if (has_run) {
    if (gpt.answering().origin == Origin::kRun && bert.answering().origin == Origin::kRun) {
      chosen = static_cast<int>(pairs.size());
    }
    pairs.emplace_back(ui.t("attention.pair.run"));
  }
  if (ui::dropdown(ui, "attention.pair", ui.t("attention.pair"), pairs, chosen) && chosen >= 0) {
    const auto index = static_cast<std::size_t>(chosen);
    for (TransformerRoom* room : {&gpt, &bert}) {
      if (index < ready.size()) {
        room->use_ready_model(ready[index]);
      } else {
        room->use_run_model();
      }
    }
  }
  if (ui::link(ui, "attention.open.gpt", ui.t("attention.open.gpt"))) context.open("gpt", {});
  if (ui::link(ui, "attention.open.bert", ui.t("attention.open.bert"))) context.open("bert", {});
}

void AttentionLab::draw_controls(LabContext& context) {
  Ui& ui = context.ui;
  draw_models(context);
  if (gpt_.ok() || bert_.ok()) {
    ui::section(ui, ui.t("attention.head"));
    if (view_ == kLook) {
      const std::vector<std::string> pictures = {ui.t("attention.picture.map"),
                                                 ui.t("attention.picture.arcs")};
      ui::segmented(ui, "attention.picture", pictures, picture_);
    }
    if (gpt_.ok() && bert_.ok()) {
      const std::vector<std::string> models = {"GPT", "BERT"};
      ui::segmented(ui, "attention.focus", models, focus_);
    }
    AttentionSide& side = focused();
    if (side.ok()) {
      int layer = side.layer + 1, head = side.head + 1;
      if (side.config().layers > 1) {
        ui::slider_int(ui, "attention.layer", ui.t("attention.layer"), layer, 1,
                       side.config().layers);
      }
      if (side.config().heads > 1) {
        ui::slider_int(ui, "attention.head", ui.t("attention.head"), head, 1, side.config().heads);
      }
      side.layer = std::clamp(layer, 1, side.config().layers) - 1;
      side.head = std::clamp(head, 1, side.config().heads) - 1;
      bool on = !side.silent(side.chosen_map());
      if (ui::toggle(ui, "attention.head_on", ui.t("attention.head_on"), on,
                     ui.t("attention.head_on.about"))) {
        side.set_silent(side.chosen_map(), !on);
      }
    }
    if (gpt_.ok()) draw_lift_mask(context, "attention.lift");
    if (lift_mask_ || gpt_.num_silent() + bert_.num_silent() > 0) {
      if (ui::link(ui, "attention.reset", ui.t("attention.reset"))) {
        lift_mask_ = false;
        gpt_.silence_none();
        bert_.silence_none();
      }
    }
  }
}

bool AttentionLab::set(std::string_view field, std::string_view value) {
  const auto number = [value](int fallback) {
    read_setting(value, fallback);
    return fallback;
  };
  if (field == "attention.view") {
    choose_view(kViews, value, view_);
  } else if (field == "attention.picture") {
    for (int i = 0; i < 2; ++i) {
      if (value == kPictures[i]) picture_ = i;
    }
  } else if (field == "attention.text") {
    text_ = value;
    typed_ = true;
  } else if (field == "attention.word") {
    later_.word = value;
  } else if (field == "attention.word_index") {
    later_.index = number(0) - 1;
  } else if (field == "attention.lift") {
    lift_mask_ = value == "on";
  } else if (field == "attention.focus") {
    focus_ = value == "bert" ? 1 : 0;
  } else if (field == "attention.layer") {
    focused().layer = std::max(0, number(1) - 1);
  } else if (field == "attention.head") {
    focused().head = std::max(0, number(1) - 1);
  } else if (field == "attention.query") {
    focused().query = std::max(0, number(0)) - 1;
  } else if (field == "attention.key") {
    focused().key = std::max(0, number(0)) - 1;
  } else {
    return false;
  }
  return true;
}

// Positions count from 1; 0 is "not chosen".
std::string AttentionLab::get(std::string_view field) const {
  const AttentionSide& side = focus_ == 0 ? gpt_ : bert_;
  if (field == "attention.view") return kViews[view_];
  if (field == "attention.picture") return kPictures[picture_];
  if (field == "attention.text") return text_;
  if (field == "attention.word") return later_.word;
  if (field == "attention.word_index") return std::to_string(later_.index + 1);
  if (field == "attention.lift") return lift_mask_ ? "on" : "off";
  // Changed bits before the changed word; nats a token as trained and with the switches.
  for (const AttentionSide* one : {&gpt_, &bert_}) {
    const std::string name = std::string("attention.") + attention_model(one->kind());
    if (field == name + ".bits" && one->ok() && !one->changes().empty())
      return std::to_string(one->all_changes().bits);
    if (field == name + ".plain" && one->plain_nats() != nullptr)
      return fixed(one->plain_nats()->mean(), 3);
    if (field == name + ".nats" && one->nats() != nullptr) return fixed(one->nats()->mean(), 3);
  }
  if (field == "attention.focus") return focus_ == 0 ? "gpt" : "bert";
  if (field == "attention.layer") return std::to_string(side.layer + 1);
  if (field == "attention.head") return std::to_string(side.head + 1);
  if (field == "attention.query") return std::to_string(side.query + 1);
  if (field == "attention.key") return std::to_string(side.key + 1);
  return {};
}

}  // namespace

LabDescription attention_lab() {
  return {"attention",
          ui::icons::kMatrix,
          false,
          false,
          []() -> std::unique_ptr<Lab> { return std::make_unique<AttentionLab>(); },
          kViews,
          ""};
}

}  // namespace wordspace
