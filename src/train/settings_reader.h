// Reads the settings of a run back from the JSON that a checkpoint keeps.
// Not their limits beyond what a field can hold: validate() of each run knows those.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/result.h"

namespace wordspace {

// Every call reads one field; the first that cannot be read is the error.
class SettingsReader {
 public:
  explicit SettingsReader(const std::string& text);
  ~SettingsReader();
  SettingsReader(const SettingsReader&) = delete;
  SettingsReader& operator=(const SettingsReader&) = delete;

  void whole(const char* name, std::int64_t& out, std::int64_t low = 0,
             std::int64_t high = kLargest);
  void whole(const char* name, int& out, std::int64_t low = 0, std::int64_t high = kLargest);
  void real(const char* name, double& out);
  void real(const char* name, float& out);
  void flag(const char* name, bool& out);
  void seed(const char* name, std::uint64_t& out);
  // An enumeration by the names of its values in order.
  template <typename E, std::size_t kCount>
  void choice(const char* name, const char* const (&names)[kCount], E& out) {
    if (const auto i = index_of(name, names)) out = static_cast<E>(*i);
  }
  // What every run asks last: the error so far, or that of the settings' own check.
  //   Errors: checkpoint.bad_config.
  std::optional<Error> error(const Status& valid);
  void refuse(const char* name);

 private:
  static constexpr std::int64_t kLargest = std::int64_t{1} << 30;
  std::optional<std::size_t> index_of(const char* name, std::span<const char* const> names);
  void fail(const char* what);

  struct Text;
  std::unique_ptr<Text> text_;
  std::optional<Error> error_;
};

}  // namespace wordspace
