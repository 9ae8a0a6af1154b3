// Ctrl-C, a request to end and files larger than allowed, for every subcommand.
// Not for `serve` while it serves: it waits for signals itself.
#pragma once

namespace wordspace::cli {

// Once, at the start of the program: from then on SIGINT, SIGTERM and SIGHUP end it with one
// sentence and kExitFailure; a write past the limit on file sizes is an error like a full disk.
void install_interrupts();

// While one of these lives, the first signal only sets a flag: what must be left tidy looks at it.
// The second ends the program at once, unless it is in the middle of writing.
class StopOnSignal {
 public:
  enum class While { kWorking, kWriting };
  explicit StopOnSignal(While what = While::kWorking);
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
  bool stopped() const { return stop_requested(); }
  static bool stop_requested();

 private:
  bool is_writing_;
};

}  // namespace wordspace::cli
