// Text from a person is checked, cleaned and cut into documents.
// Not its tokens (tokenizer_test.cpp).
#include "text/corpus.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace wordspace;

namespace {

std::string many_words(int n) {
  std::string text;
  for (int i = 0; i < n; ++i) text += i % 10 == 9 ? "word.\n" : "word ";
  return text;
}

std::string code_of(std::string bytes) {
  const Result<Corpus> corpus = corpus_from_bytes("own", std::move(bytes));
  return corpus.ok() ? "" : corpus.error().code;
}

}  // namespace

TEST_CASE("a plain text comes through with its name and without warnings") {
  const std::string text = many_words(3000);
  const Result<Corpus> corpus = corpus_from_bytes("own", text);
  REQUIRE(corpus.ok());
  CHECK(corpus->name == "own");
  CHECK(corpus->text == text);
  CHECK(corpus->warnings.empty());
}

TEST_CASE("a text under the useful size is accepted with one warning that says its size") {
  const Result<Corpus> corpus = corpus_from_bytes("own", "king and queen");
  REQUIRE(corpus.ok());
  REQUIRE(corpus->warnings.size() == 1);
  CHECK(corpus->warnings[0].find("3 words") != std::string::npos);
}

TEST_CASE("a byte-order mark goes, line ends become one kind, text becomes NFC") {
  const Result<Corpus> corpus =
      corpus_from_bytes("own", "\xef\xbb\xbfone\r\ntwo\rvie\xcc\xa3\xcc\x82t\n\r\nend");
  REQUIRE(corpus.ok());
  CHECK(corpus->text == "one\ntwo\nviệt\n\nend");
}

TEST_CASE("what is not text is refused, each with its own code") {
  CHECK(code_of("") == "text.empty");
  CHECK(code_of("\xef\xbb\xbf") == "text.empty");
  CHECK(code_of(" \n\t ,.;\n") == "text.empty");
  CHECK(code_of("good until \xff here") == "text.not_utf8");
  CHECK(code_of("overlong \xc0\xaf") == "text.not_utf8");
  CHECK(code_of("surrogate \xed\xa0\x80") == "text.not_utf8");
  CHECK(code_of("truncated \xe1\xba") == "text.not_utf8");
  CHECK(code_of(std::string("\xff\xfe"
                            "a\0b\0",
                            6)) == "text.not_utf8");
  CHECK(code_of(std::string("PNG\0\0\0", 6)) == "text.binary");
  CHECK(code_of("\x01\x02\x03\x04 abc") == "text.binary");
}

TEST_CASE("the error of a text that is not UTF-8 names the byte and says what to do") {
  const Result<Corpus> corpus = corpus_from_bytes("own", "0123456789\xff");
  REQUIRE_FALSE(corpus.ok());
  CHECK(corpus.error().message.find("10") != std::string::npos);
  CHECK(corpus.error().args == std::vector<std::string>{"10"});
  CHECK_FALSE(corpus.error().hint.empty());
}

TEST_CASE("a text over the limit is refused, one at the limit is not") {
  CHECK(code_of(std::string(kMaxTextBytes + 1, 'a')) == "text.too_large");
  CHECK(code_of(std::string(kMaxTextBytes, 'a')) == "");
}

TEST_CASE("blank lines end documents, however many and wherever they stand") {
  const std::string_view text = "\n\na b\nc\n\n \t\nd\n\n\n";
  const std::vector<DocumentRange> documents = split_documents(text);
  REQUIRE(documents.size() == 2);
  CHECK(text.substr(documents[0].begin, documents[0].end - documents[0].begin) == "a b\nc");
  CHECK(text.substr(documents[1].begin, documents[1].end - documents[1].begin) == "d");
  CHECK(split_documents("").empty());
  CHECK(split_documents("\n\n").empty());
  CHECK(split_documents("one line").size() == 1);
}

TEST_CASE("the held-out share is rounded, never all and never none when asked for") {
  const auto count = [](std::size_t n, double fraction) {
    const std::vector<bool> chosen = choose_held_out(n, fraction, 1);
    CHECK(chosen.size() == n);
    return std::count(chosen.begin(), chosen.end(), true);
  };
  CHECK(count(100, 0.1) == 10);
  CHECK(count(7, 0.5) == 4);
  CHECK(count(1000, 0.0) == 0);
  CHECK(count(5, 0.01) == 1);
  CHECK(count(5, 1.0) == 4);
  CHECK(count(1, 0.5) == 0);
  CHECK(count(0, 0.5) == 0);
}

TEST_CASE("the seed decides what is held out, evenly over the documents") {
  CHECK(choose_held_out(500, 0.1, 3) == choose_held_out(500, 0.1, 3));
  CHECK(choose_held_out(500, 0.1, 3) != choose_held_out(500, 0.1, 4));
  std::vector<int> times(20, 0);
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const std::vector<bool> chosen = choose_held_out(20, 0.25, seed);
    for (std::size_t i = 0; i < 20; ++i) times[i] += chosen[i] ? 1 : 0;
  }
  for (const int t : times) CHECK((t > 400 && t < 600));
}

TEST_CASE("a compressed file is called so, whatever packed it") {
  for (const char* start : {"\x1f\x8b\b", "PK\x03\x04", "BZh91AY&SY", "\x28\xb5\x2f\xfd"}) {
    const Result<Corpus> corpus = corpus_from_bytes("packed", std::string(start) + "rest");
    REQUIRE_FALSE(corpus.ok());
    CHECK(corpus.error().code == "file.compressed");
  }
}
