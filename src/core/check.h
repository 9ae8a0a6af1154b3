// CHECK stops the program on our own bugs, always; DCHECK does so in debug builds only.
// Not for bad input: that is a Result (core/result.h).
#pragma once

namespace wordspace {

// Prints the place and the condition, then aborts. Any thread.
[[noreturn]] void check_failed(const char* file, int line, const char* condition);

}  // namespace wordspace

#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::wordspace::check_failed(__FILE__, __LINE__, #condition))

#ifdef NDEBUG
#define DCHECK(condition) static_cast<void>(sizeof(!(condition)))
#else
#define DCHECK(condition) CHECK(condition)
#endif
