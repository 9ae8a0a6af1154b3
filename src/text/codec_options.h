// What a tokenizer does besides its tokens and merges: the settings that tokenizer.json and its
// companions hold, so that a tokenizer that was read can be written as it was.
// Not the tokenizers (text/token_codec.h).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "text/codec_kind.h"
#include "text/token_codec.h"
#include "text/token_id.h"

namespace wordspace {

// A token that is found in a text before the tokenizer cuts it.
struct AddedToken {
  TokenId id = kUnknownToken;
  std::string content;
  bool single_word = false;  // not beside a letter, digit or '_'
  bool lstrip = false;       // takes the white space before it
  bool rstrip = false;       // takes the white space after it
  bool normalized = false;   // looked for in the normalised text, in its own normalised form
  bool special = true;
  bool in_model = true;  // false: the tokenizer itself does not know the token
  bool operator==(const AddedToken&) const = default;
};

struct CodecOptions {
  std::vector<AddedToken> added;  // no two of them look alike once normalised
  SpecialTokens special;
  // The names that tokenizer_config.json gives; unknown is its unk_token, which GPT-2 has and does
  // not use.
  SpecialTokens named;

  // Byte-level BPE. Without the regular expression merges go across words.
  bool add_prefix_space = false;
  bool use_regex = true;
  bool ignore_merges = false;  // a piece that is a token is that token, whatever the merges make
  bool fuse_unknown = false;   // neighbouring bytes without a token become one unknown

  // WordPiece. strip_accents: nothing means the same as lower_case.
  bool clean_text = true;
  bool split_chinese = true;
  bool lower_case = true;
  std::optional<bool> strip_accents;
  int longest_word = 100;  // code points; longer words are unknown
  std::string continuation = "##";

  // Parts of the files that change no token, as JSON by name, to be written back.
  std::map<std::string, std::string> kept;
  bool operator==(const CodecOptions&) const = default;
};

// The options of tokenizers made here: special tokens by their usual names, each of them an added
// token. The mask takes the blank before it, as the words that it stands for do; among characters
// the blank is a token of its own.
CodecOptions usual_options(CodecKind kind, std::span<const std::string> tokens);

// Token i is tokens[i]; merges for byte-level BPE only. Numbers in options are those of tokens, and
// added tokens are not empty, also once normalised (ENSURE).
//   Errors: tokenizer.bad_vocabulary, tokenizer.bad_merges.
Result<std::shared_ptr<const TokenCodec>> make_codec(CodecKind kind,
                                                     std::vector<std::string> tokens,
                                                     std::vector<BpeMerge> merges,
                                                     CodecOptions options);
// What becomes of an added token that is normalised (BERT's normaliser for WordPiece, else
// nothing).
std::string normalised_content(CodecKind kind, const CodecOptions& options,
                               const std::string& content);

}  // namespace wordspace
