// Vector files, questions and pairs as people have them: odd rows, other spellings, compressed.
// Not the readers (tests/formats, tests/analysis).
#include "command_fixture.h"

using namespace wordspace;
using namespace wordspace::command_test;

namespace {

const char* const kRows = "king 1 0.1\nqueen 0.9 0.3\nman 0.2 1\nwoman 0.1 0.9\n";

std::string first_word(const Called& called) { return called.out.substr(0, called.out.find(' ')); }

}  // namespace

TEST_CASE("one odd row costs itself and a line on standard error, the answer stays") {
  const Folder folder;
  const auto near_king = [&](const std::string& file) {
    return call("neighbors --top 1 --vectors " + folder.with("v.txt", file) + " king");
  };
  const Called good = near_king(kRows);
  CHECK(good.err.empty());
  CHECK(first_word(good) == "queen");
  for (const std::string& file :
       {"4 2\n\n" + std::string(kRows), "5 2\n" + std::string(kRows) + "king 0 1\n",
        std::string(kRows) + "\xff 0 1\n", std::string(kRows) + "nobody nan 1\n"}) {
    const Called odd = near_king(file);
    CHECK(odd.code == 0);
    CHECK(odd.out == good.out);
    check_one_line(odd);
    CHECK(odd.err.find(": 1, the first ") != std::string::npos);
  }
  CHECK(near_king("\xef\xbb\xbf"
                  "4 2\n" +
                  std::string(kRows))
            .out == good.out);
}

TEST_CASE("what cannot be vectors is refused with its line and its reason") {
  const Folder folder;
  const auto refusal = [&](const std::string& file) {
    const Called called = call("neighbors --vectors " + folder.with("v.txt", file) + " king");
    CHECK(called.code == 1);
    CHECK(called.out.empty());
    check_one_line(called);
    return called.err;
  };
  CHECK(refusal("2 3\nking 1 2 3\nman 1 2\n").find("line 3") != std::string::npos);
  CHECK(refusal("king 0,1 0,2\nman 0,5 0,2\n").find("comma") != std::string::npos);
  CHECK(refusal("PK\x03\x04zip").find("compressed (zip)") != std::string::npos);
  CHECK(refusal("In the beginning\n").find("GloVe") != std::string::npos);
}

TEST_CASE("files packed by gzip are read, damaged ones refused") {
  const Folder folder;
  const std::string path = folder.with("v.txt", kRows);
  REQUIRE(std::system(("gzip -k " + path).c_str()) == 0);
  const std::string packed = path + ".gz";
  CHECK(first_word(call("neighbors --top 1 --vectors " + packed + " king")) == "queen");
  // Members one after the other are one file.
  const std::string twice = folder.with("twice.gz", *read_file(packed) + *read_file(packed));
  CHECK(first_word(call("neighbors --top 1 --vectors " + twice + " king")) == "queen");
  const std::string bytes = *read_file(packed);
  const Called cut = call("neighbors --vectors " +
                          folder.with("cut.gz", bytes.substr(0, bytes.size() / 2)) + " king");
  CHECK(cut.code == 1);
  check_one_line(cut);
  CHECK(cut.err.find("gzip") != std::string::npos);
}

TEST_CASE("words are found however their marks and capitals are written") {
  const Folder folder;
  const std::string vectors =
      " --vectors " + folder.with("v.txt", "the 0.3 0.1\nca\u0300 0.9 0.1\nPhe\u0302 0.8 0.2\n");
  CHECK(first_word(call("neighbors --top 1" + vectors + " cà")) == "Phê");
  CHECK(call("neighbors" + vectors + " PHÊ").code == 0);
  const Json pairs = json_of(call("evaluate similarity --json" + vectors + " --pairs " +
                                  folder.with("p.csv", "cà,phê,9\nthe,cà,1\n")));
  CHECK(pairs["pairs"] == 2);
}

TEST_CASE("GloVe's vectors of one, two or three numbers are read again by the command") {
  const Folder folder;
  for (const char* dim : {"1", "2", "3"}) {
    const std::string out = folder.file(std::string("g") + dim);
    json_of(call(std::string("train glove --corpus toy-en --epochs 1 --json --dim ") + dim +
                 " --out " + out));
    CHECK(json_of(call("neighbors --json --vectors " + out + " king"))["results"].size() == 10);
  }
}

TEST_CASE("a word of 5,000 letters comes back from every format") {
  const Folder folder;
  std::string text;
  for (int i = 0; i < 300; ++i) text += "the " + std::string(5000, 'x') + " sat on a mat\n";
  const std::string corpus = folder.with("long.txt", text);
  for (const char* format : {"text", "binary", "glove"}) {
    const std::string out = folder.file(format);
    CHECK(call("train word2vec --dim 4 --epochs 1 --corpus " + corpus + " --out " + out +
               " --format " + format)
              .code == 0);
    CHECK(call("neighbors --vectors " + out + " " + std::string(5000, 'x')).code == 0);
  }
}
