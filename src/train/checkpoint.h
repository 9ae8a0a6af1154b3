// A learner frozen into bytes and back: magic, version, JSON header, tensors, checksum.
// Not a file: core/file_io.h and the platform write bytes whole or not at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace wordspace {

class Learner;

inline constexpr int kCheckpointVersion = 1;

// What save_checkpoint() takes at most, nearly, without making it.
std::size_t checkpoint_bytes(Learner& learner);
// Any thread that owns the learner.
std::string save_checkpoint(Learner& learner);

struct CheckpointInfo {
  int version = 0;
  std::string kind, config_json, corpus;
  std::uint64_t vocabulary_hash = 0;
};
// Reads and checks everything but the tensors' meaning.
//   Errors: checkpoint.not_one, checkpoint.truncated, checkpoint.newer_version, checkpoint.damaged.
Result<CheckpointInfo> inspect_checkpoint(std::string_view bytes);

// Restores weights and state exactly, or leaves the learner as it was.
//   Errors: those of inspect, and checkpoint.other_model, checkpoint.other_corpus,
//   checkpoint.bad_state.
Status load_checkpoint(Learner& learner, std::string_view bytes);

}  // namespace wordspace
