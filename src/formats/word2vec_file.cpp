// Writing and reading word2vec's two formats, and TensorFlow's projector files.
// Not trusting: sizes are checked against the bytes that are there before anything is reserved.
#include "formats/word2vec_file.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "core/compressed.h"
#include "core/ensure.h"
#include "formats/word2vec_parts.h"

namespace wordspace {
namespace {

using namespace vector_file;

static_assert(std::endian::native == std::endian::little, "binary vectors are little-endian");

void append_float(std::string& out, float x) {
  char buffer[32];
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof buffer, x);
  out.append(buffer, end.ptr);
}

Error truncated(std::size_t row, std::size_t rows) {
  return Error{
      "vectors.truncated",
      "The file ends at word " + std::to_string(row + 1) + " of " + std::to_string(rows) + ".",
      "Copy or download the file again.",
      {std::to_string(row + 1), std::to_string(rows)}};
}
Error more_words(std::size_t rows) {
  return Error{
      "vectors.more_words",
      "The file goes on after the " + std::to_string(rows) + " words that its first line gives.",
      "Write the file again; its first line is the number of words and of columns.",
      {std::to_string(rows)}};
}

bool is_number(std::string_view field) {
  float value = 0;
  return parse_float(field, value) || has_decimal_comma(field);
}

// Whether every field of a word with blanks is a number: then the row has too many of them.
bool numbers_behind(std::string_view word) {
  std::string_view rest = word;
  std::size_t fields = 0;
  for (std::string_view field; !(field = take_last_field(rest)).empty(); ++fields) {
    if (!is_number(field)) return false;
  }
  return fields > 0;
}

Result<VectorFile> read_text(std::string_view bytes, const Header& header, std::size_t most,
                             std::atomic<float>* share) {
  const auto rows = static_cast<std::size_t>(header.rows);
  const auto dim = static_cast<std::size_t>(header.dim);
  // Every number takes a blank and a digit, every row a letter and an end: no promise of more.
  if (rows > (bytes.size() - header.body) / (2 * dim + 1) + 1) {
    return truncated((bytes.size() - header.body) / (2 * dim + 2), rows);
  }
  Rows taken(dim, std::min(most, rows));
  std::size_t at = header.body, row = 0, line_number = 1;
  for (; row < rows && taken.kept() < most; ++row) {
    tell(share, row, row, std::min(most, rows));
    std::string_view line;
    do {
      if (at >= bytes.size()) return truncated(row, rows);
      line = take_line(bytes, at);
      ++line_number;
      if (line.empty()) taken.blank_line(line_number);
    } while (line.empty());
    const Result<std::string_view> word = split_row(line, dim, row, line_number, taken.numbers());
    if (!word.ok()) {
      const bool cut = at >= bytes.size() && bytes.back() != '\n';
      return cut && word.error().code == "vectors.bad_row" ? truncated(row, rows) : word.error();
    }
    if (numbers_behind(*word)) {
      const auto more =
          static_cast<std::size_t>(std::count_if(word->begin(), word->end(), is_blank));
      return bad_row(row, line_number, dim + more, dim);
    }
    taken.add(*word, row);
  }
  for (; row == rows && at < bytes.size(); ++at) {
    if (!is_separator(bytes[at])) return more_words(rows);
  }
  return std::move(taken).finish(rows - row);
}

Result<VectorFile> read_binary(std::string_view bytes, const Header& header, std::size_t most,
                               std::atomic<float>* share) {
  const auto rows = static_cast<std::size_t>(header.rows);
  const auto dim = static_cast<std::size_t>(header.dim);
  const std::size_t row_bytes = dim * sizeof(float);
  if (rows > (bytes.size() - header.body) / (row_bytes + 1)) {
    return truncated((bytes.size() - header.body) / (row_bytes + 1), rows);
  }
  Rows taken(dim, std::min(most, rows));
  std::size_t at = header.body, row = 0;
  for (; row < rows && taken.kept() < most; ++row) {
    tell(share, row, row, std::min(most, rows));
    if (at < bytes.size() && bytes[at] == '\n')
      ++at;  // word2vec ends rows with one, gensim does not
    const std::size_t end = bytes.find(' ', at);
    if (end == std::string_view::npos || bytes.size() - end - 1 < row_bytes) {
      return truncated(row, rows);
    }
    std::memcpy(taken.numbers(), bytes.data() + end + 1, row_bytes);
    taken.add(bytes.substr(at, end - at), row);
    at = end + 1 + row_bytes;
  }
  for (; row == rows && at < bytes.size(); ++at) {
    if (bytes[at] != '\n') return more_words(rows);
  }
  return std::move(taken).finish(rows - row);
}

// Whether the bytes are that many binary rows and nothing more.
bool is_whole_binary(std::string_view bytes, const Header& header) {
  const std::uint64_t row_bytes = header.dim * sizeof(float);
  std::size_t at = header.body;
  for (std::uint64_t row = 0; row < header.rows; ++row) {
    const std::size_t end = bytes.find(' ', at);
    if (end == std::string_view::npos || bytes.size() - end - 1 < row_bytes) return false;
    at = end + 1 + static_cast<std::size_t>(row_bytes);
  }
  return bytes.find_first_not_of('\n', at) == std::string_view::npos;
}

// Text or binary, settled once by what the file begins with, so that a fault in it is a fault of
// its own format: in text at least half of the first lines hold half of their numbers or more,
// which bytes of floats do not. Few and short lines without any number are text, too, when they
// have no control characters and do not fit as binary rows.
bool is_text(std::string_view bytes, const Header& header) {
  constexpr std::size_t kLines = 32, kWindow = 1 << 16, kLongestLine = kMaxDim * 32;
  const std::string_view body = bytes.substr(header.body);
  std::size_t at = 0, lines = 0, numeric = 0;
  while (at < body.size() && lines < kLines && (lines == 0 || at < kWindow)) {
    std::string_view line = take_line(body.substr(0, at + kLongestLine), at);
    if (line.empty()) continue;
    ++lines;
    std::uint64_t numbers = 0;
    for (std::string_view field; !(field = take_last_field(line)).empty();) {
      if (is_number(field)) ++numbers;
    }
    if (numbers > 0 && 2 * numbers >= std::min<std::uint64_t>(header.dim, kMaxDim)) ++numeric;
  }
  if (2 * numeric >= lines) return true;
  const auto control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && !is_separator(c);
  };
  return std::ranges::none_of(body.substr(0, kWindow), control) && !is_whole_binary(bytes, header);
}

