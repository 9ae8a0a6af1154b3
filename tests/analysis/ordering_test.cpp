// Like stands beside like.
#include "analysis/ordering.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "analysis/rsa.h"
#include "made_vectors.h"

namespace wordspace {
namespace {

TEST_CASE("points on an arc come back in the order of the arc") {
  // Dealt out by 7 i mod 12.
  std::vector<std::string> words;
  std::vector<float> rows;
  std::vector<int> place;
  for (int i = 0; i < 12; ++i) {
    const int at = i * 7 % 12;
    place.push_back(at);
    words.push_back("w" + std::to_string(i));
    // Steps that grow a little: no two pairs are equally near.
    const float angle = 0.1f * static_cast<float>(at) + 0.004f * static_cast<float>(at * at);
    rows.push_back(std::cos(angle));
    rows.push_back(std::sin(angle));
  }
  const WordVectors vectors = make_vectors(std::move(words), rows);
  std::vector<TokenId> ids(12);
  for (int i = 0; i < 12; ++i) ids[static_cast<std::size_t>(i)] = i;
  const std::vector<std::size_t> order = order_by_likeness(cosine_matrix(vectors, ids), 12);
  std::vector<int> read;
  for (const std::size_t i : order) read.push_back(place[i]);
  if (read.front() > read.back()) std::reverse(read.begin(), read.end());
  for (int i = 0; i < 12; ++i) CHECK(read[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("groups stand together, and every word stands once") {
  const std::size_t n = 9;
  std::vector<float> cosines(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      cosines[i * n + j] = i == j ? 1.0f : i % 3 == j % 3 ? 0.8f : 0.1f;
    }
  }
  const std::vector<std::size_t> order = order_by_likeness(cosines, n);
  REQUIRE(order.size() == n);
  for (std::size_t i = 0; i < n; i += 3) {
    CHECK(order[i] % 3 == order[i + 1] % 3);
    CHECK(order[i] % 3 == order[i + 2] % 3);
  }
  std::vector<std::size_t> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < n; ++i) CHECK(sorted[i] == i);
  CHECK(order_by_likeness({}, 0).empty());
  const float one[] = {1};
  CHECK(order_by_likeness(one, 1) == std::vector<std::size_t>{0});
}

}  // namespace
}  // namespace wordspace
