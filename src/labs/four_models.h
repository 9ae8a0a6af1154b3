// All four models on one text: their runs, planned for labs/background.h, and what can be read from
// them when they are finished: tables of vectors, hidden states, perplexities, scores.
// No drawing here, and no running.
//
// The same words for all: the vocabulary of the word vectors (words that occur often enough) is the
// vocabulary of GPT and BERT too, beside their special tokens, marks and line ends.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/analogy.h"
#include "analysis/rsa.h"
#include "analysis/selectivity.h"
#include "analysis/vectors.h"
#include "core/result.h"
#include "text/codec_kind.h"
#include "text/token_id.h"
#include "train/glove_run.h"
#include "train/trained_transformer.h"
#include "train/transformer_run.h"
#include "train/word2vec_run.h"

namespace wordspace {

struct Corpus;
struct EncodedCorpus;
struct PlannedRun;
enum class SpecialSet;
class TokenCodec;
struct TokenCorpus;
class Vocabulary;

enum class FourModel { kWord2Vec, kGlove, kGpt, kBert };
inline constexpr std::size_t kNumFour = 4;
inline constexpr std::array<const char*, kNumFour> kFourNames = {"word2vec", "glove", "gpt",
                                                                 "bert"};

struct FourSettings {
  std::int64_t min_count = 1;  // rarer words are left out (GPT and BERT read [UNK])
  std::int64_t most_words =
      1500;  // of the vocabulary: the least count rises until no more are left
  double held_out_fraction = 0.05;
  std::uint64_t seed = 1;
  Word2VecRun word2vec;
  GloveRun glove;
  TransformerRun gpt, bert;
};
struct FourPreset {
  const char* name;  // its words: compare.preset.<name>
  const char* corpus;
  FourSettings settings;
};
std::span<const FourPreset> four_presets();
// Any other text.
FourSettings own_text_settings();

// What the four runs share. Filled by the first run that needs it, on the trainer's side; may be
// read elsewhere once that run is finished (its FinishedRun has been taken).
struct FourTexts {
  std::shared_ptr<const Corpus> text;
  std::shared_ptr<const EncodedCorpus> encoded;  // Word2Vec, GloVe
  std::shared_ptr<const TokenCorpus> gpt, bert;
  std::int64_t glove_cells = 0;  // of its table that are not zero
};

// Word2Vec, GloVe, GPT, BERT, named as kFourNames; settings.seed is the seed of all of them.
std::vector<PlannedRun> plan_four(const FourSettings& settings,
                                  const std::shared_ptr<FourTexts>& texts);

// A tokenizer whose words are those of the vocabulary. kGpt: <|endoftext|> [UNK] before them and
// "\n" after them where the text's lines need an end; marks of . , ; : ! ? that the text has.
//   Errors: tokenizer.bad_vocabulary.
Result<std::shared_ptr<const TokenCodec>> codec_of_words(const Vocabulary& vocabulary,
                                                         const Corpus& text, SpecialSet specials);

// Rows of the embedding table of GPT (wte) or BERT (word embeddings) for the words of a vocabulary,
// in its order; a word that the tokenizer lacks has a zero row.
WordVectors embedding_rows(const TrainedTransformer& trained,
                           const std::shared_ptr<const Vocabulary>& vocabulary);

// Groups of words that stand in the same places of analogies (a with c, b with d), the largest
// first: people, animals, young ones, ... in a toy world.
std::vector<WordCategory> categories_of(std::span<const QuestionSection> questions);

// [CLS] a [SEP] b [SEP] as training cuts it: from a's beginning and b's end, the longer first.
struct PairRow {
  std::vector<TokenId> ids;
  std::vector<std::uint8_t> segments;
};
PairRow pair_row(const TokenCodec& codec, int context, std::span<const TokenId> first,
                 std::span<const TokenId> second);

// --- Hidden states and perplexity, a row of text at a time so that an interface stays smooth.

// The mean of a word's hidden states in the last layer, over at most kMostOccurrences places spread
// over the training text. GPT reads windows of the running text, BERT pairs of neighbouring lines.
class ContextualTable {
 public:
  static constexpr int kMostOccurrences = 40;
  static constexpr std::int64_t kMostRows = 240;  // of text that are read

  ContextualTable(TrainedTransformer trained, std::shared_ptr<const TokenCorpus> corpus,
                  std::shared_ptr<const Vocabulary> vocabulary);
  bool advance();  // one row; false when all are read
  bool done() const { return next_ >= num_rows_; }
  double share_done() const;
  // Words that were not met have zero rows; `met` counts the others.
  WordVectors vectors() const;
  std::int64_t met() const;

 private:
  void read_gpt_row();
  void read_bert_row();
  void take(std::span<const TokenId> ids, const std::vector<float>& hidden);

  TrainedTransformer trained_;
  std::shared_ptr<const TokenCorpus> corpus_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<TokenId> word_of_token_;  // [codec size], kUnknownToken: no word
  std::vector<std::uint32_t> pairs_;    // BERT: lines that another line of their document follows
  std::int64_t num_rows_ = 0, next_ = 0;
  std::vector<double> sums_;  // [V, C]
  std::vector<int> counts_;   // [V]
};

// -ln P of each held-out token given both its sides: each is masked in turn, one at a time. Its
// exponential is called pseudo-perplexity: no product of such guesses is the probability of a text.
//   Source: Salazar et al. 2020, "Masked Language Model Scoring".
class PseudoPerplexity {
 public:
  static constexpr std::int64_t kMostPairs = 60;  // of neighbouring lines

  PseudoPerplexity(TrainedTransformer trained, std::shared_ptr<const TokenCorpus> corpus);
  bool advance();  // a few masked copies of a pair of lines; false when all are done
  bool done() const { return next_ >= pairs_.size(); }
  double share_done() const;  // whole pairs
  std::int64_t num_tokens() const { return num_tokens_; }
  double mean_nats() const;  // 0 before the first token
  double perplexity() const;

 private:
  TrainedTransformer trained_;
  std::shared_ptr<const TokenCorpus> corpus_;
  std::vector<std::uint32_t> pairs_;  // first lines
  std::size_t next_ = 0;
  PairRow row_;                      // the pair under way
  std::vector<std::size_t> places_;  // of it that are masked in turn
  std::size_t at_ = 0;               // next of them
  double sum_ = 0;
  std::int64_t num_tokens_ = 0;
};

}  // namespace wordspace
