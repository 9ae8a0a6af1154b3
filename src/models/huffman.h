// A Huffman tree over the vocabulary: the outputs of hierarchical softmax.
// Not a compressor: it keeps each word's path, not a bit stream.
//   Source: Mikolov et al. 2013b, section 2.1; Morin and Bengio 2005.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace wordspace {

// V words hang from V - 1 inner nodes, numbered 0 .. V - 2; the root is node V - 2.
class HuffmanTree {
 public:
  HuffmanTree() = default;
  // counts by falling count, at least two, all >= 0. Ties are settled by number: the same tree
  // everywhere.
  explicit HuffmanTree(std::span<const std::int64_t> counts);

  // From the root down: the inner nodes passed, and the label of each step: 1 to the lighter child
  // (word2vec.c's code 0), else 0.
  std::span<const std::int32_t> nodes(std::int32_t word) const { return slice(nodes_, word); }
  std::span<const float> labels(std::int32_t word) const { return slice(labels_, word); }
  int path_length(std::int32_t word) const { return static_cast<int>(nodes(word).size()); }
  int longest_path() const { return longest_path_; }
  std::int32_t num_nodes() const { return static_cast<std::int32_t>(begin_.size()) - 2; }

 private:
  template <typename T>
  std::span<const T> slice(const std::vector<T>& all, std::int32_t word) const {
    const auto w = static_cast<std::size_t>(word);
    return std::span(all).subspan(begin_[w], begin_[w + 1] - begin_[w]);
  }

  std::vector<std::uint32_t> begin_;  // [V + 1]
  std::vector<std::int32_t> nodes_;
  std::vector<float> labels_;
  int longest_path_ = 0;
};

}  // namespace wordspace
