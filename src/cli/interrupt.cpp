// What the handlers do: set a flag, or say one sentence and end.
#include "cli/interrupt.h"

#include <unistd.h>
#include <atomic>
#include <csignal>
#include <cstring>

#include "cli/common.h"

namespace wordspace::cli {
namespace {

// All that a signal handler may touch.
static_assert(std::atomic<int>::is_always_lock_free);
std::atomic<int> requested = 0, working = 0, writing = 0;

void end_now() {
  constexpr char kSentence[] = "wordspace: Stopped. Run it again to start over.\n";
  constexpr char kClearLine[] = "\r\033[K";
  if (isatty(STDERR_FILENO) == 1) {
    [[maybe_unused]] const auto cleared = write(STDERR_FILENO, kClearLine, sizeof kClearLine - 1);
  }
  [[maybe_unused]] const auto said = write(STDERR_FILENO, kSentence, sizeof kSentence - 1);
  _exit(kExitFailure);
}

void on_signal(int) {
  const int before = requested.fetch_add(1);
  if (writing.load() > 0 || (working.load() > 0 && before == 0)) return;
  end_now();
}

}  // namespace

void install_interrupts() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action;
    // What is ignored from outside (nohup, a shell's background) stays ignored.
    if (sigaction(signal, nullptr, &action) != 0 || action.sa_handler == SIG_IGN) continue;
    std::memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigaction(signal, &action, nullptr);
  }
  std::signal(SIGXFSZ, SIG_IGN);
}

StopOnSignal::StopOnSignal(While what) : is_writing_(what == While::kWriting) {
  (is_writing_ ? writing : working).fetch_add(1);
}

StopOnSignal::~StopOnSignal() { (is_writing_ ? writing : working).fetch_sub(1); }

bool StopOnSignal::stop_requested() { return requested.load() > 0; }

}  // namespace wordspace::cli
