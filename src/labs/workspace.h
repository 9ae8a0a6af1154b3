// What all labs share: the text, the settings, the run, the vectors, and the verbs that buttons and
// scripts call. No drawing here: everything can be driven by a test.
// Not a lab and not the shell.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "labs/run_controls.h"

namespace wordspace {

struct AnalogyAnswer;
enum class AnalogyMethod;
struct AnalogyScore;
class Background;
struct CheckpointInfo;
struct Corpus;
struct CorpusInfo;
struct CorpusLoad;
struct FittingQuestions;
class GloveRoom;
struct LossPoint;
struct Message;
struct Question;
struct QuestionSection;
struct ScoredWord;
struct Services;
struct Session;
class TransformerRoom;
struct Word2VecRun;
class WordVectors;

class Workspace : public RunControls {
 public:
  Workspace(Services services, int num_threads);
  ~Workspace() override;

  // --- The other models; and what the transport bar of a lab drives: "word2vec" (this itself),
  // "glove", "gpt", "bert", else null.
  GloveRoom& glove();
  TransformerRoom& gpt();
  TransformerRoom& bert();
  RunControls* controls(std::string_view model);
  // The same, but for "" the run that was started last (Word2Vec's before any).
  RunControls& shown_run(std::string_view model);

  // Series of runs for labs that compare.
  Background& background();
  // A text by name, now or frames later: CorpusStore::get.
  void text(const std::string& name,
            std::function<void(Result<std::shared_ptr<const Corpus>>)> answer);

  // Does a piece of work on the trainer's side, then calls done from a later poll(). Where there is
  // no trainer's thread the work is a long frame.   Errors: run.busy.
  Status work(std::function<void()> job, std::function<void()> done);

  // --- Once a frame: takes what the runner has, finishes loads, advances scoring. True: redraw.
  bool poll();
  bool busy() const;  // keep drawing frames

  // --- Text.
  const std::vector<CorpusInfo>& corpora() const;
  const std::string& corpus_name() const override;
  const Corpus* corpus() const;  // null while it is not loaded
  const CorpusLoad& load() const;
  // The row of corpora() that is chosen; null before the list has come.
  const CorpusInfo* corpus_info() const;
  // Counts the texts that corpus() has been.
  std::uint64_t corpus_version() const;
  // Fetches it (toy worlds: makes it); done may come frames later. Errors: corpora.unknown,
  // fetch.*.
  void choose_corpus(const std::string& name, std::function<void(Status)> done = {});
  // Her own text, from a file, a drop or the paste field. The old text stays when it is refused.
  Status own_text(const std::string& name, std::string bytes);

  // --- Settings of the Word2Vec run; names are the command's option names.
  const Word2VecRun& run() const;
  // corpus seed mode objective dim window negative sample min-count epochs rate
  // threads-independent. Errors: set.unknown_field, set.bad_value and those of
  // Word2VecConfig::validate; unchanged then.
  Status set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;
  const char* model() const override { return "word2vec"; }
  bool repeatable(int num_threads) const override { return num_threads == 1; }
  std::span<const char* const> presets() const override;
  // demo, standard, long. Errors: preset.unknown.
  Status choose_preset(std::string_view name) override;
  const std::string& preset() const override;  // empty: own settings

  // --- The run. train() prepares first where text or settings changed.
  void train(std::function<void(Status)> started = {}) override;
  void pause() override;
  void step(std::function<void(Status)> done = {}) override;
  void reset() override;
  void set_speed(double share) override;
  double speed() const override;
  const Snapshot& snapshot() const override;
  bool settings_changed() const override;  // since the run on screen was prepared

  SessionRoom session_room() const override;
  void take_room(const SessionRoom& room) override;
  bool ask_run(std::shared_ptr<command::SavedRunBox> box, std::size_t max_bytes) override;
  std::shared_ptr<const Corpus> run_text() const override;
  void resume(const SessionRun& run, std::function<void(Status)> done) override;

