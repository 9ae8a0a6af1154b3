// GloVe's text format, without a header, and telling the formats of vectors apart.
// Not word2vec's formats (word2vec_file.cpp).
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "core/compressed.h"
#include "formats/word2vec_file.h"
#include "formats/word2vec_parts.h"

namespace wordspace {
namespace {

using namespace vector_file;

constexpr std::size_t kLinesLookedAt = 64;
constexpr std::size_t kBytesLookedAt = kMaxDim * 32;

// How many numbers a line ends with; a word stands before them. With commas where points belong
// they count, too, so that the reader can name the comma.
std::size_t count_numbers(std::string_view line) {
  std::size_t count = 0;
  float value = 0;
  for (;;) {
    const std::string_view field = take_last_field(line);
    if (field.empty()) return count;
    if (!parse_float(field, value) && !has_decimal_comma(field)) return count;
    ++count;
  }
}

// How many numbers most of the first lines end with: the tail of an odd word may look like one more
// number. Of counts that are equally frequent the first.
std::size_t count_columns(std::string_view bytes) {
  const std::string_view start = bytes.substr(0, kBytesLookedAt);
  std::map<std::size_t, std::size_t> lines_of;
  std::size_t at = 0, best = 0;
  for (std::size_t lines = 0; at < start.size() && lines < kLinesLookedAt;) {
    const std::string_view line = take_line(start, at);
    const bool cut = at >= start.size() && start.size() < bytes.size();
    if (line.empty() || (cut && lines > 0)) continue;
    ++lines;
    const std::size_t numbers = count_numbers(line);
    ++lines_of[numbers];
    if (lines == 1 || lines_of[numbers] > lines_of[best]) best = numbers;
  }
  return best;
}

std::size_t count_lines(std::string_view bytes) {
  const auto ends = std::count(bytes.begin(), bytes.end(), '\n');
  return static_cast<std::size_t>(ends) + (!bytes.empty() && bytes.back() != '\n' ? 1 : 0);
}

// A header, unless the lines after it say that "7 5" is a word and its only number: all of them
// have one number, and they are not as many as a header would promise.
bool begins_with_header(std::string_view bytes) {
  const std::optional<Header> header = find_header(bytes);
  if (!header) return false;
  if (header->dim == 1) return true;
  std::size_t at = header->body, lines = 0;
  while (at < bytes.size() && lines < kLinesLookedAt) {
    const std::string_view line = take_line(bytes.substr(0, at + kBytesLookedAt), at);
    if (line.empty()) continue;
    ++lines;
    std::string_view rest = line;
    if (count_numbers(line) != 1 || take_last_field(rest).empty() ||
        !take_last_field(rest).empty()) {
      return true;
    }
  }
  return lines < 2 || (at >= bytes.size() && lines == header->rows);
}

// Whether lines of few numbers are a table of vectors, not a text: "chapter 1", "chapter 2", ...
bool is_small_table(std::string_view bytes, std::size_t numbers) {
  std::unordered_set<std::string> words;
  std::size_t at = 0, points = 0;
  for (std::size_t lines = 0; at < bytes.size() && lines < kLinesLookedAt;) {
    std::string_view line = take_line(bytes.substr(0, at + kBytesLookedAt), at);
    if (line.empty()) continue;
    ++lines;
    if (count_numbers(line) < numbers) return false;
    for (std::size_t k = 0; k < numbers; ++k) {
      if (take_last_field(line).find_first_of(".,eE") != std::string_view::npos) ++points;
    }
    if (!words.emplace(line).second) return false;
  }
  return words.size() >= 2 && 2 * points >= words.size();
}

}  // namespace

std::string write_glove(std::span<const std::string> words, std::span<const float> vectors,
                        int dim) {
  std::string out;
  write_vector_rows(out, words, vectors, dim, VectorRows::kGlove);
  return out;
}

Result<VectorFile> read_glove(std::string_view bytes, std::size_t max_words,
                              std::atomic<float>* share) {
  if (std::optional<Error> packed = compressed_error(bytes)) return *packed;
  bytes = without_mark(bytes);
  if (bytes.find_first_not_of(" \t\r\n") == std::string_view::npos) return empty_file();
  const std::size_t dim = count_columns(bytes);
  if (dim == 0 || dim > kMaxDim) return not_vectors();
  Rows taken(dim, 0);
  std::size_t at = 0, left_out = 0;
  for (std::size_t row = 0, line_number = 1; at < bytes.size(); ++line_number) {
    if (max_words > 0 && taken.kept() == max_words) {
      left_out = count_lines(bytes.substr(at));
      break;
    }
    tell(share, row, max_words > 0 ? std::max(at, bytes.size() * row / max_words) : at,
         bytes.size());
    const std::string_view line = take_line(bytes, at);
    if (line.empty()) {
      if (bytes.find_first_not_of(" \t\r\n", at) == std::string_view::npos) break;
      taken.blank_line(line_number);
      continue;
    }
    const Result<std::string_view> word = split_row(line, dim, row, line_number, taken.numbers());
    if (!word.ok()) return word.error();
    taken.add(*word, row);
    ++row;
  }
  return std::move(taken).finish(left_out);
}

VectorFileKind vector_file_kind(std::string_view bytes) {
  bytes = without_mark(bytes);
  if (begins_with_header(bytes)) return VectorFileKind::kWord2Vec;
  // A word and at least four numbers, and the next line (where there is one) the same.
  constexpr std::size_t kLeastNumbers = 4, kLongestLine = kMaxDim * 16;
  if (bytes.substr(0, kLongestLine).find('\0') != std::string_view::npos) {
    return VectorFileKind::kNone;
  }
  std::size_t at = 0;
  const std::size_t numbers = count_numbers(take_line(bytes, at));
  if (numbers == 0) return VectorFileKind::kNone;
  if (numbers < kLeastNumbers) {
    return is_small_table(bytes, numbers) ? VectorFileKind::kGlove : VectorFileKind::kNone;
  }
  const std::string_view line = take_line(bytes, at);
  if (!line.empty() && count_numbers(line) < numbers) return VectorFileKind::kNone;
  return VectorFileKind::kGlove;
}

Result<VectorFile> read_vectors(std::string_view bytes, std::size_t max_words,
                                std::atomic<float>* share) {
  return begins_with_header(without_mark(bytes)) ? read_word2vec(bytes, max_words, share)
                                                 : read_glove(bytes, max_words, share);
}

}  // namespace wordspace
