// Words as points: which words are shown, where a projection puts them, how they are drawn and
// chosen. Not the drawing of points (ui/scatter) and not the projections (analysis/).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "analysis/projection.h"
#include "analysis/vectors.h"
#include "labs/lab.h"
#include "ui/scatter.h"

namespace wordspace {

class WordMap {
 public:
  // Chooses the num_words most frequent words and the families' words, and projects their unit
  // vectors with PCA so that the map stays near the last one. `extra` words are shown in the same
  // plane, which they do not move. Does nothing when all is as before.
  void update_pca(const WordVectors& vectors, std::uint64_t version, int num_words,
                  std::span<const TokenId> extra = {});
  // t-SNE over the same choice of words: begins anew when vectors, words or perplexity changed.
  void begin_tsne(const WordVectors& vectors, std::uint64_t version, int num_words,
                  double perplexity, std::uint64_t seed);
  // Takes steps for about budget_ms; false when it has ended.
  bool advance_tsne(double budget_ms);
  const Tsne* tsne() const { return tsne_.get(); }
  const Pca& pca() const { return pca_; }

  // What is marked; words that the map does not show are left out.
  struct Marks {
    std::span<const TokenId> highlighted = {}, selected = {};
    std::span<const std::array<TokenId, 2>> arrows = {};
  };
  // The map with its families by name and colour, beside or below it, whichever leaves more of the
  // map. Returns the clicked word or kUnknownToken.
  TokenId draw(LabContext& context, const WordVectors& vectors, const char* name, ImVec2 size,
               const Marks& marks);
  // At the next draw(), which may be the first that shows them.
  void look_at(std::span<const TokenId> words);
  void fit();
  bool shows(TokenId word) const { return index_of(word) >= 0; }
  std::size_t num_points() const { return points_.size(); }
  // Whether the points are words of these vectors.
  bool is_of(const WordVectors& vectors) const {
    return vocabulary_ == vectors.shared_vocabulary();
  }
  std::span<const TokenId> points() const { return points_; }
  std::span<const float> positions() const { return positions_; }

  void set_shader(const std::string& name, const std::string& source);
  void forget_gl() { scatter_.forget_gl(); }

 private:
  // True when the choice of words is another than before.
  bool choose_words(const WordVectors& vectors, int num_words, std::span<const TokenId> extra);
  std::vector<float> rows_of(const WordVectors& vectors) const;
  int index_of(TokenId word) const;
  bool family_occurs(int family) const;
  TokenId draw_points(LabContext& context, const WordVectors& vectors, const char* name,
                      ImVec2 size, const Marks& marks);
  void draw_legend(LabContext& context, bool as_column);
  float legend_width(const ui::Ui& ui) const;                // as a column, pixels
  float legend_height(const ui::Ui& ui, float width) const;  // in lines of this width, pixels
  void follow_person(const ui::Ui& ui, const std::string& name, ImVec2 at, ImVec2 size);

  ui::Scatter scatter_;
  std::string vertex_shader_, fragment_shader_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<TokenId> points_;  // the first num_base_ settle the plane, then the extra ones
  std::size_t num_base_ = 0;
  std::vector<TokenId> seen_extra_, wanted_look_;
  std::vector<std::int32_t> index_;  // by word: point or -1
  std::vector<std::uint8_t> groups_;
  std::vector<float> positions_;  // [n, 2]
  std::uint64_t positions_version_ = 0;
  bool follows_ = true;  // keeps all in view until somebody zooms or drags
  std::uint64_t seen_version_ = 0;
  int seen_words_ = 0;
  double seen_perplexity_ = 0;
  Pca pca_;
  std::unique_ptr<Tsne> tsne_;
};

}  // namespace wordspace
