// The same word in two sentences: how near its two hidden states are, layer by layer, beside its
// static vector, which is one and the same.
// Not attention (its own lab) and not a map.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "labs/bert_answers.h"
#include "labs/lab.h"

namespace wordspace {

struct AnsweringModel;
class TokenCodec;

class BertWordView {
 public:
  void draw(LabContext& context, const AnsweringModel& model);
  void set_text(std::size_t i, std::string_view text);
  void set_word(std::string_view word);
  const std::string& text(std::size_t i) const { return sides_[i].text; }
  const std::string& word() const { return word_; }
  // Cosine of the word's two hidden states, layer by layer from the embeddings on, as last drawn.
  const std::vector<double>& cosines() const { return cosines_.same; }

 private:
  struct Side {
    std::string text;
    BertInput input;
    std::vector<BertWord> words;
  };
  void follow(LabContext& context, const AnsweringModel& model);
  void answer(const AnsweringModel& model);
  const BertWord* find(const Side& side) const;
  void draw_sentence(LabContext& context, std::size_t i);
  void draw_chart(LabContext& context);

  std::array<Side, 2> sides_;
  std::string word_;
  bool edited_ = false;
  std::string corpus_;
  std::weak_ptr<const TokenCodec> codec_;
  std::uint64_t version_ = 0;
  bool stale_ = true;
  Status status_ = Done{};
  std::vector<std::string> shared_;  // words of both sentences
  LayerCosines cosines_;             // empty: no word to compare
  std::vector<double> layers_;       // 0 .. L
};

}  // namespace wordspace
