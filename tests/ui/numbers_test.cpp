// Numbers as people read them.
#include "ui/widgets.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace wordspace::ui {

TEST_CASE("counts have thin spaces from five digits on") {
  CHECK(format_count(0) == "0");
  CHECK(format_count(1234) == "1234");
  CHECK(format_count(12345) == "12\u2009345");
  CHECK(format_count(1234567.4) == "1\u2009234\u2009567");
  CHECK(format_count(-98765) == "\u221298\u2009765");
  CHECK(format_count(-0.2) == "0");
}

TEST_CASE("numbers keep their significant digits") {
  CHECK(format_number(0.123456) == "0.1235");
  CHECK(format_number(2.5) == "2.500");
  CHECK(format_number(0.99996) == "1.000");
  CHECK(format_number(123456) == "123\u2009456");
  CHECK(format_number(99999.6, 5) == "100\u2009000");
  CHECK(format_number(-0.5, 2) == "\u22120.50");
  CHECK(format_number(0) == "0");
  CHECK(format_number(0.00001234) == "1.234 \u00d7 10\u207b\u2075");
  CHECK(format_number(1e-7, 1) == "1 \u00d7 10\u207b\u2077");
  CHECK(format_number(6.02e23, 3) == "6.02 \u00d7 10\u00b2\u00b3");
}

TEST_CASE("what is not a number does not look like one") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(format_number(nan) == "\u2013");
  CHECK(format_count(infinity) == "\u221e");
  CHECK(format_number(-infinity) == "\u2212\u221e");
  CHECK(format_bytes(nan) == "\u2013");
}

TEST_CASE("durations use the two largest units that matter") {
  Ui ui;
  CHECK(format_duration(ui, 0.0123) == "12 ms");
  CHECK(format_duration(ui, 0.9999) == "1.0 s");
  CHECK(format_duration(ui, 9.94) == "9.9 s");
  CHECK(format_duration(ui, 12.4) == "12 s");
  CHECK(format_duration(ui, 59.6) == "1 min 0 s");
  CHECK(format_duration(ui, 83.2) == "1 min 23 s");
  CHECK(format_duration(ui, 3600 * 2 + 60 * 5) == "2 h 5 min");
  CHECK(format_duration(ui, -3) == "0 ms");
  auto words = Translations::parse(R"({"units": {"duration_min_s": "{0} phút {1} giây"}})");
  REQUIRE(words.ok());
  ui.words = std::move(*words);
  CHECK(format_duration(ui, 83.2) == "1 phút 23 giây");
}

TEST_CASE("bytes are counted in thousands") {
  CHECK(format_bytes(0) == "0 B");
  CHECK(format_bytes(999) == "999 B");
  CHECK(format_bytes(999.6) == "1.0 kB");
  CHECK(format_bytes(1536) == "1.5 kB");
  CHECK(format_bytes(4.9e6) == "4.9 MB");
  CHECK(format_bytes(123.4e6) == "123 MB");
  CHECK(format_bytes(3e15) == "3000 TB");
}

}  // namespace wordspace::ui
