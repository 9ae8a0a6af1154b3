// An owned array of floats that starts on a cache line, zero at first.
// Not a tensor: no shape, no growth.
#pragma once

#include <cstddef>
#include <cstring>
#include <new>
#include <utility>

namespace wordspace {

class AlignedFloats {
 public:
  AlignedFloats() = default;
  explicit AlignedFloats(std::size_t size) : size_(size) {
    if (size == 0) return;
    data_ = static_cast<float*>(::operator new(size * sizeof(float), kAlignment));
    clear();
  }
  ~AlignedFloats() { ::operator delete(data_, kAlignment); }
  AlignedFloats(AlignedFloats&& other) noexcept { swap(other); }
  AlignedFloats& operator=(AlignedFloats&& other) noexcept {
    swap(other);
    return *this;
  }

  float* data() { return data_; }
  const float* data() const { return data_; }
  std::size_t size() const { return size_; }
  void clear() {
    if (size_ > 0) std::memset(data_, 0, size_ * sizeof(float));
  }

 private:
  static constexpr std::align_val_t kAlignment{64};

  void swap(AlignedFloats& other) {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }

  float* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace wordspace
