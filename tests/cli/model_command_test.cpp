// The command on GPT and BERT: trains small ones, asks them, opens folders that are damaged.
#include <cmath>
#include <csignal>
#include <cstdint>

#include "formats/safetensors.h"

#include "command_fixture.h"

using namespace wordspace;
using namespace wordspace::command_test;

namespace {

constexpr const char* kSmall =
    " --corpus toy-en --tokenizer word --vocab-size 300 --layers 1 --heads 2 --width 16 "
    "--context 32 --batch 4 ";

std::string train(const Folder& folder, const std::string& kind) {
  const std::string out = folder.file(kind);
  const Json json = json_of(
      call("train " + kind + kSmall + "--steps 60 --rate 0.01 --seed 5" + " --json --out " + out));
  for (const char* field : {"loss", "held_out", "tokens_per_second", "seconds", "vocabulary",
                            "seed", "parameters", "baseline"}) {
    CHECK_MESSAGE(json[field].is_number(), field);
  }
  CHECK(json["reproducible"].is_boolean());
  if (kind == "bert") {
    CHECK(json["held_out"].get<double>() ==
          doctest::Approx(json["held_out_mlm"].get<double>() + json["held_out_nsp"].get<double>()));
  }
  CHECK(json["loss"].get<double>() < json["baseline"].get<double>());
  return out;
}

void check_refused(const std::string& arguments, const char* word) {
  const Called called = call(arguments);
  CHECK_MESSAGE(called.code == 1, arguments);
  CHECK(called.out.empty());
  check_one_line(called);
  CHECK_MESSAGE(called.err.find(word) != std::string::npos, called.err);
}

}  // namespace

TEST_CASE("wrong usage of the model subcommands ends with 2, help with 0") {
  for (const char* arguments : {"train gpt",
                                "train bert --corpus toy-en",
                                "train gpt --corpus toy-en --out x --layers 0",
                                "train gpt --corpus toy-en --out x --width 10 --heads 3",
                                "train gpt --corpus toy-en --out x --tokenizer morse",
                                "train gpt --corpus toy-en --out x --rate -1",
                                "train gpt --corpus toy-en --out x --steps 0",
                                "train gpt --corpus toy-en --out x --init y --layers 2",
                                "generate --model x",
                                "generate --model x --prompt a --tokens 0",
                                "generate --model x --prompt a --top-p 2",
                                "generate --model x --prompt a --temperature -1",
                                "fill-mask --model x",
                                "fill-mask --model x --text a --top 0",
                                "next-sentence --model x --first a",
                                "logits --model x --ids 1",
                                "logits --model x --ids one --out y",
                                "logits --model x --ids '' --out y",
                                "logits --model x --ids '1 2' --segments 0 --out y",
                                "attention --model x",
                                "evaluate perplexity --model x",
                                "bench gptt"}) {
    const Called called = call(arguments);
    CHECK_MESSAGE(called.code == 2, arguments);
    CHECK(called.out.empty());
    check_one_line(called);
  }
  for (const char* arguments : {"train gpt --help", "train bert --help", "generate --help",
                                "fill-mask --help", "next-sentence --help", "logits --help",
                                "attention --help", "evaluate perplexity --help"}) {
    const Called called = call(arguments);
    CHECK_MESSAGE(called.code == 0, arguments);
    CHECK_FALSE(called.out.empty());
  }
}

