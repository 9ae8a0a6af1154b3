// What lab BERT asks its model: the words of an input, guesses for masked words, cosines layer by
// layer, sentence pairs of a corpus; and the sentences it begins with.
// No drawing here, and nothing is kept: callers remember answers for each version of the model.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "models/transformer_text.h"
#include "text/token_id.h"

namespace wordspace {

class Rng;
class TokenCodec;
struct TokenCorpus;
class Transformer;

bool is_special_token(const TokenCodec& codec, TokenId id);

// A word of an input as its tokens [begin, end): one for word tokenizers, maybe several pieces.
// Special tokens and punctuation are words of their own.
struct BertWord {
  std::size_t begin = 0, end = 0;
  std::string text;      // as a reader sees it
  bool special = false;  // [CLS], [SEP], [MASK], ...
};
std::vector<BertWord> words_of_input(const TokenCodec& codec, std::span<const TokenId> ids);

// What the model guesses at one masked position.
struct MaskAnswer {
  std::size_t position = 0;
  TokenId original = kUnknownToken;  // kUnknownToken: [MASK] was written, nothing is hidden
  std::vector<TokenProbability> guesses;
  double original_probability = 0;
  int original_rank = 0;  // 1: the best guess
};
// Positions are replaced by [MASK] (all at once) before the one pass; ascending, inside the input.
std::vector<MaskAnswer> answer_masks(const Transformer& model, const TokenCodec& codec,
                                     BertInput input, std::span<const std::size_t> positions,
                                     int num);

// One word in two sentences: cosines of its hidden states (the mean over its pieces) after the
// embeddings and after each block, [L + 1] each.
struct LayerCosines {
  std::vector<double> same;       // between the two sentences
  std::vector<double> different;  // mean over pairs of different tokens of the two sentences
  std::vector<double> first_static, second_static;  // with the word's own row of the embeddings
};
LayerCosines layer_cosines(const Transformer& model, const TokenCodec& codec,
                           const BertInput& first, const BertWord& first_word,
                           const BertInput& second, const BertWord& second_word);

// A pair as NSP draws it, whole tokens only known to the tokenizer; of held-out text where there
// is enough. Errors: those of BertBatcher::make.
struct CorpusPair {
  std::string first, second;
  bool is_next = false;
  bool held_out = false;
};
Result<CorpusPair> draw_corpus_pair(const std::shared_ptr<const TokenCorpus>& corpus, bool is_next,
                                    Rng& rng);

// Sentences to begin with, in the words that a model of this corpus knows.
struct BertExamples {
  std::array<const char*, 3> masked;  // '*' stands before each word to hide
  std::array<const char*, 2> pair;
  struct TwoSentences {
    const char* word;
    const char* first;
    const char* second;
  };
  std::array<TwoSentences, 2> words;
};
const BertExamples& bert_examples(std::string_view corpus, std::string_view language);
// Takes the stars out of an example; starts: where the starred words begin in what is left, bytes.
std::string without_stars(std::string_view example, std::vector<std::size_t>& starts);

}  // namespace wordspace
