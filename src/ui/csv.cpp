// Quoting, and numbers as machines read them.
// Not the choice of columns: charts and labs make their tables.
#include "ui/csv.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace wordspace::ui {
namespace {

constexpr std::string_view kMinus = "\xe2\x88\x92";
constexpr std::string_view kThinSpaces[] = {"\xe2\x80\x89", "\xe2\x80\xaf", "\xc2\xa0"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_number(std::string_view cell) {
  if (cell.empty() || cell.find_first_not_of("0123456789+-.eE") != cell.npos) return false;
  const std::string text(cell);
  char* end = nullptr;
  std::strtod(text.c_str(), &end);
  return end == text.c_str() + text.size();
}

// Spreadsheet programs run a cell as a formula when it begins with one of these; an apostrophe in
// front makes it text.   Source: OWASP, "CSV Injection".
bool is_formula(std::string_view cell) {
  constexpr std::string_view kStarts = "=+-@\t\r\n";
  return !cell.empty() && kStarts.find(cell.front()) != kStarts.npos && !is_number(cell);
}

void add_cell(std::string& out, std::string_view text) {
  const std::string cell = (is_formula(text) ? "'" : "") + std::string(text);
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

std::string csv_number(double value) {
  if (!std::isfinite(value)) return {};
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.9g", value);
  return buffer;
}

std::string csv_plain(std::string_view cell) {
  std::string plain;
  bool digits = false;
  for (std::size_t i = 0; i < cell.size();) {
    if (plain.empty() && cell.substr(i).starts_with(kMinus)) {
      plain += '-';
      i += kMinus.size();
      continue;
    }
    bool space = false;
    for (const std::string_view thin : kThinSpaces) {
      // Between two digits only.
      if (!cell.substr(i).starts_with(thin) || plain.empty() || !is_digit(plain.back())) continue;
      const std::size_t next = i + thin.size();
      if (next >= cell.size() || !is_digit(cell[next])) continue;
      i = next;
      space = true;
      break;
    }
    if (space) continue;
    const char c = cell[i++];
    const bool sign = (c == '-' || c == '+') && plain.empty();
    const bool point = c == '.' && digits && plain.find('.') == std::string::npos;
    if (!is_digit(c) && !sign && !point) return std::string(cell);
    digits = digits || is_digit(c);
    plain += c;
  }
  return digits ? plain : std::string(cell);
}

std::string csv_of(const Table& table) {
  std::string out = "\xef\xbb\xbf";
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    if (i != 0) out += ',';
    add_cell(out, table.header[i]);
  }
  out += "\r\n";
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i != 0) out += ',';
      add_cell(out, csv_plain(row[i]));
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace wordspace::ui
