// Several runs that differ in their seed: losses in one chart, how alike their vectors are, and the
// sentence that says what is stable.
// Not the runs (background.h) and not the numbers (stability_answers.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labs/background_parts.h"
#include "labs/lab.h"
#include "labs/lab_parts.h"
#include "labs/stability_answers.h"

namespace wordspace {

class SeedsView {
 public:
  void draw(LabContext& context);
  void draw_controls(LabContext& context);
  bool wants_frames() const { return !answers_.done(); }

  // "toy", "toy-vi", "bible", "own" (text and settings of lab Word2Vec). False: no such preset.
  bool set_preset(std::string_view name);
  const std::string& preset() const { return preset_; }
  // "word2vec" or "glove": whose runs the next ones are.
  bool set_model(std::string_view model);
  const std::string& model() const { return model_; }
  void set_num_seeds(int num);
  int num_seeds() const { return num_seeds_; }
  const SeedAnswers& answers() const { return answers_; }
  // Fetches the text, then begins.
  void start(LabContext& context);
  void start_soon() { asked_ = true; }  // at the next frame

 private:
  struct Fetched {  // outlives the view in a callback
    bool arrived = false;
    std::optional<Error> error;
    std::shared_ptr<const Corpus> text;
  };
  void follow(LabContext& context);
  void draw_losses(LabContext& context);
  void draw_measures(LabContext& context);
  void draw_pairs(LabContext& context);
  void draw_verdict(LabContext& context);
  bool shows_glove() const { return shown_model_ == "glove"; }
  ImU32 colour(const ui::Ui& ui) const {
    return shows_glove() ? ui.palette.glove : ui.palette.word2vec;
  }
  SeedPlan plan_of(Workspace& workspace) const;
  std::string corpus_of(Workspace& workspace) const;

  BackgroundLine line_{"stability"};
  SeedAnswers answers_;
  std::string preset_;                                         // empty: as fits the language
  std::string model_ = "word2vec", shown_model_ = "word2vec";  // of the next runs, of those shown
  int num_seeds_ = 4;
  bool asked_ = false;
  std::shared_ptr<Fetched> fetch_;  // under way
  std::vector<std::string> names_;  // of the runs, for the curves
  std::vector<Curve> curves_;
};

}  // namespace wordspace
