// What one model makes of a sentence, kept until model, sentence or switches change.
// Passes run on the interface thread: 64 tokens of a small model take milliseconds.
#include "labs/attention_side.h"

#include <algorithm>

#include "labs/answering_model.h"
#include "text/token_codec.h"

namespace wordspace {
namespace {

constexpr double kBudgetMs = 10;

}  // namespace

void AttentionSide::clear() {
  model_.reset();
  codec_.reset();
  version_ = 0;
  computed_ = false;
  error_.reset();
  trace_ = {};
  maps_.clear();
  changes_.clear();
}

bool AttentionSide::update(const AnsweringModel& answering, const AttentionQuestion& question,
                           bool count_costs) {
  if (!answering.ok()) {
    if (model_ != nullptr) clear();
    return false;
  }
  AttentionQuestion mine = question;
  if (kind_ != TransformerKind::kGpt) mine.lift_mask = false;
  const bool other_model = model_ != answering.transformer || version_ != answering.version;
  if (other_model) {
    model_ = answering.transformer;
    codec_ = answering.codec;
    version_ = answering.version;
    const TransformerConfig& config = model_->config();
    const auto num =
        static_cast<std::size_t>(config.layers) * static_cast<std::size_t>(config.heads);
    if (silent_.size() != num) silent_.clear();
  }
  if (other_model || !computed_ || !(mine == asked_) || silent_ != asked_silent_) {
    compute(mine);
    computed_ = true;
  }
  layer = std::clamp(layer, 0, model_->config().layers - 1);
  head = std::clamp(head, 0, model_->config().heads - 1);
  if (ok()) {
    query = std::clamp(query, -1, tokens() - 1);
    key = std::clamp(key, -1, tokens() - 1);
  }
  if (!ok() || kind_ != TransformerKind::kBert || !count_costs) return false;
  bool more = bert_plain_nats_.done() ? false : bert_plain_nats_.advance(kBudgetMs);
  if (!more && switched() && !bert_nats_.done()) more = bert_nats_.advance(kBudgetMs);
  return more;
}

void AttentionSide::compute(const AttentionQuestion& question) {
  if (computed_ && asked_.text != question.text) query = key = -1;
  asked_ = question;
  asked_silent_ = silent_;
  error_.reset();
  trace_ = {};
  Result<AttentionInput> input =
      attention_input(*model_, *codec_, question.text, kMostAttentionTokens);
  if (!input.ok()) {
    error_ = input.error();
    return;
  }
  input_ = std::move(*input);
  TransformerSwitches switches;
  if (question.lift_mask) switches.causal = false;
  switches.silent_heads = silent_;
  causal_ = kind_ == TransformerKind::kGpt && !question.lift_mask;
  trace_ = model_->trace(input_.ids, input_.segments, switches);

  const auto n = static_cast<std::size_t>(tokens());
  maps_.clear();
  for (const TransformerTrace::Layer& one : trace_.layers) {
    maps_.insert(maps_.end(), one.attention.begin(), one.attention.end());
  }
  for (std::size_t row = 0; causal_ && row < maps_.size() / n; ++row) {
    for (std::size_t k = row % n + 1; k < n; ++k) maps_[row * n + k] = -1;
  }
  ++maps_version_;
  count_nats();
  compare();
}

void AttentionSide::count_nats() {
  const bool plain_known = plain_version_ == version_ && plain_text_ == asked_.text;
  plain_version_ = version_;
  plain_text_ = asked_.text;
  if (kind_ == TransformerKind::kGpt) {
    gpt_nats_ = next_token_nats(trace_.logits, input_.ids);
    if (!switched()) {
      gpt_plain_nats_ = gpt_nats_;
    } else if (!plain_known) {
      gpt_plain_nats_ = next_token_nats(model_->trace(input_.ids).logits, input_.ids);
    }
    return;
  }
  const TokenId mask = codec_->special().mask;
  if (!plain_known) bert_plain_nats_ = MaskedNats(model_, mask, input_, {});
  TransformerSwitches switches;
  switches.silent_heads = silent_;
  if (switched()) bert_nats_ = MaskedNats(model_, mask, input_, switches);
}

// GPT's two passes have the same number of tokens: the rows before the change fit into both.
void AttentionSide::compare() {
  changes_.clear();
  first_changed_ = 0;
  same_text_ = true;
  changed_input_ = {};
  Result<AttentionInput> changed =
      attention_input(*model_, *codec_, asked_.changed_text, kMostAttentionTokens);
  if (!changed.ok()) return;
  changed_input_ = std::move(*changed);
  first_changed_ = first_difference(input_.ids, changed_input_.ids);
  same_text_ = first_changed_ == input_.ids.size() && first_changed_ == changed_input_.ids.size();
  if (same_text_ || first_changed_ == 0) return;
  TransformerSwitches switches;
  if (asked_.lift_mask) switches.causal = false;
  switches.silent_heads = silent_;
  if (kind_ == TransformerKind::kGpt) {
    const std::size_t both = std::min(input_.ids.size(), changed_input_.ids.size());
    const auto pass = [&](const AttentionInput& one) {
      return model_->trace(std::span(one.ids).first(both), {}, switches);
    };
    // Where both are as long as the shorter, the first pass is the one on screen.
    changes_ = changed_rows(both == input_.ids.size() ? trace_ : pass(input_), pass(changed_input_),
                            config(), first_changed_);
  } else {
    changes_ =
        changed_rows(trace_, model_->trace(changed_input_.ids, changed_input_.segments, switches),
                     config(), first_changed_);
  }
}

std::span<const float> AttentionSide::map(int index) const {
  const auto n = static_cast<std::size_t>(tokens());
  return std::span(maps_).subspan(static_cast<std::size_t>(index) * n * n, n * n);
}

bool AttentionSide::silent(int index) const {
  return static_cast<std::size_t>(index) < silent_.size() &&
         silent_[static_cast<std::size_t>(index)] != 0;
}

void AttentionSide::set_silent(int index, bool silent) {
  if (silent_.empty()) silent_.resize(static_cast<std::size_t>(num_heads()));
  silent_[static_cast<std::size_t>(index)] = silent ? 1 : 0;
  if (num_silent() == 0) silent_.clear();
}

int AttentionSide::num_silent() const {
  return static_cast<int>(
      std::count_if(silent_.begin(), silent_.end(), [](std::uint8_t s) { return s != 0; }));
}

bool AttentionSide::switched() const { return asked_.lift_mask || num_silent() > 0; }

const TokenNats* AttentionSide::nats() const {
  if (!ok()) return nullptr;
  if (kind_ == TransformerKind::kGpt) return &gpt_nats_;
  const MaskedNats& counted = switched() ? bert_nats_ : bert_plain_nats_;
  return counted.done() ? &counted.result() : nullptr;
}

const TokenNats* AttentionSide::plain_nats() const {
  if (!ok()) return nullptr;
  if (kind_ == TransformerKind::kGpt) return &gpt_plain_nats_;
  return bert_plain_nats_.done() ? &bert_plain_nats_.result() : nullptr;
}

RowChange AttentionSide::all_changes() const {
  RowChange all;
  for (const RowChange& row : changes_) {
    all.bits += row.bits;
    all.compared += row.compared;
    all.largest = std::max(all.largest, row.largest);
  }
  return all;
}

void AttentionSide::choose_map(int index) {
  layer = index / config().heads;
  head = index % config().heads;
}

int AttentionSide::row() const {
  if (query >= 0 && query < tokens()) return query;
  return std::max(0, static_cast<int>(input_.end_word) - 1);
}

}  // namespace wordspace
