// Text to token numbers and back, the same four verbs for word, character, byte-level BPE and
// WordPiece tokenizers. What GPT and BERT read and write.
// Not a corpus (text/token_corpus.h), and not the vocabulary of word vectors (text/vocabulary.h).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "text/codec_kind.h"
#include "text/token_id.h"

namespace wordspace {

// Numbers of the special tokens; kUnknownToken where a tokenizer has none.
struct SpecialTokens {
  TokenId begin_of_text = kUnknownToken;  // where a document begins, if not as the last one ended
  TokenId end_of_text = kUnknownToken;    // <|endoftext|>: the end of a document, GPT's last word
  TokenId unknown = kUnknownToken;        // [UNK]
  TokenId padding = kUnknownToken;        // [PAD]
  TokenId classify = kUnknownToken;       // [CLS]
  TokenId separator = kUnknownToken;      // [SEP]
  TokenId mask = kUnknownToken;           // [MASK]
  // What stands before the first token of a document.
  TokenId start() const { return begin_of_text != kUnknownToken ? begin_of_text : end_of_text; }
  bool operator==(const SpecialTokens&) const = default;
};

// What training a tokenizer reserves, after or before its own tokens.
//   kGpt:  <|endoftext|> (and [UNK] for words and characters)
//   kBert: [PAD] [UNK] [CLS] [SEP] [MASK], numbers 0 to 4
enum class SpecialSet { kNone, kGpt, kBert };

struct CodecOptions;  // text/codec_options.h
class WordTokens;     // text/table_codec.h: remembers how words are cut, one a thread

// Immutable once built; shared between threads as shared_ptr<const TokenCodec>.
class TokenCodec {
 public:
  virtual ~TokenCodec() = default;
  virtual CodecKind kind() const = 0;
  virtual TokenId size() const = 0;
  virtual const SpecialTokens& special() const = 0;
  virtual const CodecOptions& options() const = 0;
  // Adds no special tokens; what a person types is plain text, the names of added tokens such as
  // "[MASK]" and "<|endoftext|>" excepted, which become their token. What the tokenizer cannot
  // write becomes unknown, or is left out where there is none.
  virtual std::vector<TokenId> encode(std::string_view text) const = 0;
  // The same, appended to out; words that the cache has seen are not cut again. For whole corpora.
  virtual void append_encoded(std::string_view text, WordTokens& cache,
                              std::vector<TokenId>& out) const = 0;
  // What ends a line (bytes and characters: '\n'; words: the same when training found that lines
  // do not end in punctuation); kUnknownToken where nothing does.
  virtual TokenId line_end() const = 0;
  // The text of the tokens as a reader sees it: words joined by spaces (none before . , ; : ! ? ),
  // bytes put together (bad UTF-8 becomes U+FFFD), WordPiece joined at ##. Specials by their name.
  virtual std::string decode(std::span<const TokenId> tokens) const = 0;
  // The token as tokenizer.json writes it ("Ġking", "##ing", "king").
  virtual std::string token(TokenId id) const = 0;
  // The token on screen: spaces as "␣"-like marks the fonts have ("·"), specials by name, bytes
  // that are not text as <0x9F>.
  virtual std::string display(TokenId id) const = 0;
  // Number of a token by its written form; kUnknownToken when there is none.
  virtual TokenId find(std::string_view token) const = 0;
  // True for tokens that continue a word (BPE: no leading space; WordPiece: ##).
  virtual bool continues_word(TokenId id) const = 0;
};

// --- Making one.

// The most frequent words (of texts in NFC, lower case; punctuation marks . , ; : ! ? are tokens of
// their own so that sentences can be written) up to vocab_size tokens, specials included. With
// kGpt, texts most of whose lines end without such a mark (verse, the toy worlds) get a token "\n".
//   Errors: tokenizer.bad_size, text.too_small.
Result<std::shared_ptr<const TokenCodec>> train_word_codec(std::span<const std::string_view> texts,
                                                           int vocab_size, SpecialSet specials);
// Every code point of the texts in NFC, most frequent first, at most vocab_size. With kBert without
// '\n', since its lines stand alone.
//   Errors: tokenizer.bad_size, text.too_small.
Result<std::shared_ptr<const TokenCodec>> train_character_codec(
    std::span<const std::string_view> texts, int vocab_size, SpecialSet specials);

struct BpeMerge {
  std::string left, right;  // in the byte alphabet of GPT-2
};
// Byte-level BPE learned from the texts: GPT-2's pre-tokenizer and byte map, the most frequent pair
// first, ties by the pair's spelling. vocab_size >= 256 + specials.
//   Errors: tokenizer.bad_size, text.too_small.
//   Source: Sennrich et al. 2016; Radford et al. 2019.
Result<std::shared_ptr<const TokenCodec>> train_byte_bpe(std::span<const std::string_view> texts,
                                                         int vocab_size, SpecialSet specials);
// From merges, one "left right" a line ("#version" lines skipped), tokens numbered as GPT-2 does:
// the 256 bytes in GPT-2's order, then a token a merge, then <|endoftext|>.
//   Errors: tokenizer.bad_merges (names the line).
Result<std::shared_ptr<const TokenCodec>> byte_bpe_from_merges(std::string_view merges,
                                                               SpecialSet specials);
// From a vocabulary with its numbers (token i is tokens[i]) and merges in order: what
// tokenizer.json holds.
//   Errors: tokenizer.bad_merges, tokenizer.bad_vocabulary.
Result<std::shared_ptr<const TokenCodec>> byte_bpe_from_parts(std::vector<std::string> tokens,
                                                              std::vector<BpeMerge> merges);
// WordPiece from vocab.txt: a token a line, its number is its line. lower_case also strips accents,
// as bert-base-uncased does.
//   Errors: tokenizer.bad_vocabulary.
Result<std::shared_ptr<const TokenCodec>> wordpiece_from_vocabulary(std::string_view vocab_txt,
                                                                    bool lower_case);
// Word or character codec from its tokens in order (names of specials are recognised).
//   Errors: tokenizer.bad_vocabulary.
Result<std::shared_ptr<const TokenCodec>> codec_from_tokens(CodecKind kind,
                                                            std::vector<std::string> tokens);

// The merges of a BPE codec, empty for others.
std::vector<BpeMerge> merges_of(const TokenCodec& codec);

}  // namespace wordspace
