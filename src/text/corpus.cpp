// Checks text from a person, finds its documents, chooses which of them are held out.
// Not tokens (text/tokenizer.h, text/vocabulary.h).
#include "text/corpus.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "core/compressed.h"
#include "core/rng.h"
#include "text/unicode.h"
#include "text/word_scanner.h"

namespace wordspace {
namespace {

constexpr std::uint64_t kHeldOutStream = 0x686f6c64;  // Rng stream of choose_held_out

Error error(std::string code, std::string message, std::string hint,
            std::vector<std::string> args) {
  return Error{std::move(code), std::move(message), std::move(hint), std::move(args)};
}

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// '\r\n' and a lone '\r' become '\n', in place.
void unify_line_ends(std::string& text) {
  const std::size_t first = text.find('\r');
  if (first == std::string::npos) return;
  std::size_t out = first;
  for (std::size_t i = first; i < text.size(); ++i) {
    if (text[i] == '\r') {
      text[out++] = '\n';
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    } else {
      text[out++] = text[i];
    }
  }
  text.resize(out);
}

// Control characters that no text has, DEL included.
std::size_t count_control_bytes(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t' && byte != '\f') ||
           byte == 0x7f;
  }));
}

// How many words the text has; counting stops after the line that reaches enough.
std::size_t count_words(std::string_view text, std::size_t enough) {
  std::size_t num_words = 0;
  std::string buffer;
  for (std::size_t at = 0; at < text.size() && num_words < enough;) {
    const std::size_t newline = std::min(text.find('\n', at), text.size());
    scan_words(text.substr(at, newline - at), buffer, [&](std::string_view) { ++num_words; });
    at = newline + 1;
  }
  return num_words;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

Result<Corpus> corpus_from_bytes(std::string name, std::string bytes) {
  if (bytes.size() > kMaxTextBytes) {
    const std::string have = std::to_string((bytes.size() + (1u << 20) - 1) >> 20);
    const std::string most = std::to_string(kMaxTextBytes >> 20);
    return error("text.too_large",
                 "The text has " + have + " MB; at most " + most + " MB are accepted.",
                 "Take a part of it: a few megabytes already teach good vectors.", {have, most});
  }
  if (std::optional<Error> packed = compressed_error(bytes)) return *packed;
  const bool utf16 = starts_with(bytes, "\xff\xfe") || starts_with(bytes, "\xfe\xff");
  if (!utf16 && bytes.find('\0') != std::string::npos) {
    return error("text.binary", "This is not plain text: it holds zero bytes.",
                 "Open it in the program that made it and save it as plain text in UTF-8.", {});
  }
  const std::size_t invalid = first_invalid_utf8(bytes);
  if (invalid != kNoOffset) {
    const std::string where = std::to_string(invalid);
    return error("text.not_utf8", "The text is not UTF-8: byte " + where + " does not fit.",
                 "Save it again with the encoding UTF-8.", {where});
  }
  std::size_t marks = 0;  // of the byte order; files put together from others begin with several
  while (bytes.compare(marks, 3, "\xef\xbb\xbf") == 0) marks += 3;
  bytes.erase(0, marks);
  unify_line_ends(bytes);

  Corpus corpus;
  corpus.name = std::move(name);
  corpus.text = may_not_be_nfc(bytes) ? to_nfc(bytes) : std::move(bytes);
  // Of the text as it is kept: what was taken once is taken again.
  if (count_control_bytes(corpus.text) * 100 > corpus.text.size()) {
    return error("text.binary", "This is not plain text: it is full of control characters.",
                 "Open it in the program that made it and save it as plain text in UTF-8.", {});
  }
  const std::size_t num_words = count_words(corpus.text, kMinUsefulWords);
  if (num_words == 0) {
    return error("text.empty", "The text has no words.",
                 "Paste or open a text with at least a few sentences.", {});
  }
  if (num_words < kMinUsefulWords) {
    corpus.warnings.push_back("This text has only " + std::to_string(num_words) +
                              " words: expect vectors that are mostly chance; " +
                              std::to_string(kMinUsefulWords) +
                              " words are the least that shows anything.");
  }
  return corpus;
}

std::vector<DocumentRange> split_documents(std::string_view text) {
  std::vector<DocumentRange> documents;
  bool open = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t newline = std::min(text.find('\n', at), text.size());
    if (is_blank(text.substr(at, newline - at))) {
      open = false;
    } else {
      if (!open) documents.push_back({at, at});
      documents.back().end = newline;
      open = true;
    }
    at = newline + 1;
  }
  return documents;
}

std::vector<bool> choose_held_out(std::size_t num_documents, double fraction, std::uint64_t seed) {
  std::vector<bool> held_out(num_documents, false);
  if (num_documents < 2 || !(fraction > 0)) return held_out;
  const auto wanted = static_cast<std::size_t>(
      std::llround(std::min(fraction, 1.0) * static_cast<double>(num_documents)));
  const std::size_t chosen = std::clamp<std::size_t>(wanted, 1, num_documents - 1);
  std::vector<std::uint32_t> order(num_documents);
  std::iota(order.begin(), order.end(), 0u);
  Rng rng(seed, kHeldOutStream);
  for (std::size_t i = 0; i < chosen; ++i) {
    const std::size_t j = i + rng.below(static_cast<std::uint32_t>(num_documents - i));
    std::swap(order[i], order[j]);
    held_out[order[i]] = true;
  }
  return held_out;
}

}  // namespace wordspace
