// What all tokenizers share: tokens by number, numbers by token, special tokens by name, the cache
// of words that were cut before. Not a tokenizer, and for this layer only: others use
// text/token_codec.h.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/added_tokens.h"
#include "text/codec_options.h"
#include "text/token_codec.h"
#include "text/word_table.h"

namespace wordspace {

inline constexpr std::string_view kEndOfTextName = "<|endoftext|>";
inline constexpr std::string_view kUnknownName = "[UNK]";
inline constexpr std::string_view kPaddingName = "[PAD]";
inline constexpr std::string_view kClassifyName = "[CLS]";
inline constexpr std::string_view kSeparatorName = "[SEP]";
inline constexpr std::string_view kMaskName = "[MASK]";

// The names that a set reserves, in their order.
std::vector<std::string> special_names(SpecialSet specials);

// The text with every ill-formed stretch of UTF-8 as U+FFFD, one for each maximal subpart.
//   Source: The Unicode Standard, section 3.9 (substitution of maximal subparts).
std::string repaired_utf8(std::string_view bytes);

// The text as a screen shows a token: spaces as a middle dot, line ends as a pilcrow, bytes that
// are no text and other controls as <0x9F>.
std::string shown_on_screen(std::string_view bytes);

// Words that were cut before and their tokens. Forgets everything when it has grown large.
class WordTokens {
 public:
  // The tokens of the word; cut(word, out) appends them to out where the word is new. The span is
  // good until the next call.
  template <typename Cut>
  std::span<const TokenId> of(std::string_view word, Cut&& cut) {
    if (words_.size() >= kMostWords) forget();
    const std::uint32_t i = words_.add(word);
    if (i + 1 == begin_.size()) {
      cut(word, tokens_);
      begin_.push_back(static_cast<std::uint32_t>(tokens_.size()));
    }
    return std::span<const TokenId>(tokens_).subspan(begin_[i], begin_[i + 1] - begin_[i]);
  }

 private:
  static constexpr std::uint32_t kMostWords = 1u << 18;
  void forget() {
    words_ = WordTable();
    begin_ = {0};
    tokens_.clear();
  }

  WordTable words_;
  std::vector<std::uint32_t> begin_ = {0};  // [words + 1] into tokens_
  std::vector<TokenId> tokens_;
};

class TableCodec : public TokenCodec {
 public:
  // tokens are distinct (ENSURE).
  TableCodec(CodecKind kind, std::vector<std::string> tokens, CodecOptions options);

  CodecKind kind() const final { return kind_; }
  TokenId size() const final { return static_cast<TokenId>(tokens_.size()); }
  const SpecialTokens& special() const final { return options_.special; }
  const CodecOptions& options() const final { return options_; }
  std::vector<TokenId> encode(std::string_view text) const final;
  void append_encoded(std::string_view text, WordTokens& cache,
                      std::vector<TokenId>& out) const final;
  TokenId line_end() const final { return line_end_; }
  std::string token(TokenId id) const final { return tokens_[static_cast<std::size_t>(id)]; }
  TokenId find(std::string_view token) const final;

  // Whether it is one of options().added, which are written by their name.
  bool is_added(TokenId id) const;

 protected:
  // What the text becomes before tokens are looked for in it; buffer holds it if it changes.
  virtual std::string_view normalised(std::string_view text, std::string&) const { return text; }
  // Appends the tokens of normalised, well-formed UTF-8 without added tokens, not empty.
  virtual void append_plain(std::string_view text, WordTokens& cache,
                            std::vector<TokenId>& out) const = 0;
  std::span<const std::string> tokens() const { return tokens_; }
  // As find, but not for tokens that are only added.
  TokenId find_in_model(std::string_view token) const;
  void set_line_end(TokenId id) { line_end_ = id; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  CodecKind kind_;
  std::vector<std::string> tokens_;
  std::unordered_map<std::string, TokenId, Hash, std::equal_to<>> numbers_;
  CodecOptions options_;
  std::vector<std::uint8_t> kind_of_added_;  // by number, as far as any are added
  AddedTokens raw_, normalised_;
  TokenId line_end_ = kUnknownToken;
};

// Fails when there is no token, or one is empty, is not UTF-8 or occurs twice.
//   Errors: tokenizer.bad_vocabulary (names the number of the token).
Status check_tokens(std::span<const std::string> tokens);
Error bad_token(std::size_t number);

}  // namespace wordspace
