// Edit distance over code points against every word of a vocabulary.
// Not an index: a few tens of thousands of words take milliseconds, and this runs once a mistake.
#include "analysis/spelling.h"

#include <algorithm>
#include <vector>

#include "text/unicode.h"

namespace wordspace {
namespace {

void decode(std::string_view text, std::vector<std::uint32_t>& out) {
  out.clear();
  for (std::size_t i = 0; i < text.size();) out.push_back(next_code_point(text, i));
}

// Optimal string alignment distance; anything over `limit` is returned as limit + 1.
int edit_distance(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b,
                  int limit, std::vector<int>& scratch) {
  const std::size_t n = a.size();
  const std::size_t m = b.size();
  const std::size_t gap = n > m ? n - m : m - n;
  if (gap > static_cast<std::size_t>(limit)) return limit + 1;
  scratch.resize(3 * (m + 1));
  int* before = scratch.data();
  int* last = before + (m + 1);
  int* row = last + (m + 1);
  for (std::size_t j = 0; j <= m; ++j) last[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= n; ++i) {
    row[0] = static_cast<int>(i);
    int smallest = row[0];
    for (std::size_t j = 1; j <= m; ++j) {
      int cost =
          std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost = std::min(cost, before[j - 2] + 1);
      }
      row[j] = cost;
      smallest = std::min(smallest, cost);
    }
    if (smallest > limit) return limit + 1;
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[m];
}

}  // namespace

std::string nearest_spelling(const Vocabulary& vocabulary, std::string_view typed) {
  if (first_invalid_utf8(typed) != kNoOffset) return {};
  std::vector<std::uint32_t> wanted;
  std::vector<std::uint32_t> word;
  std::vector<int> scratch;
  decode(to_lower(to_nfc(typed)), wanted);
  if (wanted.size() < 3 || wanted.size() > 64) return {};
  int limit = std::min(2, static_cast<int>((wanted.size() - 1) / 2));
  TokenId best = kUnknownToken;
  for (TokenId id = 0; id < vocabulary.size() && limit >= 0; ++id) {
    const std::string& candidate = vocabulary.word(id);
    if (candidate.size() > 4 * wanted.size() + 8) continue;
    if (first_invalid_utf8(candidate) != kNoOffset) continue;
    decode(vocabulary.has_folded() ? to_lower(candidate) : candidate, word);
    const int distance = edit_distance(wanted, word, limit, scratch);
    if (distance <= limit) {
      best = id;
      limit = distance - 1;
    }
  }
  return best == kUnknownToken ? std::string() : vocabulary.word(best);
}

TokenId find_word(const Vocabulary& vocabulary, std::string_view typed) {
  const TokenId exact = vocabulary.find(typed);
  if (exact != kUnknownToken) return exact;
  if (first_invalid_utf8(typed) != kNoOffset) return kUnknownToken;
  return vocabulary.find_typed(typed);
}

TokenId find_evaluated(const Vocabulary& vocabulary, std::string_view word) {
  if (first_invalid_utf8(word) != kNoOffset) return vocabulary.find(word);
  const TokenId same = vocabulary.find_folded(word);
  return same != kUnknownToken ? same : vocabulary.find_typed(word);
}

Result<TokenId> require_word(const Vocabulary& vocabulary, std::string_view typed) {
  const TokenId id = find_word(vocabulary, typed);
  if (id != kUnknownToken) return id;
  const std::string nearest = nearest_spelling(vocabulary, typed);
  return Error{"words.unknown",
               "\"" + std::string(typed) + "\" is not among the words.",
               nearest.empty() ? "Use a word that occurs often enough in the corpus."
                               : "Did you mean \"" + nearest + "\"?",
               {std::string(typed), nearest}};
}

}  // namespace wordspace
