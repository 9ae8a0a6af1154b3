// WordPiece: BERT's basic tokenizer and the greedy longest match.
// Not training, not special tokens in the text (table_codec.cpp).
#include "text/wordpiece.h"

#include <algorithm>
#include <utility>

#include "core/ensure.h"
#include "text/unicode.h"
#include "text/utf8_decode.h"

namespace wordspace {
namespace {

constexpr std::size_t kLongestWord = 100;  // in code points; longer words are unknown
constexpr std::string_view kContinuation = "##";
constexpr std::string_view kNoSpaceBefore = ".,;:!?";

// Characters that stand as words of their own: the blocks of Chinese characters, not kana or
// Hangul.
bool is_chinese_character(std::uint32_t c) {
  return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) ||
         (c >= 0x20000 && c <= 0x2a6df) || (c >= 0x2a700 && c <= 0x2b73f) ||
         (c >= 0x2b740 && c <= 0x2b81f) || (c >= 0x2b820 && c <= 0x2ceaf) ||
         (c >= 0xf900 && c <= 0xfaff) || (c >= 0x2f800 && c <= 0x2fa1f);
}

bool is_bert_punctuation(std::uint32_t c) {
  const bool ascii = (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) ||
                     (c >= 123 && c <= 126);
  return ascii || is_punctuation(c);
}

// Control characters go, white space becomes a space, Chinese characters get spaces around them.
std::string cleaned(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t c = decode_utf8(text, at);
    if (c == '\t' || c == '\n' || c == '\r' || c == ' ') {
      out += ' ';
    } else if (c == 0xfffd || is_control(c)) {
      continue;
    } else if (is_white_space(c)) {
      out += ' ';
    } else if (is_chinese_character(c)) {
      out += ' ';
      append_code_point(out, c);
      out += ' ';
    } else {
      append_code_point(out, c);
    }
  }
  return out;
}

bool continues(std::string_view token) {
  return token.size() > kContinuation.size() &&
         token.substr(0, kContinuation.size()) == kContinuation;
}

}  // namespace

std::string bert_basic_words(std::string_view text, bool lower_case) {
  std::string clean = cleaned(text);
  if (lower_case) clean = to_nfd(clean);
  std::string out;
  out.reserve(clean.size());
  const auto end_word = [&] {
    if (!out.empty() && out.back() != ' ') out += ' ';
  };
  for (std::size_t at = 0; at < clean.size();) {
    std::uint32_t c = decode_utf8(clean, at);
    if (lower_case && is_nonspacing_mark(c)) continue;
    if (is_white_space(c)) {
      end_word();
      continue;
    }
    if (lower_case) c = lower_code_point(c);
    if (is_bert_punctuation(c)) {
      end_word();
      append_code_point(out, c);
      out += ' ';
    } else {
      append_code_point(out, c);
    }
  }
  end_word();
  return out;
}

WordPieceCodec::WordPieceCodec(std::vector<std::string> tokens, bool lower_case)
    : TableCodec(CodecKind::kWordPiece, std::move(tokens)), lower_case_(lower_case) {
  for (const std::string& token : this->tokens()) {
    const std::size_t prefix = continues(token) ? kContinuation.size() : 0;
    longest_bytes_ = std::max(longest_bytes_, token.size() - prefix);
  }
}

void WordPieceCodec::append_plain(std::string_view text, WordTokens& cache,
                                  std::vector<TokenId>& out) const {
  const std::string words = bert_basic_words(text, lower_case_);
  const auto cut = [this](std::string_view word, std::vector<TokenId>& ids) {
    append_word(word, ids);
  };
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t space = words.find(' ', at);
    const std::string_view word = std::string_view(words).substr(at, space - at);
    const std::span<const TokenId> ids = cache.of(word, cut);
    out.insert(out.end(), ids.begin(), ids.end());
    at = space + 1;
  }
}

void WordPieceCodec::append_word(std::string_view word, std::vector<TokenId>& out) const {
  const auto starts_character = [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
  };
  const std::size_t before = out.size();
  const auto length =
      static_cast<std::size_t>(std::count_if(word.begin(), word.end(), starts_character));
  bool known = length <= kLongestWord;
  std::string piece;
  for (std::size_t begin = 0; known && begin < word.size();) {
    piece.assign(begin == 0 ? std::string_view() : kContinuation);
    const std::size_t prefix = piece.size();
    piece.append(word.substr(begin, longest_bytes_));
    TokenId id = kUnknownToken;
    while (piece.size() > prefix) {
      const std::size_t end = begin + piece.size() - prefix;
      if ((end == word.size() || starts_character(word[end])) &&
          (id = find(piece)) != kUnknownToken) {
        break;
      }
      piece.pop_back();
    }
    known = id != kUnknownToken;
    if (known) out.push_back(id);
    begin += piece.size() - prefix;
  }
  if (known) return;
  out.resize(before);
  if (special().unknown != kUnknownToken) out.push_back(special().unknown);
}

std::string WordPieceCodec::decode(std::span<const TokenId> tokens) const {
  std::string text;
  for (const TokenId id : tokens) {
    std::string_view piece = this->tokens()[static_cast<std::size_t>(id)];
    const bool mark = piece.size() == 1 && kNoSpaceBefore.find(piece[0]) != std::string_view::npos;
    if (continues_word(id)) {
      piece.remove_prefix(kContinuation.size());
    } else if (!text.empty() && !mark) {
      text += ' ';
    }
    text.append(piece);
  }
  return text;
}

std::string WordPieceCodec::display(TokenId id) const { return shown_on_screen(token(id)); }

bool WordPieceCodec::continues_word(TokenId id) const {
  return !is_special(id) && continues(tokens()[static_cast<std::size_t>(id)]);
}

Result<std::shared_ptr<const TokenCodec>> wordpiece_from_vocabulary(std::string_view vocab_txt,
                                                                    bool lower_case) {
  std::vector<std::string> tokens;
  for (std::size_t at = 0; at < vocab_txt.size();) {
    const std::size_t newline = std::min(vocab_txt.find('\n', at), vocab_txt.size());
    std::string_view line = vocab_txt.substr(at, newline - at);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    tokens.emplace_back(line);
    at = newline + 1;
  }
  const Status checked = check_tokens(tokens);
  if (!checked.ok()) return checked.error();
  return std::shared_ptr<const TokenCodec>(
      std::make_shared<WordPieceCodec>(std::move(tokens), lower_case));
}

bool lowers_case(const TokenCodec& codec) {
  return codec.kind() == CodecKind::kWordPiece &&
         static_cast<const WordPieceCodec&>(codec).lowers_case();
}

}  // namespace wordspace
