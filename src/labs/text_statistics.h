// Counting a text a few milliseconds at a time: vocabulary growth, frequencies, documents.
// Not the trainer's encoding (text/vocabulary): this is for looking at a text before any training.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "text/corpus.h"
#include "text/vocabulary.h"

namespace wordspace {

class TextStatistics {
 public:
  // Starts anew on a text; the caller keeps it alive until done() or the next begin().
  void begin(const Corpus& corpus);
  // Counts for about budget_ms; true while there is more to count.
  bool advance(double budget_ms);
  void clear();
  bool started() const { return text_ != nullptr || done_; }
  bool done() const { return done_; }
  double share() const;

  std::int64_t num_words() const { return num_words_; }
  std::int64_t num_distinct() const { return static_cast<std::int64_t>(counts_.size()); }
  // Distinct words against words read, at places that grow by a constant factor.
  const std::vector<double>& growth_words() const { return growth_words_; }
  const std::vector<double>& growth_distinct() const { return growth_distinct_; }
  // Heaps' law: distinct = k * words^beta, by least squares on logarithms. Valid when done().
  double heaps_k() const { return heaps_k_; }
  double heaps_beta() const { return heaps_beta_; }
  // Zipf's law: count ~ rank^-s, fitted to ranks kZipfFirst to zipf_last(), at most kZipfMost of
  // the text's words. Valid when done() and has_zipf(): a text of a handful of words has no law.
  static constexpr TokenId kZipfFirst = 10, kZipfMost = 1000;
  double zipf_s() const { return zipf_s_; }
  TokenId zipf_last() const { return zipf_last_; }
  bool has_zipf() const { return zipf_last_ >= 2 * kZipfFirst; }
  // Whether words were counted at enough places for Heaps' law.
  bool has_heaps() const { return growth_words_.size() > 2; }
  // Every distinct word by falling count; null until done().
  const std::shared_ptr<const Vocabulary>& vocabulary() const { return vocabulary_; }
  std::size_t num_documents() const { return num_documents_; }
  // Byte offsets of lines that have at least five words, for the windows' example sentences.
  const std::vector<std::size_t>& line_offsets() const { return line_offsets_; }

 private:
  void finish();

  const Corpus* text_ = nullptr;
  std::size_t offset_ = 0, size_ = 0;
  bool done_ = false;
  std::int64_t num_words_ = 0;
  double next_growth_ = 100;
  std::unordered_map<std::string, std::int64_t> counts_;
  std::vector<double> growth_words_, growth_distinct_;
  double heaps_k_ = 0, heaps_beta_ = 0, zipf_s_ = 0;
  TokenId zipf_last_ = 0;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::size_t num_documents_ = 0;
  std::vector<std::size_t> line_offsets_;
};

// Slope and intercept of y over x by least squares.
struct LineFit {
  double slope = 0, intercept = 0;
};
LineFit fit_line(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace wordspace
