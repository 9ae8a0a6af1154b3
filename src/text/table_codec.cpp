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

// The text between special tokens a person may type, and those tokens.
template <typename OnText, typename OnToken>
void split_at_specials(std::string_view text, const SpecialTokens& special, OnText&& on_text,
                       OnToken&& on_token) {
  const std::pair<std::string_view, TokenId> names[] = {{kEndOfTextName, special.end_of_text},
                                                        {kMaskName, special.mask}};
  while (!text.empty()) {
    std::size_t nearest = std::string_view::npos;
    std::pair<std::string_view, TokenId> found;
    for (const auto& name : names) {
      if (name.second == kUnknownToken) continue;
      const std::size_t at = text.find(name.first);
      if (at < nearest) {
        nearest = at;
        found = name;
      }
    }
    if (nearest == std::string_view::npos) break;
    if (nearest > 0) on_text(text.substr(0, nearest));
    on_token(found.second);
    text.remove_prefix(nearest + found.first.size());
  }
  if (!text.empty()) on_text(text);
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

bool is_special_name(std::string_view token) {
  return token == kEndOfTextName || token == kUnknownName || token == kPaddingName ||
         token == kClassifyName || token == kSeparatorName || token == kMaskName;
}

TableCodec::TableCodec(CodecKind kind, std::vector<std::string> tokens)
    : kind_(kind), tokens_(std::move(tokens)) {
  numbers_.reserve(tokens_.size());
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    ENSURE(numbers_.emplace(tokens_[i], static_cast<TokenId>(i)).second);
  }
  special_.end_of_text = find(kEndOfTextName);
  special_.unknown = find(kUnknownName);
  special_.padding = find(kPaddingName);
  special_.classify = find(kClassifyName);
  special_.separator = find(kSeparatorName);
  special_.mask = find(kMaskName);
}

TokenId TableCodec::find(std::string_view token) const {
  const auto found = numbers_.find(token);
  return found == numbers_.end() ? kUnknownToken : found->second;
}

bool TableCodec::is_special(TokenId id) const {
  return id == special_.end_of_text || id == special_.unknown || id == special_.padding ||
         id == special_.classify || id == special_.separator || id == special_.mask;
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
  split_at_specials(
      text, special_, [&](std::string_view part) { append_plain(part, cache, out); },
      [&](TokenId id) { out.push_back(id); });
}

}  // namespace wordspace
