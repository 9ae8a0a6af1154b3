// Numbers in options: read strictly, refused with one sentence that names the option.
#include "command_fixture.h"

using namespace wordspace;
using namespace wordspace::command_test;

TEST_CASE("a number that is none, is out of range or only begins as one is refused by name") {
  const std::string word2vec = "train word2vec --corpus toy-en --out x ";
  const std::string gpt = "train gpt --corpus toy-en --out x ";
  const struct {
    std::string arguments;
    const char* option;
  } kWrong[] = {
      {word2vec + "--seed 18446744073709551616", "--seed"},
      {word2vec + "--seed -1", "--seed"},
      {word2vec + "--seed 0x10", "--seed"},
      {word2vec + "--seed 1.5", "--seed"},
      {word2vec + "--seed ''", "--seed"},
      {word2vec + "--rate ''", "--rate"},
      {word2vec + "--rate=", "--rate"},
      {word2vec + "--rate 0,1", "--rate"},
      {word2vec + "--rate nan", "--rate"},
      {word2vec + "--rate 1e308", "--rate"},
      {word2vec + "--rate 0", "--rate"},
      {word2vec + "--dim 2049", "--dim"},
      {word2vec + "--dim '5 '", "--dim"},
      {word2vec + "--dim +5", "--dim"},
      {word2vec + "--threads 257", "--threads"},
      {word2vec + "--held-out 0.6", "--held-out"},
      {word2vec + "--sample -0.1", "--sample"},
      {"train glove --corpus toy-en --out x --alpha 3", "--alpha"},
      {gpt + "--steps 0", "--steps"},
      {gpt + "--layers 257", "--layers"},
      {gpt + "--dropout 1", "--dropout"},
      {gpt + "--vocab-size 99999999999", "--vocab-size"},
      {"generate --model x --prompt a --temperature -1", "--temperature"},
      {"generate --model x --prompt a --temperature -inf", "--temperature"},
      {"generate --model x --prompt a --top-k -1", "--top-k"},
      {"generate --model x --prompt a --tokens 1e3", "--tokens"},
      {"fill-mask --model x --text a --top 1x", "--top"},
      {"rsa --vectors a --vectors b --words 1", "--words"},
      {"rsa --vectors a --vectors b --shuffles 0", "--shuffles"},
      {"serve --port -1", "--port"},
      {"bench kernels --seconds 1e308", "--seconds"},
      {"bench kernels --repeats 0", "--repeats"},
  };
  for (const auto& [arguments, option] : kWrong) {
    const Called called = call(arguments);
    CAPTURE(arguments);
    CHECK(called.code == 2);
    CHECK(called.out.empty());
    check_one_line(called);
    CHECK_MESSAGE(called.err.find(option) != std::string::npos, called.err);
  }
  const std::string said = call(word2vec + "--seed -1").err;
  CHECK(said.find("a whole number from 0 to 18446744073709551615") != std::string::npos);
}

TEST_CASE("a number is decimal and the largest seed is a seed") {
  const Folder folder;
  const std::string train =
      "train word2vec --corpus toy-en --dim 4 --epochs 1 --json --out " + folder.file("v") + " ";
  CHECK(json_of(call(train + "--seed 010"))["seed"] == 10);
  CHECK(json_of(call(train + "--seed 18446744073709551615"))["seed"] == 18446744073709551615u);
}

TEST_CASE("a subcommand that is none is called so, with the nearest one") {
  for (const auto& [typed, said] : {std::pair{"nope", "no subcommand \"nope\". There are: corpora"},
                                    std::pair{"tarin", "Did you mean \"train\"?"},
                                    std::pair{"train word2vek", "Did you mean \"word2vec\"?"},
                                    std::pair{"evaluate nothing", "\"nothing\" of evaluate"}}) {
    const Called called = call(typed);
    CHECK(called.code == 2);
    check_one_line(called);
    CHECK_MESSAGE(called.err.find(said) != std::string::npos, called.err);
  }
}

TEST_CASE("an option that does nothing for this run is called so") {
  const Folder folder;
  const std::string train = "train word2vec --corpus toy-en --dim 4 --epochs 1 --out ";
  const auto said = [](const Called& called, const char* words) {
    CHECK(called.code == 0);
    check_one_line(called);
    CHECK_MESSAGE(called.err.find(words) != std::string::npos, called.err);
  };
  said(call(train + folder.file("v") + " --objective hs --negative 3"), "--negative does nothing");
  said(call("bench gpt --dim 8 --seconds 0.01 --repeats 1"), "--dim does nothing for gpt");
  std::string one_document;
  for (int i = 0; i < 500; ++i) one_document += "the cat sat on the mat\n";
  const std::string corpus = folder.with("one.txt", one_document);
  said(call("train word2vec --dim 4 --epochs 1 --held-out 0.1 --out " + folder.file("v") +
            " --corpus " + corpus),
       "--held-out kept nothing apart");
}

TEST_CASE("training that learns nothing or runs away is a failure and writes nothing") {
  const Folder folder;
  const std::string train = "train word2vec --corpus toy-en --dim 4 --epochs 1 --out ";
  const Called nothing = call(train + folder.file("v") + " --sample 1e-9");
  CHECK(nothing.code == 1);
  CHECK(nothing.out.empty());
  check_one_line(nothing);
  CHECK(nothing.err.find("Nothing was learned") != std::string::npos);
  const Called diverged = call(
      "train gpt --corpus toy-en --tokenizer word --vocab-size 300 --layers 1 --heads 2 --width 16 "
      "--context 16 --batch 2 --steps 300 --warmup 0 --clip 0 --rate 10 --out " +
      folder.file("gpt"));
  if (diverged.code != 0) {
    CHECK(diverged.err.find("--rate") != std::string::npos);
    CHECK(diverged.err.find("Reset") == std::string::npos);
  }
  CHECK_FALSE(fs::exists(folder.file("v")));
}
