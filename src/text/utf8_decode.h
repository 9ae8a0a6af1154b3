// The inlined decoder of well-formed UTF-8 that the hot loops of this layer share.
// Not a check: first_invalid_utf8 of text/unicode.h is.
#pragma once

#include <cstdint>
#include <string_view>

namespace wordspace {

// Decodes the code point at offset and moves offset past it; offset < text.size(), well-formed
// text.
inline std::uint32_t decode_utf8(std::string_view text, std::size_t& offset) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t lead = byte(offset);
  if (lead < 0x80) {
    offset += 1;
    return lead;
  }
  if (lead < 0xe0) {
    const std::uint32_t code_point = (lead & 0x1f) << 6 | (byte(offset + 1) & 0x3f);
    offset += 2;
    return code_point;
  }
  if (lead < 0xf0) {
    const std::uint32_t code_point =
        (lead & 0x0f) << 12 | (byte(offset + 1) & 0x3f) << 6 | (byte(offset + 2) & 0x3f);
    offset += 3;
    return code_point;
  }
  const std::uint32_t code_point = (lead & 0x07) << 18 | (byte(offset + 1) & 0x3f) << 12 |
                                   (byte(offset + 2) & 0x3f) << 6 | (byte(offset + 3) & 0x3f);
  offset += 4;
  return code_point;
}

}  // namespace wordspace
