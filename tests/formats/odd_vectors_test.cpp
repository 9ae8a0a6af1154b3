// Vector files that are odd in one place: which of it is an error, which a warning, and that what
// we write we read again. Not the formats at their best (word2vec_file_test.cpp).
#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

#include "core/rng.h"
#include "formats/word2vec_file.h"
#include "text/unicode.h"

using namespace wordspace;

namespace {

std::string floats(std::initializer_list<float> values) {
  std::string out(values.size() * sizeof(float), '\0');
  std::memcpy(out.data(), values.begin(), out.size());
  return out;
}

VectorFile read(std::string_view bytes, std::size_t max_words = 0) {
  Result<VectorFile> file = read_vectors(bytes, max_words);
  REQUIRE_MESSAGE(file.ok(), file.error().message);
  return std::move(*file);
}

Error refused(std::string_view bytes, std::size_t max_words = 0) {
  const Result<VectorFile> file = read_vectors(bytes, max_words);
  REQUIRE_FALSE(file.ok());
  return file.error();
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a flawed text file is never read again as binary, nor a flawed binary file as text") {
  // The numbers of text are wide enough to pass for binary rows.
  std::string text = "30 4\n";
  for (int k = 0; k < 30; ++k) {
    text += "w" + std::to_string(k) + " 0.938715 0.858310 0.347420";
    text += k == 2 ? "\n" : " 0.752535\n";
  }
  for (const std::size_t limit : {std::size_t{0}, std::size_t{5}}) {
    const Error error = refused(text, limit);
    CHECK(error.code == "vectors.bad_row");
    CHECK(error.args == Words{"3", "4", "3", "4"});
  }
  CHECK(read(text, 2).words == Words{"w0", "w1"});
  CHECK(refused("2 2\na " + floats({1, 2}) + "b " + floats({3})).code == "vectors.truncated");
}

TEST_CASE("empty lines cost nothing but a warning, wherever they stand") {
  for (const char* text :
       {"2 2\n\na 1 2\nb 3 4\n", "2 2\na 1 2\n\nb 3 4\n", "a 1 2\n \nb 3 4\n\n"}) {
    const VectorFile file = read(text);
    CHECK(file.words == Words{"a", "b"});
    CHECK(file.vectors == std::vector<float>{1, 2, 3, 4});
    REQUIRE(file.warnings.size() == 1);
    CHECK(file.warnings[0].code == "vectors.blank_line");
    CHECK(file.warnings[0].args[0] == "1");
  }
  CHECK(read("2 2\na 1 2\nb 3 4\n\n\n").warnings.empty());
}

TEST_CASE("a word that stands there twice keeps its first row, in every format") {
  for (const std::string& bytes :
       {std::string("3 2\na 1 2\nb 3 4\na 5 6\n"), std::string("a 1 2\nb 3 4\na 5 6\n"),
        "3 2\na " + floats({1, 2}) + "\nb " + floats({3, 4}) + "\na " + floats({5, 6}) + "\n"}) {
    const VectorFile file = read(bytes);
    CHECK(file.words == Words{"a", "b"});
    CHECK(file.vectors == std::vector<float>{1, 2, 3, 4});
    REQUIRE(file.warnings.size() == 1);
    CHECK(file.warnings[0].code == "vectors.duplicate_word");
    CHECK(file.warnings[0].args == Words{"1", "a"});
  }
}

TEST_CASE("rows with a word that is no text, no word or no finite number cost themselves") {
  const VectorFile file = read("a 1 2\n\xff 3 4\nb nan 2\n 5 6\nc 7 8\nd 1e99 0\n");
  CHECK(file.words == Words{"a", "c"});
  CHECK(file.vectors == std::vector<float>{1, 2, 7, 8});
  Words codes;
  for (const Error& warning : file.warnings) codes.push_back(warning.code);
  CHECK(codes == Words{"vectors.not_finite", "vectors.not_utf8", "vectors.no_word"});
  CHECK(file.warnings[0].args == Words{"2", "b"});
  CHECK(file.warnings[1].args == Words{"1", "2"});
  CHECK(refused("a nan 2\nb 3 inf\n").code == "vectors.not_finite");
}

TEST_CASE("only the numbers at the end of a line are numbers: blanks and a tab are words, too") {
  const VectorFile dots = read("the 0.1 0.2\n._. 0.5 0.1\n. . 0.4 0.4\nat 5 0.1 0.2\n");
  CHECK(dots.words == Words{"the", "._.", ". .", "at 5"});
  CHECK(dots.dim == 2);
  CHECK(dots.warnings.empty());
  CHECK(read("2 2\n\t 0.5 1\ncat 2 3\n").words == Words{"\t", "cat"});
}

TEST_CASE("a byte order mark is passed over and words come in NFC") {
  CHECK(read("\xef\xbb\xbf"
             "2 1\nca\u0300 1\nb 2\n")
            .words == Words{"cà", "b"});
  CHECK(read("\xef\xbb\xbf"
             "ca\u0300 1 2\nb 2 3\n")
            .words == Words{"cà", "b"});
  CHECK(vector_file_kind("\xef\xbb\xbf"
                         "2 1\na 1\nb 2\n") == VectorFileKind::kWord2Vec);
  const VectorFile both = read("ca\u0300 1 2\ncà 2 3\n");
  CHECK(both.vectors == std::vector<float>{1, 2});
  CHECK(both.warnings.size() == 1);
}

TEST_CASE("decimal commas and compressed files are called what they are") {
  const Error comma = refused("a 0,1 0,2\nb 0,5 0,2\n");
  CHECK(comma.code == "vectors.decimal_comma");
  CHECK(comma.args == Words{"1", "1", "0,2"});
  CHECK(refused("2 2\na 0.1 0.2\nb 0,5 0.2\n").args[1] == "3");
  CHECK(refused(std::string("\x1f\x8b\b\0\0", 5)).code == "file.compressed");
  CHECK(refused("PK\x03\x04....").code == "file.compressed");
}

TEST_CASE("what we write in any form we read again: the same words, the same bits") {
  const Words odd = {"the",  ". .",     "._.",   "2004",     "at 5",  std::string(5000, 'x'),
                     "-1e5", "nan",     "a\tb",  "ca\u0300", "người", ":)",
                     "#tag", "đà_nẵng", " lead", "tail ",    "x\ny",  "1.5",
                     "0x1",  "\"q\"",   "a,b",   "\u00a0"};
  Rng rng(7);
  for (const int dim : {1, 2, 3, 10}) {
    for (std::size_t first = 0; first < odd.size(); ++first) {
      Words words(odd.begin() + static_cast<std::ptrdiff_t>(first), odd.end());
      words.insert(words.end(), odd.begin(), odd.begin() + static_cast<std::ptrdiff_t>(first));
      std::vector<float> rows(words.size() * static_cast<std::size_t>(dim));
      for (float& x : rows) {
        x = rng.below(3) == 0 ? static_cast<float>(rng.below(9))
                              : static_cast<float>(rng.normal() * 0.1);
      }
      for (const std::string& bytes : {write_word2vec(words, rows, dim, VectorFormat::kText),
                                       write_word2vec(words, rows, dim, VectorFormat::kBinary),
                                       write_glove(words, rows, dim)}) {
        const VectorFile file = read(bytes);
        CAPTURE(bytes.substr(0, 40));
        REQUIRE(file.dim == dim);
        REQUIRE(file.words.size() == words.size());
        CHECK(file.warnings.empty());
        REQUIRE(std::memcmp(file.vectors.data(), rows.data(), rows.size() * sizeof(float)) == 0);
        for (std::size_t i = 0; i < words.size(); ++i) {
          // Blanks become '_', and one more where that is a word already.
          std::string want = to_nfc(words[i]);
          if (file.words[i] == want) continue;
          for (char& c : want) c = c == ' ' || c == '\t' || c == '\n' ? '_' : c;
          CHECK(file.words[i].starts_with(want));
          CHECK(words[i].find_first_of(" \t\n") != std::string::npos);
        }
      }
    }
  }
}
