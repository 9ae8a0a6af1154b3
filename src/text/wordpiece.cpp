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

constexpr std::string_view kNoSpaceBefore = ".,;:!?";

// Characters that stand as words of their own: the blocks of Chinese characters, not kana or
// Hangul. Extension E begins at U+2B820; the library's list leaves its first 256 out, and so does
// this one.
bool is_chinese_character(std::uint32_t c) {
  return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) ||
         (c >= 0x20000 && c <= 0x2a6df) || (c >= 0x2a700 && c <= 0x2b73f) ||
         (c >= 0x2b740 && c <= 0x2b81f) || (c >= 0x2b920 && c <= 0x2ceaf) ||
         (c >= 0xf900 && c <= 0xfaff) || (c >= 0x2f800 && c <= 0x2fa1f);
}

bool is_bert_punctuation(std::uint32_t c) {
  const bool ascii = (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) ||
                     (c >= 123 && c <= 126);
  return ascii || is_punctuation(c);
}

// Control characters go, white space becomes a space.
std::string cleaned(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t c = decode_utf8(text, at);
    if (c == '\t' || c == '\n' || c == '\r') {
      out += ' ';
    } else if (c == 0xfffd || is_control(c)) {
      continue;
    } else if (is_white_space(c)) {
      out += ' ';
    } else {
      append_code_point(out, c);
    }
  }
  return out;
}

std::string with_chinese_apart(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t c = decode_utf8(text, at);
    const bool apart = is_chinese_character(c);
    if (apart) out += ' ';
    append_code_point(out, c);
    if (apart) out += ' ';
  }
  return out;
}

std::string without_accents(std::string_view text) {
  const std::string decomposed = to_nfd(text);
  std::string out;
  out.reserve(decomposed.size());
  for (std::size_t at = 0; at < decomposed.size();) {
    const std::uint32_t c = decode_utf8(decomposed, at);
    if (!is_nonspacing_mark(c)) append_code_point(out, c);
  }
  return out;
}

}  // namespace

std::string bert_normalised(std::string_view text, const CodecOptions& options) {
  std::string out = options.clean_text ? cleaned(text) : std::string(text);
  if (options.split_chinese) out = with_chinese_apart(out);
  if (options.strip_accents.value_or(options.lower_case)) out = without_accents(out);
  return options.lower_case ? to_lower(out) : out;
}

std::string normalised_content(CodecKind kind, const CodecOptions& options,
                               const std::string& content) {
  return kind == CodecKind::kWordPiece ? bert_normalised(content, options) : content;
}

WordPieceCodec::WordPieceCodec(std::vector<std::string> tokens, CodecOptions options)
    : TableCodec(CodecKind::kWordPiece, std::move(tokens), std::move(options)) {
  for (const std::string& token : this->tokens()) {
    longest_bytes_ = std::max(longest_bytes_, token.size());
  }
}

std::string_view WordPieceCodec::normalised(std::string_view text, std::string& buffer) const {
  buffer = bert_normalised(text, options());
  return buffer;
}

// White space goes; each mark of punctuation is a word of its own.
void WordPieceCodec::append_plain(std::string_view text, WordTokens& cache,
                                  std::vector<TokenId>& out) const {
  const auto cut = [this](std::string_view word, std::vector<TokenId>& ids) {
    append_word(word, ids);
  };
  const auto add = [&](std::size_t begin, std::size_t end) {
    if (begin == end) return;
    const std::span<const TokenId> ids = cache.of(text.substr(begin, end - begin), cut);
    out.insert(out.end(), ids.begin(), ids.end());
  };
  std::size_t begin = 0;  // of the word
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t here = at;
    const std::uint32_t c = decode_utf8(text, at);
    const bool mark = is_bert_punctuation(c);
    if (!mark && !is_white_space(c)) continue;
    add(begin, here);
    if (mark) add(here, at);
    begin = at;
  }
  add(begin, text.size());
}

void WordPieceCodec::append_word(std::string_view word, std::vector<TokenId>& out) const {
  const auto starts_character = [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
  };
  const std::size_t before = out.size();
  const auto length =
      static_cast<std::size_t>(std::count_if(word.begin(), word.end(), starts_character));
  bool known = length <= static_cast<std::size_t>(options().longest_word);
  std::string piece;
  for (std::size_t begin = 0; known && begin < word.size();) {
    piece.assign(begin == 0 ? std::string_view() : options().continuation);
    const std::size_t prefix = piece.size();
    piece.append(word.substr(begin, longest_bytes_));
    TokenId id = kUnknownToken;
    while (piece.size() > prefix) {
      const std::size_t end = begin + piece.size() - prefix;
      if ((end == word.size() || starts_character(word[end])) &&
          (id = find_in_model(piece)) != kUnknownToken) {
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
      piece.remove_prefix(options().continuation.size());
    } else if (!text.empty() && !mark) {
      text += ' ';
    }
    text.append(piece);
  }
  return text;
}

std::string WordPieceCodec::display(TokenId id) const { return shown_on_screen(token(id)); }

bool WordPieceCodec::continues_word(TokenId id) const {
  const std::string& prefix = options().continuation;
  const std::string& token = tokens()[static_cast<std::size_t>(id)];
  return !is_added(id) && !prefix.empty() && token.size() > prefix.size() &&
         token.starts_with(prefix);
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
  CodecOptions options = usual_options(CodecKind::kWordPiece, tokens);
  options.lower_case = lower_case;
  return make_codec(CodecKind::kWordPiece, std::move(tokens), {}, std::move(options));
}

}  // namespace wordspace
