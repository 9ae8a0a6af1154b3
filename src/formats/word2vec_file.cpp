// Writing and reading word2vec's two formats, and TensorFlow's projector files.
// Not trusting: sizes are checked against the bytes that are there before anything is reserved.
#include "formats/word2vec_file.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string>

#include "core/ensure.h"
#include "formats/word2vec_parts.h"

namespace wordspace {
namespace {

using namespace vector_file;

static_assert(std::endian::native == std::endian::little, "binary vectors are little-endian");

// A word as one field: the formats have no way to write blanks inside it.
void append_word(std::string& out, std::string_view word) {
  for (const char c : word) out += is_separator(c) ? '_' : c;
}

void append_float(std::string& out, float x) {
  char buffer[32];
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof buffer, x);
  out.append(buffer, end.ptr);
}

Error bad_header() {
  return Error{
      "vectors.bad_header", "The first line does not give the number of words and of columns.",
      "Open a file in word2vec's text or binary format: it starts with two whole numbers."};
}
Error truncated(std::size_t row, std::size_t rows) {
  return Error{"vectors.truncated",
               "The file ends at word " + row_text(row) + " of " + std::to_string(rows) + ".",
               "Copy or download the file again.",
               {row_text(row), std::to_string(rows)}};
}
struct Header {
  std::size_t rows = 0;
  std::size_t dim = 0;
  std::size_t body = 0;  // offset of the first row
};

Result<Header> read_header(std::string_view bytes) {
  const std::size_t end = bytes.substr(0, 100).find('\n');
  if (end == std::string_view::npos) return bad_header();
  const char* at = bytes.data();
  const char* stop = at + end;
  std::size_t numbers[2] = {0, 0};
  for (std::size_t& number : numbers) {
    while (at < stop && is_blank(*at)) ++at;
    const std::from_chars_result parsed = std::from_chars(at, stop, number);
    if (parsed.ec != std::errc() || number == 0) return bad_header();
    at = parsed.ptr;
    if (at < stop && !is_separator(*at)) return bad_header();
  }
  while (at < stop && is_separator(*at)) ++at;
  if (at != stop) return bad_header();
  constexpr std::size_t kMaxDim = 1u << 16;
  if (numbers[1] > kMaxDim || numbers[0] > (std::size_t{1} << 31)) return bad_header();
  return Header{numbers[0], numbers[1], end + 1};
}

Result<VectorFile> read_text(std::string_view bytes, const Header& header, std::size_t rows,
                             std::atomic<float>* share) {
  VectorFile file;
  file.dim = static_cast<int>(header.dim);
  // Every number takes a blank and a digit, every row a letter and an end: no promise of more.
  if (header.rows > (bytes.size() - header.body) / (2 * header.dim + 1) + 1) {
    return truncated((bytes.size() - header.body) / (2 * header.dim + 2), header.rows);
  }
  file.words.reserve(rows);
  file.vectors.reserve(rows * header.dim);
  file.left_out = header.rows - rows;
  WordCheck check(rows);
  std::size_t at = header.body;
  for (std::size_t row = 0; row < rows; ++row) {
    tell(share, row, row, rows);
    if (at >= bytes.size()) return truncated(row, header.rows);
    const std::size_t end = bytes.find('\n', at);
    std::string_view line = bytes.substr(at, end == std::string_view::npos ? end : end - at);
    const bool last_bytes = end == std::string_view::npos;
    at = last_bytes ? bytes.size() : end + 1;
    std::size_t fields = 0;
    for (;;) {
      std::size_t begin = 0;
      while (begin < line.size() && is_separator(line[begin])) ++begin;
      line.remove_prefix(begin);
      if (line.empty()) break;
      std::size_t length = 0;
      while (length < line.size() && !is_separator(line[length])) ++length;
      const std::string_view field = line.substr(0, length);
      line.remove_prefix(length);
      if (fields == 0) {
        file.words.emplace_back(field);
        const Status status = check.add(file.words.back(), row);
        if (!status.ok()) return status.error();
      } else {
        float value = 0;
        if (!parse_float(field, value)) return bad_row(row, "a number is not one");
        if (!std::isfinite(value)) return not_finite(row);
        if (fields <= header.dim) file.vectors.push_back(value);
      }
      ++fields;
    }
    if (fields == 0) return bad_row(row, "the word is missing");
    if (fields - 1 < header.dim && last_bytes) return truncated(row, header.rows);
    if (fields - 1 != header.dim) {
      return bad_row(row, "it has " + std::to_string(fields - 1) + " numbers, not " +
                              std::to_string(header.dim));
    }
  }
  for (; file.left_out == 0 && at < bytes.size(); ++at) {
    if (!is_separator(bytes[at])) return bad_row(header.rows, "the header promised no more words");
  }
  return file;
}

Result<VectorFile> read_binary(std::string_view bytes, const Header& header, std::size_t rows,
                               std::atomic<float>* share) {
  VectorFile file;
  file.dim = static_cast<int>(header.dim);
  const std::size_t row_bytes = header.dim * sizeof(float);
  if (header.rows > (bytes.size() - header.body) / (row_bytes + 2)) {
    return truncated((bytes.size() - header.body) / (row_bytes + 2), header.rows);
  }
  file.words.reserve(rows);
  file.vectors.resize(rows * header.dim);
  file.left_out = header.rows - rows;
  WordCheck check(rows);
  constexpr std::size_t kMaxWordBytes = 4096;
  std::size_t at = header.body;
  for (std::size_t row = 0; row < rows; ++row) {
    tell(share, row, row, rows);
    if (at < bytes.size() && bytes[at] == '\n')
      ++at;  // word2vec ends rows with one, gensim does not
    const std::size_t end =
        bytes.substr(0, std::min(bytes.size(), at + kMaxWordBytes)).find(' ', at);
    if (end == std::string_view::npos) {
      if (bytes.size() - at < kMaxWordBytes) return truncated(row, header.rows);
      return bad_row(row, "the word has no end");
    }
    file.words.emplace_back(bytes.substr(at, end - at));
    const Status status = check.add(file.words.back(), row);
    if (!status.ok()) return status.error();
    at = end + 1;
    if (bytes.size() - at < row_bytes) return truncated(row, header.rows);
    float* out = file.vectors.data() + row * header.dim;
    std::memcpy(out, bytes.data() + at, row_bytes);
    for (std::size_t k = 0; k < header.dim; ++k) {
      if (!std::isfinite(out[k])) return not_finite(row);
    }
    at += row_bytes;
  }
  for (; file.left_out == 0 && at < bytes.size(); ++at) {
    if (bytes[at] != '\n') return bad_row(header.rows, "the header promised no more words");
  }
  return file;
}

// Text has no control bytes; a few floats in binary nearly always do. Only the order of trying.
bool looks_like_text(std::string_view body) {
  for (const char c : body.substr(0, 4096)) {
    if (static_cast<unsigned char>(c) < 0x20 && !is_separator(c)) return false;
  }
  return true;
}

}  // namespace

