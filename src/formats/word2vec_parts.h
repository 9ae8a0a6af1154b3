// What the readers of vector files share: fields, numbers, checks of words, their errors.
// Not an interface: include formats/word2vec_file.h.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_set>

#include "core/result.h"

namespace wordspace::vector_file {

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
inline bool is_separator(char c) { return is_blank(c) || c == '\n' || c == '\r'; }

// Every few rows: done of all are read.
inline void tell(std::atomic<float>* share, std::size_t row, std::size_t done, std::size_t all) {
  if (share != nullptr && row % 256 == 0) {
    share->store(static_cast<float>(done) / static_cast<float>(all), std::memory_order_relaxed);
  }
}

inline std::string row_text(std::size_t row) { return std::to_string(row + 1); }

inline Error bad_row(std::size_t row, const std::string& why) {
  return Error{"vectors.bad_row",
               "Word " + row_text(row) + " cannot be read: " + why + ".",
               "Write the file again; every line is a word and its numbers.",
               {row_text(row), why}};
}
inline Error not_finite(std::size_t row) {
  return Error{"vectors.not_finite",
               "Word " + row_text(row) + " has a number that is not finite.",
               "Train again with a lower learning rate.",
               {row_text(row)}};
}

// Well-formed UTF-8 without overlong forms, surrogates or values past U+10FFFF.
inline bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<unsigned char>(text[i]);
    std::size_t more = 0;
    std::uint32_t value = lead;
    std::uint32_t least = 0;
    if (lead < 0x80) {
      ++i;
      continue;
    } else if (lead >= 0xc2 && lead < 0xe0) {
      more = 1, value = lead & 0x1fu, least = 0x80;
    } else if (lead >= 0xe0 && lead < 0xf0) {
      more = 2, value = lead & 0x0fu, least = 0x800;
    } else if (lead >= 0xf0 && lead < 0xf5) {
      more = 3, value = lead & 0x07u, least = 0x10000;
    } else {
      return false;
    }
    if (text.size() - i <= more) return false;
    for (std::size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xc0) != 0x80) return false;
      value = (value << 6) | (next & 0x3fu);
    }
    if (value < least || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return false;
    i += more + 1;
  }
  return true;
}

// Refuses a word that is empty, not UTF-8 or there already; remembers it otherwise.
class WordCheck {
 public:
  explicit WordCheck(std::size_t rows) { seen_.reserve(rows); }
  Status add(const std::string& word, std::size_t row) {
    if (word.empty()) return bad_row(row, "the word is missing");
    if (!is_utf8(word)) {
      return Error{"vectors.not_utf8",
                   "Word " + row_text(row) + " is not UTF-8 text.",
                   "Save the file as UTF-8.",
                   {row_text(row)}};
    }
    if (!seen_.insert(word).second) {
      return Error{"vectors.duplicate_word",
                   "The word \"" + word + "\" occurs twice.",
                   "Remove one of the two lines.",
                   {word}};
    }
    return Done{};
  }

 private:
  std::unordered_set<std::string> seen_;
};

// One number that fills its field. std::from_chars for floats is missing in some libraries that we
// build with; strtof in the "C" locale reads the same.
inline bool parse_float(std::string_view field, float& value) {
  char buffer[64];
  if (field.empty() || field.size() >= sizeof buffer) return false;
  buffer[field.copy(buffer, field.size())] = '\0';
  if (field.find_first_of("xXpP(") != std::string_view::npos) return false;
  char* end = nullptr;
  value = std::strtof(buffer, &end);
  return end == buffer + field.size();
}

}  // namespace wordspace::vector_file
