// What is known of the texts and ready-made models that a page keeps for visits without a network.
// Not how they are kept, nor who knows it (platform/platform.h).
#pragma once

#include <cstdint>
#include <string>

namespace wordspace {

struct OfflineTexts {
  bool available = false;  // they can be kept here; never where they lie beside the program
  bool keeping = false;    // the rest is being kept now
  int num_files = 0, num_kept = 0;
  std::uint64_t total_bytes = 0, kept_bytes = 0;
  // Of the last attempt to keep all: empty, "room" (storage is full), "network", "changed" (the
  // server has other files by now), "storage" (the browser refuses).
  std::string problem;
};

}  // namespace wordspace
