// A corpus as token numbers in documents and sentences, and the batches that GPT and BERT draw from
// it: windows, masked positions, sentence pairs.
// Not the models, and nothing of word vectors (text/vocabulary.h has their corpus).
//
// B batch, T context window. Held-out documents never occur in training batches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "text/token_codec.h"
#include "text/token_id.h"

namespace wordspace {

struct Corpus;
class Rng;

// Immutable once built; shared as shared_ptr<const TokenCorpus>.
//   A part (training or held-out) is its tokens, and offsets of lines (sentences, verses) and of
//   documents into them. Each line of a GPT corpus ends in what the tokenizer has for a line end
//   (TokenCodec::line_end), where it has one; lines of a BERT corpus (a tokenizer with [CLS]) do
//   not. No line and no document is empty.
struct TokenPart {
  std::vector<TokenId> tokens;
  std::vector<std::uint32_t> line_begin = {0};      // [lines + 1] into tokens
  std::vector<std::uint32_t> document_begin = {0};  // [documents + 1] into lines
  std::size_t num_lines() const { return line_begin.size() - 1; }
  std::size_t num_documents() const { return document_begin.size() - 1; }
  std::span<const TokenId> line(std::size_t l) const {
    return std::span(tokens).subspan(line_begin[l], line_begin[l + 1] - line_begin[l]);
  }
};
struct TokenCorpus {
  std::string name;
  std::shared_ptr<const TokenCodec> codec;
  TokenPart training, held_out;
  // Entropy in nats of the training tokens' own distribution: the best context-free guess.
  double unigram_entropy = 0;
  std::vector<std::int64_t> counts;  // [codec->size()] of training tokens
};

struct TokenizeOptions {
  CodecKind kind = CodecKind::kByteBpe;
  int vocab_size = 1024;
  SpecialSet specials = SpecialSet::kGpt;
  double held_out_fraction = 0.1;
  std::uint64_t seed = 1;  // of the held-out choice only
};
// Splits documents (choose_held_out), trains the tokenizer on the training documents and encodes
// both parts.
//   Errors: text.too_small, tokenizer.bad_size.
Result<std::shared_ptr<const TokenCorpus>> tokenize_corpus(const Corpus& corpus,
                                                           const TokenizeOptions& options);
// The same with a tokenizer that exists (training goes on from a loaded model).
Result<std::shared_ptr<const TokenCorpus>> tokenize_corpus_with(
    const Corpus& corpus, std::shared_ptr<const TokenCodec> codec, double held_out_fraction,
    std::uint64_t seed);

// --- GPT: windows of T + 1 tokens of the running text: the documents of a part one after the
// other,
// <|endoftext|> before, between and after them (or the two tokens that the tokenizer has for it).
// Windows may cross from one document into the next, as GPT-2's do, so that ends of documents are
// learned as often as they occur.
struct GptBatch {
  int batch = 0, context = 0;
  std::vector<TokenId> inputs;   // [B, T]
  std::vector<TokenId> targets;  // [B, T]: the next token; kUnknownToken: no loss here
};
class GptBatcher {
 public:
  // Held-out windows begin overlap tokens before the last one ends, and those tokens are no targets
  // again: with 0 the first tokens of a window are guessed from almost nothing, which makes the
  // held-out loss a little worse than what the model knows. 0 <= overlap < context (ENSURE).
  GptBatcher(std::shared_ptr<const TokenCorpus> corpus, int batch, int context, int overlap = 0);
  std::size_t num_windows() const;  // different starts that a random draw chooses from
  // Uniformly random windows of the training part. Allocates nothing once batch has its size.
  // Where all text is shorter than a window, the rest is padded (target kUnknownToken).
  void draw(Rng& rng, GptBatch& batch) const;
  // The held-out part cut into windows: window i of num_held_out_windows(). Each token but the
  // first is a target once. The last window may be padded (target kUnknownToken), and so are rows
  // past it.
  std::size_t num_held_out_windows() const;
  void held_out(std::size_t first_window, GptBatch& batch) const;

 private:
  void resize(GptBatch& batch) const;

  std::shared_ptr<const TokenCorpus> corpus_;
  int batch_, context_, overlap_;
  TokenId filler_ = 0;  // the input under padding
  std::vector<TokenId> training_stream_, held_out_stream_;
};

// --- BERT: [CLS] A [SEP] B [SEP] padded to T; half of the pairs are true successors, half have B
// from another document; 15 % of positions (never specials) are chosen: 80 % [MASK], 10 % a random
// ordinary token, 10 % left as they are.
//   Source: Devlin et al. 2018, section 3.1 and appendix A.
struct BertBatch {
  int batch = 0, context = 0;
  std::vector<TokenId> inputs;         // [B, T] after masking
  std::vector<TokenId> originals;      // [B, T] before masking
  std::vector<std::uint8_t> segments;  // [B, T] 0 or 1
  std::vector<std::int32_t> lengths;   // [B] without padding
  std::vector<TokenId> mask_targets;   // [B, T] the original token at chosen positions, else
                                       // kUnknownToken
  std::vector<std::uint8_t> is_next;   // [B] 1: B follows A in the text
};
class BertBatcher {
 public:
  // A is a line, B the line after it or a line of another document that follows one there; what
  // does not fit is cut at A's beginning and B's end, from the longer first; context >=
  // kLeastContext (ENSURE).
  //   Errors: bert.cannot_train (the tokenizer lacks [CLS], [SEP], [PAD] or [MASK]),
  //   bert.one_document (a pair from another document cannot be drawn), text.too_small.
  static Result<BertBatcher> make(std::shared_ptr<const TokenCorpus> corpus, int batch,
                                  int context);
  static constexpr int kLeastContext = 8;

  // Random pairs and masks of the training part. Allocates nothing once batch has its size.
  void draw(Rng& rng, BertBatch& batch) const;
  // Held-out pairs and masks from a fixed seed: batch number i, always the same. Needs
  // has_held_out() (ENSURE): at least two held-out documents with pairs.
  void held_out(std::size_t i, BertBatch& batch) const;
  bool has_held_out() const { return held_out_.num_documents > 1; }
  std::size_t num_pairs() const { return training_.first_line.size(); }  // true ones, in training

 private:
  // Lines that another line of their document follows.
  struct Pairs {
    std::vector<std::uint32_t> first_line;         // [pairs] line A, by document
    std::vector<std::uint32_t> group;              // [pairs] which of the documents that have pairs
    std::vector<std::uint32_t> group_begin = {0};  // [documents with pairs + 1] into first_line
    std::size_t num_documents = 0;                 // that have pairs
  };
  BertBatcher() = default;
  static Pairs pairs_of(const TokenPart& part);
  void fill(const TokenPart& part, const Pairs& pairs, Rng& rng, BertBatch& batch) const;
  void fill_row(const TokenPart& part, const Pairs& pairs, Rng& rng, BertBatch& batch,
                std::size_t b) const;
  void mask_row(Rng& rng, BertBatch& batch, std::size_t b) const;

  std::shared_ptr<const TokenCorpus> corpus_;
  int batch_ = 0, context_ = 0;
  Pairs training_, held_out_;
  std::vector<TokenId> ordinary_;         // every token that is not special
  std::vector<std::uint8_t> is_special_;  // [codec->size()]
};

}  // namespace wordspace
