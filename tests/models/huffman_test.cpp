// The Huffman tree of hierarchical softmax: a prefix code of least weighted length.
#include "models/huffman.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <queue>
#include <set>
#include <vector>

#include "core/rng.h"

namespace wordspace {
namespace {

TEST_CASE("paths are a prefix code that starts at the root and has the least weighted length") {
  Rng rng(3);
  for (const std::size_t v : {2u, 3u, 7u, 64u, 501u}) {
    std::vector<std::int64_t> counts;
    std::int64_t c = 100000;
    for (std::size_t w = 0; w < v; ++w)
      counts.push_back(c = std::max<std::int64_t>(1, c - rng.below(2000)));
    const HuffmanTree tree(counts);
    CHECK(tree.num_nodes() == static_cast<std::int32_t>(v) - 1);

    // The least length, by the textbook's queue.
    std::priority_queue<std::int64_t, std::vector<std::int64_t>, std::greater<>> queue(
        counts.begin(), counts.end());
    std::int64_t least = 0;
    while (queue.size() > 1) {
      const std::int64_t a = queue.top();
      queue.pop();
      const std::int64_t b = queue.top();
      queue.pop();
      least += a + b;
      queue.push(a + b);
    }
    std::int64_t length = 0;
    double kraft = 0;
    std::map<std::pair<std::int32_t, float>, std::set<std::int32_t>> children;
    std::set<std::vector<float>> codes;
    for (std::int32_t w = 0; w < static_cast<std::int32_t>(v); ++w) {
      const auto nodes = tree.nodes(w);
      const auto labels = tree.labels(w);
      REQUIRE(nodes.size() == labels.size());
      CHECK(nodes[0] == static_cast<std::int32_t>(v) - 2);
      CHECK(tree.path_length(w) <= tree.longest_path());
      length += counts[static_cast<std::size_t>(w)] * tree.path_length(w);
      kraft += std::pow(0.5, tree.path_length(w));
      codes.emplace(labels.begin(), labels.end());
      for (std::size_t i = 0; i < nodes.size(); ++i) {
        CHECK((labels[i] == 0.0f || labels[i] == 1.0f));
        // What hangs below a branch: the next node, or the word itself (numbered apart).
        children[{nodes[i], labels[i]}].insert(i + 1 < nodes.size() ? nodes[i + 1] : -1 - w);
      }
    }
    CHECK(length == least);
    CHECK(kraft == doctest::Approx(1.0));
    CHECK(codes.size() == v);
    CHECK(children.size() == 2 * (v - 1));
    for (const auto& [branch, below] : children) CHECK(below.size() == 1);
  }
}

}  // namespace
}  // namespace wordspace
