// Average linkage, read as a row.
// Not a picture.
#include "analysis/ordering.h"

#include <algorithm>

#include "core/ensure.h"

namespace wordspace {
namespace {

using Group = std::vector<std::size_t>;

// Left and right in whichever of the four ways puts the likest ends beside each other.
Group joined(Group left, Group right, std::span<const float> cosines, std::size_t n) {
  const auto at = [&](std::size_t i, std::size_t j) { return cosines[i * n + j]; };
  const float ends[] = {at(left.back(), right.front()), at(left.back(), right.back()),
                        at(left.front(), right.front()), at(left.front(), right.back())};
  const auto best = std::max_element(std::begin(ends), std::end(ends)) - std::begin(ends);
  if (best >= 2) std::reverse(left.begin(), left.end());
  if (best % 2 == 1) std::reverse(right.begin(), right.end());
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

}  // namespace

std::vector<std::size_t> order_by_likeness(std::span<const float> cosines, std::size_t n) {
  ENSURE(cosines.size() == n * n);
  std::vector<Group> groups;
  for (std::size_t i = 0; i < n; ++i) groups.push_back({i});
  std::vector<std::vector<double>> mean(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) mean[i][j] = static_cast<double>(cosines[i * n + j]);
  }
  while (groups.size() > 1) {
    std::size_t a = 0;
    std::size_t b = 1;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      for (std::size_t j = i + 1; j < groups.size(); ++j) {
        if (mean[i][j] > mean[a][b]) {
          a = i;
          b = j;
        }
      }
    }
    const auto size_a = static_cast<double>(groups[a].size());
    const auto size_b = static_cast<double>(groups[b].size());
    for (std::size_t k = 0; k < groups.size(); ++k) {
      const double both = (size_a * mean[a][k] + size_b * mean[b][k]) / (size_a + size_b);
      mean[a][k] = mean[k][a] = both;
    }
    groups[a] = joined(std::move(groups[a]), std::move(groups[b]), cosines, n);
    const auto gone = static_cast<std::ptrdiff_t>(b);
    groups.erase(groups.begin() + gone);
    mean.erase(mean.begin() + gone);
    for (std::vector<double>& row : mean) row.erase(row.begin() + gone);
  }
  return groups.empty() ? Group() : groups.front();
}

}  // namespace wordspace
