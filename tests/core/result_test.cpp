// A Result holds a value or an error, and says which.
// Not the CHECKs that stop the program: those end the process.
#include "core/result.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

using wordspace::Done;
using wordspace::Error;
using wordspace::Result;
using wordspace::Status;

namespace {

Result<int> half(int n) {
  if (n % 2 != 0)
    return Error{"math.odd", "The number is odd.", "Use an even one.", {std::to_string(n)}};
  return n / 2;
}

}  // namespace

TEST_CASE("a result with a value is true and gives it") {
  const Result<int> result = half(8);
  REQUIRE(result.ok());
  CHECK(static_cast<bool>(result));
  CHECK(*result == 4);
}

TEST_CASE("a result with an error keeps code, sentence, hint and arguments") {
  const Result<int> result = half(7);
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == "math.odd");
  CHECK(result.error().message == "The number is odd.");
  CHECK(result.error().hint == "Use an even one.");
  CHECK(result.error().args == std::vector<std::string>{"7"});
}

TEST_CASE("a result moves what cannot be copied") {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(5);
  REQUIRE(result.ok());
  const std::unique_ptr<int> taken = std::move(result).value();
  CHECK(*taken == 5);
}

TEST_CASE("a status succeeds without a value") {
  const Status good = Done{};
  const Status bad = Error{"x.y", "It failed.", "Try again."};
  CHECK(good.ok());
  CHECK_FALSE(bad.ok());
}
