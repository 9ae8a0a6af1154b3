// The same words in two spaces: two heat maps, and every pair against the line where both agree.
// Not the numbers (corpora_answers.h) and not a lab.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "labs/corpora_answers.h"
#include "labs/lab.h"
#include "ui/heatmap.h"
#include "ui/scatter.h"

namespace wordspace {

class CorporaMapsView {
 public:
  // titles: of the two texts.
  void draw(LabContext& context, const TwoSpaces& spaces, const std::array<std::string, 2>& titles);
  // Words between blanks; empty: families of words that both know.
  void set_words(std::string words) { words_ = std::move(words); }
  void forget_gl();
  void set_shader(const std::string& name, const std::string& source);
  // corpora.words, corpora.order (written, likeness)
  bool set(std::string_view field, std::string_view value);
  std::string get(std::string_view field) const;

 private:
  void update(const TwoSpaces& spaces);
  void draw_heatmaps(LabContext& context, const std::array<std::string, 2>& titles);
  void draw_pairs(LabContext& context, const std::array<std::string, 2>& titles);
  void fill_tooltip(ui::Ui& ui, const std::array<std::string, 2>& titles, std::size_t i,
                    std::size_t j) const;

  std::string words_;
  int order_ = 1;  // 0 as written, 1 by likeness
  std::string signature_;
  PickedWords picked_;
  float high_ = 1;  // of the colours: the largest cosine off the diagonal
  ui::Heatmap heatmap_;
  std::vector<float> sheet_;  // both matrices
  std::uint64_t version_ = 0;
  ui::Scatter scatter_;
  std::string vertex_shader_, fragment_shader_;
  std::vector<float> positions_;         // [pairs + 2, 2]: then the ends of the line
  std::vector<std::string> pair_names_;  // of each
  std::vector<std::uint32_t> farthest_;  // pairs far from the line
};

}  // namespace wordspace
