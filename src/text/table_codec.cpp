// Tokens by number and by name; special tokens cut out of a text before the tokenizer sees it.
// Not a tokenizer (word_codec.cpp, byte_bpe.cpp, wordpiece.cpp).
#include "text/table_codec.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "core/ensure.h"
#include "text/unicode.h"

namespace wordspace {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD
constexpr std::string_view kShownSpace = "\xc2\xb7";       // U+00B7 middle dot
constexpr std::string_view kShownLineEnd = "\xc2\xb6";     // U+00B6 pilcrow
enum : std::uint8_t { kNotAdded, kAddedToModel, kOnlyAdded };

// Bytes of the maximal subpart that starts at an ill-formed place: what a decoder could still have
// taken for the beginning of a character, at least one.
std::size_t maximal_subpart(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char lead = byte(at);
  std::size_t length = 1;
  if (lead >= 0xc2 && lead <= 0xdf) length = 2;
  if (lead >= 0xe0 && lead <= 0xef) length = 3;
  if (lead >= 0xf0 && lead <= 0xf4) length = 4;
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
  if (lead == 0xe0) low = 0xa0;
  if (lead == 0xed) high = 0x9f;
  if (lead == 0xf0) low = 0x90;
  if (lead == 0xf4) high = 0x8f;
  std::size_t taken = 1;
  while (taken < length && at + taken < bytes.size()) {
    const unsigned char next = byte(at + taken);
    if (next < low || next > high) break;
    low = 0x80;
    high = 0xbf;
    ++taken;
  }
  return taken;
}

std::string hexadecimal(char byte) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  return std::string("<0x") + kDigits[value >> 4] + kDigits[value & 15] + ">";
}

std::vector<AddedTokens::Pattern> patterns_of(CodecKind kind, const CodecOptions& options,
                                              bool normalized) {
  std::vector<AddedTokens::Pattern> patterns;
  for (const AddedToken& token : options.added) {
    if (token.normalized != normalized) continue;
    patterns.push_back(
        {normalized ? normalised_content(kind, options, token.content) : token.content, token});
  }
  return patterns;
}

}  // namespace

const char* to_string(CodecKind kind) {
  switch (kind) {
    case CodecKind::kWord:
      return "word";
    case CodecKind::kCharacter:
      return "char";
    case CodecKind::kByteBpe:
      return "bpe";
    case CodecKind::kWordPiece:
      return "wordpiece";
  }
  return "";
}

std::vector<std::string> special_names(SpecialSet specials) {
  std::vector<std::string> names;
  if (specials == SpecialSet::kGpt) {
    names = {std::string(kEndOfTextName), std::string(kUnknownName)};
  } else if (specials == SpecialSet::kBert) {
    for (const std::string_view name :
         {kPaddingName, kUnknownName, kClassifyName, kSeparatorName, kMaskName}) {
      names.emplace_back(name);
    }
  }
  return names;
}

std::string repaired_utf8(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const std::size_t invalid = first_invalid_utf8(bytes);
    out.append(bytes.substr(0, invalid));
    if (invalid == kNoOffset) break;
    out.append(kReplacement);
    bytes.remove_prefix(invalid + maximal_subpart(bytes, invalid));
  }
  return out;
}

std::string shown_on_screen(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    if (byte == ' ') {
      out.append(kShownSpace);
      ++at;
    } else if (byte == '\n') {
      out.append(kShownLineEnd);
      ++at;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += hexadecimal(bytes[at++]);
    } else if (byte < 0x80) {
      out += bytes[at++];
    } else {
      const std::size_t length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
      const std::string_view character = bytes.substr(at, length);
      if (character.size() == length && first_invalid_utf8(character) == kNoOffset) {
        out.append(character);
        at += length;
      } else {
        out += hexadecimal(bytes[at++]);
      }
    }
  }
  return out;
}

Error bad_token(std::size_t number) {
  const std::string digits = std::to_string(number);
  return Error{"tokenizer.bad_vocabulary",
               "Token " + digits + " of the vocabulary is empty, damaged, or occurs twice.",
               "Every token needs a number of its own: take the file that came with the model.",
               {digits}};
}

