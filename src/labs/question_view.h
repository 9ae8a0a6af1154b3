// The question set: asked a few questions a frame, accuracy by section, what could not be asked.
// Not the scoring (analysis/analogy) and not a lab.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/analogy.h"
#include "labs/vector_choice.h"

namespace wordspace {

class QuestionView {
 public:
  void draw(LabContext& context, VectorChoice& choice);
  bool running() const { return run_.has_value() && !run_->done(); }

 private:
  void start(LabContext& context, const VectorChoice& choice);
  void draw_score(LabContext& context, const VectorChoice& choice);

  int method_ = 0;
  WordVectors vectors_;  // as they were when the run began
  std::vector<QuestionSection> questions_;
  std::optional<AnalogyRun> run_;
  std::uint64_t version_ = 0;
  int num_questions_ = 0;
  std::vector<std::string> missing_;  // words without a vector
};

}  // namespace wordspace
