// The inside of Workspace, shared by its workspace_*.cpp files only.
// Not for labs: they see workspace.h.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/analogy.h"
#include "analysis/vectors.h"
#include "formats/hugging_face.h"
#include "labs/background.h"
#include "labs/corpus_store.h"
#include "labs/glove_room.h"
#include "labs/message.h"
#include "labs/run_waiters.h"
#include "labs/services.h"
#include "labs/session.h"
#include "labs/transformer_room.h"
#include "labs/workspace.h"
#include "labs/workspace_questions.h"
#include "train/loss_point.h"
#include "train/run_status.h"
#include "train/runner.h"
#include "train/word2vec_run.h"

namespace wordspace {

struct Workspace::Impl {
  Impl(Services services_in, int num_threads);

  Services services;
  Runner runner;
  CorpusStore corpora;
  Background background;
  GloveRoom glove;
  TransformerRoom gpt, bert;
  // Callbacks that outlive the workspace look here first.
  std::shared_ptr<bool> alive = std::make_shared<bool>(true);

  // --- Text.
  std::string corpus_name;
  std::shared_ptr<const Corpus> corpus;
  std::uint64_t corpus_version = 0;
  std::uint64_t load_ticket = 0;  // answers to older requests are dropped

  // --- Settings.
  Word2VecRun run;
  std::string preset;
  std::optional<Word2VecRun> before_fitting;  // settings before fit_settings_to_text() changed them
  double speed = 1;

  // --- The run.
  std::string prepared_signature;  // of what the trainer was last given
  std::string encoded_signature;   // of `encoded`
  std::string wanted_encoding;     // of the encoding that the trainer was last asked for
  std::shared_ptr<const EncodedCorpus> encoded;
  RunWaiters waiters;
  // A preparation is under way: its end is either a new run or an error.
  bool preparing = false;
  std::uint64_t run_before_preparing = 0;
  std::string checkpoint_name;   // of the file that is being opened; empty: none
  std::string signature_before;  // of the run that stays when a preparation is refused
  // Her own text of the run, and of the one that is being prepared.
  std::shared_ptr<const Corpus> run_text, preparing_text;
  std::function<void(Status)> resumed;
  RunStatus last_status = RunStatus::kIdle;
  std::uint64_t last_run = 0;

  // --- Vectors.
  std::shared_ptr<const WordVectors> vectors = std::make_shared<WordVectors>();
  std::shared_ptr<const WordVectors> run_vectors = vectors;  // Word2Vec's
  // Of the file opened last; its rows as it has them and its words, one a line.
  struct OpenedVectors {
    std::string name;
    std::shared_ptr<const WordVectors> vectors;
    std::shared_ptr<const std::vector<float>> rows = std::make_shared<const std::vector<float>>();
    std::shared_ptr<const std::string> words = std::make_shared<const std::string>();
  };
  OpenedVectors opened_file;
  std::uint64_t vectors_version = 0;
  std::string vectors_origin = "run";
  std::uint64_t seen_embeddings = 0;

  // --- Score.
  std::vector<QuestionSection> small_questions, questions;  // of the files; English
  FittingQuestions fitting;                                 // the text
  AnalogyScore live_score;
  std::vector<LossPoint> live_scores;
  std::shared_ptr<const WordVectors> scored_vectors;  // what `scoring` reads
  std::int64_t scored_units = 0;
  std::optional<AnalogyRun> scoring;
  std::uint64_t scored_version = 0;

  // --- Files.
  std::uint64_t seen_checkpoint = 0;
  bool checkpoint_wanted = false;

  // Files of a model folder that have come so far, one by one; opened together when no more come.
  hugging_face::Folder pending_folder;
  std::string pending_name;
  double pending_since_ms = 0;

  // Of files of vectors: words that are read at most, and the large one under way.
  std::size_t word_limit = 200000;
  std::string opening_name;
  std::shared_ptr<std::atomic<float>> opening_share;

  // --- Sessions (workspace_session.cpp).
  struct Asked {
    std::string model;
    std::shared_ptr<command::SavedRunBox> box;
  };
  struct Collecting {
    Session session;
    std::vector<Asked> asked;
    std::function<void(Session, bool)> done;
  };
  std::vector<Collecting> collecting;
  static constexpr std::size_t kUndoBytes = std::size_t{64} << 20;
  Place place;
  std::optional<SessionVectors> session_vectors() const;  // none were opened
  void take_vectors(const SessionVectors& kept);
  // Takes the runs that have come; true when a collection ended.
  bool end_collecting();
  // What a room was asked for, into its row of the session; true: it was too large.
  bool take_asked(const Asked& asked, Session& session);

  // --- Undo (workspace_undo.cpp).
  struct UndoStep {
    std::uint64_t number = 0;
    Session session;             // what to go back to
    std::optional<Asked> asked;  // the run that belongs to it, until it has come
    std::string words;           // key of what is said when it has
    std::vector<std::string> args = {};
    std::function<void()> also;  // what a session does not hold
  };
  std::optional<UndoStep> former;
  std::uint64_t undo_steps = 0;
  // Takes the step as the last one and says so with its button.
  void remember(UndoStep step);
  // A trained run is about to be replaced.
  void replacing(RunControls& room, SessionRoom former_room);
  // The text and its settings as they are.
  Session text_now() const;
  bool end_undo();  // once a frame

  // Pieces of work under way.
  struct Job {
    std::shared_ptr<std::atomic<bool>> finished;
    std::function<void()> done;
  };
  std::vector<Job> jobs;

  const char* last_trained = "word2vec";
  std::vector<Message> messages;

  // What a model's room stands on.
  ModelRoom::Ground ground(int slot);
  // Everything that decides the corpus as numbers; and everything that decides the run.
  std::string encoding_signature() const;
  std::string signature() const;
  bool send(TrainerCommand command);
  // Hands the trainer text and settings; false when it is busy.
  bool prepare(bool start, SavedRun resumed_run = {});
  void replace_run(SessionRoom former_room);
  SessionRoom room() const;
  Workspace* self = nullptr;
  void take_text(std::shared_ptr<const Corpus> text);
  // The words of a text decide settings that would leave nothing to learn from.
  void fit_settings_to_text();
  void choose_questions();
  FittingQuestions questions_for(const std::string& of_text) const;
  // Takes what the runs have; `vectors` are then those of their origin.
  void take_run_vectors();
  void choose_vectors(const std::string& origin);
  void advance_score();
  void open_pending_folder();
  void end_preparing();
  struct ReadVectors;  // workspace_files.cpp
  Status take_vectors(const std::string& name, ReadVectors& read);
  bool end_jobs();  // true when one ended
  // Unless it was the last thing said: several may wait for the same text.
  void say_once(const Error& error);
  void say(Message::Kind kind, Error error) { messages.push_back({kind, std::move(error)}); }
};

// Slots of the runner: a run for each model and the series in the background; one of them trains.
enum RunnerSlot { kWord2VecSlot, kGloveSlot, kGptSlot, kBertSlot, kBackgroundSlot, kNumSlots };

}  // namespace wordspace
