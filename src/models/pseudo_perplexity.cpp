// Masks one token, asks, goes on.
// Not a probability of the text.
#include "models/pseudo_perplexity.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/ensure.h"
#include "models/loss_math.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"

namespace wordspace {
namespace {

void append(std::span<const TokenId> tokens, std::uint8_t segment, BertInput& input) {
  input.ids.insert(input.ids.end(), tokens.begin(), tokens.end());
  input.segments.insert(input.segments.end(), tokens.size(), segment);
}

// [CLS] a [SEP], and b [SEP] unless b is empty.
BertInput row_of(const SpecialTokens& special, std::span<const TokenId> a,
                 std::span<const TokenId> b) {
  BertInput input;
  append(std::span(&special.classify, 1), 0, input);
  append(a, 0, input);
  append(std::span(&special.separator, 1), 0, input);
  if (b.empty()) return input;
  append(b, 1, input);
  append(std::span(&special.separator, 1), 1, input);
  return input;
}

}  // namespace

Result<std::vector<MaskedRow>> masked_rows(const TokenCodec& codec, int context,
                                           std::string_view text) {
  const SpecialTokens& special = codec.special();
  if (special.classify == kUnknownToken || special.separator == kUnknownToken) {
    return Error{"bert.no_special_tokens", "The tokenizer has no [CLS] and [SEP].",
                 "Use the tokenizer that belongs to this BERT."};
  }
  if (special.mask == kUnknownToken) {
    return Error{"bert.no_mask_token", "The tokenizer has no [MASK].",
                 "Use the tokenizer that belongs to this BERT."};
  }
  ENSURE(context > 2);
  std::vector<std::vector<TokenId>> lines;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::vector<TokenId> line = codec.encode(text.substr(begin, end - begin));
    if (!line.empty()) lines.push_back(std::move(line));
    begin = end + 1;
  }
  if (lines.empty()) return Error{"bert.empty_text", "The text has no words.", "Write a sentence."};
  const auto room = static_cast<std::size_t>(context);
  std::vector<MaskedRow> rows;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::vector<TokenId>& line = lines[i];
    const bool last = i + 1 == lines.size();
    if (lines.size() > 1) {
      const std::vector<TokenId>& other = last ? lines[i - 1] : lines[i + 1];
      if (line.size() + other.size() + 3 <= room) {
        const std::size_t begin = last ? other.size() + 2 : 1;
        rows.push_back({last ? row_of(special, other, line) : row_of(special, line, other), begin,
                        begin + line.size()});
        continue;
      }
    }
    for (std::size_t begin = 0; begin < line.size(); begin += room - 2) {
      const auto piece = std::span(line).subspan(begin, std::min(room - 2, line.size() - begin));
      rows.push_back({row_of(special, piece, {}), 1, 1 + piece.size()});
    }
  }
  return rows;
}

double PseudoSurprisals::mean_nats() const {
  if (nats.empty()) return 0;
  return std::accumulate(nats.begin(), nats.end(), 0.0) / static_cast<double>(nats.size());
}

double PseudoSurprisals::pseudo_perplexity() const { return std::exp(mean_nats()); }

PseudoMeasure::PseudoMeasure(std::shared_ptr<const Transformer> model, TokenId mask,
                             TokenId codec_size, std::vector<MaskedRow> rows)
    : model_(std::move(model)), mask_(mask), codec_size_(codec_size), rows_(std::move(rows)) {
  ENSURE(model_ != nullptr && model_->config().kind == TransformerKind::kBert);
  for (const MaskedRow& row : rows_) num_tokens_ += row.end - row.begin;
  at_ = rows_.empty() ? 0 : rows_[0].begin;
}

bool PseudoMeasure::advance(double budget_ms) {
  const auto begin = std::chrono::steady_clock::now();
  while (!done()) {
    measure_one();
    const std::chrono::duration<double, std::milli> spent =
        std::chrono::steady_clock::now() - begin;
    if (spent.count() > budget_ms) break;
  }
  return !done();
}

void PseudoMeasure::measure_one() {
  const MaskedRow& row = rows_[row_];
  std::vector<TokenId> ids = row.input.ids;
  const TokenId own = ids[at_];
  ids[at_] = mask_;
  std::vector<float> logits;
  model_->forward({1, static_cast<int>(ids.size()), ids, row.input.segments}, logits, nullptr,
                  nullptr);
  const auto vocab = static_cast<std::size_t>(model_->config().vocab);
  const std::span<const float> scores = std::span<const float>(logits).subspan(at_ * vocab, vocab);
  const float score = scores[static_cast<std::size_t>(own)];
  const std::vector<TokenProbability> best = likeliest(scores, codec_size_, 1);
  result_.tokens.push_back(own);
  result_.line.push_back(static_cast<std::uint32_t>(row_));
  result_.nats.push_back(log_sum_exp(scores) - static_cast<double>(score));
  result_.ranks.push_back(static_cast<std::int32_t>(
      std::count_if(scores.begin(), scores.end(), [score](float other) { return other > score; })));
  result_.best.push_back(best.empty() ? TokenProbability{} : best[0]);
  if (++at_ < row.end) return;
  ++row_;
  at_ = row_ < rows_.size() ? rows_[row_].begin : 0;
}

}  // namespace wordspace
