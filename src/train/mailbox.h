// Hands the newest value from one thread to another without locks: three slots, one atomic
// exchange. Not a queue: values that nobody took are overwritten.
#pragma once

#include <atomic>
#include <cstdint>

namespace wordspace {

// One writer thread, one reader thread; both calls are wait-free. Slots keep their buffers, so a
// writer that refills back() in place allocates nothing once it has warmed up.
template <typename T>
class Mailbox {
 public:
  // Writer: the slot to fill; it holds some older value.
  T& back() { return slots_[back_]; }
  // Writer: makes back() the newest value.
  void publish() {
    const std::uint8_t old =
        middle_.exchange(static_cast<std::uint8_t>(back_ | kFresh), std::memory_order_acq_rel);
    back_ = old & kIndex;
  }
  // Reader: takes the newest value into front(); false when there is none since the last call.
  bool refresh() {
    if ((middle_.load(std::memory_order_relaxed) & kFresh) == 0) return false;
    const std::uint8_t old =
        middle_.exchange(static_cast<std::uint8_t>(front_), std::memory_order_acq_rel);
    front_ = old & kIndex;
    return true;
  }
  // Reader: the value last taken.
  const T& front() const { return slots_[front_]; }

 private:
  static constexpr std::uint8_t kIndex = 3;
  static constexpr std::uint8_t kFresh = 4;

  T slots_[3] = {};
  std::uint8_t back_ = 0;
  alignas(64) std::atomic<std::uint8_t> middle_{1};
  alignas(64) std::uint8_t front_ = 2;
};

}  // namespace wordspace
