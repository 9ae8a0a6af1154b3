// The Range header: what is asked for, what is refused, what is answered whole.
#include "cli/byte_ranges.h"

#include <doctest/doctest.h>

using namespace wordspace::cli;
using Kind = ByteRanges::Kind;

namespace {

std::string read(const char* header, std::size_t size) {
  const ByteRanges found = parse_byte_ranges(header, size);
  if (found.kind == Kind::kWhole) return "whole";
  if (found.kind == Kind::kNone) return "none";
  std::string out;
  for (const ByteRange& one : found.ranges) out += content_range(one, size) + ";";
  return out;
}

}  // namespace

TEST_CASE("one range is cut to the body, and one beyond it is refused") {
  CHECK(read("bytes=0-9", 100) == "bytes 0-9/100;");
  CHECK(read("bytes=90-", 100) == "bytes 90-99/100;");
  CHECK(read("bytes=90-500", 100) == "bytes 90-99/100;");
  CHECK(read("bytes=-5", 100) == "bytes 95-99/100;");
  CHECK(read("bytes=-500", 100) == "bytes 0-99/100;");
  CHECK(read("bytes=99-99", 100) == "bytes 99-99/100;");
  CHECK(read("bytes=100-", 100) == "none");
  CHECK(read("bytes=-0", 100) == "none");
  CHECK(read("bytes=0-", 0) == "none");
  CHECK(read("bytes=99999999999999999999999-", 100) == "none");
}

TEST_CASE("several ranges come in the order asked for, without those beyond the body") {
  CHECK(read("bytes=0-0, -1 ,200-300", 100) == "bytes 0-0/100;bytes 99-99/100;");
  CHECK(read("bytes=50-59,0-9", 100) == "bytes 50-59/100;bytes 0-9/100;");
  CHECK(read("bytes=200-,300-", 100) == "none");
}

TEST_CASE("what is not understood, or asks for more than the body, is answered whole") {
  for (const char* header : {"", "items=0-9", "bytes=", "bytes=a-b", "bytes=5", "bytes=9-5",
                             "bytes=+1-5", "bytes=0x1-5", "bytes=1-5-9", "bytes=--5"}) {
    CHECK_MESSAGE(read(header, 100) == "whole", header);
  }
  std::string many = "bytes=0-0";
  for (int i = 0; i < 1000; ++i) many += ",0-0";
  CHECK(read(many.c_str(), 100000) == "whole");
  CHECK(read("bytes=0-99,0-99", 100) == "whole");
}

TEST_CASE("If-Range holds for the same strong tag alone") {
  CHECK(if_range_matches("", "\"a-1\""));
  CHECK(if_range_matches("\"a-1\"", "\"a-1\""));
  CHECK_FALSE(if_range_matches("W/\"a-1\"", "\"a-1\""));
  CHECK_FALSE(if_range_matches("\"a-1-br\"", "\"a-1\""));
  CHECK_FALSE(if_range_matches("Wed, 21 Oct 2015 07:28:00 GMT", "\"a-1\""));
}
