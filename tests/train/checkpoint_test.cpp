// Checkpoints restore a learner exactly, or leave it as it was.
#include "train/checkpoint.h"

#include <doctest/doctest.h>

#include <string>

#include "fake_learner.h"

using namespace wordspace;

TEST_CASE("a restored learner goes on as if it had never stopped") {
  FakeControls controls;
  FakeLearner straight(&controls, 7);
  straight.advance(250);
  FakeLearner saved(&controls, 7);
  saved.advance(100);
  const std::string bytes = save_checkpoint(saved);
  FakeLearner restored(&controls, 99);
  restored.advance(31);
  REQUIRE(load_checkpoint(restored, bytes).ok());
  CHECK(restored.seed() == 7);
  CHECK(restored.fingerprint() == saved.fingerprint());
  restored.advance(150);
  CHECK(restored.fingerprint() == straight.fingerprint());
  CHECK(save_checkpoint(restored) == save_checkpoint(straight));
}

TEST_CASE("a checkpoint tells what it is without a learner") {
  FakeControls controls;
  FakeLearner learner(&controls);
  const Result<CheckpointInfo> info = inspect_checkpoint(save_checkpoint(learner));
  REQUIRE(info.ok());
  CHECK(info->version == kCheckpointVersion);
  CHECK(info->kind == "fake");
  CHECK(info->corpus == "made-up");
  CHECK(info->config_json == learner.config_json());
  CHECK(info->vocabulary_hash != 0);
}

TEST_CASE("cut at every byte it is refused and the learner stays as it was") {
  FakeControls controls;
  FakeLearner saved(&controls, 3);
  saved.advance(40);
  const std::string bytes = save_checkpoint(saved);
  FakeLearner learner(&controls, 5);
  const std::string before = learner.fingerprint();
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    const Status status = load_checkpoint(learner, std::string_view(bytes).substr(0, cut));
    REQUIRE_FALSE(status.ok());
    REQUIRE(status.error().code.starts_with("checkpoint."));
    REQUIRE(learner.fingerprint() == before);
  }
  CHECK(load_checkpoint(learner, bytes + "x").error().code.starts_with("checkpoint."));
  CHECK(learner.fingerprint() == before);
}

TEST_CASE("any changed byte is noticed") {
  FakeControls controls;
  FakeLearner saved(&controls, 3);
  const std::string bytes = save_checkpoint(saved);
  FakeLearner learner(&controls, 5);
  const std::string before = learner.fingerprint();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const int flip : {1, 0x80, 0xff}) {
      std::string damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      REQUIRE_FALSE(load_checkpoint(learner, damaged).ok());
      REQUIRE(learner.fingerprint() == before);
    }
  }
}

TEST_CASE("what is no checkpoint, or a newer one, is told apart") {
  FakeControls controls;
  FakeLearner learner(&controls);
  CHECK(load_checkpoint(learner, "").error().code == "checkpoint.not_one");
  CHECK(load_checkpoint(learner, "PK\3\4 a zip file").error().code == "checkpoint.not_one");
  CHECK(load_checkpoint(learner, "WSPC").error().code == "checkpoint.truncated");
  std::string newer = save_checkpoint(learner);
  newer[4] = 99;
  CHECK(load_checkpoint(learner, newer).error().code == "checkpoint.newer_version");
}

TEST_CASE("a header that promises too much memory is refused") {
  // Right magic, version and length; the checksum would come later.
  const auto with_header = [](const std::string& header) {
    std::string bytes = "WSPC";
    const auto append = [&](std::uint32_t value) {
      bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    };
    append(1);
    append(static_cast<std::uint32_t>(header.size()));
    return bytes + header + std::string(64, '\0');
  };
  const std::string start =
      R"({"kind":"fake","config":"{}","corpus":"x","vocabulary_hash":"0000000000000000",)";
  const char* hostile[] = {
      R"("tensors":[{"name":"w","shape":[2147483647,2147483647,2147483647]}],"state_bytes":0})",
      R"("tensors":[{"name":"w","shape":[-1]}],"state_bytes":0})",
      R"("tensors":[{"name":"w","shape":[1.5]}],"state_bytes":0})",
      R"("tensors":[{"name":"w","shape":"all"}],"state_bytes":0})",
      R"("tensors":[{"name":7,"shape":[1]}],"state_bytes":0})",
      R"("tensors":[[]],"state_bytes":0})",
      R"("tensors":{},"state_bytes":0})",
      R"("tensors":[],"state_bytes":99999999999999999999})",
      R"("tensors":[],"state_bytes":-4})",
      R"("tensors":[]})",
  };
  for (const char* rest : hostile) {
    CHECK_FALSE(inspect_checkpoint(with_header(start + rest)).ok());
  }
  CHECK_FALSE(inspect_checkpoint(with_header("[1,2")).ok());
  CHECK_FALSE(inspect_checkpoint(with_header("\xff\xfe")).ok());
  CHECK_FALSE(inspect_checkpoint(with_header("null")).ok());
  CHECK_FALSE(inspect_checkpoint(with_header(std::string(200, '['))).ok());
}

TEST_CASE(
    "another model's checkpoint, a refused place and a weight that is not finite change nothing") {
  FakeControls controls;
  FakeLearner saved(&controls, 3);
  const std::string bytes = save_checkpoint(saved);

  FakeControls longer;
  longer.total = 5000;
  FakeLearner other(&longer, 3);
  other.advance(3);
  const std::string before = other.fingerprint();
  CHECK(load_checkpoint(other, bytes).error().code == "checkpoint.other_model");
  CHECK(other.fingerprint() == before);

  FakeLearner learner(&controls, 4);
  const std::string untouched = learner.fingerprint();
  controls.refuse_state = true;
  CHECK(load_checkpoint(learner, bytes).error().code == "checkpoint.bad_state");
  CHECK(learner.fingerprint() == untouched);

  controls.damaged_from = 1;
  saved.advance(1);
  CHECK(load_checkpoint(learner, save_checkpoint(saved)).error().code == "checkpoint.damaged");
  CHECK(learner.fingerprint() == untouched);
}
