// GloVe's text format, without a header, and telling the formats of vectors apart.
// Not word2vec's formats (word2vec_file.cpp).
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <unordered_set>

#include "core/ensure.h"
#include "formats/word2vec_file.h"
#include "formats/word2vec_parts.h"

namespace wordspace {
namespace {

using namespace vector_file;

constexpr std::size_t kMaxDim = 1u << 16;

// The next line from `at` on, without its end; `at` moves behind it.
std::string_view take_line(std::string_view bytes, std::size_t& at) {
  const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
  std::string_view line = bytes.substr(at, end - at);
  at = end < bytes.size() ? end + 1 : end;
  while (!line.empty() && is_separator(line.back())) line.remove_suffix(1);
  return line;
}

// The last field of a line, cut off together with the blanks before it; empty when it is the only
// one.
std::string_view take_last_field(std::string_view& line) {
  std::size_t begin = line.size();
  while (begin > 0 && !is_separator(line[begin - 1])) --begin;
  if (begin == 0) return {};
  const std::string_view field = line.substr(begin);
  line = line.substr(0, begin);
  while (!line.empty() && is_separator(line.back())) line.remove_suffix(1);
  return field;
}

// How many numbers a line ends with; a word stands before them.
std::size_t count_numbers(std::string_view line) {
  std::size_t count = 0;
  float value = 0;
  for (;;) {
    const std::string_view field = take_last_field(line);
    if (field.empty() || !parse_float(field, value)) return count;
    ++count;
  }
}

std::size_t count_lines(std::string_view bytes) {
  const auto ends = std::count(bytes.begin(), bytes.end(), '\n');
  return static_cast<std::size_t>(ends) + (!bytes.empty() && bytes.back() != '\n' ? 1 : 0);
}

}  // namespace

std::string write_glove(std::span<const std::string> words, std::span<const float> vectors,
                        int dim) {
  const std::string with_header = write_word2vec(words, vectors, dim, VectorFormat::kText);
  return with_header.substr(with_header.find('\n') + 1);
}

Result<VectorFile> read_glove(std::string_view bytes, std::size_t max_words,
                              std::atomic<float>* share) {
  if (bytes.empty()) {
    return Error{"vectors.empty", "The file of vectors is empty.", "Choose another file."};
  }
  std::size_t at = 0;
  const std::size_t dim = count_numbers(take_line(bytes, at));
  if (dim == 0 || dim > kMaxDim) return bad_row(0, "it has no numbers");
  at = 0;
  VectorFile file;
  file.dim = static_cast<int>(dim);
  WordCheck check(0);
  for (std::size_t row = 0; at < bytes.size(); ++row) {
    if (max_words > 0 && row == max_words) {
      file.left_out = count_lines(bytes.substr(at));
      break;
    }
    tell(share, row, max_words > 0 ? std::max(at, bytes.size() * row / max_words) : at,
         bytes.size());
    std::string_view line = take_line(bytes, at);
    if (line.empty() && at >= bytes.size()) break;
    file.vectors.resize((row + 1) * dim);
    for (std::size_t k = dim; k-- > 0;) {
      const std::string_view field = take_last_field(line);
      float& value = file.vectors[row * dim + k];
      if (field.empty()) {
        return bad_row(
            row, "it has " + std::to_string(dim - k - 1) + " numbers, not " + std::to_string(dim));
      }
      if (!parse_float(field, value)) return bad_row(row, "a number is not one");
      if (!std::isfinite(value)) return not_finite(row);
    }
    std::string word(line);
    for (char& c : word) {
      if (is_separator(c)) c = '_';
    }
    file.words.push_back(std::move(word));
    if (const Status fine = check.add(file.words.back(), row); !fine.ok()) return fine.error();
  }
  if (file.words.empty()) {
    return Error{"vectors.empty", "The file of vectors is empty.", "Choose another file."};
  }
  return file;
}

VectorFileKind vector_file_kind(std::string_view bytes) {
  // "V D" and the end of the line: what word2vec files start with, and texts do not.
  const std::string_view start = bytes.substr(0, 64);
  const std::size_t end = start.find('\n');
  if (end != std::string_view::npos) {
    int numbers = 0;
    bool inside = false, only_numbers = true;
    for (const char c : start.substr(0, end)) {
      if (c >= '0' && c <= '9') {
        numbers += inside ? 0 : 1;
        inside = true;
      } else {
        inside = false;
        only_numbers = only_numbers && (c == ' ' || c == '\r');
      }
    }
    if (only_numbers && numbers == 2) return VectorFileKind::kWord2Vec;
  }
  // A word and at least four numbers, and the next line (where there is one) the same.
  constexpr std::size_t kLeastNumbers = 4, kLongestLine = kMaxDim * 16;
  if (bytes.substr(0, kLongestLine).find('\0') != std::string_view::npos) {
    return VectorFileKind::kNone;
  }
  std::size_t at = 0;
  const std::size_t numbers = count_numbers(take_line(bytes, at));
  if (numbers < kLeastNumbers) return VectorFileKind::kNone;
  if (at < bytes.size()) {
    std::size_t next = at;
    const std::string_view line = take_line(bytes, next);
    if (!line.empty() && count_numbers(line) < numbers) return VectorFileKind::kNone;
  }
  return VectorFileKind::kGlove;
}

Result<VectorFile> read_vectors(std::string_view bytes, std::size_t max_words,
                                std::atomic<float>* share) {
  return vector_file_kind(bytes) == VectorFileKind::kGlove ? read_glove(bytes, max_words, share)
                                                           : read_word2vec(bytes, max_words, share);
}

}  // namespace wordspace
