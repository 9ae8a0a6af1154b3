// One row of a BERT batch as chips: [CLS] A [SEP] B [SEP], its segments, and what became of each
// chosen position. For lab BERT's step and lab 2's pairs.
// Not how rows are drawn (text/token_corpus.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "labs/lab.h"
#include "text/token_id.h"
#include "ui/widgets.h"

namespace wordspace {

class TokenCodec;

// targets: the original token at chosen positions, else kUnknownToken. All spans have one length,
// padding left out.
struct BertRow {
  std::span<const TokenId> inputs, targets;
  std::span<const std::uint8_t> segments;
  bool is_next = false;
};

// What became of a position: not chosen, [MASK], a random token, left as it was.
enum class MaskFate { kNotChosen, kMasked, kReplaced, kKept };
MaskFate fate_of(const TokenCodec& codec, TokenId input, TokenId target);
struct FateCounts {
  std::size_t ordinary = 0;  // positions that may be chosen
  std::size_t masked = 0, replaced = 0, kept = 0;
  std::size_t chosen() const { return masked + replaced + kept; }
};
FateCounts count_fates(const TokenCodec& codec, const BertRow& row);
ImU32 fate_colour(const ui::Ui& ui, MaskFate fate);

// The chips; under a chosen one what the model has to guess. Explained on hover.
void draw_bert_row(ui::Ui& ui, const TokenCodec& codec, const BertRow& row);
// What the colours mean: masked, replaced, kept; segments.
void draw_bert_row_legend(ui::Ui& ui, const char* name);
ui::Table table_of(ui::Ui& ui, const TokenCodec& codec, const BertRow& row);

}  // namespace wordspace