Status check_tokens(std::span<const std::string> tokens) {
  if (tokens.empty()) return bad_token(0);
  ENSURE(tokens.size() < std::size_t{1} << 31);
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool fresh = seen.insert(tokens[i]).second;
    if (!fresh || tokens[i].empty() || first_invalid_utf8(tokens[i]) != kNoOffset) {
      return bad_token(i);
    }
  }
  return Done{};
}

CodecOptions usual_options(CodecKind kind, std::span<const std::string> tokens) {
  CodecOptions options;
  const std::pair<std::string_view, TokenId SpecialTokens::*> names[] = {
      {kEndOfTextName, &SpecialTokens::end_of_text}, {kUnknownName, &SpecialTokens::unknown},
      {kPaddingName, &SpecialTokens::padding},       {kClassifyName, &SpecialTokens::classify},
      {kSeparatorName, &SpecialTokens::separator},   {kMaskName, &SpecialTokens::mask}};
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    for (const auto& [name, role] : names) {
      if (tokens[i] != name) continue;
      const auto id = static_cast<TokenId>(i);
      options.special.*role = id;
      AddedToken token;
      token.id = id;
      token.content = tokens[i];
      token.lstrip = name == kMaskName && kind != CodecKind::kCharacter;
      options.added.push_back(std::move(token));
    }
  }
  options.named = options.special;
  options.named.begin_of_text = options.special.end_of_text;
  return options;
}

TableCodec::TableCodec(CodecKind kind, std::vector<std::string> tokens, CodecOptions options)
    : kind_(kind),
      tokens_(std::move(tokens)),
      options_(std::move(options)),
      raw_(patterns_of(kind, options_, false)),
      normalised_(patterns_of(kind, options_, true)) {
  numbers_.reserve(tokens_.size());
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    ENSURE(numbers_.emplace(tokens_[i], static_cast<TokenId>(i)).second);
  }
  for (const AddedToken& token : options_.added) {
    const auto id = static_cast<std::size_t>(token.id);
    ENSURE((id < tokens_.size() && tokens_[id] == token.content));
    if (id >= kind_of_added_.size()) kind_of_added_.resize(id + 1, kNotAdded);
    kind_of_added_[id] = token.in_model ? kAddedToModel : kOnlyAdded;
  }
}

TokenId TableCodec::find(std::string_view token) const {
  const auto found = numbers_.find(token);
  return found == numbers_.end() ? kUnknownToken : found->second;
}

TokenId TableCodec::find_in_model(std::string_view token) const {
  const TokenId id = find(token);
  const auto place = static_cast<std::size_t>(id);
  const bool only_added =
      id != kUnknownToken && place < kind_of_added_.size() && kind_of_added_[place] == kOnlyAdded;
  return only_added ? kUnknownToken : id;
}

bool TableCodec::is_added(TokenId id) const {
  const auto place = static_cast<std::size_t>(id);
  return place < kind_of_added_.size() && kind_of_added_[place] != kNotAdded;
}

std::vector<TokenId> TableCodec::encode(std::string_view text) const {
  WordTokens cache;
  std::vector<TokenId> out;
  append_encoded(text, cache, out);
  return out;
}

void TableCodec::append_encoded(std::string_view text, WordTokens& cache,
                                std::vector<TokenId>& out) const {
  std::string repaired;
  if (first_invalid_utf8(text) != kNoOffset) {
    repaired = repaired_utf8(text);
    text = repaired;
  }
  std::string buffer;
  raw_.split(text, [&](const AddedTokens::Part& part) {
    if (part.token != kUnknownToken) {
      out.push_back(part.token);
      return;
    }
    normalised_.split(normalised(part.text, buffer), [&](const AddedTokens::Part& inner) {
      if (inner.token != kUnknownToken) {
        out.push_back(inner.token);
      } else {
        append_plain(inner.text, cache, out);
      }
    });
  });
}

}  // namespace wordspace
