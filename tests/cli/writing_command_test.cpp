// What the command writes is whole or as it was: full disks, limits, signals, links, mixtures.
#include <csignal>
#include <map>
#include <utility>

#include "command_fixture.h"

using namespace wordspace;
using namespace wordspace::command_test;

namespace {

const std::string kVectors = "train word2vec --corpus toy-en --dim 20 --epochs 1 --out ";
const std::string kGpt =
    "train gpt --corpus toy-en --tokenizer word --vocab-size 300 --layers 1 --heads 2 --width 16 "
    "--context 16 --batch 2 --steps 2 --out ";

std::map<std::string, std::string> files_of(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    files[entry.path().filename()] = entry.is_directory() ? "" : *read_file(entry.path().string());
  }
  return files;
}

void check_refused(const Called& called, const char* words) {
  CHECK(called.code == 1);
  CHECK(called.out.empty());
  check_one_line(called);
  CHECK_MESSAGE(called.err.find(words) != std::string::npos, called.err);
}

// A text of many words, so that what is written is large.
std::string large_corpus(const Folder& folder, int words) {
  std::string text;
  for (int i = 0; i < words; ++i) {
    text += "w" + std::to_string(i) + " w" + std::to_string((i * 7) % words) + " the\n";
  }
  return folder.with("corpus.txt", text + text);
}

// Whether the process has a file open that will take the place of another.
bool is_writing(pid_t process, const fs::path& folder) {
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder, code)) {
    if (entry.path().extension() == ".part") return true;
  }
  for (const auto& entry :
       fs::directory_iterator("/proc/" + std::to_string(process) + "/fd", code)) {
    const std::string target = fs::read_symlink(entry.path(), code).string();
    if (target.starts_with(folder.string()) && target.ends_with(" (deleted)")) return true;
  }
  return false;
}

// Starts the command and stops it in the middle of writing into the folder; false when it was
// faster. The child is another process: the wall clock bounds the wait.
bool stop_while_writing(const Running& running, const fs::path& folder) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (std::chrono::steady_clock::now() < until) {
    if (is_writing(running.pid(), folder)) {
      running.send(SIGSTOP);
      return is_writing(running.pid(), folder);
    }
    if (!fs::exists("/proc/" + std::to_string(running.pid()) + "/fd/1")) return false;
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  return false;
}

}  // namespace

TEST_CASE("past the limit on file sizes nothing is left and what was there stays") {
  const Folder folder;
  fs::create_directories(folder.path / "out");
  const std::string file = folder.with("out/v.txt", "before");
  check_refused(call(kVectors + file, "ulimit -f 1"), "grow so large");
  CHECK(files_of(folder.path / "out") == std::map<std::string, std::string>{{"v.txt", "before"}});

  REQUIRE(call(kGpt + folder.file("gpt")).code == 0);
  const auto before = files_of(folder.path / "gpt");
  check_refused(call(kGpt + folder.file("gpt") + " --seed 2", "ulimit -f 1"), "grow so large");
  CHECK(files_of(folder.path / "gpt") == before);
  check_refused(call(kGpt + folder.file("new"), "ulimit -f 1"), "grow so large");
  CHECK(files_of(folder.path).size() == 2);
}

TEST_CASE("a full disk is said so, and standard output that is full, too") {
  check_refused(call(kVectors + "/dev/full"), "full");
  for (const char* arguments : {"corpora --json >/dev/full", "corpora >/dev/full"}) {
    const Called called = call(arguments);
    CHECK(called.code == 1);
    CHECK(called.err.ends_with("Standard output cannot be written to. Check where it goes.\n"));
  }

  const Folder folder;
  const std::string mount = folder.file("disk");
  fs::create_directories(mount);
  if (std::system(("mount -t tmpfs -o size=32k none " + mount + " 2>/dev/null").c_str()) != 0) {
    MESSAGE("the small disk was left out: no right to mount one");
    return;
  }
  CHECK(write_file(mount + "/v.txt", "before").ok());
  check_refused(call(kVectors + mount + "/v.txt"), "the disk is full");
  check_refused(call(kGpt + mount + "/gpt"), "the disk is full");
  CHECK(files_of(mount) == std::map<std::string, std::string>{{"v.txt", "before"}});
  CHECK(std::system(("umount " + mount).c_str()) == 0);
}

