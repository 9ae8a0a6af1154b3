// Lab 11, How embeddings change and how stable they are: the moments of a run, and runs of several
// seeds.
// Not training itself (lab 3) and not the numbers (stability_answers.h).
#include <algorithm>

#include "labs/change_view.h"
#include "labs/lab.h"
#include "labs/lab_parts.h"
#include "labs/seeds_view.h"
#include "labs/setting_values.h"
#include "train/series.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr const char* kViews[] = {"change", "seeds"};

class StabilityLab : public Lab {
 public:
  void draw_picture(LabContext& context) override {
    Ui& ui = context.ui;
    const std::vector<std::string> views = view_labels(ui, "stability.view.", kViews);
    ImGui::SetNextItemWidth(std::min(ImGui::GetContentRegionAvail().x, ui.px(440)));
    ui::segmented(ui, "stability.view", views, view_);
    ui::gap(ui, 0);
    if (view_ == 0) {
      change_.draw(context);
    } else {
      seeds_.draw(context);
    }
  }
  void draw_controls(LabContext& context) override {
    if (view_ == 0) {
      change_.draw_controls(context);
    } else {
      seeds_.draw_controls(context);
    }
  }
  void forget_gl() override { change_.forget_gl(); }
  void set_shader(const std::string& name, const std::string& source) override {
    change_.set_shader(name, source);
  }
  bool wants_frames() const override {
    return view_ == 0 ? change_.playing() : seeds_.wants_frames();
  }
  bool set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;

 private:
  ChangeView change_;
  SeedsView seeds_;
  int view_ = 0;
};

bool StabilityLab::set(std::string_view field, std::string_view value) {
  int number = 0;
  if (field == "stability.view") {
    choose_view(kViews, value, view_);
  } else if (field == "stability.moment") {
    if (read_setting(value, number)) change_.set_moment(number);
  } else if (field == "stability.word") {
    change_.set_word(value);
  } else if (field == "stability.model") {
    if (value == "word2vec" || value == "glove") change_.set_model(value);
  } else if (field == "stability.seeds.model") {
    seeds_.set_model(value);
  } else if (field == "stability.preset") {
    seeds_.set_preset(value);
  } else if (field == "stability.seeds") {
    view_ = 1;
    seeds_.start_soon();
  } else if (field == "stability.num") {
    if (read_setting(value, number)) seeds_.set_num_seeds(number);
  } else {
    return false;
  }
  return true;
}

std::string StabilityLab::get(std::string_view field) const {
  if (field == "stability.view") return kViews[view_];
  if (field == "stability.moment") return std::to_string(change_.moment());
  if (field == "stability.word") return change_.word();
  if (field == "stability.model") return change_.model();
  if (field == "stability.seeds.model") return seeds_.model();
  if (field == "stability.preset") return seeds_.preset();
  if (field == "stability.num") return std::to_string(seeds_.num_seeds());
  if (field == "stability.pairs") return std::to_string(seeds_.answers().pairs().size());
  const auto means = seeds_.answers().means();
  if (!means) return {};
  if (field == "stability.raw") return fixed(means->mean.raw_cosine, 4);
  if (field == "stability.aligned") return fixed(means->mean.aligned_cosine, 4);
  if (field == "stability.overlap") return fixed(means->mean.overlap, 4);
  if (field == "stability.rsa") return fixed(means->mean.rsa, 4);
  return {};
}

}  // namespace

LabDescription stability_lab() {
  return {"stability",
          ui::icons::kHistory,
          true,
          false,
          []() -> std::unique_ptr<Lab> { return std::make_unique<StabilityLab>(); },
          kViews};
}

}  // namespace wordspace
