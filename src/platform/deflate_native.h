// Deflate in zlib's format, both ways, with a bound on what comes out.
// Not for the browser: it has streams of its own (web/pack.js).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"

namespace wordspace {

//   Errors: deflate.failed.
Result<std::string> deflate_bytes(std::string_view bytes);
//   Errors: inflate.damaged (also: ends too early, or goes on), inflate.too_large (more than
//   max_bytes would come out).
Result<std::string> inflate_bytes(std::string_view bytes, std::size_t max_bytes);

}  // namespace wordspace
