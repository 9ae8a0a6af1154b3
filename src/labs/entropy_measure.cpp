// Texts under a model and under the grammar that made them.
// No drawing here.
#include "labs/entropy_measure.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <utility>

#include "core/rng.h"
#include "models/transformer.h"
#include "models/transformer_text.h"
#include "text/token_codec.h"
#include "text/token_id.h"

namespace wordspace {
namespace {

constexpr std::string_view kEnd = "<|endoftext|>";
constexpr std::uint64_t kShuffleStream = 0x776f7264;
constexpr double kNever = std::numeric_limits<double>::infinity();

std::vector<std::string> split(std::string_view text, std::string_view at) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(at, begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + at.size();
  }
  return parts;
}

std::string without_spaces_around(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kSpaces) - first + 1));
}

std::size_t words_of(std::string_view line) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : line) {
    const bool space = c == ' ' || c == '\t';
    if (!space && !inside) ++words;
    inside = !space;
  }
  return words;
}

double sum_of(const Surprisals& surprisals) {
  return std::accumulate(
      surprisals.nats.begin() + static_cast<std::ptrdiff_t>(surprisals.first_counted),
      surprisals.nats.end(), 0.0);
}

// One piece under both.
WorldAnswer::Piece answer_piece(const Transformer& model, const TokenCodec& codec,
                                ToyLanguage language, std::vector<std::string> lines) {
  WorldAnswer::Piece piece;
  piece.lines = std::move(lines);
  const bool document = piece.lines.size() > 1;
  std::string text;
  for (const std::string& line : piece.lines) {
    piece.tokens += words_of(line) + 1;
    text += line + "\n";
  }
  if (document) {
    ++piece.tokens;
    text += kEnd;
  }
  const double log_p = document ? toy_document_log_probability(language, piece.lines)
                                : toy_log_probability(language, piece.lines[0]);
  piece.exact_nats = std::isfinite(log_p) ? -log_p : kNever;
  piece.model_nats = sum_of(surprisals(model, codec, text));
  return piece;
}

}  // namespace

double toy_entropy_nats_a_token(ToyLanguage language) {
  return make_toy_world(language, 2, 1).entropy_bits_per_token * std::numbers::ln2;
}

std::vector<std::string> fresh_documents(ToyLanguage language, std::size_t num,
                                         std::uint64_t seed) {
  std::vector<std::string> documents;
  // Twice as many lines as are needed on average; the last document may be cut off and is left out.
  for (std::size_t lines = (num + 2) * kToyLinesPerDocument * 2; documents.size() < num;
       lines *= 2) {
    documents.clear();
    const ToyWorld world = make_toy_world(language, lines, seed);
    for (std::string& document : split(world.corpus.text, "\n\n")) {
      if (!document.ends_with('\n')) document += '\n';
      documents.push_back(std::move(document));
    }
    documents.pop_back();
  }
  documents.resize(num);
  return documents;
}

std::string joined_documents(const std::vector<std::string>& documents) {
  std::string text;
  for (const std::string& document : documents) {
    if (!text.empty()) text += kEnd;
    text += document;
  }
  return text;
}

std::string shuffled_words(std::string_view text, std::uint64_t seed) {
  std::vector<std::string> words;
  std::vector<std::vector<std::size_t>> lines;
  for (const std::string& line : split(text, "\n")) {
    lines.emplace_back();
    for (std::string& word : split(line, " ")) {
      if (word.empty()) continue;
      lines.back().push_back(words.size());
      words.push_back(std::move(word));
    }
  }
  Rng rng(seed, kShuffleStream);
  for (std::size_t i = words.size(); i > 1; --i) {
    std::swap(words[i - 1], words[rng.below(static_cast<std::uint32_t>(i))]);
  }
  std::string shuffled;
  for (std::size_t l = 0; l < lines.size(); ++l) {
    if (l > 0) shuffled += '\n';
    for (std::size_t w = 0; w < lines[l].size(); ++w) {
      if (w > 0) shuffled += ' ';
      shuffled += words[lines[l][w]];
    }
  }
  return shuffled;
}

bool WorldAnswer::possible() const { return !pieces.empty() && std::isfinite(exact_nats); }

WorldAnswer answer_world(const Transformer& model, const TokenCodec& codec, ToyLanguage language,
                         std::string_view text) {
  WorldAnswer answer;
  if (codec.special().end_of_text == kUnknownToken || codec.line_end() == kUnknownToken) {
    return answer;
  }
  for (const std::string& piece : split(text, kEnd)) {
    std::vector<std::string> lines;
    for (const std::string& line : split(piece, "\n")) {
      // As the tokenizer reads it: lower case, one space between words.
      const std::string read = without_spaces_around(codec.decode(codec.encode(line)));
      if (!read.empty()) lines.push_back(read);
    }
    if (lines.empty()) continue;
    answer.pieces.push_back(answer_piece(model, codec, language, std::move(lines)));
    const WorldAnswer::Piece& last = answer.pieces.back();
    answer.tokens += last.tokens;
    answer.exact_nats += last.exact_nats;
    answer.model_nats += last.model_nats;
  }
  return answer;
}

WorldMeasure::WorldMeasure(std::shared_ptr<const Transformer> model,
                           std::shared_ptr<const TokenCodec> codec, ToyLanguage language)
    : model_(std::move(model)), codec_(std::move(codec)), language_(language) {
  if (codec_->special().end_of_text == kUnknownToken || codec_->line_end() == kUnknownToken) return;
  documents_ = fresh_documents(language_, kDocuments, kSeed);
}

bool WorldMeasure::advance(double budget_ms) {
  const auto begin = std::chrono::steady_clock::now();
  while (!done()) {
    std::vector<std::string> lines = split(documents_[next_], "\n");
    if (lines.back().empty()) lines.pop_back();
    const WorldAnswer::Piece piece = answer_piece(*model_, *codec_, language_, std::move(lines));
    tokens_ += piece.tokens;
    exact_ += piece.exact_nats;
    model_nats_ += piece.model_nats;
    ++next_;
    const std::chrono::duration<double, std::milli> spent =
        std::chrono::steady_clock::now() - begin;
    if (spent.count() > budget_ms) break;
  }
  return !done();
}

}  // namespace wordspace
