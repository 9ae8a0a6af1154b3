// GloVe's half of the workspace: its settings and run, what was counted, and its vectors.
// No drawing here, and not the model (models/glove.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "labs/model_room.h"
#include "text/token_id.h"
#include "train/glove_run.h"
#include "train/mailbox.h"

namespace wordspace {

class Cooccurrence;
struct GloveProbe;
class WordVectors;

// What was counted in one text, and its numbers for pictures; made on the trainer's side.
struct GloveCounts {
  std::string signature;  // text, minimum count, window
  std::shared_ptr<const EncodedCorpus> corpus;
  std::shared_ptr<const Cooccurrence> counts;
  double automatic_x_max = 1;
  double automatic_share = 0;      // of the cells: those with a count of at most automatic_x_max
  double seconds = 0;              // that counting took
  std::vector<double> edges;       // of the histogram: powers of two's root, [bins + 1]
  std::vector<std::int64_t> bins;  // cells in [edges[k], edges[k + 1])
};

// The parameters of some words of the run, as they were at one moment.
struct GloveRows {
  std::shared_ptr<const Cooccurrence> counts;  // that the run fits; the words are its
  std::vector<TokenId> words;
  int dim = 0;
  double x_max = 1, alpha = 0.75;
  std::vector<float> word, context;            // [words, dim]
  std::vector<float> word_bias, context_bias;  // [words]

  int index_of(TokenId word) const;  // -1: not among them
  // w_i . w~_j + b_i + b~_j, and its first part; i and j index words.
  double dot(int i, int j) const;
  double predict(int i, int j) const;
  double length(int i, bool of_context) const;
};

class GloveRoom : public ModelRoom {
 public:
  explicit GloveRoom(Ground ground);
  ~GloveRoom() override;

  bool busy() const override { return counting_ || ModelRoom::busy(); }
  const char* model() const override { return "glove"; }
  // corpus seed dim window x-max (0: automatic) alpha epochs rate min-count
  Status set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;
  std::span<const char* const> presets() const override;
  Status choose_preset(std::string_view name) override;
  bool repeatable(int num_threads) const override { return num_threads == 1; }
  const GloveRun& run() const { return run_; }

  // What was counted last; null before. A run that is prepared counts, and so does prepare_counts()
  // for the chosen text without building a model; both answer frames later. `counts_fit()` says
  // whether it is of the settings as they are now.
  const std::shared_ptr<const GloveCounts>& counts() const { return counts_; }
  bool counts_fit() const { return counts_ != nullptr && counts_->signature == counts_key(); }
  bool counting() const { return counting_; }
  void prepare_counts();

  // w + w~ of the run; empty before there is one.
  const WordVectors& vectors() const { return *vectors_; }
  std::shared_ptr<const WordVectors> shared_vectors() const { return vectors_; }
  std::uint64_t vectors_version() const { return vectors_version_; }
  // Asks for these words' parameters (of counts()); they follow the run, a few times a second while
  // it trains. Empty before they have come, and where the run fits other counts.
  void watch(std::span<const TokenId> words);
  const GloveRows& rows() const { return rows_; }
  std::uint64_t rows_version() const { return rows_version_; }

  // "glove" (no header), "word2vec-text", "word2vec-binary", "projector", "checkpoint".
  // A file name where it went; a checkpoint is saved by a later poll(), which says where.
  //   Errors: as Workspace::export_as.
  Result<std::string> export_as(const std::string& format);

 private:
  std::string settings_json() const override { return to_json(run_); }
  Status take_settings(const std::string& json) override;
  std::uint64_t seed() const override { return run_.config.seed; }
  std::function<Result<PreparedLearner>(WorkerPool*)> maker(
      std::shared_ptr<const Corpus> text) override;
  bool poll_more() override;

  std::string counts_key() const;
  // A small text keeps its rare words, and gets more passes; a large one what was set before.
  void fit_to_text(const Corpus& text);

  struct Counted {
    std::shared_ptr<const GloveCounts> counts;
    std::optional<Error> error;
  };
  using Box = Mailbox<Counted>;
  static Result<std::shared_ptr<const GloveCounts>> count(const Corpus& text, const GloveRun& run,
                                                          const std::string& key);

  void ask_for_rows();

  GloveRun run_;
  std::optional<GloveRun> before_fitting_;
  std::shared_ptr<Box> box_ = std::make_shared<Box>();
  std::shared_ptr<const GloveCounts> counts_;
  bool counting_ = false;
  std::shared_ptr<const WordVectors> vectors_;
  std::uint64_t vectors_version_ = 0, seen_embeddings_ = 0;

  std::shared_ptr<GloveProbe> probe_;
  std::shared_ptr<Mailbox<GloveRows>> rows_box_ = std::make_shared<Mailbox<GloveRows>>();
  GloveRows rows_;
  std::uint64_t rows_version_ = 0;
  std::vector<TokenId> watched_;
  bool rows_wanted_ = false, rows_asked_ = false;
};

}  // namespace wordspace
