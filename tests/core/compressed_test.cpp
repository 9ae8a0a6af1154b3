// Compressed files by how they begin.
#include "core/compressed.h"

#include <doctest/doctest.h>

#include <string>

using namespace wordspace;

TEST_CASE("compressed files are told from texts by how they begin") {
  CHECK(compression_of("\x1f\x8b\x08") == "gzip");
  CHECK(compression_of("BZh91AY&SY...") == "bzip2");
  CHECK(compression_of("\xfd"
                       "7zXZ...") == "xz");
  CHECK(compression_of("BZh is not a word").empty());
  CHECK(compression_of("PK, as he was called").empty());
  CHECK(compression_of("").empty());
  CHECK(compressed_error("PK\x03\x04")->args[0] == "zip");
  CHECK_FALSE(compressed_error("the cat").has_value());
}
