// What lab Entropy computes: a text under GPT, under the grammar of its toy world, and many fresh
// documents under both.
// No drawing here; means and perplexities are analysis/entropy.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/toy_world.h"

namespace wordspace {

class TokenCodec;
class Transformer;

// Exact entropy of a toy world's text, nats a token.
double toy_entropy_nats_a_token(ToyLanguage language);

// Documents of a toy world that no run has read on purpose (the lab trains on seed 1): each line
// ends in '\n'.
std::vector<std::string> fresh_documents(ToyLanguage language, std::size_t num, std::uint64_t seed);
// Documents in a row as GPT reads them, <|endoftext|> between them.
std::string joined_documents(const std::vector<std::string>& documents);
// The same words in another order, in lines as long as before.
std::string shuffled_words(std::string_view text, std::uint64_t seed);

// --- A text against the grammar.

// Pieces between <|endoftext|>; a piece of at least two lines is a document whose end is counted,
// one line is scored alone.
struct WorldAnswer {
  struct Piece {
    std::vector<std::string> lines;
    std::size_t tokens = 0;  // words, line ends, the document's end
    double exact_nats = 0;   // -ln P under the grammar; infinite where it cannot be made
    double model_nats = 0;   // -ln P under the model, of the same tokens
  };
  std::vector<Piece> pieces;
  std::size_t tokens = 0;
  double exact_nats = 0, model_nats = 0;
  bool possible() const;
};
// Words are compared as the model's tokenizer writes them. What the tokenizer lacks (line ends, the
// document's end) makes the model's side worthless: empty then.
WorldAnswer answer_world(const Transformer& model, const TokenCodec& codec, ToyLanguage language,
                         std::string_view text);

// Fresh documents, a few a frame: the exact mean, the model's mean, and what the model wastes.
class WorldMeasure {
 public:
  static constexpr std::size_t kDocuments = 200;
  static constexpr std::uint64_t kSeed = 20001;

  WorldMeasure() = default;
  WorldMeasure(std::shared_ptr<const Transformer> model, std::shared_ptr<const TokenCodec> codec,
               ToyLanguage language);
  // Until the time is over, at least one document. True: there is more to do.
  bool advance(double budget_ms);
  bool started() const { return model_ != nullptr; }
  bool done() const { return next_ >= documents_.size(); }
  std::size_t documents() const { return next_; }  // measured
  std::size_t tokens() const { return tokens_; }
  double exact_mean() const { return tokens_ > 0 ? exact_ / static_cast<double>(tokens_) : 0; }
  double model_mean() const { return tokens_ > 0 ? model_nats_ / static_cast<double>(tokens_) : 0; }

 private:
  std::shared_ptr<const Transformer> model_;
  std::shared_ptr<const TokenCodec> codec_;
  ToyLanguage language_ = ToyLanguage::kEnglish;
  std::vector<std::string> documents_;
  std::size_t next_ = 0, tokens_ = 0;
  double exact_ = 0, model_nats_ = 0;
};

}  // namespace wordspace
