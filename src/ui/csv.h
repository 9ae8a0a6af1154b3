// Tables as comma-separated values that spreadsheet programs open.
// Not files, and not what is drawn (table.cpp).
#pragma once

#include <string>
#include <string_view>

#include "ui/widgets.h"

namespace wordspace::ui {

// RFC 4180 with a byte order mark, without which spreadsheet programs misread Vietnamese. Numbers
// that are set for people ("12 345", a real minus) become plain ones; other cells that a
// spreadsheet program would run as formulas ("=1+1", "@x") get an apostrophe in front.
std::string csv_of(const Table& table);
// A number as a cell: nine digits, a decimal point; empty when it is not finite.
std::string csv_number(double value);
// The cell as a plain number where it is one that people read, otherwise as it is.
std::string csv_plain(std::string_view cell);

}  // namespace wordspace::ui