TEST_CASE("a GPT is trained, writes, is measured, shows its attention and goes on training") {
  const Folder folder;
  const std::string gpt = train(folder, "gpt");
  for (const char* name : {"config.json", "model.safetensors", "tokenizer.json"}) {
    CHECK_MESSAGE(fs::exists(fs::path(gpt) / name), name);
  }
  CHECK(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()) == 1);

  const std::string generate = "generate --json --model " + gpt + " --prompt 'the king' ";
  const Json text = json_of(call(generate + "--tokens 50 --seed 3"));
  CHECK(text["text"].get<std::string>().starts_with("the king"));
  CHECK(text["tokens"] == text["ids"].size());
  CHECK((text["tokens"] == 50 || text["ended"] == true));
  CHECK(json_of(call(generate + "--tokens 50 --seed 3"))["text"] == text["text"]);
  CHECK(json_of(call(generate + "--tokens 50 --seed 4"))["text"] != text["text"]);
  CHECK(json_of(call(generate + "--temperature 0 --tokens 9 --seed 1"))["ids"] ==
        json_of(call(generate + "--top-k 1 --tokens 9 --seed 2"))["ids"]);
  CHECK(call("generate --model " + gpt + " --prompt '' --tokens 5").code == 0);

  const std::string story =
      folder.with("story.txt", "The king lives in the palace.\nThe queen lives in the palace.\n");
  const Json measured =
      json_of(call("evaluate perplexity --json --model " + gpt + " --text " + story));
  CHECK(measured["tokens"].get<int>() > 10);
  const double nats = measured["nats"].get<double>();
  CHECK(measured["bits"].get<double>() == doctest::Approx(nats / std::log(2.0)));
  CHECK(measured["perplexity"].get<double>() == doctest::Approx(std::exp(nats)));
  CHECK(call("evaluate perplexity --model " + gpt + " --text " + story).out.find("nats") !=
        std::string::npos);

  const Json looks = json_of(call("attention --json --model " + gpt + " --text 'the king lives'"));
  REQUIRE(looks["tokens"].size() == 3);
  REQUIRE(looks["attention"].size() == 1);
  REQUIRE(looks["attention"][0].size() == 2);
  for (const Json& head : looks["attention"][0]) {
    REQUIRE(head.size() == 3);
    CHECK(head[0][1] == 0.0);
    CHECK(head[1][2] == 0.0);
    for (const Json& row : head) {
      double sum = 0;
      for (const Json& share : row) sum += share.get<double>();
      CHECK(sum == doctest::Approx(1).epsilon(1e-5));
    }
  }

  const std::string file = folder.file("logits.safetensors");
  CHECK(call("logits --model " + gpt + " --ids '1 2 3' --out " + file).code == 0);
  const std::string bytes = *read_file(file);
  const Result<SafetensorsFile> tensors = read_safetensors(bytes);
  REQUIRE(tensors.ok());
  REQUIRE(tensors->find("logits") != nullptr);
  CHECK(tensors->find("logits")->shape[1] == 3);
  check_refused("logits --model " + gpt + " --ids 99999 --out " + file, "99999");
  std::string many;
  for (int i = 0; i < 33; ++i) many += "1 ";
  check_refused("logits --model " + gpt + " --ids '" + many + "' --out " + file, "32");

  // Going on begins where the first run ended, in an existing folder or another.
  const Json more =
      json_of(call("train gpt --corpus toy-en --batch 4 --steps 5 --rate 0.001 "
                   "--warmup 0 --json --init " +
                   gpt + " --out " + gpt));
  CHECK(more["loss"].get<double>() < 0.8 * more["baseline"].get<double>());

  check_refused("fill-mask --model " + gpt + " --text '[MASK]'", "BERT");
  check_refused("next-sentence --model " + gpt + " --first a --second b", "BERT");
}

TEST_CASE("with --half the weights take half the bytes, and training goes on from them") {
  const Folder folder;
  const auto trained = [&](const std::string& name, const std::string& options) {
    const std::string out = folder.file(name);
    json_of(call("train gpt" + std::string(kSmall) + "--steps 5 --json --out " + out + options));
    return out;
  };
  const std::string whole = trained("whole", ""), half = trained("half", " --half");
  CHECK(Json::parse(*read_file(half + "/config.json"))["torch_dtype"] == "float16");
  CHECK(Json::parse(*read_file(whole + "/config.json"))["torch_dtype"] == "float32");
  const std::string floats = *read_file(whole + "/model.safetensors");
  const std::string halves = *read_file(half + "/model.safetensors");
  const Result<SafetensorsFile> before = read_safetensors(floats), after = read_safetensors(halves);
  REQUIRE(before.ok());
  REQUIRE(after.ok());
  REQUIRE(before->tensors.size() == after->tensors.size());
  for (const TensorView& tensor : after->tensors) {
    CHECK(tensor.type == TensorType::kF16);
    const TensorView* other = before->find(tensor.name);
    REQUIRE(other != nullptr);
    REQUIRE(other->num_elements() == tensor.num_elements());
    std::vector<float> x(tensor.num_elements()), y(tensor.num_elements());
    REQUIRE(to_floats(*other, x).ok());
    REQUIRE(to_floats(tensor, y).ok());
    for (float& value : x) value = float_from_half(half_from_float(value));
    CHECK(x == y);
  }
  const Called more = call("train gpt --corpus toy-en --batch 4 --steps 5 --half --init " + half +
                           " --out " + half);
  CHECK(more.code == 0);
}

TEST_CASE("with --portable every number of threads writes the same bytes") {
  const Folder folder;
  const auto trained = [&](const std::string& name, const std::string& options) {
    const std::string out = folder.file(name);
    json_of(call("train gpt" + std::string(kSmall) + "--steps 20 --portable --json --out " + out +
                 options));
    return *read_file(out + "/model.safetensors");
  };
  const std::string one = trained("one", " --threads 1");
  CHECK(trained("two", " --threads 2") == one);
}

