// Turns corpora into numbers.
// Not the tokenizer's rules (text/word_scanner.h).
#include "text/encoded_corpus.h"

#include <algorithm>
#include <utility>

#include "core/ensure.h"
#include "text/corpus.h"
#include "text/unicode.h"
#include "text/utf8_decode.h"
#include "text/vocabulary.h"
#include "text/word_scanner.h"
#include "text/word_table.h"

namespace wordspace {
namespace {

// Calls token(view) for each token of one line and then line_end(); the text must be NFC.
template <typename Token, typename LineEnd>
void scan_document(TokenizerKind kind, std::string_view document, std::string& buffer,
                   Token&& token, LineEnd&& line_end) {
  for (std::size_t at = 0; at < document.size();) {
    const std::size_t newline = std::min(document.find('\n', at), document.size());
    const std::string_view line = document.substr(at, newline - at);
    if (kind == TokenizerKind::kWord) {
      scan_words(line, buffer, token);
    } else {
      for (std::size_t i = 0; i < line.size();) {
        const std::size_t begin = i;
        decode_utf8(line, i);
        token(line.substr(begin, i - begin));
      }
      token(std::string_view("\n"));
    }
    line_end();
    at = newline + 1;
  }
}

}  // namespace

Result<std::shared_ptr<const EncodedCorpus>> encode_corpus(const Corpus& corpus,
                                                           const EncodeOptions& options) {
  std::string normalised;
  std::string_view text = corpus.text;
  if (may_not_be_nfc(text)) {
    normalised = to_nfc(text);
    text = normalised;
  }
  const std::vector<DocumentRange> documents = split_documents(text);
  const std::vector<bool> held_out =
      choose_held_out(documents.size(), options.held_out_fraction, options.seed);

  // One pass over the training documents numbers words by first occurrence; they are renumbered
  // below.
  WordTable table;
  std::string buffer;
  std::vector<std::uint32_t> provisional;
  std::vector<std::uint32_t> line_end;
  std::vector<std::uint32_t> document_end;  // in lines
  provisional.reserve(text.size() / 5);
  for (std::size_t d = 0; d < documents.size(); ++d) {
    if (held_out[d]) continue;
    scan_document(
        options.tokenizer, text.substr(documents[d].begin, documents[d].end - documents[d].begin),
        buffer, [&](std::string_view token) { provisional.push_back(table.add(token)); },
        [&] { line_end.push_back(static_cast<std::uint32_t>(provisional.size())); });
    document_end.push_back(static_cast<std::uint32_t>(line_end.size()));
  }

  std::vector<std::string> words;
  std::vector<std::int64_t> counts;
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    if (table.count(i) < options.min_count) continue;
    words.emplace_back(table.word(i));
    counts.push_back(table.count(i));
  }
  if (words.size() < 2) {
    const std::string least = std::to_string(options.min_count);
    return Error{"text.too_small",
                 "The text is too small: fewer than two words occur " + least + " times.",
                 "Use more text or lower the minimum count.",
                 {least}};
  }

  auto encoded = std::make_shared<EncodedCorpus>();
  encoded->name = corpus.name;
  encoded->vocabulary = std::make_shared<const Vocabulary>(std::move(words), std::move(counts));
  encoded->num_words_read = static_cast<std::int64_t>(provisional.size());
  encoded->num_distinct_words = table.size();
  std::vector<TokenId> id_of(table.size(), kUnknownToken);
  for (TokenId id = 0; id < encoded->vocabulary->size(); ++id) {
    id_of[table.find(encoded->vocabulary->word(id))] = id;
  }

  // Lines and documents without a token that is left are dropped.
  encoded->tokens.reserve(static_cast<std::size_t>(encoded->vocabulary->total_count()));
  std::uint32_t at = 0;
  std::uint32_t line = 0;
  for (const std::uint32_t last_line : document_end) {
    const std::size_t lines_before = encoded->line_begin.size();
    for (; line < last_line; ++line) {
      for (; at < line_end[line]; ++at) {
        const TokenId id = id_of[provisional[at]];
        if (id != kUnknownToken) encoded->tokens.push_back(id);
      }
      const auto end = static_cast<std::uint32_t>(encoded->tokens.size());
      if (end != encoded->line_begin.back()) encoded->line_begin.push_back(end);
    }
    if (encoded->line_begin.size() != lines_before) {
      encoded->document_begin.push_back(static_cast<std::uint32_t>(encoded->num_lines()));
    }
  }

  for (std::size_t d = 0; d < documents.size(); ++d) {
    if (!held_out[d]) continue;
    scan_document(
        options.tokenizer, text.substr(documents[d].begin, documents[d].end - documents[d].begin),
        buffer,
        [&](std::string_view token) {
          const std::uint32_t i = table.find(token);
          if (i != WordTable::kAbsent && id_of[i] != kUnknownToken) {
            encoded->held_out_tokens.push_back(id_of[i]);
          }
        },
        [&] {
          const auto end = static_cast<std::uint32_t>(encoded->held_out_tokens.size());
          if (end != encoded->held_out_line_begin.back())
            encoded->held_out_line_begin.push_back(end);
        });
  }
  return std::shared_ptr<const EncodedCorpus>(std::move(encoded));
}

}  // namespace wordspace
