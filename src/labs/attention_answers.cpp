// Attention by numbers: matrices, rows, bits, nats.
// In double where a person follows the sum; the model's own numbers stand beside it.
#include "labs/attention_answers.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstring>

#include "core/ensure.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/transformer_text.h"
#include "text/token_codec.h"

namespace wordspace {
namespace {

// -ln of the softmax's share of one logit, in double.
double nats_of(std::span<const float> logits, TokenId id) {
  if (id < 0 || static_cast<std::size_t>(id) >= logits.size()) return 0;
  double largest = static_cast<double>(logits[0]), sum = 0;
  for (const float x : logits) largest = std::max(largest, static_cast<double>(x));
  for (const float x : logits) sum += std::exp(static_cast<double>(x) - largest);
  return std::log(sum) + largest - static_cast<double>(logits[static_cast<std::size_t>(id)]);
}

void compare(std::span<const float> a, std::span<const float> b, RowChange& change) {
  if (std::memcmp(a.data(), b.data(), a.size_bytes()) != 0) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      const std::uint32_t differ =
          std::bit_cast<std::uint32_t>(a[i]) ^ std::bit_cast<std::uint32_t>(b[i]);
      change.bits += static_cast<std::uint64_t>(std::popcount(differ));
      change.largest = std::max(change.largest,
                                std::fabs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    }
  }
  change.compared += 32 * static_cast<std::uint64_t>(a.size());
}

}  // namespace

Result<AttentionInput> attention_input(const Transformer& model, const TokenCodec& codec,
                                       std::string_view text, int most) {
  const Error empty{"attention.empty", "The text has no tokens.", "Write at least a word."};
  const TransformerConfig& config = model.config();
  most = std::min(most, config.context);
  AttentionInput input;
  const std::vector<TokenId> own = codec.encode(text);
  if (own.empty()) return empty;
  if (config.kind == TransformerKind::kBert) {
    if (most < 3) return empty;
    Result<BertInput> made = bert_input(codec, most, text);
    if (!made.ok()) return made.error();
    input.ids = std::move(made->ids);
    input.segments = std::move(made->segments);
    if (input.ids.size() < 3) return empty;
    input.first_word = 1;
    input.end_word = input.ids.size() - 1;
  } else {
    const std::size_t kept = std::min(own.size(), static_cast<std::size_t>(std::max(most, 0)));
    if (kept == 0) return empty;
    input.ids.assign(own.begin(), own.begin() + static_cast<std::ptrdiff_t>(kept));
    input.end_word = kept;
  }
  // A tokenizer of another model may know more tokens than this table has.
  for (TokenId& id : input.ids) {
    if (id < 0 || id >= config.vocab) id = std::clamp(codec.special().unknown, 0, config.vocab - 1);
  }
  const std::size_t words = input.end_word - input.first_word;
  for (std::size_t i = input.first_word; i < input.end_word; ++i) {
    input.unknown += input.ids[i] == codec.special().unknown ? 1u : 0u;
  }
  input.left_out = own.size() > words ? own.size() - words : 0;
  for (const TokenId id : input.ids) input.tokens.push_back(codec.display(id));
  return input;
}

std::span<const float> AttentionAnswer::head(int layer, int head) const {
  const std::size_t map = ids.size() * ids.size();
  const auto index = static_cast<std::size_t>(layer * heads + head);
  return std::span(attention).subspan(index * map, map);
}

Result<AttentionAnswer> attend(const Transformer& model, const TokenCodec& codec,
                               std::string_view text, const TransformerSwitches& switches) {
  const TransformerConfig& config = model.config();
  Result<AttentionInput> input = attention_input(model, codec, text, config.context);
  if (!input.ok()) return input.error();
  const TransformerTrace trace = model.trace(input->ids, input->segments, switches);
  AttentionAnswer answer;
  answer.ids = std::move(input->ids);
  answer.tokens = std::move(input->tokens);
  answer.layers = config.layers;
  answer.heads = config.heads;
  answer.causal = switches.causal.value_or(config.kind == TransformerKind::kGpt);
  for (const TransformerTrace::Layer& layer : trace.layers) {
    answer.attention.insert(answer.attention.end(), layer.attention.begin(), layer.attention.end());
  }
  return answer;
}

// --- One row.

std::span<const float> head_vector(const std::vector<float>& rows, const TransformerConfig& config,
                                   int head, int token) {
  const auto width = static_cast<std::size_t>(config.width);
  const std::size_t size = width / static_cast<std::size_t>(config.heads);
  return std::span(rows).subspan(
      static_cast<std::size_t>(token) * width + static_cast<std::size_t>(head) * size, size);
}

