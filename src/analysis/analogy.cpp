// Analogies over unit vectors, question sets answered in blocks, and the odd one out.
// Not the parsing of expressions (expression.cpp) nor similarity pairs (similarity.cpp).
#include "analysis/analogy.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/spelling.h"
#include "analysis/text_fields.h"

namespace wordspace {
namespace {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ConstRows = Eigen::Map<const RowMatrix>;
using Columns = Eigen::MatrixXf;

constexpr float kMulEpsilon = 0.001f;
constexpr Eigen::Index kBlockRows = 256;  // a block of words against a batch stays in cache
constexpr std::size_t kMaxBatch = 64;

float mul_score(float to_a, float to_b, float to_c) {
  // Rounding can carry a cosine a little past -1: a factor must not turn negative.
  const float a = std::max(0.0f, (to_a + 1) / 2);
  const float b = std::max(0.0f, (to_b + 1) / 2);
  const float c = std::max(0.0f, (to_c + 1) / 2);
  return b * c / (a + kMulEpsilon);
}

// One question as numbers.
struct Asked {
  TokenId a, b, c, d;
  SectionScore* section;
};

// The first answer to each question, query words left out.
// same: as AnalogyRun has it.
std::vector<TokenId> answer(const WordVectors& vectors, std::span<const Asked> asked,
                            AnalogyMethod method, std::span<const TokenId> same) {
  const auto count = static_cast<Eigen::Index>(asked.size());
  const Eigen::Index dim = vectors.dim();
  const bool add = method == AnalogyMethod::kAdd;
  const auto row = [&](TokenId id) {
    return Eigen::Map<const Eigen::VectorXf>(vectors.unit(id).data(), dim);
  };
  Columns query_a(dim, add ? 0 : count);
  Columns query_b(dim, count);
  Columns query_c(dim, add ? 0 : count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const Asked& question = asked[static_cast<std::size_t>(i)];
    if (add) {
      query_b.col(i) = row(question.b) - row(question.a) + row(question.c);
    } else {
      query_a.col(i) = row(question.a);
      query_b.col(i) = row(question.b);
      query_c.col(i) = row(question.c);
    }
  }
  std::vector<TokenId> best(asked.size(), kUnknownToken);
  std::vector<float> best_score(asked.size(), -std::numeric_limits<float>::infinity());
  Columns to_a, to_b, to_c;
  for (Eigen::Index begin = 0; begin < vectors.size(); begin += kBlockRows) {
    const Eigen::Index rows = std::min<Eigen::Index>(kBlockRows, vectors.size() - begin);
    const ConstRows block(vectors.unit_data().data() + begin * dim, rows, dim);
    to_b.noalias() = block * query_b;
    if (!add) {
      to_a.noalias() = block * query_a;
      to_c.noalias() = block * query_c;
      to_b = to_b.binaryExpr(to_c, [](float b, float c) {
        return std::max(0.0f, (b + 1) / 2) * std::max(0.0f, (c + 1) / 2);
      });
      to_b = to_b.binaryExpr(to_a, [](float product, float a) {
        return product / (std::max(0.0f, (a + 1) / 2) + kMulEpsilon);
      });
    }
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const Asked& question = asked[i];
      const float* scores = to_b.data() + static_cast<Eigen::Index>(i) * rows;
      for (Eigen::Index r = 0; r < rows; ++r) {
        if (!(scores[r] > best_score[i])) continue;
        const auto word = static_cast<TokenId>(begin + r);
        const TokenId id = same.empty() ? word : same[static_cast<std::size_t>(word)];
        if (id == question.a || id == question.b || id == question.c) continue;
        best_score[i] = scores[r];
        best[i] = id;
      }
    }
  }
  return best;
}

}  // namespace

std::vector<ScoredWord> analogy(const WordVectors& vectors, TokenId a, TokenId b, TokenId c,
                                AnalogyMethod method, bool include_query, int num) {
  const auto size = static_cast<std::size_t>(vectors.size());
  std::vector<float> to_a(size), to_b(size), to_c(size);
  vectors.cosines(vectors.unit(a), to_a);
  vectors.cosines(vectors.unit(b), to_b);
  vectors.cosines(vectors.unit(c), to_c);
  for (std::size_t i = 0; i < size; ++i) {
    to_b[i] = method == AnalogyMethod::kAdd ? to_b[i] - to_a[i] + to_c[i]
                                            : mul_score(to_a[i], to_b[i], to_c[i]);
  }
  const TokenId query[] = {a, b, c};
  return top_scores(to_b, num,
                    include_query ? std::span<const TokenId>() : std::span<const TokenId>(query));
}

