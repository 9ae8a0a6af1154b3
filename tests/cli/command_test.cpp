// The built command, called as a script would call it.
#include <httplib.h>

#include <csignal>

#include "command_fixture.h"

using namespace wordspace;
using namespace wordspace::command_test;

namespace {

const char* const kSquare =
    "5 2\nman 1 0.1\nwoman 1 -0.1\nking 0.5 1\nqueen 0.6 0.8\nng\xc6\xb0\xe1\xbb\x9di -1 0\n";

}  // namespace

TEST_CASE("wrong usage ends with 2 and one line, help with 0") {
  for (const char* arguments : {"",
                                "nonsense",
                                "train",
                                "train word2vec",
                                "train word2vec --corpus toy-en",
                                "analogy --vectors x a b",
                                "neighbors",
                                "evaluate",
                                "evaluate analogies --vectors x",
                                "serve --port 70000",
                                "serve --port x",
                                "bench gpu",
                                "analogy --vectors x a b c --method best",
                                "train word2vec --corpus toy-en --out x --dim 0",
                                "train word2vec --corpus toy-en --out x --dim many",
                                "train word2vec --corpus toy-en --out x --rate -1",
                                "train word2vec --corpus toy-en --out x --threads 0",
                                "train word2vec --corpus toy-en --out x --window 0",
                                "train word2vec --corpus toy-en --out x --epochs 0",
                                "train word2vec --corpus toy-en --out x --min-count 0",
                                "train word2vec --corpus toy-en --out x --mode both",
                                "neighbors --vectors x word --top 0"}) {
    const Called called = call(arguments);
    CHECK_MESSAGE(called.code == 2, arguments);
    CHECK(called.out.empty());
    check_one_line(called);
  }
  for (const char* arguments :
       {"--help", "train --help", "train word2vec --help", "analogy --help", "neighbors --help",
        "evaluate analogies --help", "evaluate similarity --help", "serve --help", "bench --help",
        "corpora --help", "--version"}) {
    const Called called = call(arguments);
    CHECK_MESSAGE(called.code == 0, arguments);
    CHECK_FALSE(called.out.empty());
    CHECK(called.err.empty());
  }
}

TEST_CASE("corpora lists at least the toy worlds, with licences") {
  const Called called = call("corpora --json");
  CHECK(called.code == 0);
  const Json json = Json::parse(called.out, nullptr, false);
  REQUIRE(json.is_object());
  bool toy = false;
  for (const Json& corpus : json["corpora"]) {
    CHECK(corpus["words"].is_number());
    CHECK_FALSE(corpus["licence"].get<std::string>().empty());
    toy = toy || corpus["name"] == "toy-en";
  }
  CHECK(toy);
  CHECK(call("corpora").out.find("toy-vi") != std::string::npos);
}

TEST_CASE("vectors trained on the toy world answer queen, the same for the same seed") {
  const Folder folder;
  const std::string out = folder.file("v.txt");
  const std::string train =
      "train word2vec --corpus toy-en --dim 20 --epochs 3 --seed 3 --json --out ";
  const Json json = json_of(call(train + out));
  for (const char* field : {"loss", "words_per_second", "seconds", "vocabulary", "seed"}) {
    CHECK_MESSAGE(json[field].is_number(), field);
  }
  CHECK(json["reproducible"] == true);
  CHECK(json["seed"] == 3);
  CHECK_FALSE(json.contains("held_out"));

  const Json answer = json_of(call("analogy --json --vectors " + out + " man king woman"));
  CHECK(answer["results"][0]["word"] == "queen");
  CHECK(answer["unknown"].empty());
  CHECK(answer["results"].size() == 10);
  CHECK(call("analogy --top 1 --method mul --vectors " + out + " Man KING woman")
            .out.starts_with("queen "));
  const Json near = json_of(call("neighbors --json --top 4 --vectors " + out + " king"));
  CHECK(near["results"].size() == 4);
  CHECK(near["results"][0]["score"].get<double>() >= near["results"][3]["score"].get<double>());

  CHECK(json_of(call(train + folder.file("again.txt")))["loss"] == json["loss"]);
  CHECK(*read_file(folder.file("again.txt")) == *read_file(out));
  const Json binary =
      json_of(call(train + folder.file("v.bin") + " --format binary --held-out 0.1 --mode cbow"));
  CHECK(binary["held_out"].is_number());
  CHECK(json_of(call("neighbors --json --vectors " + folder.file("v.bin") + " king"))["results"]
            .size() == 10);
  const Json threads = json_of(call(train + folder.file("t.txt") + " --threads 2"));
  CHECK(threads["reproducible"] == (threads["threads"] == 1));
}