RowArithmetic row_arithmetic(const TransformerTrace& trace, const TransformerConfig& config,
                             int layer, int head, int query, bool causal) {
  ENSURE(layer >= 0 && static_cast<std::size_t>(layer) < trace.layers.size());
  ENSURE(head >= 0 && head < config.heads && query >= 0 && query < trace.tokens);
  const TransformerTrace::Layer& from = trace.layers[static_cast<std::size_t>(layer)];
  const auto tokens = static_cast<std::size_t>(trace.tokens);
  RowArithmetic row;
  row.query = query;
  row.size = config.width / config.heads;
  row.dot.resize(tokens);
  row.scaled.resize(tokens);
  row.masked.resize(tokens);
  row.exponential.resize(tokens);
  row.share.resize(tokens);
  row.output.resize(static_cast<std::size_t>(row.size));
  const std::span<const float> q = head_vector(from.query, config, head, query);
  const double scale = 1 / std::sqrt(static_cast<double>(row.size));
  bool first = true;
  for (std::size_t key = 0; key < tokens; ++key) {
    const std::span<const float> k = head_vector(from.key, config, head, static_cast<int>(key));
    for (std::size_t i = 0; i < q.size(); ++i) {
      row.dot[key] += static_cast<double>(q[i]) * static_cast<double>(k[i]);
    }
    row.scaled[key] = row.dot[key] * scale;
    row.masked[key] = causal && key > static_cast<std::size_t>(query) ? 1 : 0;
    if (row.masked[key] != 0) continue;
    row.largest = first ? row.scaled[key] : std::max(row.largest, row.scaled[key]);
    first = false;
  }
  for (std::size_t key = 0; key < tokens; ++key) {
    if (row.masked[key] == 0) row.exponential[key] = std::exp(row.scaled[key] - row.largest);
    row.sum += row.exponential[key];
  }
  for (std::size_t key = 0; key < tokens; ++key) {
    row.share[key] = row.exponential[key] / row.sum;
    const std::span<const float> v = head_vector(from.value, config, head, static_cast<int>(key));
    for (std::size_t i = 0; i < v.size(); ++i) {
      row.output[i] += row.share[key] * static_cast<double>(v[i]);
    }
  }
  const std::size_t at =
      (static_cast<std::size_t>(head) * tokens + static_cast<std::size_t>(query)) * tokens;
  row.traced_share.assign(from.attention.begin() + static_cast<std::ptrdiff_t>(at),
                          from.attention.begin() + static_cast<std::ptrdiff_t>(at + tokens));
  const std::span<const float> out = head_vector(from.head_outputs, config, head, query);
  row.traced_output.assign(out.begin(), out.end());
  return row;
}

double mean_tokens_looked_at(std::span<const float> attention, int tokens) {
  if (tokens <= 0) return 0;
  const auto n = static_cast<std::size_t>(tokens);
  double total = 0;
  for (std::size_t row = 0; row < n; ++row) {
    double entropy = 0;
    for (const float share : attention.subspan(row * n, n)) {
      if (share > 0) entropy -= static_cast<double>(share) * std::log(static_cast<double>(share));
    }
    total += std::exp(entropy);
  }
  return total / static_cast<double>(tokens);
}

// --- Another word.

std::size_t first_difference(std::span<const TokenId> a, std::span<const TokenId> b) {
  const std::size_t both = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < both; ++i) {
    if (a[i] != b[i]) return i;
  }
  return both;
}

std::vector<RowChange> changed_rows(const TransformerTrace& a, const TransformerTrace& b,
                                    const TransformerConfig& config, std::size_t rows) {
  rows = std::min(rows, static_cast<std::size_t>(std::min(a.tokens, b.tokens)));
  const auto width = static_cast<std::size_t>(config.width);
  std::vector<RowChange> changes(rows);
  const auto add = [&](const std::vector<float>& from, const std::vector<float>& to,
                       std::size_t size) {
    for (std::size_t t = 0; t < rows; ++t) {
      compare(std::span(from).subspan(t * size, size), std::span(to).subspan(t * size, size),
              changes[t]);
    }
  };
  for (std::size_t l = 0; l < a.hidden.size(); ++l) add(a.hidden[l], b.hidden[l], width);
  add(a.final, b.final, width);
  add(a.logits, b.logits, static_cast<std::size_t>(config.vocab));
  return changes;
}

// --- What a text costs.

double TokenNats::mean() const {
  double sum = 0;
  int num = 0;
  for (std::size_t i = 0; i < nats.size(); ++i) {
    if (counted[i] == 0) continue;
    sum += nats[i];
    ++num;
  }
  return num == 0 ? 0 : sum / num;
}

TokenNats next_token_nats(std::span<const float> logits, std::span<const TokenId> ids) {
  TokenNats result;
  result.nats.resize(ids.size());
  result.counted.resize(ids.size());
  if (ids.empty()) return result;
  const std::size_t vocab = logits.size() / ids.size();
  for (std::size_t t = 1; t < ids.size(); ++t) {
    result.nats[t] = nats_of(logits.subspan((t - 1) * vocab, vocab), ids[t]);
    result.counted[t] = 1;
  }
  return result;
}

MaskedNats::MaskedNats(std::shared_ptr<const Transformer> model, TokenId mask, AttentionInput input,
                       TransformerSwitches switches)
    : model_(std::move(model)),
      mask_(mask),
      input_(std::move(input)),
      switches_(std::move(switches)) {
  result_.nats.resize(input_.ids.size());
  result_.counted.resize(input_.ids.size());
  const bool usable = model_ != nullptr && mask_ >= 0 && mask_ < model_->config().vocab;
  at_ = usable ? input_.first_word : input_.end_word;
}

bool MaskedNats::advance(double budget_ms) {
  const auto begin = std::chrono::steady_clock::now();
  while (!done()) {
    std::vector<TokenId> ids = input_.ids;
    ids[at_] = mask_;
    const TransformerTrace trace = model_->trace(ids, input_.segments, switches_);
    const auto vocab = static_cast<std::size_t>(model_->config().vocab);
    result_.nats[at_] =
        nats_of(std::span(trace.logits).subspan(at_ * vocab, vocab), input_.ids[at_]);
    result_.counted[at_] = 1;
    ++at_;
    const std::chrono::duration<double, std::milli> spent =
        std::chrono::steady_clock::now() - begin;
    if (spent.count() > budget_ms) break;
  }
  return !done();
}

}  // namespace wordspace
