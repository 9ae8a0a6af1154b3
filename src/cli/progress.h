// One line of progress on a terminal.
// Not a logger: it writes nothing when the output is piped.
#pragma once

#include <cstdint>
#include <string>

namespace wordspace::cli {

class Progress {
 public:
  // unit: "words". Draws on standard error when both outputs are a terminal.
  explicit Progress(std::string unit);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // At most ten times a second. rate in units a second; note: what else is worth a word.
  void show(std::int64_t done, std::int64_t total, double rate, const std::string& note);
  void clear();

 private:
  std::string unit_;
  bool on_ = false;
  bool drawn_ = false;
  double next_ms_ = 0;
};

// "1.2 M", "345 k", "67".
std::string short_count(double value);
// "1:02:03", "4:05", "0:07".
std::string short_time(double seconds);

// Steady clock in milliseconds.
double steady_ms();

}  // namespace wordspace::cli
