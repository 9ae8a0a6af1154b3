// Sentence pairs and masked positions for a bidirectional model, as BERT was trained on them.
// Not windows of running text (gpt_batcher.cpp).
//
// B batch, T context.
#include <algorithm>
#include <utility>

#include "core/ensure.h"
#include "core/rng.h"
#include "text/codec_options.h"
#include "text/token_corpus.h"

namespace wordspace {
namespace {

// Source: Devlin et al. 2018, section 3.1.
constexpr double kChosenShare = 0.15;
constexpr float kMaskedShare = 0.8f;    // of the chosen
constexpr float kReplacedShare = 0.1f;  // of the chosen; the rest stays
constexpr std::uint64_t kHeldOutSeed = 0x62657274;
constexpr std::size_t kNumMarks = 3;  // [CLS], [SEP], [SEP]

// Lengths of A and B that fit in room together; the longer one gives first.
std::pair<std::size_t, std::size_t> fitted(std::size_t a, std::size_t b, std::size_t room) {
  if (a + b <= room) return {a, b};
  const std::size_t half = room / 2;
  if (a <= half) return {a, room - a};
  if (b <= room - half) return {room - b, b};
  return {half, room - half};
}

}  // namespace

BertBatcher::Pairs BertBatcher::pairs_of(const TokenPart& part) {
  Pairs pairs;
  for (std::size_t d = 0; d < part.num_documents(); ++d) {
    for (std::uint32_t l = part.document_begin[d]; l + 1 < part.document_begin[d + 1]; ++l) {
      pairs.first_line.push_back(l);
      pairs.group.push_back(static_cast<std::uint32_t>(pairs.num_documents));
    }
    if (pairs.first_line.size() == pairs.group_begin.back()) continue;
    pairs.group_begin.push_back(static_cast<std::uint32_t>(pairs.first_line.size()));
    ++pairs.num_documents;
  }
  return pairs;
}

Result<BertBatcher> BertBatcher::make(std::shared_ptr<const TokenCorpus> corpus, int batch,
                                      int context) {
  ENSURE(corpus != nullptr);
  ENSURE((batch > 0 && context >= kLeastContext));
  const SpecialTokens& special = corpus->codec->special();
  if (special.classify == kUnknownToken || special.separator == kUnknownToken ||
      special.padding == kUnknownToken || special.mask == kUnknownToken) {
    return Error{"bert.cannot_train",
                 "The tokenizer names no token for [CLS], [SEP], [PAD] or [MASK].",
                 "Add them to tokenizer_config.json: cls_token, sep_token, pad_token, mask_token.",
                 {}};
  }
  BertBatcher batcher;
  batcher.batch_ = batch;
  batcher.context_ = context;
  batcher.training_ = pairs_of(corpus->training);
  batcher.held_out_ = pairs_of(corpus->held_out);
  if (batcher.training_.num_documents == 0) {
    return Error{"text.too_small",
                 "The text is too small: fewer than two words occur 1 times.",
                 "Use more text or lower the minimum count.",
                 {"1"}};
  }
  if (batcher.training_.num_documents < 2) {
    return Error{"bert.one_document",
                 "The text is one document only, so no sentence can come from another one.",
                 "Put an empty line between chapters or articles: it ends a document.",
                 {}};
  }
  const auto size = static_cast<std::size_t>(corpus->codec->size());
  batcher.is_special_.assign(size, 0);
  for (const TokenId id : {special.end_of_text, special.unknown, special.padding, special.classify,
                           special.separator, special.mask}) {
    if (id != kUnknownToken) batcher.is_special_[static_cast<std::size_t>(id)] = 1;
  }
  for (const AddedToken& token : corpus->codec->options().added) {
    if (token.special) batcher.is_special_[static_cast<std::size_t>(token.id)] = 1;
  }
  for (std::size_t id = 0; id < size; ++id) {
    if (batcher.is_special_[id] == 0) batcher.ordinary_.push_back(static_cast<TokenId>(id));
  }
  ENSURE(!batcher.ordinary_.empty());
  batcher.corpus_ = std::move(corpus);
  return batcher;
}

void BertBatcher::draw(Rng& rng, BertBatch& batch) const {
  fill(corpus_->training, training_, rng, batch);
}

void BertBatcher::held_out(std::size_t i, BertBatch& batch) const {
  ENSURE(has_held_out());
  Rng rng(kHeldOutSeed, i);
  fill(corpus_->held_out, held_out_, rng, batch);
}

void BertBatcher::fill(const TokenPart& part, const Pairs& pairs, Rng& rng,
                       BertBatch& batch) const {
  const auto rows = static_cast<std::size_t>(batch_);
  const std::size_t size = rows * static_cast<std::size_t>(context_);
  batch.batch = batch_;
  batch.context = context_;
  batch.inputs.resize(size);
  batch.originals.resize(size);
  batch.segments.resize(size);
  batch.mask_targets.resize(size);
  batch.lengths.resize(rows);
  batch.is_next.resize(rows);
  for (std::size_t b = 0; b < rows; ++b) {
    fill_row(part, pairs, rng, batch, b);
    mask_row(rng, batch, b);
  }
}

void BertBatcher::fill_row(const TokenPart& part, const Pairs& pairs, Rng& rng, BertBatch& batch,
                           std::size_t b) const {
  const auto context = static_cast<std::size_t>(context_);
  const auto num_pairs = static_cast<std::uint32_t>(pairs.first_line.size());
  const std::uint32_t chosen = rng.below(num_pairs);
  const bool is_next = rng.below(2) == 1;
  std::uint32_t followed = chosen;  // the pair that gives its second line
  if (!is_next) {
    // Uniform among the pairs of other documents: skip those of this one.
    const std::uint32_t begin = pairs.group_begin[pairs.group[chosen]];
    const std::uint32_t end = pairs.group_begin[pairs.group[chosen] + 1];
    followed = rng.below(num_pairs - (end - begin));
    if (followed >= begin) followed += end - begin;
  }
  std::span<const TokenId> first = part.line(pairs.first_line[chosen]);
  std::span<const TokenId> second = part.line(pairs.first_line[followed] + 1);
  const auto [first_size, second_size] = fitted(first.size(), second.size(), context - kNumMarks);
  first = first.last(first_size);
  second = second.first(second_size);

  const SpecialTokens& special = corpus_->codec->special();
  const auto row = std::span(batch.originals).subspan(b * context, context);
  const auto segments = std::span(batch.segments).subspan(b * context, context);
  std::size_t at = 0;
  row[at++] = special.classify;
  at = static_cast<std::size_t>(std::copy(first.begin(), first.end(), row.begin() + 1) -
                                row.begin());
  row[at++] = special.separator;
  std::fill(segments.begin(), segments.end(), std::uint8_t{0});
  const std::size_t second_begin = at;
  for (const TokenId id : second) row[at++] = id;
  row[at++] = special.separator;
  for (std::size_t t = second_begin; t < at; ++t) segments[t] = 1;
  std::fill(row.begin() + static_cast<std::ptrdiff_t>(at), row.end(), special.padding);
  batch.lengths[b] = static_cast<std::int32_t>(at);
  batch.is_next[b] = is_next ? 1 : 0;
}

void BertBatcher::mask_row(Rng& rng, BertBatch& batch, std::size_t b) const {
  const auto context = static_cast<std::size_t>(context_);
  const auto originals = std::span(batch.originals).subspan(b * context, context);
  const auto inputs = std::span(batch.inputs).subspan(b * context, context);
  const auto targets = std::span(batch.mask_targets).subspan(b * context, context);
  std::copy(originals.begin(), originals.end(), inputs.begin());
  std::fill(targets.begin(), targets.end(), kUnknownToken);
  const auto may_choose = [&](TokenId id) {
    return is_special_[static_cast<std::size_t>(id)] == 0;
  };
  auto left =
      static_cast<std::uint32_t>(std::count_if(originals.begin(), originals.end(), may_choose));
  if (left == 0) return;
  // 15 % of them, the fraction of a position by chance, at least one.
  auto to_choose = static_cast<std::uint32_t>(kChosenShare * left + rng.uniform_double());
  to_choose = std::max(to_choose, 1u);
  for (std::size_t t = 0; to_choose > 0; ++t) {
    if (!may_choose(originals[t])) continue;
    // Selection sampling: each set of that size equally likely, in one pass.
    const bool chosen = rng.below(left) < to_choose;
    --left;
    if (!chosen) continue;
    --to_choose;
    targets[t] = originals[t];
    const float fate = rng.uniform();
    if (fate < kMaskedShare) {
      inputs[t] = corpus_->codec->special().mask;
    } else if (fate < kMaskedShare + kReplacedShare) {
      inputs[t] = ordinary_[rng.below(static_cast<std::uint32_t>(ordinary_.size()))];
    }
  }
}

}  // namespace wordspace
