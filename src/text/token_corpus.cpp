// Splits a text into documents and lines, trains a tokenizer on the training ones, numbers all.
// Not batches (gpt_batcher.cpp, bert_batcher.cpp).
#include "text/token_corpus.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "core/ensure.h"
#include "text/corpus.h"
#include "text/table_codec.h"

namespace wordspace {
namespace {

std::string_view text_of(const Corpus& corpus, const DocumentRange& range) {
  return std::string_view(corpus.text).substr(range.begin, range.end - range.begin);
}

// Appends one document; lines and documents that come out empty are left out.
void append_document(std::string_view text, const TokenCodec& codec, TokenId line_end,
                     WordTokens& cache, TokenPart& part) {
  const std::size_t lines_before = part.num_lines();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t newline = std::min(text.find('\n', at), text.size());
    const std::size_t before = part.tokens.size();
    codec.append_encoded(text.substr(at, newline - at), cache, part.tokens);
    if (part.tokens.size() > before) {
      if (line_end != kUnknownToken) part.tokens.push_back(line_end);
      part.line_begin.push_back(static_cast<std::uint32_t>(part.tokens.size()));
    }
    at = newline + 1;
  }
  if (part.num_lines() > lines_before) {
    part.document_begin.push_back(static_cast<std::uint32_t>(part.num_lines()));
  }
}

double entropy_of(const std::vector<std::int64_t>& counts) {
  double total = 0;
  for (const std::int64_t count : counts) total += static_cast<double>(count);
  double entropy = 0;
  for (const std::int64_t count : counts) {
    if (count == 0) continue;
    const double p = static_cast<double>(count) / total;
    entropy -= p * std::log(p);
  }
  return entropy;
}

Error too_small() {
  return Error{"text.too_small",
               "The text is too small: fewer than two words occur 1 times.",
               "Use more text or lower the minimum count.",
               {"1"}};
}

Result<std::shared_ptr<const TokenCorpus>> encode_documents(
    const Corpus& corpus, const std::vector<DocumentRange>& documents,
    const std::vector<bool>& held_out, std::shared_ptr<const TokenCodec> codec) {
  auto encoded = std::make_shared<TokenCorpus>();
  encoded->name = corpus.name;
  const bool is_bert = codec->special().classify != kUnknownToken;
  const TokenId line_end = is_bert ? kUnknownToken : codec->line_end();
  WordTokens cache;
  for (std::size_t d = 0; d < documents.size(); ++d) {
    append_document(text_of(corpus, documents[d]), *codec, line_end, cache,
                    held_out[d] ? encoded->held_out : encoded->training);
  }
  if (encoded->training.tokens.size() < 2) return too_small();
  encoded->counts.assign(static_cast<std::size_t>(codec->size()), 0);
  for (const TokenId id : encoded->training.tokens) {
    ++encoded->counts[static_cast<std::size_t>(id)];
  }
  encoded->unigram_entropy = entropy_of(encoded->counts);
  encoded->codec = std::move(codec);
  return std::shared_ptr<const TokenCorpus>(std::move(encoded));
}

}  // namespace

Result<std::shared_ptr<const TokenCorpus>> tokenize_corpus(const Corpus& corpus,
                                                           const TokenizeOptions& options) {
  const std::vector<DocumentRange> documents = split_documents(corpus.text);
  const std::vector<bool> held_out =
      choose_held_out(documents.size(), options.held_out_fraction, options.seed);
  std::vector<std::string_view> training;
  for (std::size_t d = 0; d < documents.size(); ++d) {
    if (!held_out[d]) training.push_back(text_of(corpus, documents[d]));
  }
  const auto train = [&]() -> Result<std::shared_ptr<const TokenCodec>> {
    switch (options.kind) {
      case CodecKind::kWord:
        return train_word_codec(training, options.vocab_size, options.specials);
      case CodecKind::kCharacter:
        return train_character_codec(training, options.vocab_size, options.specials);
      case CodecKind::kByteBpe:
        return train_byte_bpe(training, options.vocab_size, options.specials);
      case CodecKind::kWordPiece:
        break;  // loaded, never trained
    }
    ENSURE(false);
    return too_small();
  };
  Result<std::shared_ptr<const TokenCodec>> codec = train();
  if (!codec.ok()) return codec.error();
  return encode_documents(corpus, documents, held_out, std::move(codec).value());
}

Result<std::shared_ptr<const TokenCorpus>> tokenize_corpus_with(
    const Corpus& corpus, std::shared_ptr<const TokenCodec> codec, double held_out_fraction,
    std::uint64_t seed) {
  ENSURE(codec != nullptr);
  const std::vector<DocumentRange> documents = split_documents(corpus.text);
  return encode_documents(corpus, documents,
                          choose_held_out(documents.size(), held_out_fraction, seed),
                          std::move(codec));
}

}  // namespace wordspace
