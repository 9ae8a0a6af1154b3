// The random numbers are the published generator's, the same everywhere.
// Not a statistical test suite: the generator's authors ran those.
#include "core/rng.h"

#include <doctest/doctest.h>

#include <cmath>

using wordspace::Rng;

TEST_CASE("xoshiro256** gives the published numbers from the published state") {
  Rng rng;
  rng.set_state({1, 2, 3, 4});
  CHECK(rng.next() == 11520u);
  CHECK(rng.next() == 0u);
  CHECK(rng.next() == 1509978240u);
  CHECK(rng.next() == 1215971899390074240u);
  CHECK(rng.next() == 1216172134540287360u);
  CHECK(rng.next() == 607988272756665600u);
}

TEST_CASE("seeding is SplitMix64, whose first numbers from zero are known") {
  const Rng rng(0);
  CHECK(rng.state()[0] == 0xe220a8397b1dcdafu);
  CHECK(rng.state()[1] == 0x6e789e6aa1b965f4u);
  CHECK(rng.state()[2] == 0x06c45d188009454fu);
  CHECK(rng.state()[3] == 0xf88bb8a8724c81ecu);
}

TEST_CASE("seed 1 gives the same numbers on every platform") {
  Rng words(1);
  CHECK(words.next() == 0xb3f2af6d0fc710c5u);
  CHECK(words.next() == 0x853b559647364ceau);
  Rng below(1);
  for (const unsigned expected : {702u, 520u, 574u, 391u, 697u, 143u})
    CHECK(below.below(1000) == expected);
  Rng uniform(1);
  CHECK(uniform.uniform() == 0.7029218077659607f);
  CHECK(uniform.uniform() == 0.5204365849494934f);
  Rng stream(42, 7);
  CHECK(stream.next() == 0x0f4fbabc93930c4eu);
}

TEST_CASE("two streams of one seed do not share numbers") {
  Rng a(5, 0);
  Rng b(5, 1);
  for (int i = 0; i < 1000; ++i) CHECK(a.next() != b.next());
}

TEST_CASE("a copied state continues with the same numbers") {
  Rng rng(9);
  for (int i = 0; i < 17; ++i) rng.next();
  Rng copy;
  copy.set_state(rng.state());
  for (int i = 0; i < 100; ++i) CHECK(copy.next() == rng.next());
}

TEST_CASE("uniform numbers stay in range and below() reaches both ends") {
  Rng rng(3);
  bool first = false;
  bool last = false;
  double sum = 0;
  for (int i = 0; i < 20000; ++i) {
    const float f = rng.uniform();
    const double d = rng.uniform_double();
    CHECK((f >= 0.0f && f < 1.0f));
    CHECK((d >= 0.0 && d < 1.0));
    sum += d;
    const std::uint32_t n = rng.below(7);
    REQUIRE(n < 7);
    first = first || n == 0;
    last = last || n == 6;
  }
  CHECK(first);
  CHECK(last);
  CHECK(std::abs(sum / 20000 - 0.5) < 0.01);
}

TEST_CASE("normal numbers have mean 0, deviation 1 and the tails of the bell") {
  Rng rng(11);
  const int n = 100000;
  double sum = 0;
  double squares = 0;
  int beyond_two = 0;
  for (int i = 0; i < n; ++i) {
    const double x = rng.normal();
    sum += x;
    squares += x * x;
    if (std::abs(x) > 2) ++beyond_two;
  }
  CHECK(std::abs(sum / n) < 0.015);
  CHECK(std::abs(squares / n - 1) < 0.02);
  CHECK(std::abs(static_cast<double>(beyond_two) / n - 0.0455) < 0.004);
}
