// GPT's or BERT's half of the workspace: its settings and run, and the model that answers.
// No drawing here. Answers themselves (generate, fill masks, ...) are models/transformer_text.h.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "labs/model_room.h"

namespace wordspace {

struct SessionFolder;
struct AnsweringModel;
class PositionHistory;
struct TokenCorpus;
enum class TransformerKind;
struct TransformerRun;

class TransformerRoom : public ModelRoom {
 public:
  TransformerRoom(TransformerKind kind, Ground ground);
  ~TransformerRoom() override;

  bool busy() const override;
  TransformerKind kind() const;

  const char* model() const override;
  // corpus seed tokenizer vocab-size layers heads width context batch steps rate warmup dropout
  // positions (learned, sinusoidal, none)
  Status set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;
  std::span<const char* const> presets() const override;
  Status choose_preset(std::string_view name) override;
  bool repeatable(int) const override { return true; }  // sums are in one order

  const TransformerRun& run() const;
  // Memory that a run with these settings takes, bytes.
  std::int64_t memory_bytes() const;
  // The corpus as the run reads it (tokenizer, batches): null until a run was prepared, or until
  // prepare_text() has answered.
  std::shared_ptr<const TokenCorpus> tokens() const;
  // Tokenizes the chosen corpus without building a model (lab 2); answers maybe frames later.
  void prepare_text();

  // The run's position vectors at moments of its past; none where it does not learn them.
  const PositionHistory& position_history() const;

  // --- The model on hand. Loads the ready-made one when nothing else is there and it is first
  // asked for; then ok() may be false for some frames.
  const AnsweringModel& answering();
  // Names of the ready-made models without their kind, the one that is shown first foremost.
  static std::span<const char* const> ready_models();
  // The toy world that fits the language on screen: its ready-made model is fetched first, its demo
  // is the preset, as long as nobody chose another.
  void prefer_world(const std::string& corpus);
  // Goes back to a ready-made model, or to that of the run (nothing changes when there is none).
  void use_ready_model(const std::string& name);
  void use_run_model();
  // Bytes of a Hugging Face folder by file name. Errors: model_folder.*, safetensors.*, tokenizer.*
  using Files = std::map<std::string, std::string, std::less<>>;
  Status open_folder(const std::string& name, std::shared_ptr<const Files> files);
  // The folder that answers now; nothing when another model does.
  std::optional<SessionFolder> session_folder() const;
  // What brings the model that answers now back; null: there is none.
  std::function<void()> way_back();
  // config.json, model.safetensors and tokenizer.json, one download each.
  //   Errors: export.no_model and those of save_file.
  Status export_folder();

 private:
  std::string settings_json() const override;
  Status take_settings(const std::string& json) override;
  std::uint64_t seed() const override;
  std::function<Result<PreparedLearner>(WorkerPool*)> maker(
      std::shared_ptr<const Corpus> text) override;
  void run_wanted() override;
  bool poll_more() override;

  // The corpus as tokens, by everything that it depends on.
  std::string tokens_key() const;
  void take_model();
  void fetch_ready(const std::string& name);
  void take_ready();
  void answer_with(AnsweringModel model);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wordspace
