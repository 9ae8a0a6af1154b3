// BERT's pseudo-perplexity of the text, beside GPT's perplexity, and why they do not compare.
// Not the numbers (models/pseudo_perplexity.h) and not a lab.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "labs/lab.h"
#include "models/pseudo_perplexity.h"

namespace wordspace {

struct AnsweringModel;

class EntropyMaskedView {
 public:
  static constexpr std::size_t kMaxTokens = 200;

  // Sliced. True: there is more to do.
  bool follow(const AnsweringModel& bert, const std::string& text);
  // gpt: what it made of the same text, may be null.
  void draw(LabContext& context, const AnsweringModel& bert, const Surprisals* gpt, bool in_bits);
  const PseudoMeasure& measure() const { return measure_; }
  int kinds() const { return kinds_; }

 private:
  void draw_tokens(LabContext& context, const AnsweringModel& bert, bool in_bits);
  void draw_why(LabContext& context);

  bool known_ = false, shortened_ = false;
  std::uint64_t version_ = 0;
  std::string text_;
  std::optional<Error> error_;
  PseudoMeasure measure_;
  int kinds_ = 2;
};

}  // namespace wordspace
