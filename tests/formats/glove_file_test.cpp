// GloVe's text format both ways, the first words of a large file, and telling formats apart.
#include <cstring>
#include <string>
#include <vector>

#include "formats/word2vec_file.h"

#include <doctest/doctest.h>

using namespace wordspace;

namespace {

const std::vector<std::string> kWords = {"the", "người", "."};
const std::vector<float> kVectors = {0.1f, -2,    1e-8f, 3, 5,  //
                                     0,    0.25f, -1,    7, 2,  //
                                     9,    8,     7,     6, 1e30f};

std::string code(std::string_view bytes) {
  const Result<VectorFile> file = read_glove(bytes);
  return file.ok() ? "ok" : file.error().code;
}

}  // namespace

TEST_CASE("GloVe's format is word2vec's lines without the header, and gives back the same bits") {
  const std::string bytes = write_glove(kWords, kVectors, 5);
  CHECK(bytes.rfind("the 0.1 -2 1e-08 3 5\n", 0) == 0);
  CHECK(write_word2vec(kWords, kVectors, 5, VectorFormat::kText) == "3 5\n" + bytes);
  const Result<VectorFile> file = read_glove(bytes);
  REQUIRE(file.ok());
  CHECK(file->words == kWords);
  CHECK(file->dim == 5);
  CHECK(file->left_out == 0);
  REQUIRE(file->vectors.size() == kVectors.size());
  CHECK(std::memcmp(file->vectors.data(), kVectors.data(), kVectors.size() * sizeof(float)) == 0);
}

TEST_CASE("only the first words are read when asked, in every format, and the rest is counted") {
  for (const std::string& bytes :
       {write_glove(kWords, kVectors, 5), write_word2vec(kWords, kVectors, 5, VectorFormat::kText),
        write_word2vec(kWords, kVectors, 5, VectorFormat::kBinary)}) {
    const Result<VectorFile> two = read_vectors(bytes, 2);
    REQUIRE(two.ok());
    CHECK(two->words == std::vector<std::string>{"the", "người"});
    CHECK(two->vectors.size() == 10);
    CHECK(two->left_out == 1);
    const Result<VectorFile> all = read_vectors(bytes, 3);
    REQUIRE(all.ok());
    CHECK(all->left_out == 0);
    CHECK(read_vectors(bytes)->words == kWords);
  }
  std::string no_end = write_glove(kWords, kVectors, 5);
  no_end.pop_back();
  CHECK(read_glove(no_end, 1)->left_out == 2);
  CHECK(read_glove(no_end)->words == kWords);
}

TEST_CASE("words with blanks and numbers as words are read as published files have them") {
  const Result<VectorFile> fine =
      read_glove("the 1 2 3 4 5\nat x@y.com 1 2 3 4 5\r\n2004 1 2 3 4 5\n");
  REQUIRE(fine.ok());
  CHECK(fine->words == std::vector<std::string>{"the", "at x@y.com", "2004"});
  CHECK(fine->dim == 5);
}

TEST_CASE("every kind of bad GloVe file is refused with its own code") {
  CHECK(code("") == "vectors.empty");
  CHECK(code("\n") == "vectors.empty");
  CHECK(code("hello world\n") == "vectors.bad_header");
  CHECK(code("a 1 2 3\nb 1 2\n") == "vectors.bad_row");
  CHECK(code("a 1 2 3\nb 1 two 3\n") == "vectors.not_a_number");
  CHECK(code("a 1 nan 3\n") == "vectors.not_finite");
  CHECK(code("a 1 1e999 3\n") == "vectors.not_finite");
  CHECK(code("\xff 1 2 3\n") == "vectors.not_utf8");
}

TEST_CASE("vectors are told from texts by their first lines") {
  CHECK(vector_file_kind(write_glove(kWords, kVectors, 5)) == VectorFileKind::kGlove);
  CHECK(vector_file_kind(write_word2vec(kWords, kVectors, 5, VectorFormat::kText)) ==
        VectorFileKind::kWord2Vec);
  CHECK(vector_file_kind(write_word2vec(kWords, kVectors, 5, VectorFormat::kBinary)) ==
        VectorFileKind::kWord2Vec);
  CHECK(vector_file_kind("") == VectorFileKind::kNone);
  CHECK(vector_file_kind("In the beginning God created the heavens and the earth.\n") ==
        VectorFileKind::kNone);
  CHECK(vector_file_kind("In 1 2 3 4\nthe sentence goes on here\n") == VectorFileKind::kNone);
  CHECK(vector_file_kind("chapter 1 2 3\n") == VectorFileKind::kNone);
  CHECK(vector_file_kind("a 1 2 3 4") == VectorFileKind::kGlove);
  CHECK(vector_file_kind("chapter 1\nchapter 2\nchapter 3\n") == VectorFileKind::kNone);
  CHECK(vector_file_kind("verse 1\npsalm 2\n") == VectorFileKind::kNone);
  CHECK(vector_file_kind("the 0.5\ncat -1e-3\n") == VectorFileKind::kGlove);
  CHECK(vector_file_kind("the 0.5 0.25 1\ncat 3 4 5.5\n") == VectorFileKind::kGlove);
  CHECK(vector_file_kind("a 0,1 0,2 0,3 0,4\nb 0,5 0,2 0,3 0,4\n") == VectorFileKind::kGlove);
  CHECK(vector_file_kind(std::string("a 1 2 3 4\0 5 6\n", 15)) == VectorFileKind::kNone);
}
