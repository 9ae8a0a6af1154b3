// RSA of the pairs of texts compared so far, each with its null and its interval; and the
// distributions they come from. Not the arithmetic (analysis/rsa) and not a lab.
#pragma once

#include <string>
#include <vector>

#include "analysis/rsa.h"
#include "labs/corpora_answers.h"
#include "labs/lab.h"

namespace wordspace {

// What stays of a comparison when the next one begins.
struct ComparedPair {
  std::string title;
  RsaResult rsa;  // without its draws
  bool complete = false;
};

class CorporaRsaView {
 public:
  void draw(LabContext& context, const TwoSpaces& spaces, const std::string& title);
  // The row of this title is new or newer; its draws are left out.
  void keep(const std::string& title, const RsaResult& rsa, bool complete);
  const std::vector<ComparedPair>& rows() const { return rows_; }
  // What the numbers mean, in words.
  static std::string sentence(const ui::Ui& ui, const RsaResult& rsa);

 private:
  void draw_rows(LabContext& context);
  void draw_distributions(LabContext& context, const TwoSpaces& spaces);

  std::vector<ComparedPair> rows_;
  std::uint64_t seen_version_ = 0;
  std::size_t seen_draws_ = 0;
  std::vector<double> places_, null_, again_;  // histogram: centres and counts, NaN for a gap
  double most_ = 50;                           // the highest count
};

}  // namespace wordspace
