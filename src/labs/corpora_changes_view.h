// Words whose neighbours changed most between two texts, with their neighbours in both; and a word
// of one's own. Not the arithmetic (analysis/alignment) and not a lab.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "labs/corpora_answers.h"
#include "labs/lab.h"

namespace wordspace {

class CorporaChangesView {
 public:
  void draw(LabContext& context, const TwoSpaces& spaces, const std::array<std::string, 2>& titles);
  void set_word(std::string word) { word_ = std::move(word); }
  // corpora.word
  bool set(std::string_view field, std::string_view value);
  std::string get(std::string_view field) const;

 private:
  struct Row {
    std::string word;
    int common = 0;  // of the nearest
    double profile = 0;
    std::string near[2];  // the nearest in each, with commas
  };
  void update(const TwoSpaces& spaces);
  void draw_own(LabContext& context, const TwoSpaces& spaces,
                const std::array<std::string, 2>& titles);

  std::string word_ = "virus";
  std::string own_signature_;
  bool own_known_[2] = {false, false};
  std::vector<ScoredWord> own_[2];
  int own_common_ = 0;
  std::uint64_t version_ = 0;
  std::vector<Row> rows_;
  bool all_rows_ = false;
};

}  // namespace wordspace
