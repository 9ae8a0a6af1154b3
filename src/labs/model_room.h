// The run of one model as a lab drives it: text, preparation, verbs, checkpoints, what comes back.
// What GPT, BERT and GloVe share. Not their settings and not their answers: those rooms derive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "labs/message.h"
#include "labs/run_controls.h"
#include "labs/run_waiters.h"
#include "train/run_status.h"
#include "train/saved_run.h"
#include "train/trainer_command.h"

namespace wordspace {

struct CheckpointInfo;
class CorpusStore;
class Runner;
struct Services;

class ModelRoom : public RunControls {
 public:
  // What a room stands on; all of it outlives the room.
  struct Ground {
    Services* services = nullptr;
    CorpusStore* corpora = nullptr;
    Runner* runner = nullptr;
    int slot = 0;                      // of the runner
    std::function<void(Message)> say;  // shows a message
    // A trained run is about to be replaced; former: the settings to go back to. May be null.
    std::function<void(RunControls&, SessionRoom former)> replacing = nullptr;
    // Her own settings are about to be replaced. May be null.
    std::function<void(SessionRoom former)> replacing_settings = nullptr;
  };
  explicit ModelRoom(Ground ground);
  ~ModelRoom() override;

  // Once a frame. True: redraw.
  bool poll();
  virtual bool busy() const { return preparing_ || checkpoint_wanted_; }

  const std::string& preset() const override { return preset_; }
  const std::string& corpus_name() const override { return corpus_name_; }
  bool settings_changed() const override { return prepared_signature_ != signature(); }
  void train(std::function<void(Status)> started = {}) override;
  void pause() override;
  void step(std::function<void(Status)> done = {}) override;
  void reset() override;
  void set_speed(double share) override;
  double speed() const override { return speed_; }
  const Snapshot& snapshot() const override;

  SessionRoom session_room() const override;
  void take_room(const SessionRoom& room) override;
  bool ask_run(std::shared_ptr<command::SavedRunBox> box, std::size_t max_bytes) override;
  std::shared_ptr<const Corpus> run_text() const override { return run_text_; }
  void resume(const SessionRun& run, std::function<void(Status)> done) override;

  // The whole run, optimiser included, so that training goes on exactly from here. A later poll()
  // saves it and says where.   Errors: export.nowhere, export.no_run, run.busy.
  Status save_checkpoint();
  // Opens one: its settings and text become the room's, training paused. What is wrong with its
  // inside is said by a later poll().
  //   Errors: checkpoint.bad_config, import.other_text; nothing has changed then.
  Status open_checkpoint(const std::string& name, std::string bytes, const CheckpointInfo& info);

 protected:
  // Everything but the text that decides the run, as a checkpoint keeps it.
  virtual std::string settings_json() const = 0;
  // Errors: checkpoint.bad_config.
  virtual Status take_settings(const std::string& json) = 0;
  virtual std::uint64_t seed() const = 0;
  // Makes a learner of the settings as they are now; called on the trainer's side later.
  virtual std::function<Result<PreparedLearner>(WorkerPool*)> maker(
      std::shared_ptr<const Corpus> text) = 0;
  // A run of this room was asked for: its model is what shall answer.
  virtual void run_wanted() {}
  // The part of a room of its own of poll().
  virtual bool poll_more() { return false; }

  Runner& runner() const { return *ground_.runner; }
  Services& services() const { return *ground_.services; }
  CorpusStore& corpora() const { return *ground_.corpora; }
  int slot() const { return ground_.slot; }
  void say(Message message) const { ground_.say(std::move(message)); }
  void say(const Error& error) const { ground_.say({Message::Kind::kError, error}); }
  // The chosen text, now or frames later; what is wrong with it is said.
  void with_text(std::function<void(Result<std::shared_ptr<const Corpus>>)> then);
  bool send(TrainerCommand command);  // false: busy, and said so
  bool preparing() const { return preparing_; }
  // The chosen text by a name that another text of her own does not share.
  std::string text_key() const;
  void choose(std::string corpus, std::string preset) {
    corpus_name_ = std::move(corpus);
    preset_ = std::move(preset);
  }
  // Another text by name; the preset is not one any more.   Errors: corpora.unknown.
  Status set_corpus(std::string_view name);
  void leave_preset() { preset_.clear(); }
  // A preset is about to replace her own settings.
  void replace_settings();

 private:
  std::string signature() const { return text_key() + "\n" + settings_json(); }
  bool prepare(std::shared_ptr<const Corpus> text, bool start, SavedRun resumed = {});
  void end_preparing();
  // Of a run that was trained, not only stepped through.
  void replace_run(SessionRoom former);
  void poll_checkpoint();

  Ground ground_;
  std::string corpus_name_, preset_;
  double speed_ = 1;
  std::string prepared_signature_;  // of what the trainer was last given
  std::uint64_t load_ticket_ = 0;   // answers to older requests are dropped
  RunWaiters waiters_;
  bool preparing_ = false;
  std::uint64_t run_before_preparing_ = 0;
  std::string signature_before_;  // of the run that stays when a preparation is refused
  // Her own text of the run, and of the one that is being prepared.
  std::shared_ptr<const Corpus> run_text_, preparing_text_;
  std::function<void(Status)> resumed_;
  RunStatus last_status_ = RunStatus::kIdle;
  std::string checkpoint_name_;  // of the file that is being opened; empty: none
  bool checkpoint_wanted_ = false;
  std::uint64_t seen_checkpoint_ = 0;
};

// Takes the trainer's answer to SaveCheckpoint to a file and says where it went.
void save_checkpoint_file(Services& services, const std::string& name, std::string_view bytes,
                          const std::function<void(Message)>& say);

}  // namespace wordspace
