// GloVe learning beside Word2Vec on the same text: losses, live map, neighbours of one word in
// both. Not the runs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/vectors.h"
#include "labs/glove_parts.h"
#include "labs/word_map.h"

namespace wordspace {

class RunControls;

class GloveTrainingView {
 public:
  void draw(LabContext& context);
  void set_shader(const std::string& name, const std::string& source) {
    map_.set_shader(name, source);
  }
  void forget_gl() { map_.forget_gl(); }
  const std::string& word() const { return word_; }
  void set_word(std::string_view word) {
    word_ = word;
    stale_ = true;
  }

 private:
  struct Side {
    std::shared_ptr<const WordVectors> vectors;
    std::vector<ScoredWord> neighbours;
  };
  void follow(Workspace& workspace);
  void draw_map(LabContext& context, ImVec2 size);
  void draw_neighbours(LabContext& context);
  void draw_one_list(LabContext& context, const char* name, const Side& side, ImU32 colour);
  void draw_loss(LabContext& context, const RunControls& run, bool glove, float height);

  Side glove_, word2vec_;
  std::uint64_t version_ = 0;  // counts vectors of GloVe
  WordMap map_;
  std::string word_ = "king";
  bool stale_ = true;
};

// How many words two lists of neighbours have in common, by their spelling.
int common_neighbours(const WordVectors& a, std::span<const ScoredWord> of_a, const WordVectors& b,
                      std::span<const ScoredWord> of_b);

}  // namespace wordspace
