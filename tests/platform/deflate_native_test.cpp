// Deflate there and back, and what is refused.
#include "platform/deflate_native.h"

#include <doctest/doctest.h>

using namespace wordspace;

TEST_CASE("what is deflated is inflated again, and text becomes shorter") {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "vua và hoàng hậu " + std::to_string(i % 7) + "\n";
  const auto packed = deflate_bytes(text);
  REQUIRE(packed.ok());
  CHECK(packed->size() < text.size() / 10);
  CHECK(inflate_bytes(*packed, text.size()).value() == text);
  CHECK(inflate_bytes(deflate_bytes("").value(), 0).value().empty());
}

TEST_CASE("a bomb is stopped at its bound, damaged bytes at their first fault") {
  const std::string packed = deflate_bytes(std::string(50 << 20, 'a')).value();
  CHECK(packed.size() < 100000);
  CHECK(inflate_bytes(packed, 4 << 20).error().code == "inflate.too_large");
  const std::string some = deflate_bytes("a text that is not very long").value();
  CHECK(inflate_bytes(some.substr(0, some.size() - 3), 1000).error().code == "inflate.damaged");
  CHECK(inflate_bytes(some + "x", 1000).error().code == "inflate.damaged");
  CHECK(inflate_bytes("", 1000).error().code == "inflate.damaged");
  std::size_t refused = 0;
  for (std::size_t i = 0; i < some.size(); ++i) {
    std::string bad = some;
    bad[i] = static_cast<char>(bad[i] ^ 0x20);
    const auto back = inflate_bytes(bad, 1000);
    if (!back.ok()) {
      ++refused;
      continue;
    }
    CHECK(back.value() == "a text that is not very long");
  }
  CHECK(refused + 2 >= some.size());  // but for bits that say nothing
}
