// Counting a text a few milliseconds at a time.
// Not the trainer's encoding.
#include "labs/text_statistics.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "text/tokenizer.h"

namespace wordspace {

namespace {

constexpr double kGrowthFactor = 1.15;
constexpr std::size_t kMaxLines = 5000;

}  // namespace

void TextStatistics::clear() { *this = TextStatistics(); }

void TextStatistics::begin(const Corpus& corpus) {
  clear();
  text_ = &corpus;
  size_ = corpus.text.size();
  num_documents_ = split_documents(corpus.text).size();
}

double TextStatistics::share() const {
  if (done_ || size_ == 0) return 1;
  return static_cast<double>(offset_) / static_cast<double>(size_);
}

bool TextStatistics::advance(double budget_ms) {
  if (text_ == nullptr) return false;
  const auto begun = std::chrono::steady_clock::now();
  const std::string_view text = text_->text;
  int lines = 0;
  while (offset_ < text.size()) {
    const std::size_t end = std::min(text.find('\n', offset_), text.size());
    const std::int64_t before = num_words_;
    for_each_token(TokenizerKind::kWord, text.substr(offset_, end - offset_),
                   [&](std::string_view word) {
                     ++num_words_;
                     ++counts_[std::string(word)];
                     if (static_cast<double>(num_words_) >= next_growth_) {
                       growth_words_.push_back(static_cast<double>(num_words_));
                       growth_distinct_.push_back(static_cast<double>(counts_.size()));
                       next_growth_ *= kGrowthFactor;
                     }
                   });
    if (num_words_ - before >= 5 && line_offsets_.size() < kMaxLines)
      line_offsets_.push_back(offset_);
    offset_ = end + 1;
    if (++lines % 32 == 0) {
      const double spent =
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun)
              .count();
      if (spent >= budget_ms) return true;
    }
  }
  finish();
  return false;
}

void TextStatistics::finish() {
  text_ = nullptr;
  done_ = true;
  growth_words_.push_back(static_cast<double>(num_words_));
  growth_distinct_.push_back(static_cast<double>(counts_.size()));
  std::vector<std::pair<std::string, std::int64_t>> sorted(counts_.begin(), counts_.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  std::vector<std::string> words;
  std::vector<std::int64_t> counts;
  for (auto& [word, count] : sorted) {
    words.push_back(std::move(word));
    counts.push_back(count);
  }
  vocabulary_ = std::make_shared<Vocabulary>(std::move(words), std::move(counts));

  std::vector<double> x, y;
  for (std::size_t i = 0; i < growth_words_.size(); ++i) {
    x.push_back(std::log(std::max(growth_words_[i], 1.0)));
    y.push_back(std::log(std::max(growth_distinct_[i], 1.0)));
  }
  const LineFit heaps = fit_line(x, y);
  heaps_k_ = std::exp(heaps.intercept);
  heaps_beta_ = heaps.slope;
  x.clear();
  y.clear();
  zipf_last_ = std::min<TokenId>(kZipfMost, vocabulary_->size());
  for (TokenId rank = kZipfFirst; rank <= zipf_last_; ++rank) {
    x.push_back(std::log(static_cast<double>(rank)));
    y.push_back(std::log(static_cast<double>(vocabulary_->count(rank - 1))));
  }
  zipf_s_ = -fit_line(x, y).slope;
}

LineFit fit_line(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  if (x.size() < 2) return {};
  double sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sx += x[i];
    sy += y[i];
    sxx += x[i] * x[i];
    sxy += x[i] * y[i];
  }
  const double spread = sxx - sx * sx / n;
  if (spread <= 0) return {0, sy / n};
  const double slope = (sxy - sx * sy / n) / spread;
  return {slope, (sy - slope * sx) / n};
}

}  // namespace wordspace
