// Continuations, surprisals, masks and pairs.
// Not beams: one token at a time.
#include "models/transformer_text.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/ensure.h"
#include "models/loss_math.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"

namespace wordspace {

std::vector<double> probabilities_of(std::span<const float> logits) {
  std::vector<double> probabilities(logits.size());
  if (logits.empty()) return probabilities;
  const double sum = log_sum_exp(logits);
  for (std::size_t i = 0; i < logits.size(); ++i) {
    probabilities[i] = std::exp(static_cast<double>(logits[i]) - sum);
  }
  return probabilities;
}

std::vector<TokenProbability> likeliest(std::span<const float> logits, TokenId codec_size,
                                        int num) {
  const std::size_t size = std::min(logits.size(), static_cast<std::size_t>(codec_size));
  const std::vector<double> probabilities = probabilities_of(logits.first(size));
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t kept = std::min(size, static_cast<std::size_t>(std::max(num, 0)));
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end(),
                    [&](std::size_t a, std::size_t b) {
                      return logits[a] != logits[b] ? logits[a] > logits[b] : a < b;
                    });
  std::vector<TokenProbability> best;
  for (std::size_t k = 0; k < kept; ++k) {
    best.push_back({static_cast<TokenId>(order[k]), probabilities[order[k]]});
  }
  return best;
}

double entropy_of_logits(std::span<const float> logits) {
  if (logits.empty()) return 0;
  // -sum p ln p with ln p = score - log of the sum.
  const double sum = log_sum_exp(logits);
  double entropy = 0;
  for (const float score : logits) {
    const double log_p = static_cast<double>(score) - sum;
    entropy -= std::exp(log_p) * log_p;
  }
  return std::max(entropy, 0.0);
}

// --- GPT.

TokenReader::TokenReader(std::shared_ptr<const Transformer> model)
    : model_(std::move(model)), cache_(model_->make_cache()) {}

void TokenReader::read(TokenId token) {
  const int context = model_->config().context;
  if (cache_.length == context) {
    const auto kept = static_cast<std::size_t>(context / 2);
    cache_.length = 0;
    for (std::size_t i = read_.size() - kept; i < read_.size(); ++i) {
      model_->decode(cache_, read_[i], logits_);
    }
  }
  read_.push_back(token);
  model_->decode(cache_, token, logits_);
}

Writer::Writer(std::shared_ptr<const Transformer> model, std::shared_ptr<const TokenCodec> codec)
    : reader_(std::move(model)), codec_(std::move(codec)) {}

Result<Writer> Writer::begin(std::shared_ptr<const Transformer> model,
                             std::shared_ptr<const TokenCodec> codec, std::string_view prompt,
                             const SamplingOptions& sampling, std::uint64_t seed) {
  ENSURE(model->config().kind == TransformerKind::kGpt);
  const TokenId start = codec->special().start();
  Writer writer(std::move(model), std::move(codec));
  writer.sampling_ = sampling;
  writer.rng_ = Rng(seed);
  writer.prompt_ = writer.codec_->encode(prompt);
  if (writer.prompt_.empty() && start == kUnknownToken) {
    return Error{"generate.empty_prompt", "The prompt has no tokens.", "Write at least a word."};
  }
  if (writer.prompt_.empty()) writer.reader_.read(start);
  for (const TokenId token : writer.prompt_) writer.reader_.read(token);
  return writer;
}

std::vector<float> Writer::next_distribution() const {
  const auto size = std::min(logits().size(), static_cast<std::size_t>(codec_->size()));
  return sampling_distribution(logits().first(size), sampling_);
}

TokenId Writer::write() {
  if (ended_) return kUnknownToken;
  const TokenId token = sample_token(next_distribution(), rng_);
  if (token == codec_->special().end_of_text) {
    ended_ = true;
    return kUnknownToken;
  }
  append(token);
  return token;
}

void Writer::append(TokenId token) {
  written_.push_back(token);
  reader_.read(token);
}

std::string Writer::text() const {
  std::vector<TokenId> all = prompt_;
  all.insert(all.end(), written_.begin(), written_.end());
  return codec_->decode(all);
}

double Surprisals::mean_nats() const {
  if (nats.size() <= first_counted) return 0;
  const double sum =
      std::accumulate(nats.begin() + static_cast<std::ptrdiff_t>(first_counted), nats.end(), 0.0);
  return sum / static_cast<double>(nats.size() - first_counted);
}

