// How the workspace reaches the world; the application supplies it (tests: from memory).
// Not a platform.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace wordspace {

struct OfflineTexts;

struct Services {
  std::function<void(const std::string& path,
                     std::function<void(std::uint64_t, std::uint64_t)> progress,
                     std::function<void(Result<std::string>)> done)>
      fetch;
  std::function<Result<std::string>(const std::string& name, const std::string& mime,
                                    std::string_view bytes)>
      save_file;
  std::function<void(const std::string& accept,
                     std::function<void(std::string, Result<std::string>)>)>
      open_file;
  // Where the files lie beside the program, or tests have none: empty.
  std::function<OfflineTexts()> offline_texts;
  std::function<void()> keep_texts_offline;
  std::function<void(const std::string&)> set_clipboard;
  std::function<double()> now_ms;
  // Whether preset, settings, seed and text are hers to change; the error is shown. Empty: they
  // are.
  std::function<Status()> may_change;
  Status changeable() const { return may_change ? may_change() : Status(Done{}); }
};

}  // namespace wordspace
