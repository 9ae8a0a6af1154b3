// Words with their punctuation, characters: trained by counting, encoded by look-up.
// Not the word loop itself (text/word_scanner.h).
#include "text/word_codec.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/ensure.h"
#include "text/unicode.h"
#include "text/utf8_decode.h"
#include "text/word_scanner.h"

namespace wordspace {
namespace {

constexpr std::string_view kMarks = ".,;:!?";
constexpr std::string_view kStops = ".,;:!?\n";  // what cuts a text for the word loop

bool is_mark(std::string_view token) {
  return token.size() == 1 && kMarks.find(token[0]) != std::string_view::npos;
}

// Calls visit with each word, each of . , ; : ! ? and each line end, in order. NFC text.
template <typename Visit>
void scan_words_and_marks(std::string_view text, std::string& buffer, Visit&& visit) {
  while (!text.empty()) {
    const std::size_t stop = std::min(text.find_first_of(kStops), text.size());
    scan_words<true>(text.substr(0, stop), buffer, visit);
    if (stop == text.size()) break;
    visit(text.substr(stop, 1));
    text.remove_prefix(stop + 1);
  }
}

// NFC of the text, in buffer where it changes something.
std::string_view nfc_of(std::string_view text, std::string& buffer) {
  if (!may_not_be_nfc(text)) return text;
  buffer = to_nfc_of_tokenizers(text);
  return buffer;
}

// Whether the last thing of the line that becomes a token is a mark.
bool ends_in_mark(std::string_view line, std::string& buffer) {
  const std::size_t mark = line.find_last_of(kMarks);
  if (mark == std::string_view::npos) return false;
  bool word_follows = false;
  scan_words<true>(line.substr(mark + 1), buffer, [&](std::string_view) { word_follows = true; });
  return !word_follows;
}

// Whether most lines end without a mark, so that nothing but a line end closes them.
bool lines_need_an_end(std::span<const std::string_view> texts) {
  std::string buffer;
  std::size_t num_lines = 0;
  std::size_t num_open = 0;
  for (const std::string_view text : texts) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t newline = std::min(text.find('\n', at), text.size());
      const std::string_view line = text.substr(at, newline - at);
      if (line.find_first_not_of(" \t") != std::string_view::npos) {
        ++num_lines;
        if (!ends_in_mark(line, buffer)) ++num_open;
      }
      at = newline + 1;
    }
  }
  return num_open * 2 > num_lines;
}

// The tokens of a trained codec: specials, then the table's words by falling count (ties by first
// occurrence), vocab_size at most.
std::vector<std::string> most_frequent(const WordTable& table, int vocab_size,
                                       SpecialSet specials) {
  std::vector<std::uint32_t> order(table.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return table.count(a) != table.count(b) ? table.count(a) > table.count(b) : a < b;
  });
  std::vector<std::string> tokens = special_names(specials);
  for (const std::uint32_t i : order) {
    if (static_cast<int>(tokens.size()) >= vocab_size) break;
    tokens.emplace_back(table.word(i));
  }
  return tokens;
}

Error too_small() {
  return Error{"text.too_small",
               "The text is too small: fewer than two words occur 1 times.",
               "Use more text or lower the minimum count.",
               {"1"}};
}

// A vocabulary needs its specials and two tokens more.
Status check_size(int vocab_size, SpecialSet specials) {
  const auto least = static_cast<int>(special_names(specials).size()) + 2;
  if (vocab_size >= least) return Done{};
  const std::string number = std::to_string(least);
  return Error{"tokenizer.bad_size",
               "The vocabulary is too small for this tokenizer: it needs " + number + " tokens.",
               "Choose a larger vocabulary.",
               {number}};
}

}  // namespace

Result<std::shared_ptr<const TokenCodec>> train_word_codec(std::span<const std::string_view> texts,
                                                           int vocab_size, SpecialSet specials) {
  const Status size = check_size(vocab_size, specials);
  if (!size.ok()) return size.error();
  const bool keep_line_ends = specials == SpecialSet::kGpt && lines_need_an_end(texts);
  WordTable table;
  std::string buffer;
  std::string normalised;
  for (const std::string_view text : texts) {
    scan_words_and_marks(nfc_of(text, normalised), buffer, [&](std::string_view word) {
      if (keep_line_ends || word != "\n") table.add(word);
    });
  }
  if (table.size() < 2) return too_small();
  return codec_from_tokens(CodecKind::kWord, most_frequent(table, vocab_size, specials));
}

