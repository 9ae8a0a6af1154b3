// Windows and negatives as training draws them: one sentence, one centre at a time, from a seed.
// Not the model's own walk (its random stream is another); the same rules and the same
// probabilities.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "labs/lab.h"
#include "labs/text_statistics.h"
#include "text/sampling.h"

namespace wordspace {

class TextWindows {
 public:
  void clear();
  void draw(LabContext& context, const TextStatistics& statistics);

 private:
  struct Token {
    std::string word;
    TokenId id = kUnknownToken;
    bool kept = true;   // false: left out by subsampling
    bool rare = false;  // under the minimum count
  };
  void make_line(LabContext& context, const TextStatistics& statistics);
  void draw_draws(LabContext& context, const TextStatistics& statistics);

  int line_ = 0;
  int seed_ = 1;
  int position_ = 0;  // among the kept words
  std::string signature_;
  std::vector<Token> tokens_;
  std::vector<std::size_t> kept_;  // indices into tokens_
  std::vector<int> radii_;         // of each kept word
  AliasTable noise_;
  std::shared_ptr<const Vocabulary> noise_vocabulary_;
};

}  // namespace wordspace