TEST_CASE("a BERT is trained, fills masks, judges pairs and is refused as a writer") {
  const Folder folder;
  const std::string bert = train(folder, "bert");
  const Json filled = json_of(
      call("fill-mask --json --top 3 --model " + bert + " --text 'the [MASK] lives [MASK]'"));
  REQUIRE(filled["masks"].size() == 2);
  CHECK(filled["masks"][0]["position"] == 2);  // [CLS] the [MASK]
  CHECK(filled["masks"][0]["results"].size() == 3);
  CHECK(filled["masks"][0]["results"][0]["probability"].get<double>() >=
        filled["masks"][0]["results"][2]["probability"].get<double>());
  CHECK(filled["text"].get<std::string>().find("[MASK]") == std::string::npos);
  const Json next = json_of(call("next-sentence --json --model " + bert +
                                 " --first 'the king lives' --second 'the queen lives'"));
  const double share = next["probability"].get<double>();
  CHECK(share > 0);  // of two classes: never certain
  CHECK(share < 1);
  CHECK(next["is_next"] == (share >= 0.5));
  const Json looks = json_of(call("attention --json --model " + bert + " --text 'the king'"));
  CHECK(looks["tokens"].size() == 4);
  CHECK(looks["causal"] == false);
  const std::string file = folder.file("logits.safetensors");
  const Json out = json_of(call("logits --json --model " + bert +
                                " --ids '2 7 3 8 3' --segments '0 0 0 1 1' --out " + file));
  for (const char* name : {"mlm_logits", "nsp_logits", "last_hidden_state"}) {
    CHECK_MESSAGE(out["tensors"].contains(name), name);
  }
  check_refused("fill-mask --model " + bert + " --text 'no mask here'", "[MASK]");
  check_refused("generate --model " + bert + " --prompt a", "GPT");
  check_refused("evaluate perplexity --model " + bert + " --text " + folder.with("t.txt", "a b c"),
                "GPT");
}

TEST_CASE("missing and damaged model folders end with 1 and one line") {
  const Folder folder;
  check_refused("generate --prompt a --model " + folder.file("none"), "none");
  fs::create_directories(folder.path / "empty");
  check_refused("generate --prompt a --model " + folder.file("empty"), "config.json");
  const std::string gpt = train(folder, "gpt");
  const std::string weights = *read_file(gpt + "/model.safetensors");
  const std::string config = *read_file(gpt + "/config.json");
  const std::string tokenizer = *read_file(gpt + "/tokenizer.json");
  const std::string ask = "generate --tokens 2 --prompt the --model " + gpt;
  REQUIRE(call(ask).code == 0);
  const auto damaged = [&](const char* name, const std::string& bytes, const std::string& whole) {
    REQUIRE(write_file(gpt + "/" + name, bytes).ok());
    check_refused(ask, gpt.c_str());
    REQUIRE(write_file(gpt + "/" + name, whole).ok());
  };
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{7}, std::size_t{100}, weights.size() / 2, weights.size() - 1}) {
    damaged("model.safetensors", weights.substr(0, length), weights);
  }
  damaged("model.safetensors", weights + "x", weights);
  damaged("config.json", config.substr(0, config.size() / 2), config);
  damaged("config.json", R"({"model_type":"llama"})", config);
  damaged("tokenizer.json", tokenizer.substr(0, tokenizer.size() / 2), tokenizer);
  damaged("tokenizer.json", R"({"model":{"type":"Unigram"}})", tokenizer);
  CHECK(call(ask).code == 0);
}

TEST_CASE("Ctrl-C while a GPT trains ends with 1 and a sentence, and leaves nothing behind") {
  const Folder folder;
  Running training({"train", "gpt", "--corpus", "toy-en", "--tokenizer", "word", "--steps",
                    "1000000", "--out", folder.file("gpt")});
  REQUIRE(training.catches(SIGINT));
  training.send(SIGINT);
  const Called stopped = training.end();
  CHECK(stopped.signal == 0);
  CHECK(stopped.code == 1);
  check_one_line(stopped);
  CHECK(stopped.err.find("Stopped") != std::string::npos);
  CHECK(folder.empty());
}

TEST_CASE("bench measures training steps of GPT and BERT") {
  for (const char* kind : {"gpt", "bert"}) {
    const Json json =
        json_of(call(std::string("bench ") + kind + " --json --seconds 0.05 --repeats 1"));
    REQUIRE(json.contains(kind));
    CHECK(json[kind]["rate"].get<double>() > 0);
    CHECK(json[kind]["unit"] == "tokens/s");
    CHECK(json[kind]["gflops"].get<double>() > 0);
    CHECK(json[kind]["kernel_gflops"].get<double>() > 0);
  }
}
