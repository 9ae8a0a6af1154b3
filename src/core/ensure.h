// ENSURE stops the program on our own bugs, always; DEBUG_ENSURE does so in debug builds only.
// Not for bad input: that is a Result (core/result.h).
#pragma once

namespace wordspace {

// Prints the place and the condition, then aborts. Any thread.
[[noreturn]] void ensure_failed(const char* file, int line, const char* condition);

}  // namespace wordspace

#define ENSURE(condition) \
  ((condition) ? static_cast<void>(0) : ::wordspace::ensure_failed(__FILE__, __LINE__, #condition))

#ifdef NDEBUG
#define DEBUG_ENSURE(condition) static_cast<void>(sizeof(!(condition)))
#else
#define DEBUG_ENSURE(condition) ENSURE(condition)
#endif
