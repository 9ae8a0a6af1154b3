// The normal distribution of Rng.
// Not the generator itself, which stands in the header to be inlined.
#include "core/rng.h"

#include <cmath>

namespace wordspace {

double Rng::normal() {
  for (;;) {
    const double x = 2.0 * uniform_double() - 1.0;
    const double y = 2.0 * uniform_double() - 1.0;
    const double r = x * x + y * y;
    if (r > 0.0 && r < 1.0) return x * std::sqrt(-2.0 * std::log(r) / r);
  }
}

}  // namespace wordspace
