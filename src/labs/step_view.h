// One update of Word2Vec, slow enough to follow: the sentence, the window, every u·v before and
// after. Not the update (models/word2vec) and not a lab.
#pragma once

#include <cstdint>
#include <vector>

#include "labs/lab.h"
#include "text/token_id.h"

namespace wordspace {

struct Snapshot;
struct Word2VecStep;

class StepView {
 public:
  // Draws the last single step of the snapshot; an explanation when there is none.
  void draw(LabContext& context);
  // How far the input vector of the step that was drawn last moved, the farthest one for CBOW.
  float moved() const { return moved_; }
  // Words whose vectors the shown pair moved: v of the inputs, u of the outputs.
  std::vector<TokenId> moved_words(const Snapshot& snapshot) const;

 private:
  void draw_sentence(LabContext& context, const Word2VecStep& step);
  void draw_pair(LabContext& context, const Word2VecStep& step);

  std::uint64_t seen_ = 0;
  int pair_ = 0;
  float moved_ = 0;
};

}  // namespace wordspace
