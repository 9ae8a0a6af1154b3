// Text as documents of lines of tokens, and its split into training and held-out documents.
// Not where text comes from (files, downloads): callers hand over bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace wordspace {

// Largest text that is accepted.
inline constexpr std::size_t kMaxTextBytes = 64u << 20;

// One built-in corpus or one text of the learner's own, as plain UTF-8 in NFC.
// Layout of the text: a line is a sentence or verse (context windows do not cross it); an empty
// line ends a document.
struct Corpus {
  std::string name;                        // "bible-en", "own", ...
  std::string text;                        // UTF-8, NFC, '\n' line ends
  std::string licence;                     // one line, shown in the lab
  std::string source;                      // one line, shown in the lab
  std::vector<std::string> warnings = {};  // one English sentence each, e.g. "too small"
};

// Checks bytes from a person: size, UTF-8 (with or without byte-order mark), not empty, not binary;
// brings line ends to '\n' and the text to NFC. Warns (in warnings) where the text is under
// kMinUsefulWords words.
//   Errors: text.too_large, text.not_utf8 (names the byte offset), text.empty, text.binary,
//   file.compressed.
Result<Corpus> corpus_from_bytes(std::string name, std::string bytes);
inline constexpr std::size_t kMinUsefulWords = 2000;

// Half-open ranges of byte offsets of the documents of a text, in order; no empty document.
struct DocumentRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};
std::vector<DocumentRange> split_documents(std::string_view text);

// Which documents are held out: round(fraction * n) of them (at least one when n > 1 and
// fraction > 0), chosen from the seed. true = held out.
std::vector<bool> choose_held_out(std::size_t num_documents, double fraction, std::uint64_t seed);

}  // namespace wordspace
