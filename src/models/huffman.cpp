// Builds the Huffman tree in linear time from counts that are already sorted.
// Not its use: word2vec_group.cpp.
#include "models/huffman.h"

#include <algorithm>
#include <cstddef>

#include "core/ensure.h"

namespace wordspace {

HuffmanTree::HuffmanTree(std::span<const std::int64_t> counts) {
  const std::size_t v = counts.size();
  ENSURE(v >= 2);
  // Items 0 .. v-1 are words, v .. 2v-2 inner nodes in order of making. Both the words (from the
  // last) and the inner nodes (from the first) stand by rising weight: the two lightest items are
  // always at the two fronts.
  std::vector<std::int64_t> weight(counts.begin(), counts.end());
  weight.resize(2 * v - 1);
  std::vector<std::uint32_t> parent(2 * v - 1, 0);
  std::vector<std::uint8_t> lighter(2 * v - 1, 0);
  std::size_t words_left = v, next_inner = v;
  for (std::size_t made = v; made < 2 * v - 1; ++made) {
    const auto take_lightest = [&] {
      const bool word =
          words_left > 0 && (next_inner == made || weight[words_left - 1] < weight[next_inner]);
      return word ? --words_left : next_inner++;
    };
    const std::size_t first = take_lightest();
    const std::size_t second = take_lightest();
    weight[made] = weight[first] + weight[second];
    parent[first] = parent[second] = static_cast<std::uint32_t>(made);
    lighter[first] = 1;
  }

  const std::size_t root = 2 * v - 2;
  begin_.reserve(v + 1);
  begin_.push_back(0);
  for (std::size_t w = 0; w < v; ++w) {
    const std::size_t begin = nodes_.size();
    for (std::size_t at = w; at != root; at = parent[at]) {
      nodes_.push_back(static_cast<std::int32_t>(parent[at] - v));
      labels_.push_back(lighter[at] != 0 ? 1.0f : 0.0f);
    }
    const auto offset = static_cast<std::ptrdiff_t>(begin);
    std::reverse(nodes_.begin() + offset, nodes_.end());
    std::reverse(labels_.begin() + offset, labels_.end());
    longest_path_ = std::max(longest_path_, static_cast<int>(nodes_.size() - begin));
    begin_.push_back(static_cast<std::uint32_t>(nodes_.size()));
  }
}

}  // namespace wordspace
