// word2vec text and binary both ways, and every kind of bad file.
#include "formats/word2vec_file.h"

#include <doctest/doctest.h>

#include <cstring>
#include <limits>

#include "core/rng.h"

using namespace wordspace;

namespace {

const std::vector<std::string> kWords = {"the", "it's", "người", "đà_nẵng", "a"};

std::vector<float> some_floats(std::size_t count) {
  Rng rng(12);
  std::vector<float> out(count);
  for (float& x : out) x = static_cast<float>(rng.normal() * 0.1);
  return out;
}

std::string code(std::string_view bytes) {
  const Result<VectorFile> file = read_word2vec(bytes);
  return file.ok() ? "ok" : file.error().code;
}

std::string floats(std::initializer_list<float> values) {
  std::string out(values.size() * sizeof(float), '\0');
  std::memcpy(out.data(), values.begin(), out.size());
  return out;
}

}  // namespace

TEST_CASE("both formats give back the same words and the same bits") {
  std::vector<float> vectors = some_floats(kWords.size() * 7);
  vectors[0] = 0.0f;
  vectors[1] = -0.0f;
  vectors[2] = std::numeric_limits<float>::max();
  vectors[3] = std::numeric_limits<float>::denorm_min();
  vectors[4] = 1e-30f;
  vectors[5] = -123456.0f;
  for (const VectorFormat format : {VectorFormat::kText, VectorFormat::kBinary}) {
    const Result<VectorFile> file = read_word2vec(write_word2vec(kWords, vectors, 7, format));
    REQUIRE(file.ok());
    CHECK(file->words == kWords);
    CHECK(file->dim == 7);
    REQUIRE(file->vectors.size() == vectors.size());
    CHECK(std::memcmp(file->vectors.data(), vectors.data(), vectors.size() * sizeof(float)) == 0);
  }
}

TEST_CASE("text has the header, a word and its shortest numbers a line") {
  const float vectors[] = {0.1f, -2, 1e-8f, 3};
  const std::string words[] = {"a b", "c"};
  CHECK(write_word2vec(words, vectors, 2, VectorFormat::kText) == "2 2\na_b 0.1 -2\nc 1e-08 3\n");
}

TEST_CASE("files of other programs open: trailing blanks, CRLF, no last line end") {
  CHECK(code("2 2\na 1 2 \nb 3 4 \n") == "ok");
  CHECK(code("2 2\r\na 1 2\r\nb 3 4") == "ok");
  CHECK(code("1 2\na\t1\t2\n\n\n") == "ok");
  CHECK(code("1 1\na 1e-50\n") == "ok");
  // gensim writes rows of the binary format without line ends.
  CHECK(code("2 2\na " + floats({1, 2}) + "b " + floats({3, 4})) == "ok");
  CHECK(code("2 2\na " + floats({1, 2}) + "\nb " + floats({3, 4}) + "\n") == "ok");
}

TEST_CASE("a binary file whose floats look like text is still read as binary") {
  std::string bytes = "1 2\nword aaaabbbb\n";
  const Result<VectorFile> file = read_word2vec(bytes);
  REQUIRE(file.ok());
  CHECK(file->words[0] == "word");
  CHECK(file->vectors[0] > 1e19f);
}