TEST_CASE("a text of one's own is trained on; what is no text is refused") {
  const Folder folder;
  std::string text;
  for (int i = 0; i < 3000; ++i)
    text += i % 2 ? "the cat sat on the mat\n" : "a dog ran to the house\n";
  const std::string train =
      "train word2vec --dim 8 --epochs 1 --out " + folder.file("v.txt") + " --corpus ";
  const Called good = call(train + folder.with("own.txt", text));
  CHECK(good.code == 0);
  CHECK(fs::exists(folder.file("v.txt")));
  fs::remove(folder.file("v.txt"));
  for (const std::string& bad :
       {folder.with("binary.txt", std::string("a\0b", 3)),
        folder.with("latin.txt", "caf\xe9 caf\xe9"), folder.with("empty.txt", ""),
        folder.with("tiny.txt", "one two three"), folder.path.string()}) {
    const Called called = call(train + bad);
    CHECK_MESSAGE(called.code == 1, bad);
    CHECK(called.out.empty());
    CHECK_FALSE(called.err.empty());
    CHECK_FALSE(fs::exists(folder.file("v.txt")));
  }
}

TEST_CASE("unknown corpora, missing files and missing folders end with 1 and leave nothing") {
  const Folder folder;
  const Called corpus = call("train word2vec --corpus no-such --out " + folder.file("v.txt"));
  CHECK(corpus.code == 1);
  check_one_line(corpus);
  CHECK(corpus.err.find("toy-en") != std::string::npos);
  const Called out =
      call("train word2vec --corpus toy-en --epochs 1 --json --out " + folder.file("none/v.txt"));
  CHECK(out.code == 1);
  CHECK(out.out.empty());
  check_one_line(out);
  CHECK(folder.empty());
  for (const std::string& arguments :
       {"neighbors --json --vectors " + folder.file("v.txt") + " king",
        "analogy --json --vectors " + folder.file("v.txt") + " a b c",
        "serve --port 0 --dir " + folder.file("web")}) {
    const Called called = call(arguments);
    CHECK(called.code == 1);
    CHECK(called.out.empty());
    check_one_line(called);
  }
  const Called damaged =
      call("neighbors --vectors " + folder.with("bad.txt", "2 2\na 1 2\nb 3\n") + " a");
  CHECK(damaged.code == 1);
  check_one_line(damaged);
}

TEST_CASE("unknown words are listed in the JSON and fail with the nearest spelling") {
  const Folder folder;
  const std::string vectors = " --vectors " + folder.with("v.txt", kSquare);
  const Called called = call("analogy --json" + vectors + " man kingg xyzzy");
  CHECK(called.code == 1);
  const Json json = Json::parse(called.out, nullptr, false);
  CHECK(json["unknown"] == Json({"kingg", "xyzzy"}));
  CHECK(json["results"].empty());
  check_one_line(called);
  CHECK(called.err.find("king\"?") != std::string::npos);
  CHECK(call("neighbors --top 2" + vectors + " NG\xc6\xaf\xe1\xbb\x9cI").code == 0);
  const Json open =
      json_of(call("analogy --json --include-query --top 5" + vectors + " man king man"));
  CHECK(open["results"][0]["word"] == "king");
  CHECK(open["results"].size() == 5);
}

TEST_CASE("question sets and similarity pairs are scored") {
  const Folder folder;
  const std::string vectors = " --vectors " + folder.with("v.txt", kSquare);
  const std::string questions = folder.with(
      "q.txt",
      ": family\nman king woman queen\nman woman king queen\nman king woman empress\n: none\n");
  const Json json =
      json_of(call("evaluate analogies --json" + vectors + " --questions " + questions));
  CHECK(json["total"] == 2);
  CHECK(json["skipped"] == 1);
  CHECK(json["sections"][0]["name"] == "family");
  CHECK(json["sections"][0]["correct"] == json["correct"]);
  CHECK(json["sections"][1]["total"] == 0);
  const std::string pairs =
      folder.with("p.tsv", "man\twoman\t9\nman\tking\t3\nking\tqueen\t10\nman\tx\t1\n");
  const Json similarity =
      json_of(call("evaluate similarity --json" + vectors + " --pairs " + pairs));
  CHECK(similarity["pairs"] == 3);
  CHECK(similarity["skipped"] == 1);
  CHECK(similarity["spearman"].get<double>() > 0.4);
  const std::string bad = folder.with("bad.tsv", "man woman\n");
  CHECK(call("evaluate similarity" + vectors + " --pairs " + bad).code == 1);
  CHECK(call("evaluate analogies" + vectors + " --questions " + bad).code == 1);
}