Result<std::shared_ptr<const TokenCodec>> train_character_codec(
    std::span<const std::string_view> texts, int vocab_size, SpecialSet specials) {
  const Status size = check_size(vocab_size, specials);
  if (!size.ok()) return size.error();
  WordTable table;
  std::string normalised;
  for (std::string_view text : texts) {
    text = nfc_of(text, normalised);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t begin = at;
      decode_utf8(text, at);
      if (text[begin] == '\n' && specials == SpecialSet::kBert) continue;
      table.add(text.substr(begin, at - begin));
    }
  }
  if (table.size() < 2) return too_small();
  return codec_from_tokens(CodecKind::kCharacter, most_frequent(table, vocab_size, specials));
}

Result<std::shared_ptr<const TokenCodec>> codec_from_tokens(CodecKind kind,
                                                            std::vector<std::string> tokens) {
  ENSURE((kind == CodecKind::kWord || kind == CodecKind::kCharacter));
  CodecOptions options = usual_options(kind, tokens);
  return make_codec(kind, std::move(tokens), {}, std::move(options));
}

// --- Words.

WordCodec::WordCodec(std::vector<std::string> tokens, CodecOptions options)
    : TableCodec(CodecKind::kWord, std::move(tokens), std::move(options)) {
  set_line_end(find_in_model("\n"));
}

void WordCodec::append_plain(std::string_view text, WordTokens&, std::vector<TokenId>& out) const {
  std::string normalised;
  std::string buffer;
  scan_words_and_marks(nfc_of(text, normalised), buffer, [&](std::string_view word) {
    TokenId id = find_in_model(word);
    if (id == kUnknownToken && word != "\n") id = special().unknown;
    if (id != kUnknownToken) out.push_back(id);
  });
}

std::string WordCodec::decode(std::span<const TokenId> tokens) const {
  std::string text;
  for (const TokenId id : tokens) {
    const std::string& word = this->tokens()[static_cast<std::size_t>(id)];
    const bool at_line_start = text.empty() || text.back() == '\n';
    if (!at_line_start && !is_mark(word) && word != "\n") text += ' ';
    text += word;
  }
  return text;
}

std::string WordCodec::display(TokenId id) const { return shown_on_screen(token(id)); }

// --- Characters.

CharacterCodec::CharacterCodec(std::vector<std::string> tokens, CodecOptions options)
    : TableCodec(CodecKind::kCharacter, std::move(tokens), std::move(options)) {
  for (std::size_t i = 0; i < ascii_.size(); ++i) {
    ascii_[i] = find_in_model(std::string(1, static_cast<char>(i)));
  }
  set_line_end(find_in_model("\n"));
}

void CharacterCodec::append_plain(std::string_view text, WordTokens&,
                                  std::vector<TokenId>& out) const {
  std::string normalised;
  text = nfc_of(text, normalised);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const std::uint32_t code_point = decode_utf8(text, at);
    TokenId id = code_point < ascii_.size() ? ascii_[code_point]
                                            : find_in_model(text.substr(begin, at - begin));
    if (id == kUnknownToken) id = special().unknown;
    if (id != kUnknownToken) out.push_back(id);
  }
}

std::string CharacterCodec::decode(std::span<const TokenId> tokens) const {
  std::string text;
  for (const TokenId id : tokens) text += this->tokens()[static_cast<std::size_t>(id)];
  return text;
}

std::string CharacterCodec::display(TokenId id) const { return shown_on_screen(token(id)); }

bool CharacterCodec::continues_word(TokenId id) const {
  if (is_added(id)) return false;
  const std::string character = token(id);
  std::size_t at = 0;
  return character_class(decode_utf8(character, at)) != CharacterClass::kOther;
}

}  // namespace wordspace
