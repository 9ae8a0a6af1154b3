// Human similarity judgements against cosines: parsing of pairs and Spearman's rho.
// Not analogies (analogy.cpp).
#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/analogy.h"
#include "analysis/spelling.h"
#include "analysis/text_fields.h"
#include "text/unicode.h"

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

namespace {

// What stands between the columns, as the first line has it; a blank stands for any run of them.
char separator_of(std::string_view line) {
  if (line.find('\t') != line.npos) return '\t';
  if (line.find(';') != line.npos) return ';';
  const std::size_t comma = line.find(',');
  return comma != line.npos && line.find(',', comma + 1) != line.npos ? ',' : ' ';
}

std::vector<std::string_view> columns_of(std::string_view line, char separator) {
  std::vector<std::string_view> columns;
  while (true) {
    const std::size_t end = line.find(separator);
    std::string_view column = trimmed(line.substr(0, end));
    if (column.size() >= 2 && column.front() == '"' && column.back() == '"') {
      column = trimmed(column.substr(1, column.size() - 2));
    }
    columns.push_back(column);
    if (end == std::string_view::npos) return columns;
    line = line.substr(end + 1);
    if (separator == ' ') line = trimmed(line);
  }
}

// Where the words and the score of a row are.
struct Columns {
  std::size_t a = 0, b = 1;
  std::size_t score = 0;  // 0: not known yet
};

// By the names of a heading; a score of an unknown name stays open.
Columns named_columns(std::span<const std::string_view> heading) {
  constexpr std::string_view kScores[] = {"simlex",   "score",  "similarity", "relatedness",
                                          "human",    "rating", "average",    "mean",
                                          "judgment", "gold",   "sim",        "điểm"};
  std::vector<std::string> names;
  for (const std::string_view name : heading) {
    names.push_back(first_invalid_utf8(name) == kNoOffset ? to_lower(to_nfc(name)) : "");
  }
  Columns columns;
  std::vector<std::size_t> words;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].starts_with("word") || names[i].starts_with("từ")) words.push_back(i);
  }
  if (words.size() == 2) columns = {words[0], words[1], 0};
  for (const std::string_view score : kScores) {
    for (std::size_t i = 0; i < names.size() && columns.score == 0; ++i) {
      if (i != columns.a && i != columns.b && names[i].starts_with(score)) columns.score = i;
    }
  }
  return columns;
}

bool is_decimal_comma(std::string_view field) {
  std::string with_point(field);
  const std::size_t comma = with_point.find(',');
  if (comma == std::string::npos) return false;
  with_point[comma] = '.';
  return parse_number(with_point).has_value();
}

}  // namespace

Result<std::vector<SimilarityPair>> parse_pairs(std::string_view text) {
  std::vector<SimilarityPair> pairs;
  std::string_view rest = text;
  std::string_view line;
  if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
  const auto bad_line = [](int number) {
    return Error{"pairs.bad_line",
                 "Line " + std::to_string(number) + " is not word, word and score.",
                 "Write one pair a line with tabs between: word, word, number.",
                 {std::to_string(number)}};
  };
  int heading = 0;  // its line, when the first row names the columns
  bool first = true;
  char separator = '\t';
  Columns at;
  for (int number = 1; take_line(rest, line); ++number) {
    if (trimmed(line).empty() || is_comment(trimmed(line))) continue;
    if (first) separator = separator_of(trimmed(line));
    // A tab at either end is an empty column, blanks are nothing.
    const std::vector<std::string_view> columns =
        columns_of(separator == ' ' ? trimmed(line) : line, separator);
    const auto is_score = [](std::string_view field) {
      return parse_number(field).has_value() || is_decimal_comma(field);
    };
    if (columns.size() < 3) return bad_line(number);
    if (first && std::none_of(columns.begin() + 2, columns.end(), is_score)) {
      heading = number;
      first = false;
      at = named_columns(columns);
      continue;
    }
    first = false;
    for (std::size_t i = 0; i < columns.size() && at.score == 0; ++i) {
      if (i != at.a && i != at.b && is_score(columns[i])) at.score = i;
    }
    if (at.score == 0 || std::max({at.a, at.b, at.score}) >= columns.size()) {
      return bad_line(number);
    }
    const std::string_view a = columns[at.a], b = columns[at.b];
    const std::optional<double> score = parse_number(columns[at.score]);
    if (!score && is_decimal_comma(columns[at.score])) {
      return Error{"pairs.decimal_comma",
                   "The score on line " + std::to_string(number) + " has a comma, " +
                       std::string(columns[at.score]) + ".",
                   "Write the numbers with a decimal point: 9.5, not 9,5.",
                   {std::to_string(number), std::string(columns[at.score])}};
    }
    if (a.empty() || b.empty() || !score) return bad_line(number);
    pairs.push_back({std::string(a), std::string(b), *score});
  }
  if (pairs.empty()) {
    if (heading > 0) return bad_line(heading);
    return Error{"pairs.empty", "There is no pair in the file.",
                 "Write one pair a line with tabs between: word, word, number."};
  }
  return pairs;
}

SimilarityScore evaluate_similarity(const WordVectors& vectors,
                                    std::span<const SimilarityPair> pairs) {
  SimilarityScore result;
  std::vector<double> human;
  std::vector<double> model;
  for (const SimilarityPair& pair : pairs) {
    const TokenId a = find_evaluated(vectors.vocabulary(), pair.a);
    const TokenId b = find_evaluated(vectors.vocabulary(), pair.b);
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
