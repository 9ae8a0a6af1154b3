// The moments of a run: a map that moves as one goes through them, and one word before and after.
// Not the run and not the answers (stability_answers.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "labs/lab.h"
#include "labs/stability_answers.h"
#include "ui/scatter.h"

namespace wordspace {

class ChangeView {
 public:
  void draw(LabContext& context);
  void draw_controls(LabContext& context);
  bool playing() const { return playing_; }
  void forget_gl() { scatter_.forget_gl(); }
  void set_shader(const std::string& name, const std::string& source);

  // 1 is the first moment; 0: the last one, whichever that is.
  void set_moment(int moment);
  int moment() const { return static_cast<int>(moment_) + 1; }
  void set_word(std::string_view word);
  const std::string& word() const { return word_; }
  // "word2vec" or "glove": whose run is shown when both have moments.
  void set_model(std::string_view model) { model_ = model; }
  const std::string& model() const { return model_; }
  const ChangeAnswers& answers() const { return answers_; }

 private:
  void follow(LabContext& context);
  void choose_word();
  void go_to(std::size_t moment);
  void play(ui::Ui& ui);
  void draw_scrubber(LabContext& context);
  void draw_map(LabContext& context);
  void draw_families(ui::Ui& ui);  // what the colours and marks of the map mean
  void draw_word(LabContext& context);
  void draw_neighbors(LabContext& context, const char* name, const std::string& heading,
                      const WordAtMoment& at);
  void draw_charts(LabContext& context);
  ImU32 colour(const ui::Ui& ui) const {
    return model_ == "glove" ? ui.palette.glove : ui.palette.word2vec;
  }

  std::string model_ = "word2vec";
  ChangeAnswers answers_;
  std::uint64_t version_ = 0;  // of the answers and the moment
  std::size_t moment_ = 0;
  bool follows_last_ = true;
  bool playing_ = false;
  double next_ms_ = 0;
  std::string word_;
  bool own_word_ = false;
  TokenId word_id_ = kUnknownToken;
  WordAtMoment first_, now_, last_;
  std::vector<ScoredWord> moved_;
  std::uint64_t answered_ = 0;  // version_ of first_, now_, last_
  std::string answered_word_;
  std::vector<double> places_;                        // of the moments, millions of units
  std::vector<double> word_to_first_, word_to_last_;  // of the chosen word
  std::vector<std::uint8_t> groups_;
  std::string vertex_shader_, fragment_shader_;
  ui::Scatter scatter_;
};

}  // namespace wordspace