TEST_CASE("bench measures and says so in JSON") {
  const Json json = json_of(call("bench kernels --json --dim 32 --seconds 0.02 --repeats 1"));
  CHECK(json.size() >= 4);
  for (const Json& entry : json) {
    CHECK(entry["rate"].get<double>() > 0);
    CHECK(entry["unit"].is_string());
    CHECK(entry["threads"] == 1);
    CHECK(entry["seconds"].is_number());
  }
}

TEST_CASE("Ctrl-C while training ends with 1 and a sentence, and leaves no file behind") {
  const Folder folder;
  Running training({"train", "word2vec", "--corpus", "toy-en", "--epochs", "500", "--out",
                    folder.file("v.txt")});
  REQUIRE(training.catches(SIGINT));
  training.send(SIGINT);
  const Called stopped = training.end();
  CHECK(stopped.signal == 0);
  CHECK(stopped.code == 1);
  check_one_line(stopped);
  CHECK(stopped.err.find("Stopped") != std::string::npos);
  CHECK(folder.empty());
}

TEST_CASE("a command that is ended by a signal has no exit code") {
  const Folder folder;
  Running training({"train", "word2vec", "--corpus", "toy-en", "--epochs", "500", "--out",
                    folder.file("v.txt")});
  REQUIRE(training.catches(SIGINT));
  training.send(SIGABRT);
  const Called ended = training.end();
  CHECK(ended.signal == SIGABRT);
  CHECK(ended.code == -1);
}

TEST_CASE(
    "serve answers over a real socket, refuses ways out and a taken port, and stops when told") {
  const Folder folder;
  fs::create_directories(folder.path / "web");
  folder.with("web/index.html", "<p>lab</p>");
  folder.with("web/lab.js", std::string(5000, 'x'));
  folder.with("secret.txt", "secret");
  const std::string dir = folder.file("web");

  int pipe_ends[2];
  REQUIRE(pipe(pipe_ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    close(pipe_ends[0]);
    execl(WORDSPACE_COMMAND, WORDSPACE_COMMAND, "serve", "--port", "0", "--dir", dir.c_str(),
          static_cast<char*>(nullptr));
    _exit(127);
  }
  close(pipe_ends[1]);
  std::string line;
  for (char c; read(pipe_ends[0], &c, 1) == 1 && c != '\n';) line += c;
  const std::size_t colon = line.find("127.0.0.1:");
  REQUIRE(colon != std::string::npos);
  const int port = std::stoi(line.substr(colon + 10));

  httplib::Client client("127.0.0.1", port);
  client.set_url_encode(false);
  client.set_decompress(false);
  auto page = client.Get("/");
  REQUIRE(page);
  CHECK(page->status == 200);
  CHECK(page->body == "<p>lab</p>");
  CHECK(page->get_header_value("Cross-Origin-Opener-Policy") == "same-origin");
  CHECK(page->get_header_value("Cross-Origin-Embedder-Policy") == "require-corp");
  // The library itself must not compress: what is sent is what lies there.
  const httplib::Headers accept = {{"Accept-Encoding", "br, gzip"}};
  auto script = client.Get("/lab.js?v=1", accept);
  REQUIRE(script);
  CHECK(script->body.size() == 5000);
  CHECK_FALSE(script->has_header("Content-Encoding"));
  CHECK(script->get_header_value("Content-Type") == "text/javascript; charset=utf-8");
  auto head = client.Head("/lab.js");
  REQUIRE(head);
  CHECK(head->body.empty());
  CHECK(head->get_header_value("Content-Length") == "5000");
  auto part = client.Get("/lab.js", httplib::Headers{{"Range", "bytes=0-9"}});
  REQUIRE(part);
  CHECK(part->status == 206);
  CHECK(part->body.size() == 10);
  for (const char* path :
       {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt",
        "/%5c..%5csecret.txt", "/lab.js/../../secret.txt"}) {
    auto refused = client.Get(path);
    REQUIRE(refused);
    CHECK_MESSAGE(refused->status == 403, path);
    CHECK(refused->body.find("secret\n") == std::string::npos);
  }
  auto posted = httplib::Client("127.0.0.1", port).Post("/", "x", "text/plain");
  REQUIRE(posted);
  CHECK(posted->status == 405);

  const Called taken = call("serve --port " + std::to_string(port) + " --dir " + dir);
  CHECK(taken.code == 1);
  check_one_line(taken);

  kill(child, SIGTERM);
  int status = 0;
  waitpid(child, &status, 0);
  close(pipe_ends[0]);
  CHECK(ended_as(status).signal == 0);
  CHECK(ended_as(status).code == 0);
}
