// What GPT writes while it learns: one sample for each copy of the model, always from the same
// prompt and seed. Not drawing, and not the learner's own writing (gpt_writing.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/transformer_text.h"

namespace wordspace {

struct AnsweringModel;
struct Snapshot;
class TokenCodec;

class GptSamples {
 public:
  static constexpr int kTokens = 40;       // of a sample
  static constexpr int kTokensAFrame = 4;  // so that the interface stays smooth
  static constexpr std::size_t kMaxSamples = 12;
  static constexpr std::uint64_t kSeed = 1;
  static constexpr float kTemperature = 0.8f;

  struct Sample {
    std::int64_t step = 0;  // of the run
    std::string text;       // without the prompt
    bool finished = false;
  };

  // Begins a sample when the run has a new model, and writes a few tokens. A new run clears the
  // list. True: still writing.
  bool follow(const AnsweringModel& model, const Snapshot& snapshot, const std::string& prompt);
  // Oldest first. Early ones are kept; from the middle those go that leave the smallest gap.
  const std::vector<Sample>& samples() const { return samples_; }
  const std::string& prompt() const { return prompt_; }

 private:
  void begin(const AnsweringModel& model, const Snapshot& snapshot);
  void thin_out();

  std::vector<Sample> samples_;
  std::optional<Writer> writer_;
  std::shared_ptr<const TokenCodec> codec_;
  std::string prompt_, prompt_text_;
  std::uint64_t run_ = 0, version_ = 0;
  int left_ = 0;
};

}  // namespace wordspace
