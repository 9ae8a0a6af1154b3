// How a failed ENSURE ends the program.
// Not a logger.
#include "core/ensure.h"

#include <cstdio>
#include <cstdlib>

namespace wordspace {

void ensure_failed(const char* file, int line, const char* condition) {
  std::fprintf(stderr, "wordspace: internal error at %s:%d: %s\n", file, line, condition);
  std::fflush(stderr);
  std::abort();
}

}  // namespace wordspace
