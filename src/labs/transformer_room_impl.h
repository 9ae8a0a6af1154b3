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
#include "labs/corpus_store.h"
#include "labs/run_waiters.h"
#include "labs/services.h"
#include "labs/transformer_room.h"
#include "train/runner.h"

namespace wordspace {

struct TransformerRoom::Impl {
  TransformerKind kind;
  Services* services;
  CorpusStore* corpora;
  Runner* runner;
  int slot;
  std::function<void(Message)> say;

  TransformerRun run;
  std::string corpus_name, preset;
  double speed = 1;
  std::string prepared_signature;
  std::uint64_t load_ticket = 0;

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

  RunWaiters waiters;
  bool preparing = false;
  std::uint64_t run_before_preparing = 0;
  RunStatus last_status = RunStatus::kIdle;

  AnsweringModel answering, ready;
  bool run_answers = false;      // the run's model answers as soon as there is one
  std::uint64_t versions = 0;    // of answering models
  std::uint64_t seen_model = 0;  // of the runner's copies
  // The ready-made model that is being fetched or was fetched last.
  std::string ready_name;
  std::string preferred_ready = ready_models().front();
  std::size_t ready_missing = 0;
  hugging_face::Folder ready_files;
  // Callbacks that outlive the room look here first.
  std::shared_ptr<bool> alive = std::make_shared<bool>(true);

  std::string tokens_key() const {
    const TokenizeOptions o = tokenize_options(run);
    return corpus_name + "\n" + to_string(o.kind) + "\n" + std::to_string(o.vocab_size) + "\n" +
           std::to_string(o.held_out_fraction) + "\n" + std::to_string(o.seed);
  }
  std::string signature() const { return corpus_name + "\n" + to_json(run); }
  const Snapshot& snapshot() const { return runner->snapshot(slot); }
  bool send(TrainerCommand command) {
    if (runner->send(std::move(command), slot)) return true;
    say({Message::Kind::kWarning, busy_error()});
    return false;
  }
  void with_text(std::function<void(Result<std::shared_ptr<const Corpus>>)> then);
  bool prepare(std::shared_ptr<const Corpus> text, bool start);
  void take_model();
  void fetch_ready(const std::string& name);
  void take_ready();
  void answer_with(AnsweringModel model);
};

}  // namespace wordspace
