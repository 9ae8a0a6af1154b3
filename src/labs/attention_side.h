// One of the two models on one sentence: everything that its pictures show, computed once for each
// model, text and setting of the switches.
// Not drawing (attention_*_view.h), not live weights: a copy that the room hands out.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "labs/attention_answers.h"
#include "models/transformer.h"
#include "models/transformer_config.h"

namespace wordspace {

struct AnsweringModel;

// Longer texts are cut, which the lab says: their maps would be smaller than a pointer.
inline constexpr int kMostAttentionTokens = 64;

// What a person asked for.
struct AttentionQuestion {
  std::string text, changed_text;
  bool lift_mask = false;  // GPT only
  bool operator==(const AttentionQuestion&) const = default;
};

class AttentionSide {
 public:
  explicit AttentionSide(TransformerKind kind) : kind_(kind) {}

  // Once a frame. count_costs: BERT's masked words are wanted, a pass for each. True: that wants
  // more frames.
  bool update(const AnsweringModel& answering, const AttentionQuestion& question, bool count_costs);
  // No model on hand: forgets what it showed.
  void clear();
  TransformerKind kind() const { return kind_; }
  bool ok() const { return model_ != nullptr && !error_ && trace_.tokens > 0; }
  const std::optional<Error>& error() const { return error_; }  // of the text

  const TransformerConfig& config() const { return model_->config(); }  // ok() only
  const AttentionInput& input() const { return input_; }
  const TransformerTrace& trace() const { return trace_; }
  bool causal() const { return causal_; }
  int tokens() const { return trace_.tokens; }
  int num_heads() const { return config().layers * config().heads; }
  // [L * H, T, T]: attention, -1 where the mask forbids to look; and what changes with it.
  const std::vector<float>& maps() const { return maps_; }
  std::uint64_t maps_version() const { return maps_version_; }
  std::span<const float> map(int index) const;

  // --- Heads, by layer * H + head.
  bool silent(int index) const;
  void set_silent(int index, bool silent);
  int num_silent() const;
  void silence_none() { silent_.clear(); }
  const std::vector<std::uint8_t>& silent_heads() const { return silent_; }
  void set_silent_heads(std::vector<std::uint8_t> silent) { silent_ = std::move(silent); }
  // What the text costs now, and with the model's own mask and every head on; null: still counting.
  const TokenNats* nats() const;
  const TokenNats* plain_nats() const;
  bool switched() const;  // the two may differ

  // --- The changed text: rows before its first other token.
  std::size_t first_changed() const { return first_changed_; }
  bool same_text() const { return same_text_; }
  const std::vector<RowChange>& changes() const { return changes_; }
  RowChange all_changes() const;
  const AttentionInput& changed_input() const { return changed_input_; }

  // --- What is looked at; kept in range by update().
  int layer = 0, head = 0, query = -1, key = -1;
  int chosen_map() const { return layer * config().heads + head; }
  void choose_map(int index);
  // The row that is looked at; the last but one token unless chosen.
  int row() const;

 private:
  void compute(const AttentionQuestion& question);
  void compare();
  void count_nats();

  TransformerKind kind_;
  std::shared_ptr<const Transformer> model_;
  std::shared_ptr<const TokenCodec> codec_;
  std::uint64_t version_ = 0;
  bool computed_ = false;
  AttentionQuestion asked_;
  std::vector<std::uint8_t> silent_, asked_silent_;
  std::optional<Error> error_;
  AttentionInput input_, changed_input_;
  TransformerTrace trace_;
  bool causal_ = false;
  std::vector<float> maps_;
  std::uint64_t maps_version_ = 0;
  TokenNats gpt_nats_, gpt_plain_nats_;
  MaskedNats bert_nats_, bert_plain_nats_;
  std::uint64_t plain_version_ = 0;
  std::string plain_text_;
  std::size_t first_changed_ = 0;
  bool same_text_ = true;
  std::vector<RowChange> changes_;
};

}  // namespace wordspace