  // --- Vectors on hand: of the run, or opened from a file.
  const WordVectors& vectors() const;
  std::uint64_t vectors_version() const;      // changes when vectors() do
  const std::string& vectors_origin() const;  // "run" (Word2Vec's), "glove", or a file's name
  // Back to the vectors of the run (none when there was no run), or to those of GloVe's run.
  void use_run_vectors();
  void use_glove_vectors();
  // The name of the file that was opened last and can be asked again; empty: none.
  const std::string& vectors_file() const;
  void use_file_vectors();
  // Word2Vec's own, whatever is on hand.
  const std::shared_ptr<const WordVectors>& word2vec_vectors() const;
  // Analogy A is to B as C is to ?. Errors: analogy.no_vectors, analogy.unknown_word.
  Result<AnalogyAnswer> answer_analogy(const std::string& a, const std::string& b,
                                       const std::string& c, AnalogyMethod method,
                                       bool include_query, int num) const;
  Result<std::vector<ScoredWord>> answer_neighbors(const std::string& word, int num) const;

  // --- Score on the small question set, kept up to date a few questions a frame while training.
  const AnalogyScore& live_score() const;
  const std::vector<LossPoint>& live_scores() const;  // share correct over the run
  std::span<const QuestionSection> small_questions() const;
  // A few of them to show one by one. Both are empty where no questions fit the text's language; a
  // toy world brings its own.
  std::span<const Question> favourite_questions() const;
  // These and the large set for vectors of another text than the chosen one ("": the chosen).
  FittingQuestions questions_for(const std::string& corpus) const;

  // --- Files. format: "word2vec-text", "word2vec-binary", "glove", "projector", "checkpoint".
  // A file name where it went; a checkpoint is saved by a later poll() and its message says where.
  // Errors: export.no_vectors, export.no_run, export.unknown_format, run.busy and those of
  // save_file.
  Result<std::string> export_as(const std::string& format);
  // A file of vectors of more than a few MB is read beside the interface: then this answers at
  // once and a later poll() says what came of it.
  // Recognises vectors, checkpoints and text by content. Errors: import.unknown and the loaders'.
  Status import_bytes(const std::string& name, std::string bytes);

  // Of a file of vectors only so many words are read, from its start; 0: all of them.
  void set_word_limit(std::size_t words);
  std::size_t word_limit() const;
  // The large file that is being read, and how far it is; no name: none.
  struct Opening {
    std::string name;
    float share = 0;
  };
  Opening opening() const;

  // --- Sessions: everything she made. What is not the workspace's (the open lab, fields of labs,
  // the address) the application adds and takes.
  struct Place {
    std::function<void(Session&)> tell;
    std::function<void(const Session&)> take;
  };
  void set_place(Place place);
  // Settings and text as they are now, without the runs.
  Session session_now() const;
  // The same with the runs, each as it is between two slices of training, which goes on. done comes
  // once, from a later poll() (at once where there is no run). A run larger than max_bytes is left
  // out; too_large says whether one was.
  // wanted: of the models whose name it takes; empty: of all.
  void collect(std::size_t max_bytes, std::function<void(Session session, bool too_large)> done,
               const std::function<bool(std::string_view model)>& wanted = {});
  // Takes a session that read_session() has checked: settings and text at once, runs in later
  // polls, paused. done: all have come; a run that did not is named by its error, and the old one
  // stays. Rooms that the session does not name stay as they are.
  //   place: also the open lab and fields of labs.
  void restore(const Session& session, bool place, std::function<void(Status)> done = {});
  // Whether the session could be taken: its texts are here.   Errors: import.other_text.
  Status can_restore(const Session& session) const;
  // A session in place of what is here, by hand: undo leads back. words: key of what is said.
  void open_session(Session session, std::string words, std::vector<std::string> args = {});
  // Counts the texts that were her own.
  std::uint64_t own_text_version() const;
  // Saves everything as one file; a later poll() says where, and answers done.
  //   Errors: export.nowhere and those of save_file.
  void save_session(std::function<void(Result<std::string>)> done = {});

  // --- Undo: the last step that replaced something of hers, kept in memory.
  std::uint64_t undo_step() const;  // its number; 0: there is none
  void undo();

  // --- Messages for the person, newest last.
  std::vector<Message>& messages();
  void say(Message message);
  Services& services();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;

  Status import_checkpoint(const std::string& name, std::string bytes, const CheckpointInfo& info);
  Status import_session(const std::string& name, std::string bytes);
  // choose_corpus(); by_hand: undo leads back.
  void choose_text(const std::string& name, bool by_hand, std::function<void(Status)> done);
};

}  // namespace wordspace
