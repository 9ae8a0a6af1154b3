// `wordspace rsa` as a script calls it.
// Not the arithmetic (tests/analysis/rsa_test.cpp).
#include <cmath>

#include "command_fixture.h"

#include <doctest/doctest.h>

namespace wordspace::command_test {
namespace {

constexpr const char* kSix =
    "6 3\nking 1 2 0\nqueen 1 2 1\nman 3 0 0\nwoman 3 0 1\nfish 0 1 -2\nbird 0 2 -3\n";
// The axes of the first dealt out anew, one mirrored, other words among them.
constexpr const char* kTurned =
    "8 3\nsea 1 1 1\nbird 2 3 0\nfish 1 2 0\nwoman 0 -1 3\nman 0 0 3\nqueen 2 -1 1\nking 2 0 1\n"
    "ship 0 1 0\n";

TEST_CASE("a turned space correlates wholly, its null does not, and the same seed says the same") {
  const Folder folder;
  const std::string a = folder.with("a.txt", kSix), b = folder.with("b.txt", kTurned);
  const std::string arguments = "rsa --vectors " + a + " --vectors " + b + " --shuffles 300 --json";
  const Called called = call(arguments);
  const Json json = json_of(called);
  CHECK(json["correlation"].get<double>() == doctest::Approx(1).epsilon(1e-5));
  CHECK(json["words"].get<int>() == 6);
  CHECK(json["high"].get<double>() == doctest::Approx(1).epsilon(1e-4));
  CHECK(json["low"].get<double>() <= json["high"].get<double>());
  CHECK(std::abs(json["null"]["mean"].get<double>()) < 0.1);
  CHECK(json["null"]["low"].get<double>() < 0);
  CHECK(json["null"]["high"].get<double>() > 0);
  CHECK(call(arguments).out == called.out);
  CHECK(call(arguments + " --seed 2").out != called.out);
  const Called said = call("rsa --vectors " + a + " --vectors " + b + " --words 5 --shuffles 10");
  CHECK(said.code == 0);
  CHECK(said.out.find("words       5, pairs 10") != std::string::npos);
}

TEST_CASE("one file, three files, other words and bad numbers are refused in one line") {
  const Folder folder;
  const std::string a = folder.with("a.txt", kSix);
  const std::string other = folder.with("c.txt", "2 2\nxin 1 0\nking 0 1\n");
  const std::string both = "rsa --vectors " + a + " --vectors " + a;
  const Called few = call("rsa --vectors " + a + " --vectors " + other);
  CHECK(few.code == 1);
  check_one_line(few);
  CHECK(few.err.find("share 1 words") != std::string::npos);
  for (const std::string& wrong :
       {"rsa --vectors " + a, both + " --vectors " + a, both + " --words 4",
        both + " --words 1000000", both + " --shuffles 0", std::string("rsa")}) {
    CAPTURE(wrong);
    const Called called = call(wrong);
    CHECK(called.code == 2);
    check_one_line(called);
    CHECK(called.out.empty());
  }
  const Called missing = call("rsa --vectors " + a + " --vectors " + folder.file("none.txt"));
  CHECK(missing.code == 1);
  check_one_line(missing);
}

}  // namespace
}  // namespace wordspace::command_test
