// `wordspace train glove` and `bench glove` as a person calls them.
// Not the model (tests/models/glove_test.cpp).
#include <string>

#include "command_fixture.h"

using namespace wordspace;
using namespace wordspace::command_test;

TEST_CASE("GloVe's vectors of the toy world answer queen, the same for the same seed") {
  const Folder folder;
  const std::string out = folder.file("glove.txt");
  const std::string train =
      "train glove --corpus toy-en --dim 50 --epochs 25 --rate 0.01 --min-count 1 --json --out ";
  const Json json = json_of(call(train + out));
  for (const char* field : {"loss", "cells_per_second", "seconds", "vocabulary", "seed", "cells",
                            "x_max", "counting_seconds"}) {
    CHECK_MESSAGE(json[field].is_number(), field);
  }
  CHECK(json["reproducible"] == true);
  CHECK(json["x_max"] == 100);
  const Json answer = json_of(call("analogy --json --vectors " + out + " man king woman"));
  CHECK(answer["results"][0]["word"] == "queen");

  CHECK(json_of(call(train + folder.file("again.txt")))["loss"] == json["loss"]);
  const std::string bytes = *read_file(out);
  CHECK(*read_file(folder.file("again.txt")) == bytes);
  // word2vec's text format is the same lines after a header.
  CHECK(call(train + folder.file("text.txt") + " --format text").code == 0);
  const std::string text = *read_file(folder.file("text.txt"));
  CHECK(text.substr(text.find('\n') + 1) == bytes);
  CHECK(call(train + folder.file("v.bin") + " --format binary").code == 0);
  CHECK(json_of(call("neighbors --json --vectors " + folder.file("v.bin") + " king"))["results"]
            .size() == 10);
  CHECK(json_of(call(train + folder.file("x.txt") + " --x-max 10 --alpha 0.5"))["x_max"] == 10);
}

TEST_CASE("wrong settings of GloVe end with 2, a text without pairs with 1") {
  const Folder folder;
  const std::string out = folder.file("v.txt");
  for (const char* wrong : {"--dim 0", "--x-max -1", "--alpha 9", "--rate 0", "--window 99",
                            "--epochs 0", "--min-count 0", "--threads 0", "--format csv"}) {
    const Called called = call("train glove --corpus toy-en --out " + out + " " + wrong);
    CHECK_MESSAGE(called.code == 2, wrong);
    CHECK(called.out.empty());
  }
  std::string lonely;
  for (int i = 0; i < 50; ++i) lonely += i % 2 ? "one\n" : "two\n";
  const Called none = call("train glove --corpus " + folder.with("lonely.txt", lonely) +
                           " --min-count 1 --out " + out);
  CHECK(none.code == 1);
  CHECK_FALSE(fs::exists(out));
  CHECK(call("train glove --help").code == 0);
}

TEST_CASE("bench glove reports cells a second") {
  const Json json = json_of(call("bench glove --seconds 0.01 --repeats 1 --dim 10 --json"));
  CHECK(json["glove"]["rate"].get<double>() > 0);
  CHECK(json["glove"]["unit"] == "cells/s");
}
