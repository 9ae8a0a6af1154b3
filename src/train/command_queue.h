// A bounded queue of commands from the interface thread to the trainer; neither side ever waits.
// Not for many writers: one thread sends, one receives.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <utility>

namespace wordspace {

template <typename T, std::size_t kCapacity = 64>
class CommandQueue {
 public:
  // Sender: false when the queue is full (the value is left as it was).
  bool push(T& value) {
    const std::size_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_.load(std::memory_order_acquire) == kCapacity) return false;
    cells_[tail % kCapacity] = std::move(value);
    tail_.store(tail + 1, std::memory_order_release);
    return true;
  }
  // Receiver: false when the queue is empty.
  bool pop(T& value) {
    const std::size_t head = head_.load(std::memory_order_relaxed);
    if (head == tail_.load(std::memory_order_acquire)) return false;
    value = std::move(cells_[head % kCapacity]);
    cells_[head % kCapacity] = T();
    head_.store(head + 1, std::memory_order_release);
    return true;
  }

 private:
  std::array<T, kCapacity> cells_{};
  alignas(64) std::atomic<std::size_t> head_{0};
  alignas(64) std::atomic<std::size_t> tail_{0};
};

}  // namespace wordspace
