// a is to b as c is to ?: 3CosAdd, 3CosMul, question sets, odd one out, expressions of words.
// Not a loader of files beyond the question format.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/vectors.h"
#include "core/result.h"

namespace wordspace {

enum class AnalogyMethod { kAdd, kMul };

// 3CosAdd: argmax cos(x, b) - cos(x, a) + cos(x, c).  3CosMul: argmax cos'(x,b) cos'(x,c) /
// (cos'(x,a) + 0.001), cos' = (cos + 1) / 2.   Source: Levy and Goldberg 2014.
//   man : king :: woman : ?  ->  a = man, b = king, c = woman; answers queen.
//   include_query false leaves a, b, c out of the answers.
std::vector<ScoredWord> analogy(const WordVectors& vectors, TokenId a, TokenId b, TokenId c,
                                AnalogyMethod method, bool include_query, int num);

struct Question {
  std::array<std::string, 4> words;  // a b c d: a is to b as c is to d
};
struct QuestionSection {
  std::string name;
  std::vector<Question> questions;
};
// The public format: ": section" lines, then four words a line; lines that begin with "# " are
// comments. ":)" and "#love" are words: a section and a comment have a blank after their mark.
//   Errors: questions.bad_line (its number), questions.empty.
Result<std::vector<QuestionSection>> parse_questions(std::string_view text);

struct SectionScore {
  std::string name;
  int correct = 0, total = 0, skipped = 0;  // skipped: a word is out of vocabulary (not in total)
};
struct AnalogyScore {
  std::vector<SectionScore> sections;
  int correct = 0, total = 0, skipped = 0;
};

// Answers a question set a few questions at a time, without regard to case: a word stands for all
// that only case tells apart, as in the public evaluators (word2vec's compute-accuracy, gensim).
// In pieces, so that an interface stays smooth.
class AnalogyRun {
 public:
  AnalogyRun(const WordVectors& vectors, std::span<const QuestionSection> sections,
             AnalogyMethod method);
  // Answers up to num more questions; false when all are answered.
  bool advance(int num);
  bool done() const;
  const AnalogyScore& score() const { return score_; }

 private:
  const WordVectors* vectors_;
  std::span<const QuestionSection> sections_;
  AnalogyMethod method_;
  std::vector<TokenId> same_;  // by word: the first that only case tells apart; empty: each its own
  std::size_t section_ = 0, question_ = 0;
  AnalogyScore score_;
};
AnalogyScore evaluate_analogies(const WordVectors& vectors,
                                std::span<const QuestionSection> sections, AnalogyMethod method);

// The word whose cosine with the mean of the unit vectors is smallest, and every word's cosine.
struct OddOneOut {
  std::size_t odd = 0;         // index into words
  std::vector<float> cosines;  // of each word with the mean of the others
};
OddOneOut odd_one_out(const WordVectors& vectors, std::span<const TokenId> words);

// "king - man + woman", "0.5 * (paris + rome)", "-bad": words, numbers, + - * / and brackets.
struct ExpressionResult {
  std::vector<float> vector;   // [dim]
  std::vector<TokenId> words;  // that occurred, each once
};
//   Errors: expression.empty, expression.unknown_word (names it, and the nearest spelling if any),
//   expression.syntax (names the place), expression.word_product (word * word).
Result<ExpressionResult> evaluate_expression(const WordVectors& vectors, std::string_view text);

struct SimilarityPair {
  std::string a, b;
  double score = 0;
};
// One pair a line: two words and a score, with tabs, semicolons, commas or blanks between (as the
// first line has them). A first line without a number names the columns: the score is the one that
// is called so ("score", "SimLex999", "Human (mean)", ...), otherwise the first that holds a number
// after the words. Lines that begin with "# " are comments.
//   Errors: pairs.bad_line, pairs.decimal_comma (their number), pairs.empty.
Result<std::vector<SimilarityPair>> parse_pairs(std::string_view text);
struct SimilarityScore {
  double spearman = 0;
  int pairs = 0, skipped = 0;
};
SimilarityScore evaluate_similarity(const WordVectors& vectors,
                                    std::span<const SimilarityPair> pairs);
// Spearman's rho with mean ranks for ties; x and y of equal size >= 2.
double spearman(std::span<const double> x, std::span<const double> y);

}  // namespace wordspace
