// The store of kept bytes on a desktop: one file a name in a folder of the user, written whole, and
// a lock so that of two programs one keeps.
// Not what is kept and when (labs/keeper.h).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/result.h"

namespace wordspace {

// $XDG_DATA_HOME/wordspace/kept or ~/.local/share/wordspace/kept.
std::string kept_folder();

class StoreNative {
 public:
  explicit StoreNative(std::string folder) : folder_(std::move(folder)) {}
  ~StoreNative();
  StoreNative(const StoreNative&) = delete;
  StoreNative& operator=(const StoreNative&) = delete;

  // Makes the folder and takes its lock, which ends with the program however it ends.
  enum class Claim { kMine, kOthers, kNone };
  Claim claim();
  // Names are plain: letters, digits, '-' and '.'.   Errors: kept.full, kept.refused.
  Status keep(const std::string& name, std::string_view bytes);
  // Errors: kept.none, kept.refused.
  Result<std::string> kept(const std::string& name) const;
  void forget(const std::string& name);
  // Small texts beside them, by names of their own; empty: none. False: refused.
  bool write_note(const std::string& name, const std::string& text);
  std::string note(const std::string& name) const;
  // Errors: kept.refused.
  Result<std::map<std::string, std::uint64_t>> sizes() const;

 private:
  std::string path_of(const std::string& name) const;
  std::string note_path(const std::string& name) const;

  std::string folder_;
  int lock_ = -1;
};

}  // namespace wordspace
