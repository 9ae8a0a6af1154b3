// A chain of ten words: by unembedding the last word's own embedding, or by the whole model.
// Not the arithmetic (models/transformer_lens.h) and not a lab.
#pragma once

#include <string>
#include <vector>

#include "labs/lab.h"
#include "models/transformer_lens.h"

namespace wordspace {

struct AnsweringModel;

class PositionsChainView {
 public:
  static constexpr int kLength = 10;
  static constexpr int kNumBest = 5;

  // Answers anew when model, word or kind are new.
  void follow(const AnsweringModel& model);
  void draw(LabContext& context, const AnsweringModel& model);
  const std::string& word() const { return word_; }
  void set_word(std::string_view word) { word_ = word; }
  bool random() const { return random_; }
  void set_random(bool random) { random_ = random; }
  const std::vector<ChainLink>& chain() const { return chain_; }
  const std::vector<GreedyLink>& greedy() const { return greedy_; }

 private:
  void draw_chain(LabContext& context, const AnsweringModel& model);
  void draw_greedy(LabContext& context, const AnsweringModel& model);

  std::string word_, asked_;
  bool known_ = false, random_ = false, asked_random_ = false;
  bool several_ = false;  // the word is several tokens: the first counts
  std::uint64_t version_ = 0;
  std::vector<TokenId> tokens_;  // of the word
  std::vector<ChainLink> chain_;
  std::vector<GreedyLink> greedy_;
};

}  // namespace wordspace
