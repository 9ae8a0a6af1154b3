// The inside of TransformerRoom, shared by its transformer_room*.cpp files only.
// Not for labs: they see transformer_room.h.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/hugging_face.h"
#include "labs/answering_model.h"
#include "labs/corpus_store.h"
#include "labs/positions_history.h"
#include "labs/run_waiters.h"
#include "labs/services.h"
#include "labs/transformer_room.h"
#include "train/runner.h"
#include "train/transformer_run.h"

namespace wordspace {

struct TransformerRoom::Impl {
  TransformerKind kind;
  TransformerRun run;

  // The corpus as tokens: made on the trainer's side, handed over when it is ready.
  struct Tokenized {
    std::string signature;
    std::shared_ptr<const TokenCorpus> corpus;  // null: see error
    std::optional<Error> error;
  };
  std::shared_ptr<Mailbox<Tokenized>> tokenized = std::make_shared<Mailbox<Tokenized>>();
  std::shared_ptr<const TokenCorpus> tokens;
  std::string tokens_signature;
  bool preparing_text = false;

  AnsweringModel answering, ready;
  bool run_answers = false;      // the run's model answers as soon as there is one
  std::uint64_t versions = 0;    // of answering models
  std::uint64_t seen_model = 0;  // of the runner's copies
  PositionHistory positions;     // of the run
  // The ready-made model that is being fetched or was fetched last.
  std::string ready_name;
  std::string preferred_ready = ready_models().front();
  std::size_t ready_missing = 0;
  hugging_face::Folder ready_files;
  // Callbacks that outlive the room look here first.
  std::shared_ptr<bool> alive = std::make_shared<bool>(true);
};

}  // namespace wordspace
