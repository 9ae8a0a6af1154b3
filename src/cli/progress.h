// One line of progress on a terminal, and a polite stop on Ctrl-C.
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

// From its construction on, the first Ctrl-C (or a request to end) only sets a flag; the second
// ends the program at once. One at a time.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
  bool stopped() const;
};

}  // namespace wordspace::cli
