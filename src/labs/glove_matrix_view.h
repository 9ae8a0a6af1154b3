// The co-occurrence matrix of some words as a picture, and one of its cells.
// Not the counting (text/cooccurrence.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "labs/glove_parts.h"
#include "ui/heatmap.h"

namespace wordspace {

class GloveMatrixView {
 public:
  void draw(LabContext& context);
  // The words on screen, for the room to watch.
  const std::vector<TokenId>& words() const { return words_; }
  void set_shader(const std::string& name, const std::string& source) {
    heatmap_.set_shader(name, source);
  }
  void forget_gl() { heatmap_.forget_gl(); }

  int num_words() const { return num_words_; }
  void set_num_words(int num) { num_words_ = num; }
  const std::string& chosen() const { return chosen_; }
  void set_chosen(std::string_view words) { chosen_ = words; }
  // "word word" of the selected cell.
  void set_cell(std::string_view words) { wanted_cell_ = words; }
  std::string cell() const;
  // X of the selected cell, as drawn; empty before anything is counted.
  std::string count() const;

  static constexpr int kLeastWords = 4, kMostWords = 60;

 private:
  void follow(const GloveRoom& room);
  void draw_picture(LabContext& context);
  ui::Table table(const ui::Ui& ui) const;

  ui::Heatmap heatmap_;
  std::shared_ptr<const GloveCounts> counts_;
  std::string chosen_, seen_chosen_, wanted_cell_;
  std::vector<std::string> unknown_;
  int num_words_ = 24, seen_num_ = 0;
  std::vector<TokenId> words_;
  std::vector<float> values_;  // share of the logarithmic scale; below 0: the words never meet
  double low_ = 1, high_ = 1;  // of the counts on screen
  std::uint64_t version_ = 0;
  int row_ = -1, column_ = -1;
};

}  // namespace wordspace
