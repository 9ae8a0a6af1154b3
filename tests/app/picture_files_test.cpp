// Names of saved pictures, and the sentence inside a PNG.
#include "app/picture_files.h"

#include <doctest/doctest.h>

using namespace wordspace;

TEST_CASE("a picture's file name says lab, chart, text, preset and seed") {
  const PictureOrigin word2vec{"word2vec", "toy-en", "", "1"};
  CHECK(picture_file_name(word2vec, "word2vec.loss.plot", "png") ==
        "wordspace-word2vec-loss-toy-en-seed1.png");
  CHECK(picture_file_name({"analogies", "bible-en", "demo", "7"}, "cosine.dots", "svg") ==
        "wordspace-analogies-cosine-dots-bible-en-demo-seed7.svg");
  CHECK(picture_file_name({"start", "", "", ""}, "Huế ../x.table", "csv") ==
        "wordspace-start-hu-x.csv");
}

TEST_CASE("a PNG says what it shows, in a chunk of its own after the header") {
  const std::string header("\x89PNG\r\n\x1a\n\0\0\0\rIHDR0123456789abcCRC!", 33);
  const std::string png = header + "rest";
  const std::string with = with_description(png, "Wordspace #lab=start");
  CHECK(with.substr(0, 33) == header);
  CHECK(with.substr(37, 4) == "iTXt");
  CHECK(with.find("Wordspace #lab=start") != std::string::npos);
  CHECK(with.ends_with("rest"));
  // Length, name, body and check sum.
  CHECK(with.size() == png.size() + 12 + 11 + 5 + 20);
  CHECK(static_cast<unsigned char>(with[36]) == 11 + 5 + 20);
  CHECK(with_description("GIF89a", "x") == "GIF89a");
}