// A word as one field: the formats have no way to write blanks inside it. Two words that become
// the same get one more '_' each time.
class FieldWords {
 public:
  // glove: its reader takes what stands before the numbers as the word, so single blanks inside
  // one may stay, unless what follows them could be taken for a number.
  FieldWords(std::span<const std::string> words, bool glove) : glove_(glove) {
    const bool any = std::ranges::any_of(
        words, [&](const std::string& word) { return word.empty() || !fits(word); });
    if (any) taken_.insert(words.begin(), words.end());
  }
  void append(std::string& out, const std::string& word) {
    if (!word.empty() && fits(word)) {
      out += word;
      return;
    }
    std::string field = word.empty() ? "_" : word;
    std::ranges::replace_if(field, is_separator, '_');
    while (!taken_.insert(field).second) field += '_';
    out += field;
  }

 private:
  bool fits(std::string_view word) const {
    if (std::ranges::none_of(word, is_separator)) return true;
    if (!glove_ || word.front() == ' ' || word.back() == ' ') return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (!is_separator(word[i])) continue;
      const std::size_t end = std::min(word.find(' ', i + 1), word.size());
      if (word[i] != ' ' || is_number(word.substr(i + 1, end - i - 1))) return false;
    }
    return true;
  }
  bool glove_;
  std::unordered_set<std::string> taken_;
};

}  // namespace

void write_vector_rows(std::string& out, std::span<const std::string> words,
                       std::span<const float> vectors, int dim, VectorRows rows) {
  ENSURE(dim > 0);
  const auto d = static_cast<std::size_t>(dim);
  ENSURE(vectors.size() == words.size() * d);
  const bool binary = rows == VectorRows::kBinary;
  out.reserve(out.size() + words.size() * (d * (binary ? 4 : 12) + 12));
  FieldWords fields(words, rows == VectorRows::kGlove);
  for (std::size_t row = 0; row < words.size(); ++row) {
    fields.append(out, words[row]);
    const float* values = vectors.data() + row * d;
    if (binary) {
      out += ' ';
      out.append(reinterpret_cast<const char*>(values), d * sizeof(float));
    } else {
      for (std::size_t k = 0; k < d; ++k) {
        out += ' ';
        append_float(out, values[k]);
      }
    }
    // "7 5" alone on the first line would be a header.
    if (rows == VectorRows::kGlove && row == 0 && find_header(out + "\n")) out += ".0";
    out += '\n';
  }
}

std::string write_word2vec(std::span<const std::string> words, std::span<const float> vectors,
                           int dim, VectorFormat format) {
  std::string out = std::to_string(words.size()) + " " + std::to_string(dim) + "\n";
  write_vector_rows(out, words, vectors, dim,
                    format == VectorFormat::kText ? VectorRows::kText : VectorRows::kBinary);
  return out;
}

Result<VectorFile> read_word2vec(std::string_view bytes, std::size_t max_words,
                                 std::atomic<float>* share) {
  if (std::optional<Error> packed = compressed_error(bytes)) return *packed;
  bytes = without_mark(bytes);
  if (bytes.empty()) return empty_file();
  const std::optional<Header> header = find_header(bytes);
  constexpr std::uint64_t kMaxRows = std::uint64_t{1} << 31;
  if (!header || header->rows == 0 || header->dim == 0 || header->rows > kMaxRows ||
      header->dim > kMaxDim) {
    return not_vectors();
  }
  const std::size_t most = max_words > 0 ? max_words : static_cast<std::size_t>(header->rows);
  return is_text(bytes, *header) ? read_text(bytes, *header, most, share)
                                 : read_binary(bytes, *header, most, share);
}

ProjectorFiles write_projector(std::span<const std::string> words, std::span<const float> vectors,
                               int dim) {
  ENSURE(dim > 0);
  const auto d = static_cast<std::size_t>(dim);
  ENSURE(vectors.size() == words.size() * d);
  ProjectorFiles files;
  FieldWords fields(words, false);
  files.vectors_tsv.reserve(vectors.size() * 12);
  for (std::size_t row = 0; row < words.size(); ++row) {
    fields.append(files.metadata_tsv, words[row]);
    files.metadata_tsv += '\n';
    for (std::size_t k = 0; k < d; ++k) {
      if (k > 0) files.vectors_tsv += '\t';
      append_float(files.vectors_tsv, vectors[row * d + k]);
    }
    files.vectors_tsv += '\n';
  }
  return files;
}

}  // namespace wordspace
