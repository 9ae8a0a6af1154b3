// File names out of names on screen, and one chunk of PNG.
#include "app/picture_files.h"

#include <array>
#include <cstdint>

namespace wordspace {
namespace {

void add_part(std::string& name, std::string_view part) {
  std::string own;
  for (const char c : part) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool capital = c >= 'A' && c <= 'Z';
    if (letter) {
      own += c;
    } else if (capital) {
      own += static_cast<char>(c - 'A' + 'a');
    } else if (!own.empty() && own.back() != '-') {
      own += '-';
    }
  }
  while (own.ends_with('-')) own.pop_back();
  if (!own.empty()) name += "-" + own;
}

// CRC-32 as PNG defines it (ISO 3309).
std::uint32_t crc_of(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1u ? 0xedb88320u ^ (crc >> 1) : crc >> 1;
  }
  return ~crc;
}

void add_number(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 255u);
}

}  // namespace

std::string picture_file_name(const PictureOrigin& origin, std::string_view chart,
                              std::string_view extension) {
  if (chart.starts_with(origin.lab) && chart.substr(origin.lab.size()).starts_with('.')) {
    chart.remove_prefix(origin.lab.size() + 1);
  }
  // "training.curve.table.table": the popup's table in the link's.
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view end : {".plot", ".table", ".chart"}) {
      if (!chart.ends_with(end)) continue;
      chart.remove_suffix(end.size());
      more = true;
    }
  }
  std::string name = "wordspace";
  add_part(name, origin.lab);
  add_part(name, chart);
  add_part(name, origin.corpus);
  add_part(name, origin.preset);
  if (!origin.seed.empty()) add_part(name, "seed" + origin.seed);
  return name + "." + std::string(extension);
}

std::string with_description(std::string png, std::string_view description) {
  constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", 8);
  constexpr std::size_t kHeader = 8 + 4 + 4 + 13 + 4;  // signature and the chunk IHDR
  if (!png.starts_with(kSignature) || png.size() < kHeader) return png;
  std::string body = "iTXtDescription";
  body += std::string(5, '\0');  // no compression, no language, no translated keyword
  body += description;
  std::string chunk;
  add_number(chunk, static_cast<std::uint32_t>(body.size() - 4));
  chunk += body;
  add_number(chunk, crc_of(body));
  png.insert(kHeader, chunk);
  return png;
}

}  // namespace wordspace
