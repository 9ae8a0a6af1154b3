// A text that GPT writes on: prompt, tokens written so far, the candidates for the next one.
// Not drawing (gpt_write_view.h), and not the sampling itself (models/transformer.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "models/transformer_text.h"

namespace wordspace {

struct AnsweringModel;
class TokenCodec;
class Transformer;

class GptWriting {
 public:
  static constexpr std::size_t kMaxTokens = 600;  // that a text on screen may have
  static constexpr int kNumCandidates = 12;
  static constexpr std::uint64_t kMaxSeed = 100;

  struct Token {
    TokenId id = kUnknownToken;
    double probability = 0;  // the model's own
    double drawn = 0;        // with temperature and cuts: what it was drawn with
    int rank = 0;            // tokens that the model held likelier
    bool by_hand = false;    // chosen by the person
  };
  struct Candidate {
    TokenId id = kUnknownToken;
    double probability = 0, drawn = 0;
  };

  // Takes the model that answers now; a text being written is finished by the one that began it.
  // A tokenizer of another model clears the text.
  void follow(const AnsweringModel& model);
  bool ready() const { return transformer_ != nullptr; }

  const std::string& prompt() const { return prompt_; }
  void set_prompt(std::string_view prompt);  // clears what was written when it is another
  const SamplingOptions& sampling() const { return sampling_; }
  void set_sampling(const SamplingOptions& sampling);
  std::uint64_t seed() const { return seed_; }
  void set_seed(std::uint64_t seed);  // starts over when it is another

  // Writes up to this many tokens, one each advance(). After the end of a text: another one with
  // the next seed.
  void write(int num);
  void stop() { left_ = 0; }
  bool writing() const { return left_ > 0; }
  // One token of what write() asked for; false: nothing to do.
  bool advance();
  // Draws one token. False: the text has ended, is too long, or there is no model.
  bool write_one();
  // The person's own choice.
  bool choose(TokenId token);
  // Forgets written token number `index` and all after it.
  void rewind(std::size_t index);
  void restart();  // the prompt alone; the same seed writes the same text again

  const std::vector<TokenId>& prompt_tokens() const { return prompt_tokens_; }
  const std::vector<Token>& written() const { return written_; }
  // Pieces of the text, prompt first, one a token.
  const std::vector<std::string>& pieces();
  const std::vector<Candidate>& candidates();
  // As candidates() answered last, computing nothing.
  const std::vector<Candidate>& shown() const { return candidates_; }
  bool ended() const { return ended_; }
  bool full() const { return prompt_tokens_.size() + written_.size() >= kMaxTokens; }
  const TokenCodec* codec() const { return codec_.get(); }
  // What the prompt could not be begun with (generate.empty_prompt).
  const std::optional<Error>& error() const { return error_; }

 private:
  bool make_writer();
  void take_logits(std::span<const float> logits);
  void add(TokenId id, bool by_hand);
  void read_context();

  std::shared_ptr<const Transformer> transformer_;
  std::shared_ptr<const TokenCodec> codec_;
  std::uint64_t version_ = 0;
  std::string prompt_;
  SamplingOptions sampling_;
  std::uint64_t seed_ = 1;
  std::optional<Writer> writer_;
  std::vector<TokenId> prompt_tokens_;
  std::vector<Token> written_;
  std::vector<std::string> pieces_;
  std::vector<float> logits_;  // of the next token, [codec size]; empty: not computed
  std::vector<Candidate> candidates_;
  bool candidates_known_ = false;
  int left_ = 0;
  bool ended_ = false;
  std::optional<Error> error_;
};

// "the king" for toy-en ...: a beginning that the corpus knows; empty where none is.
const char* first_prompt(std::string_view corpus);
// A sentence to measure that the corpus's model can read.
const char* first_sentence(std::string_view corpus);

}  // namespace wordspace
