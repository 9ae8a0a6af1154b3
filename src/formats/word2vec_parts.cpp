// Fields and rows of vector files. Not a format of them (word2vec_file.cpp, glove_file.cpp).
#include "formats/word2vec_parts.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "text/unicode.h"

namespace wordspace::vector_file {

std::string_view without_mark(std::string_view bytes) {
  return bytes.starts_with("\xef\xbb\xbf") ? bytes.substr(3) : bytes;
}

std::string_view take_line(std::string_view bytes, std::size_t& at) {
  const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
  std::string_view line = bytes.substr(at, end - at);
  at = end < bytes.size() ? end + 1 : end;
  while (!line.empty() && is_separator(line.back())) line.remove_suffix(1);
  return line;
}

std::string_view take_last_field(std::string_view& line) {
  std::size_t end = line.size();
  while (end > 0 && is_separator(line[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && !is_separator(line[begin - 1])) --begin;
  if (begin == 0) return {};
  const std::string_view field = line.substr(begin, end - begin);
  line = line.substr(0, begin);
  return field;
}

// std::from_chars for floats is missing in some libraries that we build with; strtof in the "C"
// locale reads the same.
bool parse_float(std::string_view field, float& value) {
  char buffer[64];
  if (field.empty() || field.size() >= sizeof buffer) return false;
  buffer[field.copy(buffer, field.size())] = '\0';
  if (field.find_first_of("xXpP(") != std::string_view::npos) return false;
  char* end = nullptr;
  value = std::strtof(buffer, &end);
  return end == buffer + field.size();
}

bool has_decimal_comma(std::string_view field) {
  const std::size_t comma = field.find(',');
  if (comma == std::string_view::npos || field.find('.') != std::string_view::npos) return false;
  std::string with_point(field);
  with_point[comma] = '.';
  float value = 0;
  return parse_float(with_point, value);
}

Error bad_row(std::size_t row, std::size_t line, std::size_t have, std::size_t want) {
  std::vector<std::string> args = {std::to_string(row + 1), std::to_string(line),
                                   std::to_string(have), std::to_string(want)};
  return Error{"vectors.bad_row",
               "Word " + args[0] + ", on line " + args[1] + ", has " + args[2] + " numbers, not " +
                   args[3] + ".",
               "Write the file again; every line is a word and its numbers.", std::move(args)};
}

Error empty_file() {
  return Error{"vectors.empty", "The file of vectors is empty.", "Choose another file."};
}

Error not_vectors() {
  return Error{"vectors.bad_header",
               "The first line gives neither the number of words and of columns nor a word and its "
               "numbers.",
               "Open a file in word2vec's text or binary format or in GloVe's text format."};
}

namespace {

Error bad_number(std::string_view field, std::size_t row, std::size_t line) {
  constexpr std::size_t kShown = 40;
  std::vector<std::string> args = {std::to_string(row + 1), std::to_string(line),
                                   std::string(field.substr(0, kShown))};
  if (first_invalid_utf8(args[2]) != kNoOffset) args[2] = "?";
  if (has_decimal_comma(field)) {
    return Error{"vectors.decimal_comma",
                 "Word " + args[0] + ", on line " + args[1] + ", has a number with a comma, " +
                     args[2] + ".",
                 "Write the numbers with a decimal point: 0.25, not 0,25.", std::move(args)};
  }
  return Error{"vectors.not_a_number",
               "Word " + args[0] + ", on line " + args[1] + ", has \"" + args[2] +
                   "\" where a number belongs.",
               "Write the file again; every line is a word and its numbers.", std::move(args)};
}

}  // namespace

Result<std::string_view> split_row(std::string_view line, std::size_t dim, std::size_t row,
                                   std::size_t row_line, float* numbers) {
  for (std::size_t k = dim; k-- > 0;) {
    const std::string_view field = take_last_field(line);
    if (field.empty()) return bad_row(row, row_line, dim - k - 1, dim);
    if (parse_float(field, numbers[k])) continue;
    // A word where a number belongs: is the row too short, or is one number none?
    std::size_t have = dim - k - 1;
    float ignored = 0;
    std::string_view rest = line;
    bool numbers_before = has_decimal_comma(field);
    for (std::string_view before; !(before = take_last_field(rest)).empty();) {
      numbers_before = numbers_before || parse_float(before, ignored);
    }
    if (have > 0 && !numbers_before) return bad_row(row, row_line, have, dim);
    return bad_number(field, row, row_line);
  }
  // A word that is nothing but blanks is a token of its own in some files.
  std::string_view word = line;
  while (!word.empty() && is_separator(word.back())) word.remove_suffix(1);
  if (word.empty() && !line.empty()) return line.substr(0, line.size() - 1);
  while (!word.empty() && is_separator(word.front())) word.remove_prefix(1);
  return word;
}

Rows::Rows(std::size_t dim, std::size_t room) : dim_(dim) {
  file_.dim = static_cast<int>(dim);
  file_.words.reserve(room);
  file_.vectors.reserve(room * dim);
  seen_.reserve(room);
}

float* Rows::numbers() {
  file_.vectors.resize((kept() + 1) * dim_);
  return file_.vectors.data() + kept() * dim_;
}

void Rows::add(std::string_view word, std::size_t row) {
  const float* values = file_.vectors.data() + kept() * dim_;
  const auto finite = [](float value) { return std::isfinite(value); };
  if (word.empty()) {
    no_word_.add(std::to_string(row + 1));
  } else if (first_invalid_utf8(word) != kNoOffset) {
    not_utf8_.add(std::to_string(row + 1));
  } else {
    std::string one = may_not_be_nfc(word) ? to_nfc(word) : std::string(word);
    if (!std::all_of(values, values + dim_, finite)) {
      not_finite_.add(one);
    } else if (!seen_.insert(one).second) {
      duplicate_.add(one);
    } else {
      file_.words.push_back(std::move(one));
    }
  }
}

void Rows::blank_line(std::size_t line) { blank_.add(std::to_string(line)); }

Result<VectorFile> Rows::finish(std::size_t left_out) && {
  file_.vectors.resize(kept() * dim_);
  file_.left_out = left_out;
  const auto say = [&](const Odd& odd, Error (*words)(const std::string&, const std::string&)) {
    if (odd.count == 0) return;
    Error warning = words(std::to_string(odd.count), odd.first);
    warning.args = {std::to_string(odd.count), odd.first};
    file_.warnings.push_back(std::move(warning));
  };
  using Text = const std::string&;
  say(duplicate_, [](Text count, Text first) {
    return Error{"vectors.duplicate_word",
                 "Rows left out because their word stands there twice: " + count +
                     ", the first for \"" + first + "\".",
                 "The first row of each word was kept."};
  });
  say(not_finite_, [](Text count, Text first) {
    return Error{"vectors.not_finite",
                 "Rows left out because a number of theirs is not finite: " + count +
                     ", the first for \"" + first + "\".",
                 "Train again with a lower learning rate."};
  });
  say(not_utf8_, [](Text count, Text first) {
    return Error{"vectors.not_utf8",
                 "Rows left out because their word is not UTF-8 text: " + count +
                     ", the first is word " + first + ".",
                 "Save the file as UTF-8."};
  });
  say(no_word_, [](Text count, Text first) {
    return Error{
        "vectors.no_word",
        "Rows left out because they have no word: " + count + ", the first is word " + first + ".",
        "Every line is a word and its numbers."};
  });
  if (kept() == 0) return file_.warnings.empty() ? empty_file() : file_.warnings.front();
  say(blank_, [](Text count, Text first) {
    return Error{"vectors.blank_line",
                 "Empty lines passed over: " + count + ", the first is line " + first + ".",
                 "Check that no row is missing."};
  });
  return std::move(file_);
}

std::optional<Header> find_header(std::string_view bytes) {
  const std::size_t end = bytes.substr(0, 100).find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const char* at = bytes.data();
  const char* const stop = at + end;
  Header header;
  header.body = end + 1;
  for (std::uint64_t* number : {&header.rows, &header.dim}) {
    while (at < stop && is_blank(*at)) ++at;
    const std::from_chars_result parsed = std::from_chars(at, stop, *number);
    if (parsed.ec == std::errc::invalid_argument) return std::nullopt;
    if (parsed.ec != std::errc()) *number = std::numeric_limits<std::uint64_t>::max();
    at = parsed.ptr;
    if (at < stop && !is_separator(*at)) return std::nullopt;
  }
  while (at < stop && is_separator(*at)) ++at;
  if (at != stop) return std::nullopt;
  return header;
}

}  // namespace wordspace::vector_file
