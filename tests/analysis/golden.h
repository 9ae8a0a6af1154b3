// What tests/golden/geometry.py wrote, and the numbers it began from.
// Not a test.
#pragma once

#include <cstdint>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/file_io.h"

#include <doctest/doctest.h>

namespace wordspace {

using GoldenNumbers = std::map<std::string, std::vector<double>>;

// The numbers of one case of tests/golden/geometry.txt.
inline GoldenNumbers golden_geometry(const std::string& name) {
  const Result<std::string> text = read_file("tests/golden/geometry.txt");
  REQUIRE(text.ok());
  std::istringstream lines(*text);
  std::string word, heading;
  std::getline(lines, heading);
  GoldenNumbers numbers;
  bool mine = false;
  while (lines >> word) {
    if (word == "case") {
      lines >> word;
      mine = word == name;
      continue;
    }
    std::size_t count = 0;
    lines >> count;
    std::vector<double> values(count);
    for (double& value : values) lines >> value;
    if (mine) numbers[word] = std::move(values);
  }
  REQUIRE(!numbers.empty());
  return numbers;
}

inline std::uint32_t hash32(std::uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7FEB352Du;
  x = (x ^ (x >> 15)) * 0x846CA68Bu;
  return x ^ (x >> 16);
}

// Multiples of 2^-24 between -0.5 and 0.5.
inline std::vector<float> hashed(std::string_view name, std::size_t count) {
  std::uint32_t start = 2166136261u;
  for (const char c : name) start = (start ^ static_cast<std::uint8_t>(c)) * 16777619u;
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t bits = hash32(start + static_cast<std::uint32_t>(i)) >> 8;
    values[i] = static_cast<float>(bits) * 0x1.0p-24f - 0.5f;
  }
  return values;
}

}  // namespace wordspace
