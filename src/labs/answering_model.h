// The model that answers in the labs of GPT and BERT.
// Not the room that chooses it (labs/transformer_room.h).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace wordspace {

class TokenCodec;
class Transformer;

// The model that answers: of the run, ready-made (data/models), or opened from files.
struct AnsweringModel {
  enum class Origin { kNone, kReady, kRun, kFile };
  Origin origin = Origin::kNone;
  std::string name;           // of the file or ready-made model; of the corpus for a run
  std::string corpus;         // it was trained on; empty: not known
  std::uint64_t version = 0;  // changes with every copy: answers are computed once for each
  std::int64_t units_done = 0;
  std::shared_ptr<const Transformer> transformer;  // null: none
  std::shared_ptr<const TokenCodec> codec;
  // Of a folder that was opened: its files, to be kept with the session.
  std::shared_ptr<const std::map<std::string, std::string, std::less<>>> files;
  bool ok() const { return transformer != nullptr && codec != nullptr; }
};

}  // namespace wordspace