std::string write_word2vec(std::span<const std::string> words, std::span<const float> vectors,
                           int dim, VectorFormat format) {
  ENSURE(dim > 0);
  const auto d = static_cast<std::size_t>(dim);
  ENSURE(vectors.size() == words.size() * d);
  std::string out = std::to_string(words.size()) + " " + std::to_string(dim) + "\n";
  out.reserve(out.size() + words.size() * (d * (format == VectorFormat::kText ? 12 : 4) + 12));
  for (std::size_t row = 0; row < words.size(); ++row) {
    append_word(out, words[row]);
    const float* values = vectors.data() + row * d;
    if (format == VectorFormat::kText) {
      for (std::size_t k = 0; k < d; ++k) {
        out += ' ';
        append_float(out, values[k]);
      }
    } else {
      out += ' ';
      out.append(reinterpret_cast<const char*>(values), d * sizeof(float));
    }
    out += '\n';
  }
  return out;
}

Result<VectorFile> read_word2vec(std::string_view bytes, std::size_t max_words,
                                 std::atomic<float>* share) {
  if (bytes.empty()) {
    return Error{"vectors.empty", "The file of vectors is empty.", "Choose another file."};
  }
  const Result<Header> header = read_header(bytes);
  if (!header.ok()) return header.error();
  const bool text_first = looks_like_text(bytes.substr(header->body));
  const std::size_t rows = max_words > 0 ? std::min(max_words, header->rows) : header->rows;
  Result<VectorFile> first = text_first ? read_text(bytes, *header, rows, share)
                                        : read_binary(bytes, *header, rows, share);
  if (first.ok()) return first;
  Result<VectorFile> second = text_first ? read_binary(bytes, *header, rows, share)
                                         : read_text(bytes, *header, rows, share);
  return second.ok() ? second : first;
}

ProjectorFiles write_projector(std::span<const std::string> words, std::span<const float> vectors,
                               int dim) {
  ENSURE(dim > 0);
  const auto d = static_cast<std::size_t>(dim);
  ENSURE(vectors.size() == words.size() * d);
  ProjectorFiles files;
  files.vectors_tsv.reserve(vectors.size() * 12);
  for (std::size_t row = 0; row < words.size(); ++row) {
    append_word(files.metadata_tsv, words[row]);
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
