// Byte-level byte-pair encoding, as GPT-2 has it: any text becomes tokens and comes back unchanged.
// Not its training (byte_bpe_training.cpp), and for this layer only: others use text/token_codec.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/table_codec.h"

namespace wordspace {

// The printable character that GPT-2 writes for a byte, as UTF-8, and the bytes behind a token's
// written form (nothing when a character of it stands for no byte).
std::string written_byte(unsigned char byte);
std::string written_bytes(std::string_view bytes);
std::optional<std::string> bytes_of_written(std::string_view written);
// The 256 written bytes in the order in which GPT-2 numbers them.
std::vector<std::string> byte_tokens();

// Which two tokens become which, found by hashing both numbers.
class MergeTable {
 public:
  static constexpr std::uint32_t kNone = 0xffffffffu;
  struct Merge {
    TokenId left = kUnknownToken;
    TokenId right = kUnknownToken;
    TokenId merged = kUnknownToken;
    std::uint32_t rank = kNone;
  };

  explicit MergeTable(std::size_t num_merges);
  // rank grows with every call; false for a pair that is there already.
  bool add(TokenId left, TokenId right, TokenId merged);
  // rank is kNone where the two do not merge.
  Merge find(TokenId left, TokenId right) const;
  std::span<const Merge> in_order() const { return merges_; }

 private:
  std::size_t slot_of(TokenId left, TokenId right) const;

  std::vector<Merge> slots_;
  std::vector<Merge> merges_;
};

class ByteBpeCodec final : public TableCodec {
 public:
  ByteBpeCodec(std::vector<std::string> tokens, MergeTable merges, CodecOptions options);

  std::string decode(std::span<const TokenId> tokens) const override;
  std::string display(TokenId id) const override;
  bool continues_word(TokenId id) const override;
  std::vector<BpeMerge> merges() const;
  // The tokens of one piece of text, appended. Words of more than kLongPiece bytes take another
  // way with the same result, which does not grow with the square of their length.
  void append_piece(std::string_view piece, std::vector<TokenId>& out) const;
  static constexpr std::size_t kLongPiece = 48;

 private:
  void append_plain(std::string_view text, WordTokens& cache,
                    std::vector<TokenId>& out) const override;
  // The piece's bytes as tokens, appended.
  void append_bytes(std::string_view piece, std::vector<TokenId>& out) const;
  void merge_short(std::vector<TokenId>& ids, std::size_t begin) const;
  void merge_long(std::vector<TokenId>& ids, std::size_t begin) const;

  MergeTable merges_;
  std::array<TokenId, 256> byte_ids_;
  std::vector<std::string> bytes_;  // of each token; added tokens by their name
};

// make_codec of byte-level BPE; tokens are checked.
Result<std::shared_ptr<const TokenCodec>> byte_bpe_with_options(std::vector<std::string> tokens,
                                                                std::vector<BpeMerge> merges,
                                                                CodecOptions options);

}  // namespace wordspace
