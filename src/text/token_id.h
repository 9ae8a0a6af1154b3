// The number of a word or token, everywhere the same type.
// Not what it stands for: text/vocabulary.h and text/token_codec.h say that.
#pragma once

#include <cstdint>

namespace wordspace {

using TokenId = std::int32_t;
inline constexpr TokenId kUnknownToken = -1;

}  // namespace wordspace
