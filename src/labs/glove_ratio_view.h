// The ratio probe: P(k | i) / P(k | j) for two words and several others, counted and learned.
// Not the counts themselves (text/cooccurrence.h).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "labs/glove_parts.h"

namespace wordspace {

class Cooccurrence;

// One word of the probe.
struct RatioRow {
  TokenId word = 0;
  double p_i = 0, p_j = 0;  // P(k | i), P(k | j); 0 where they never meet
  double ratio = 0;         // p_i / p_j; 0 or infinite where only one of them is 0
};
RatioRow ratio_of(const Cooccurrence& counts, TokenId i, TokenId j, TokenId k);
// Words that show the idea best: two near i alone, two near j alone, two near both alike and two
// hardly near either. Function words (the most frequent ones) are left out.
std::vector<TokenId> good_probes(const Cooccurrence& counts, TokenId i, TokenId j);
// Two words of the text for a first look, by its name; "" where none of ours occur.
std::string first_ratio_pair(const Vocabulary& vocabulary);

class GloveRatioView {
 public:
  void draw(LabContext& context);
  // The words on screen, for the room to watch.
  const std::vector<TokenId>& words() const { return watched_; }

  const std::string& pair() const { return pair_; }
  void set_pair(std::string_view pair) { pair_ = pair; }
  const std::string& probes() const { return probes_; }
  // P(k|i) / P(k|j) of a probe word on screen; empty where it is none of them.
  std::string ratio(std::string_view probe) const;
  void set_probes(std::string_view probes) { probes_ = probes; }

 private:
  void follow(const GloveRoom& room);
  void draw_rows(LabContext& context, const GloveRows* rows);

  std::shared_ptr<const GloveCounts> counts_;
  std::string pair_, probes_, seen_pair_, seen_probes_;
  std::vector<TokenId> two_;
  std::vector<RatioRow> rows_;
  std::vector<std::string> unknown_;
  std::vector<TokenId> watched_;
};

}  // namespace wordspace
