// The arithmetic of charts.
// Not drawing.
#include "ui/axes.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "core/ensure.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

constexpr const char* kMinus = "\xe2\x88\x92";

// The smallest of 1, 2, 5 times a power of ten that is at least wanted.
double nice_step(double wanted) {
  const double power = std::pow(10.0, std::floor(std::log10(wanted)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= wanted * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

int decimals_of(double step) {
  if (step <= 0) return 0;
  return std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 12);
}

std::string decade_label(double value, int exponent) {
  if (exponent >= -3 && exponent <= 4) return tick_label(value, value >= 1 ? 1 : value);
  return power_of_ten(exponent);
}

}  // namespace

std::string tick_label(double value, double step) {
  const int decimals = decimals_of(step);
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", decimals, std::fabs(value));
  const std::string digits = buffer;
  const bool zero = digits.find_first_not_of("0.") == std::string::npos;
  const std::size_t point = digits.find('.');
  const std::string whole = format_count(std::strtod(digits.substr(0, point).c_str(), nullptr));
  return (value < 0 && !zero ? kMinus : "") + whole +
         (point == std::string::npos ? std::string() : digits.substr(point));
}

Ticks linear_ticks(double low, double high, int max_num) {
  DEBUG_ENSURE(low < high);
  Ticks ticks;
  ticks.step = nice_step((high - low) / std::max(1, max_num - 1));
  // One tick alone gives no scale: better one more than asked for.
  while (std::floor(high / ticks.step + 1e-9) - std::ceil(low / ticks.step - 1e-9) < 1 &&
         max_num < 8) {
    ticks.step = nice_step((high - low) / std::max(1, max_num++));
  }
  // A step that starts inside the range may leave one tick too many.
  const auto first = static_cast<long long>(std::ceil(low / ticks.step - 1e-9));
  const auto last = static_cast<long long>(std::floor(high / ticks.step + 1e-9));
  for (long long i = first; i <= last; ++i) {
    const double value = static_cast<double>(i) * ticks.step;
    ticks.values.push_back(value);
    ticks.labels.push_back(tick_label(value, ticks.step));
  }
  return ticks;
}

Ticks log_ticks(double low, double high, int max_num) {
  DEBUG_ENSURE(0 < low && low < high);
  Ticks ticks;
  // Decades inside the range are counted and numbered first.
  const int inside_first = static_cast<int>(std::ceil(std::log10(low) - 1e-9));
  const int inside_last = static_cast<int>(std::floor(std::log10(high) + 1e-9));
  const int decades = std::max(1, inside_last - inside_first + 1);
  const int skip = std::max(1, (decades + max_num - 1) / std::max(1, max_num));
  const bool fine = (decades + 1) * 3 <= max_num || inside_last <= inside_first;
  const int first = inside_first - 1, last = inside_last + 1;
  for (int e = first; e <= last; ++e) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (factor != 1.0 && (!fine || skip > 1)) continue;
      const double value = factor * std::pow(10.0, e);
      if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
      const bool numbered = (e - inside_first) % skip == 0 || factor != 1.0;
      ticks.values.push_back(value);
      std::string label;
      if (numbered) {
        label = factor == 1.0 ? decade_label(value, e)
                              : tick_label(value, std::min(1.0, std::pow(10.0, e)));
      }
      ticks.labels.push_back(std::move(label));
    }
  }
  return ticks;
}

void widen_to_ticks(double& low, double& high, int max_num) {
  const double step = nice_step((high - low) / std::max(1, max_num - 1));
  low = std::floor(low / step + 1e-9) * step;
  high = std::ceil(high / step - 1e-9) * step;
}

std::vector<std::size_t> thinned(std::span<const float> column_of_x, std::span<const float> y) {
  std::vector<std::size_t> kept;
  const std::size_t n = std::min(column_of_x.size(), y.size());
  std::size_t begin = 0;
  while (begin < n) {
    const float column = std::floor(column_of_x[begin]);
    std::size_t end = begin, lowest = begin, highest = begin;
    while (end < n && std::floor(column_of_x[end]) == column) {
      if (y[end] < y[lowest]) lowest = end;
      if (y[end] > y[highest]) highest = end;
      ++end;
    }
    std::size_t own[4] = {begin, lowest, highest, end - 1};
    std::sort(own, own + 4);
    for (std::size_t i = 0; i < 4; ++i) {
      if (i == 0 || own[i] != own[i - 1]) kept.push_back(own[i]);
    }
    begin = end;
  }
  return kept;
}

std::vector<float> spread_labels(std::span<const float> wishes, float height, float low,
                                 float high) {
  // Blocks of touching labels, each centred on the mean wish of its members (pool adjacent
  // violators).
  std::vector<std::size_t> order(wishes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return wishes[a] != wishes[b] ? wishes[a] < wishes[b] : a < b;
  });
  struct Block {
    float sum = 0;  // of wishes less the offset inside the block
    float num = 0;
    float start() const { return sum / num; }
  };
  std::vector<Block> blocks;
  for (const std::size_t i : order) {
    blocks.push_back({wishes[i], 1});
    while (blocks.size() > 1) {
      Block& last = blocks.back();
      Block& before = blocks[blocks.size() - 2];
      if (before.start() + before.num * height <= last.start()) break;
      before.sum += last.sum - last.num * before.num * height;
      before.num += last.num;
      blocks.pop_back();
    }
  }
  std::vector<float> sorted;
  for (const Block& block : blocks) {
    for (float j = 0; j < block.num; ++j) sorted.push_back(block.start() + j * height);
  }
  // Into the room, first from below, then from above.
  float limit = high - height / 2;
  for (std::size_t i = sorted.size(); i-- > 0;) {
    sorted[i] = std::min(sorted[i], limit);
    limit = sorted[i] - height;
  }
  limit = low + height / 2;
  for (float& centre : sorted) {
    centre = std::max(centre, limit);
    limit = centre + height;
  }
  std::vector<float> centres(wishes.size());
  for (std::size_t i = 0; i < order.size(); ++i) centres[order[i]] = sorted[i];
  return centres;
}

}  // namespace wordspace::ui