Result<std::vector<QuestionSection>> parse_questions(std::string_view text) {
  std::vector<QuestionSection> sections;
  std::string_view rest = text;
  std::string_view line;
  bool any = false;
  if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
  for (int number = 1; take_line(rest, line); ++number) {
    line = trimmed(line);
    if (line.empty() || is_comment(line)) continue;
    // ":name" alone on a line cannot be a question.
    const bool section = line.front() == ':' && (line.size() == 1 || is_gap(line[1]) ||
                                                 line.find_first_of(" \t") == line.npos);
    if (section) {
      sections.push_back({std::string(trimmed(line.substr(1))), {}});
      continue;
    }
    Question question;
    std::size_t count = 0;
    std::string_view words = line;
    while (!words.empty()) {
      const std::size_t end = words.find_first_of(" \t");
      if (count < 4) question.words[count] = std::string(words.substr(0, end));
      ++count;
      words = end == std::string_view::npos ? std::string_view() : trimmed(words.substr(end));
    }
    if (count != 4) {
      return Error{"questions.bad_line",
                   "Line " + std::to_string(number) + " of the questions has " +
                       std::to_string(count) + " words.",
                   "A question is four words a line; a section starts with a colon.",
                   {std::to_string(number), std::to_string(count)}};
    }
    if (sections.empty()) sections.push_back({"questions", {}});
    sections.back().questions.push_back(std::move(question));
    any = true;
  }
  if (!any) {
    return Error{"questions.empty", "There is no question in the file.",
                 "Write four words a line: a is to b as c is to d."};
  }
  return sections;
}

AnalogyRun::AnalogyRun(const WordVectors& vectors, std::span<const QuestionSection> sections,
                       AnalogyMethod method)
    : vectors_(&vectors), sections_(sections), method_(method) {
  if (!vectors.empty() && vectors.vocabulary().has_folded()) {
    same_.resize(static_cast<std::size_t>(vectors.size()));
    for (TokenId id = 0; id < vectors.size(); ++id) {
      const TokenId first = find_evaluated(vectors.vocabulary(), vectors.vocabulary().word(id));
      same_[static_cast<std::size_t>(id)] = first != kUnknownToken ? first : id;
    }
  }
  score_.sections.reserve(sections.size());
  for (const QuestionSection& section : sections) score_.sections.push_back({section.name});
}

bool AnalogyRun::done() const {
  for (std::size_t s = section_; s < sections_.size(); ++s) {
    if ((s == section_ ? question_ : 0) < sections_[s].questions.size()) return false;
  }
  return true;
}

bool AnalogyRun::advance(int num) {
  while (num > 0 && section_ < sections_.size()) {
    std::vector<Asked> batch;
    while (num > 0 && batch.size() < kMaxBatch && section_ < sections_.size()) {
      const QuestionSection& section = sections_[section_];
      if (question_ == section.questions.size()) {
        ++section_;
        question_ = 0;
        continue;
      }
      const Question& question = section.questions[question_++];
      --num;
      TokenId ids[4];
      bool known = true;
      for (std::size_t k = 0; k < 4; ++k) {
        ids[k] = find_evaluated(vectors_->vocabulary(), question.words[k]);
        known = known && ids[k] != kUnknownToken;
      }
      SectionScore& score = score_.sections[section_];
      if (!known) {
        ++score.skipped;
        ++score_.skipped;
        continue;
      }
      batch.push_back({ids[0], ids[1], ids[2], ids[3], &score});
    }
    const std::vector<TokenId> answers = answer(*vectors_, batch, method_, same_);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const int correct = answers[i] == batch[i].d ? 1 : 0;
      batch[i].section->total += 1;
      batch[i].section->correct += correct;
      score_.total += 1;
      score_.correct += correct;
    }
  }
  return !done();
}

AnalogyScore evaluate_analogies(const WordVectors& vectors,
                                std::span<const QuestionSection> sections, AnalogyMethod method) {
  AnalogyRun run(vectors, sections, method);
  while (run.advance(static_cast<int>(kMaxBatch))) {
  }
  return run.score();
}

OddOneOut odd_one_out(const WordVectors& vectors, std::span<const TokenId> words) {
  OddOneOut result;
  result.cosines.resize(words.size());
  if (words.empty()) return result;
  const Eigen::Index dim = vectors.dim();
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(dim);
  const auto unit = [&](TokenId id) {
    return Eigen::Map<const Eigen::VectorXf>(vectors.unit(id).data(), dim).cast<double>();
  };
  for (const TokenId word : words) sum += unit(word);
  double smallest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Eigen::VectorXd x = unit(words[i]);
    // The length of the mean is the same for all: the order of the dot products is that of cosines.
    const double with_all = x.dot(sum);
    if (with_all < smallest) {
      smallest = with_all;
      result.odd = i;
    }
    const Eigen::VectorXd others = sum - x;
    const double length = others.norm();
    result.cosines[i] = length > 0 ? static_cast<float>(x.dot(others) / length) : 0.0f;
  }
  return result;
}

}  // namespace wordspace