TEST_CASE("a signal while a file is written ends with one sentence and the old file") {
  const Folder folder;
  const std::string corpus = large_corpus(folder, 3000);
  fs::create_directories(folder.path / "out");
  const std::string file = folder.with("out/v.txt", "before");
  const std::map<std::string, std::string> before = {{"v.txt", "before"}};
  const std::vector<std::string> train = {
      "train", "word2vec", "--corpus",    corpus, "--dim",      "2048", "--epochs", "1",
      "--out", file,       "--min-count", "1",    "--negative", "1",    "--window", "1"};
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGKILL}) {
    bool caught = false;
    for (int k = 0; k < 5 && !caught; ++k) {
      REQUIRE(write_file(file, "before").ok());
      Running running(train);
      caught = stop_while_writing(running, folder.path / "out");
      if (caught) running.send(signal);
      running.send(SIGCONT);
      const Called ended = running.end();
      caught = caught && ended.code != 0;  // it came after the last byte otherwise
      if (!caught) continue;
      CAPTURE(signal);
      if (signal == SIGKILL) {
        CHECK(ended.signal == SIGKILL);
        CHECK(*read_file(file) == "before");
      } else {
        check_refused(ended, "told to stop");
        CHECK(files_of(folder.path / "out") == before);
      }
    }
    CHECK(caught);
  }
  // What a killed program may leave goes with the next one.
  CHECK(call(kVectors + file).code == 0);
  CHECK(files_of(folder.path / "out").size() == 1);
}

TEST_CASE("a signal while a model is written over another leaves the other whole") {
  const Folder folder;
  const std::string corpus = large_corpus(folder, 2000);
  fs::create_directories(folder.path / "out");
  const std::string out = folder.file("out/gpt");
  REQUIRE(call(kGpt + out).code == 0);
  const auto before = files_of(out);
  for (const int signal : {SIGTERM, SIGKILL}) {
    bool caught = false;
    for (int k = 0; k < 5 && !caught; ++k) {
      Running running({"train",      "gpt", "--corpus", corpus, "--tokenizer", "word",
                       "--layers",   "1",   "--heads",  "2",    "--width",     "1024",
                       "--context",  "8",   "--batch",  "1",    "--steps",     "1",
                       "--held-out", "0",   "--out",    out});
      caught = stop_while_writing(running, folder.path / "out");
      if (caught) running.send(signal);
      running.send(SIGCONT);
      const Called ended = running.end();
      caught = caught && ended.code != 0;
      if (!caught) {
        REQUIRE(call(kGpt + out).code == 0);
        continue;
      }
      CHECK(files_of(out) == before);
      if (signal == SIGKILL) continue;
      check_refused(ended, "told to stop");
      CHECK(files_of(folder.path / "out").size() == 1);
    }
    CHECK(caught);
  }
  CHECK(call(kGpt + out + " --seed 3").code == 0);
  CHECK(files_of(folder.path / "out").size() == 1);
}

TEST_CASE("bench that is interrupted ends with one sentence") {
  Running bench({"bench", "kernels", "--seconds", "600"});
  REQUIRE(bench.catches(SIGINT));
  bench.send(SIGINT);
  const Called ended = bench.end();
  CHECK(ended.signal == 0);
  CHECK(ended.code == 1);
  check_one_line(ended);
  CHECK(ended.err.find("Stopped") != std::string::npos);
}

