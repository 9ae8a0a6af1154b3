// The progress line redraws in place.
// Not for the interface: labs show progress from snapshots.
#include "cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace wordspace::cli {
Progress::Progress(std::string unit)
    : unit_(std::move(unit)), on_(isatty(STDERR_FILENO) == 1 && isatty(STDOUT_FILENO) == 1) {}

Progress::~Progress() { clear(); }

void Progress::show(std::int64_t done, std::int64_t total, double rate, const std::string& note) {
  if (!on_) return;
  const double now = steady_ms();
  if (now < next_ms_) return;
  next_ms_ = now + 100;
  const double share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 0;
  const double left = rate > 0 ? static_cast<double>(total - done) / rate : 0;
  std::fprintf(stderr, "\r\033[K%3.0f %%  %s %s/s  %s left  %s", 100 * share,
               short_count(rate).c_str(), unit_.c_str(), short_time(left).c_str(), note.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::clear() {
  if (drawn_) {
    std::fprintf(stderr, "\r\033[K");
    std::fflush(stderr);
  }
  drawn_ = false;
}

std::string short_count(double value) {
  char buffer[32];
  if (value >= 1e6) {
    std::snprintf(buffer, sizeof buffer, "%.2f M", value / 1e6);
  } else if (value >= 1e4) {
    std::snprintf(buffer, sizeof buffer, "%.0f k", value / 1e3);
  } else if (value >= 1e3) {
    std::snprintf(buffer, sizeof buffer, "%.1f k", value / 1e3);
  } else {
    std::snprintf(buffer, sizeof buffer, "%.0f", value);
  }
  return buffer;
}

std::string short_time(double seconds) {
  const auto whole = static_cast<long long>(std::max(0.0, seconds) + 0.5);
  char buffer[48];
  if (whole >= 3600) {
    std::snprintf(buffer, sizeof buffer, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  } else {
    std::snprintf(buffer, sizeof buffer, "%lld:%02lld", whole / 60, whole % 60);
  }
  return buffer;
}

double steady_ms() {
  using Clock = std::chrono::steady_clock;
  return std::chrono::duration<double, std::milli>(Clock::now().time_since_epoch()).count();
}

}  // namespace wordspace::cli