Surprisals surprisals(const Transformer& model, const TokenCodec& codec, std::string_view text,
                      int num_expected) {
  ENSURE(model.config().kind == TransformerKind::kGpt);
  Surprisals result;
  result.tokens = codec.encode(text);
  result.nats.assign(result.tokens.size(), 0);
  result.best.assign(result.tokens.size(), {});
  result.ranks.assign(result.tokens.size(), 0);
  if (num_expected > 0) {
    result.expected.resize(result.tokens.size());
    result.entropies.assign(result.tokens.size(), 0);
  }
  const TokenId start = codec.special().start();
  // What the model reads: the text, with a document's start before it where there is one.
  std::vector<TokenId> stream;
  if (start != kUnknownToken) stream.push_back(start);
  result.first_counted = stream.empty() ? 1 : 0;
  stream.insert(stream.end(), result.tokens.begin(), result.tokens.end());
  const std::size_t shift = stream.size() - result.tokens.size();
  const auto context = static_cast<std::size_t>(model.config().context);
  const auto vocab = static_cast<std::size_t>(model.config().vocab);
  std::vector<float> logits;
  // Targets of stream positions 1 .. size - 1; a window scores what no window before it has.
  for (std::size_t scored = 1; scored < stream.size();) {
    const std::size_t begin = scored > context ? scored - context / 2 : 0;
    const std::size_t width = std::min(context, stream.size() - 1 - begin);
    const std::span<const TokenId> inputs = std::span(stream).subspan(begin, width);
    model.forward({1, static_cast<int>(width), inputs}, logits, nullptr, nullptr);
    for (; scored <= begin + width; ++scored) {
      const std::span<const float> row =
          std::span<const float>(logits).subspan((scored - 1 - begin) * vocab, vocab);
      const double sum = log_sum_exp(row);
      const float own = row[static_cast<std::size_t>(stream[scored])];
      // Rows past the tokenizer's last token only fill the table up.
      const auto named = row.first(std::min(vocab, static_cast<std::size_t>(codec.size())));
      const auto first = std::max_element(named.begin(), named.end());
      result.nats[scored - shift] = sum - static_cast<double>(own);
      result.best[scored - shift] = {static_cast<TokenId>(first - named.begin()),
                                     std::exp(static_cast<double>(*first) - sum)};
      result.ranks[scored - shift] = static_cast<std::int32_t>(
          std::count_if(row.begin(), row.end(), [own](float other) { return other > own; }));
      if (num_expected > 0) {
        result.expected[scored - shift] = likeliest(row, codec.size(), num_expected);
        result.entropies[scored - shift] = entropy_of_logits(row);
      }
    }
  }
  return result;
}

// --- BERT.

Result<BertInput> bert_input(const TokenCodec& codec, int context, std::string_view first,
                             const std::string_view* second) {
  const SpecialTokens& special = codec.special();
  if (special.classify == kUnknownToken || special.separator == kUnknownToken) {
    return Error{"bert.no_special_tokens", "The tokenizer has no [CLS] and [SEP].",
                 "Use the tokenizer that belongs to this BERT."};
  }
  std::vector<TokenId> a = codec.encode(first);
  std::vector<TokenId> b = second != nullptr ? codec.encode(*second) : std::vector<TokenId>();
  if (a.empty() && b.empty()) {
    return Error{"bert.empty_text", "The text has no words.", "Write a sentence."};
  }
  const std::size_t room =
      static_cast<std::size_t>(context) - (second != nullptr ? std::size_t{3} : std::size_t{2});
  while (a.size() + b.size() > room) {
    std::vector<TokenId>& longer = a.size() >= b.size() ? a : b;
    longer.pop_back();
  }
  BertInput input;
  const auto add = [&](TokenId id, std::uint8_t segment) {
    input.ids.push_back(id);
    input.segments.push_back(segment);
  };
  add(special.classify, 0);
  for (const TokenId id : a) add(id, 0);
  add(special.separator, 0);
  if (second == nullptr) return input;
  for (const TokenId id : b) add(id, 1);
  add(special.separator, 1);
  return input;
}

Result<std::vector<MaskGuesses>> fill_masks(const Transformer& model, const TokenCodec& codec,
                                            const BertInput& input, int num) {
  std::vector<MaskGuesses> all;
  for (std::size_t t = 0; t < input.ids.size(); ++t) {
    if (codec.special().mask != kUnknownToken && input.ids[t] == codec.special().mask) {
      all.push_back({t, {}});
    }
  }
  if (all.empty()) {
    return Error{"fill_mask.no_mask", "The text has no [MASK].",
                 "Write [MASK] in place of a word."};
  }
  std::vector<float> logits;
  model.forward({1, static_cast<int>(input.ids.size()), input.ids, input.segments}, logits, nullptr,
                nullptr);
  const auto vocab = static_cast<std::size_t>(model.config().vocab);
  for (MaskGuesses& mask : all) {
    mask.guesses = likeliest(std::span<const float>(logits).subspan(mask.position * vocab, vocab),
                             codec.size(), num);
  }
  return all;
}

double next_sentence_probability(const Transformer& model, const BertInput& input) {
  std::vector<float> logits, next;
  model.forward({1, static_cast<int>(input.ids.size()), input.ids, input.segments}, logits, &next,
                nullptr);
  return probabilities_of(next)[0];
}

}  // namespace wordspace
