// A run as it is kept: what SaveCheckpoint answers and Prepare takes up again.
// Not how it is written (train/checkpoint.h, train/run_record.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace wordspace {

struct EmbeddingHistory;

struct SavedRun {
  std::shared_ptr<const std::string> checkpoint;    // null: there is no run
  std::shared_ptr<const std::string> record;        // may be null
  std::shared_ptr<const EmbeddingHistory> history;  // may be null
  std::uint64_t run = 0;                            // as Snapshot::run
  std::int64_t units_done = 0, units_total = 0;     // the same
  std::string corpus, config_json;                  // the same
  std::size_t too_large_bytes = 0;  // not zero: larger than was asked for, so nothing was made
};

}  // namespace wordspace
