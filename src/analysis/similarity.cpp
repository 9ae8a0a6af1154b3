// Human similarity judgements against cosines: parsing of pairs and Spearman's rho.
// Not analogies (analogy.cpp).
#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/analogy.h"
#include "analysis/spelling.h"
#include "analysis/text_fields.h"

namespace wordspace {
namespace {

// Ranks from 1; equal values share the mean of their ranks.
std::vector<double> mean_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double rank = (static_cast<double>(begin) + static_cast<double>(end) + 1.0) / 2.0;
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = rank;
    begin = end;
  }
  return ranks;
}

}  // namespace

double spearman(std::span<const double> x, std::span<const double> y) {
  ENSURE(x.size() == y.size());
  ENSURE(x.size() >= 2);
  const std::vector<double> rank_x = mean_ranks(x);
  const std::vector<double> rank_y = mean_ranks(y);
  const double mean = (static_cast<double>(x.size()) + 1.0) / 2.0;
  double xy = 0;
  double xx = 0;
  double yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = rank_x[i] - mean;
    const double dy = rank_y[i] - mean;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  // All values equal: no order to agree or disagree with.
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0.0;
}

Result<std::vector<SimilarityPair>> parse_pairs(std::string_view text) {
  std::vector<SimilarityPair> pairs;
  std::string_view rest = text;
  std::string_view line;
  if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
  const auto bad_line = [](int number) {
    return Error{
        "pairs.bad_line",
        "Line " + std::to_string(number) + " is not word, word and score with tabs between.",
        "Write one pair a line: word, tab, word, tab, number.",
        {std::to_string(number)}};
  };
  int heading = 0;  // its line, when the first row names the columns
  bool first = true;
  for (int number = 1; take_line(rest, line); ++number) {
    if (trimmed(line).empty() || trimmed(line).front() == '#') continue;
    const std::size_t tab1 = line.find('\t');
    const std::size_t tab2 = tab1 == std::string_view::npos ? tab1 : line.find('\t', tab1 + 1);
    if (tab2 == std::string_view::npos || line.find('\t', tab2 + 1) != std::string_view::npos) {
      return bad_line(number);
    }
    const std::string_view a = trimmed(line.substr(0, tab1));
    const std::string_view b = trimmed(line.substr(tab1 + 1, tab2 - tab1 - 1));
    const std::optional<double> score = parse_number(trimmed(line.substr(tab2 + 1)));
    if (a.empty() || b.empty()) return bad_line(number);
    if (!score) {
      if (!first) return bad_line(number);
      heading = number;
    } else {
      pairs.push_back({std::string(a), std::string(b), *score});
    }
    first = false;
  }
  if (pairs.empty()) {
    if (heading > 0) return bad_line(heading);
    return Error{"pairs.empty", "There is no pair in the file.",
                 "Write one pair a line: word, tab, word, tab, number."};
  }
  return pairs;
}

SimilarityScore evaluate_similarity(const WordVectors& vectors,
                                    std::span<const SimilarityPair> pairs) {
  SimilarityScore result;
  std::vector<double> human;
  std::vector<double> model;
  for (const SimilarityPair& pair : pairs) {
    const TokenId a = find_word(vectors.vocabulary(), pair.a);
    const TokenId b = find_word(vectors.vocabulary(), pair.b);
    if (a == kUnknownToken || b == kUnknownToken) {
      ++result.skipped;
      continue;
    }
    human.push_back(pair.score);
    model.push_back(static_cast<double>(vectors.cosine(a, b)));
    ++result.pairs;
  }
  if (human.size() >= 2) result.spearman = spearman(human, model);
  return result;
}

}  // namespace wordspace
