// How a failed CHECK ends the program.
// Not a logger.
#include "core/check.h"

#include <cstdio>
#include <cstdlib>

namespace wordspace {

void check_failed(const char* file, int line, const char* condition) {
  std::fprintf(stderr, "wordspace: internal error at %s:%d: %s\n", file, line, condition);
  std::fflush(stderr);
  std::abort();
}

}  // namespace wordspace