TEST_CASE("hostile files are refused with their reason") {
  CHECK(code("") == "vectors.empty");
  CHECK(code("no header\n") == "vectors.bad_header");
  CHECK(code("2\na 1\n") == "vectors.bad_header");
  CHECK(code("0 2\n") == "vectors.bad_header");
  CHECK(code("2 0\n") == "vectors.bad_header");
  CHECK(code("-1 2\na 1 2\n") == "vectors.bad_header");
  CHECK(code("1 2 3\na 1 2\n") == "vectors.bad_header");
  CHECK(code("1 2x\na 1 2\n") == "vectors.bad_header");
  CHECK(code("99999999999999999999 2\na 1 2\n") == "vectors.bad_header");
  CHECK(code("1 2") == "vectors.bad_header");
  CHECK(code("1 2\n") == "vectors.truncated");
  CHECK(code("2000000000 60000\na 1 2\n") == "vectors.truncated");
  CHECK(code("18446744073709551615 18446744073709551615\na 1\n") == "vectors.bad_header");
  CHECK(code("2 2\na 1 2\n") == "vectors.truncated");
  CHECK(code("2 2\na 1 2\nb 3") == "vectors.truncated");
  CHECK(code("2 2\na 1 2\nb 3\n") == "vectors.bad_row");
  CHECK(code("2 2\na 1 2\nb 3 4 5\n") == "vectors.bad_row");
  CHECK(code("2 2\na 1 2\nb 3 x\n") == "vectors.not_a_number");
  CHECK(code("1 2\na 1 0x10\n") == "vectors.not_a_number");
  CHECK(code("1 2\na 1 2\nb 3 4\n") == "vectors.more_words");
  CHECK(code("1 2\na 1 nan\n") == "vectors.not_finite");
  CHECK(code("1 2\na 1 -inf\n") == "vectors.not_finite");
  CHECK(code("1 2\na 1 1e99\n") == "vectors.not_finite");
  CHECK(code("1 2\n\xc0\xaf 1 2\n") == "vectors.not_utf8");
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(code("1 2\na " + floats({1, infinity})) == "vectors.not_finite");
  CHECK(code("1 2\na " + floats({1, -2}) + "more") == "vectors.more_words");
  CHECK(code("1 2\n\xed\xa0\x80 " + floats({1, -2})) == "vectors.not_utf8");
}

TEST_CASE("errors name the row") {
  const Result<VectorFile> file = read_word2vec("3 1\na 1\nb x\nc 3\n");
  REQUIRE_FALSE(file.ok());
  CHECK(file.error().args[0] == "2");
}

TEST_CASE("a file cut anywhere is refused or lacks only its last line end") {
  const std::vector<float> vectors = some_floats(kWords.size() * 3);
  for (const VectorFormat format : {VectorFormat::kText, VectorFormat::kBinary}) {
    const std::string bytes = write_word2vec(kWords, vectors, 3, format);
    for (std::size_t cut = 0; cut + 1 < bytes.size(); ++cut) {
      const Result<VectorFile> file = read_word2vec(std::string_view(bytes).substr(0, cut));
      // Text may lose digits of its very last number without a way to know.
      const bool in_last_number = format == VectorFormat::kText && cut > bytes.rfind(' ') + 1;
      if (file.ok()) CHECK_MESSAGE(in_last_number, cut);
    }
  }
}

TEST_CASE("random damage is refused, or leaves as many numbers as words need") {
  int refused = 0;
  const std::vector<float> vectors = some_floats(kWords.size() * 3);
  Rng rng(5);
  for (const VectorFormat format : {VectorFormat::kText, VectorFormat::kBinary}) {
    const std::string bytes = write_word2vec(kWords, vectors, 3, format);
    for (int k = 0; k < 3000; ++k) {
      std::string damaged = bytes;
      for (int hits = 0; hits < 3; ++hits) {
        damaged[rng.below(static_cast<std::uint32_t>(damaged.size()))] =
            static_cast<char>(rng.below(256));
      }
      const Result<VectorFile> file = read_word2vec(damaged);
      if (!file.ok()) {
        ++refused;
        CHECK(file.error().code.starts_with("vectors."));
        continue;
      }
      CHECK(file->vectors.size() == file->words.size() * static_cast<std::size_t>(file->dim));
    }
  }
  CHECK(refused > 2000);
}

TEST_CASE("projector files have no header, one word a line and tabs between numbers") {
  const float vectors[] = {0.5f, -2, 1, 3};
  const std::string words[] = {"tab\there", "b"};
  const ProjectorFiles files = write_projector(words, vectors, 2);
  CHECK(files.vectors_tsv == "0.5\t-2\n1\t3\n");
  CHECK(files.metadata_tsv == "tab_here\nb\n");
}
