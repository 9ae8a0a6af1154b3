// What the readers of vector files share: lines, fields, numbers, the rows that are kept, their
// errors. Not an interface: include formats/word2vec_file.h.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/result.h"
#include "formats/word2vec_file.h"

namespace wordspace::vector_file {

inline constexpr std::size_t kMaxDim = 1u << 16;

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
inline bool is_separator(char c) { return is_blank(c) || c == '\n' || c == '\r'; }

// Every few rows: done of all are read.
inline void tell(std::atomic<float>* share, std::size_t row, std::size_t done, std::size_t all) {
  if (share != nullptr && row % 256 == 0) {
    share->store(static_cast<float>(done) / static_cast<float>(all), std::memory_order_relaxed);
  }
}

// Without the mark that some editors put before UTF-8.
std::string_view without_mark(std::string_view bytes);

// The next line from `at` on, without its end and the blanks before that; `at` moves behind it.
std::string_view take_line(std::string_view bytes, std::size_t& at);
// The last field of a line, cut off together with the blanks after it; empty when it is the only
// one.
std::string_view take_last_field(std::string_view& line);

// One number that fills its field ("nan" and "inf" are numbers here).
bool parse_float(std::string_view field, float& value);
// "0,25": a number with a comma where a point belongs.
bool has_decimal_comma(std::string_view field);

// The D numbers at the end of a line; what stands before them is the word, blanks inside and all.
//   row, line: of the errors, counted from 0 and from 1.
//   Errors: vectors.bad_row (too few), vectors.not_a_number, vectors.decimal_comma.
Result<std::string_view> split_row(std::string_view line, std::size_t dim, std::size_t row,
                                   std::size_t row_line, float* numbers);

Error bad_row(std::size_t row, std::size_t line, std::size_t have, std::size_t want);
Error empty_file();
Error not_vectors();  // vectors.bad_header: neither of the formats begins like that

// Takes the rows of a file one by one. An odd one costs itself: it is left out and counted.
class Rows {
 public:
  Rows(std::size_t dim, std::size_t room);
  // Where the numbers of the next row go; good until the next call of anything here.
  float* numbers();
  // The row whose numbers were just written.
  void add(std::string_view word, std::size_t row);
  void blank_line(std::size_t line);
  std::size_t kept() const { return file_.words.size(); }
  // What was read, with a warning for each way of being odd. Errors: that warning, when no row is
  // left; vectors.empty when there was none.
  Result<VectorFile> finish(std::size_t left_out) &&;

 private:
  struct Odd {
    std::size_t count = 0;
    std::string first;  // its word, or its number
    void add(const std::string& which) {
      if (count++ == 0) first = which;
    }
  };
  std::size_t dim_;
  VectorFile file_;
  std::unordered_set<std::string> seen_;
  Odd blank_, no_word_, not_utf8_, not_finite_, duplicate_;
};

// "V D" alone on the first line. Zeros and sizes past any file's count as one, too.
struct Header {
  std::uint64_t rows = 0, dim = 0;  // UINT64_MAX: more than that
  std::size_t body = 0;             // offset of the first row
};
std::optional<Header> find_header(std::string_view bytes);

}  // namespace wordspace::vector_file