TEST_CASE("a link is written through and stays a link") {
  const Folder folder;
  fs::create_directories(folder.path / "far");
  const std::string target = folder.with("far/v.txt", "before");
  fs::create_symlink("far/v.txt", folder.path / "link");
  fs::create_symlink("far/new.txt", folder.path / "dangling");
  for (const char* link : {"link", "dangling"}) {
    CHECK(call(kVectors + folder.file(link)).code == 0);
    CHECK(fs::is_symlink(folder.path / link));
  }
  CHECK(*read_file(target) != "before");
  CHECK(*read_file(folder.file("far/new.txt")) == *read_file(target));
  CHECK(files_of(folder.path / "far").size() == 2);

  REQUIRE(call(kGpt + folder.file("gpt")).code == 0);
  fs::create_symlink("gpt", folder.path / "model");
  const std::string before = *read_file(folder.file("gpt/model.safetensors"));
  CHECK(call(kGpt + folder.file("model") + " --seed 9").code == 0);
  CHECK(fs::is_symlink(folder.path / "model"));
  CHECK(*read_file(folder.file("gpt/model.safetensors")) != before);
}

TEST_CASE("what is read is never what is written, by whatever name") {
  const Folder folder;
  std::string text;
  for (int i = 0; i < 500; ++i) text += "the cat sat on the mat\n";
  const std::string corpus = folder.with("c.txt", text);
  fs::create_symlink("c.txt", folder.path / "link");
  fs::create_hard_link(corpus, folder.path / "hard");
  fs::create_directories(folder.path / "sub");
  for (const std::string& out : {corpus, folder.file("link"), folder.file("hard"),
                                 folder.file("sub/../c.txt"), folder.file("./c.txt")}) {
    const Called called = call("train word2vec --dim 4 --corpus " + corpus + " --out " + out);
    CHECK(called.code == 2);
    check_one_line(called);
    CHECK(*read_file(corpus) == text);
  }
  CHECK(fs::is_symlink(folder.path / "link"));
}

TEST_CASE(
    "a model takes another's place whole, with the folder's other files and without its own") {
  const Folder folder;
  const std::string out = folder.file("gpt");
  REQUIRE(call(kGpt + out).code == 0);
  folder.with("gpt/notes.md", "mine");
  folder.with("gpt/vocab.json", "{}");
  fs::create_directories(folder.path / "gpt/runs");
  folder.with("gpt/runs/one.txt", "kept");
  CHECK(call(kGpt + out + "/ --seed 5").code == 0);
  const auto files = files_of(out);
  CHECK(files.at("notes.md") == "mine");
  CHECK(files.contains("runs"));
  CHECK(*read_file(out + "/runs/one.txt") == "kept");
  CHECK_FALSE(files.contains("vocab.json"));
  CHECK(files_of(folder.path).size() == 1);
  CHECK(call("generate --tokens 2 --prompt the --model " + out).code == 0);
  // The folder that one stands in keeps its place.
  CHECK(call(kGpt + ".", "cd " + out).code == 0);
  CHECK(files_of(out).size() == files.size());
  CHECK(call("generate --tokens 2 --prompt the --model " + out).code == 0);
}

TEST_CASE("files of two models in one folder are noticed; a tokenizer saved again is none") {
  const Folder folder;
  const std::string one = folder.file("one"), two = folder.file("two");
  REQUIRE(call(kGpt + one).code == 0);
  std::string text;
  for (int i = 0; i < 500; ++i) text += "a dog ran to the house\n\n";
  REQUIRE(call("train gpt --tokenizer word --vocab-size 300 --layers 1 --heads 4 --width 16 "
               "--context 16 --batch 2 --steps 2 --corpus " +
               folder.with("c.txt", text) + " --out " + two)
              .code == 0);
  const std::string ask = "generate --tokens 2 --prompt the --model " + one;
  const std::string tokenizer = *read_file(one + "/tokenizer.json");
  const std::string config = *read_file(one + "/config.json");
  // Fewer tokens than rows would otherwise pass.
  REQUIRE(write_file(one + "/tokenizer.json", *read_file(two + "/tokenizer.json")).ok());
  check_refused(call(ask), "another tokenizer");
  REQUIRE(write_file(one + "/tokenizer.json", Json::parse(tokenizer).dump()).ok());
  CHECK(call(ask).code == 0);
  Json heads = Json::parse(config);
  heads["n_head"] = 4;
  REQUIRE(write_file(one + "/config.json", heads.dump()).ok());
  check_refused(call(ask), "other settings");
  REQUIRE(write_file(one + "/config.json", config).ok());
  CHECK(call(ask).code == 0);
}
