// Words and characters of a text, one by one.
// Not the word loop itself (text/word_scanner.h), which the vocabulary inlines.
#include "text/tokenizer.h"

#include "text/unicode.h"
#include "text/utf8_decode.h"
#include "text/word_scanner.h"

namespace wordspace {

void for_each_token(TokenizerKind kind, std::string_view text,
                    const std::function<void(std::string_view)>& visit) {
  std::string normalised;
  if (may_not_be_nfc(text)) {
    normalised = to_nfc(text);
    text = normalised;
  }
  if (kind == TokenizerKind::kWord) {
    std::string buffer;
    scan_words(text, buffer, visit);
    return;
  }
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    decode_utf8(text, at);
    visit(text.substr(begin, at - begin));
  }
}

std::vector<std::string> tokenize(TokenizerKind kind, std::string_view text) {
  std::vector<std::string> tokens;
  for_each_token(kind, text, [&](std::string_view token) { tokens.emplace_back(token); });
  return tokens;
}

}  // namespace wordspace
