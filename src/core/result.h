// A value or an error that a learner can act on; what functions at the edge of the program return.
// Not for bugs: those are CHECKs (core/ensure.h).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/ensure.h"

namespace wordspace {

// What went wrong, in one sentence, and what to do about it.
//   code     stable, dotted, e.g. "text.not_utf8"; the key of its translation
//   message  one English sentence, arguments already filled in
//   hint     one English sentence that says what to do
//   args     what fills {0}, {1}, ... in a translation of message or hint
struct Error {
  std::string code;
  std::string message;
  std::string hint;
  std::vector<std::string> args = {};
};

// Either a T or an Error. Reading the one that is not there is a bug (ENSURE).
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}      // NOLINT: a value reads as success
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: an error reads as failure

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }

  T& value() & {
    ENSURE(ok());
    return *value_;
  }
  const T& value() const& {
    ENSURE(ok());
    return *value_;
  }
  T&& value() && {
    ENSURE(ok());
    return std::move(*value_);
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const {
    ENSURE(!ok());
    return error_;
  }

 private:
  std::optional<T> value_;
  Error error_;
};

// Success without a value.
struct Done {};

// The result of something that only succeeds or fails.
using Status = Result<Done>;

}  // namespace wordspace
