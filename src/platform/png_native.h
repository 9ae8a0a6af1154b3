// Pixels as a PNG file's bytes, for --screenshot.
// Not a reader of pictures.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/result.h"

namespace wordspace {

// rgba [height, width, 4], top row first. Errors: png.failed.
Result<std::string> png_from_rgba(std::span<const std::uint8_t> rgba, int width, int height);

}  // namespace wordspace
