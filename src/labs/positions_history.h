// The table of position vectors as a run learns it: a few moments, from the untrained one on.
// Not drawing, and not the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace wordspace {

struct ModelSnapshot;
struct PositionAnswer;
struct Snapshot;

class PositionHistory {
 public:
  static constexpr std::size_t kMaxMoments = 24;

  struct Moment {
    std::int64_t step = 0;    // of the run
    std::vector<float> rows;  // [positions, width]
    int width = 0;
    // Computed when it is first asked for: rooms keep moments that nobody may ever look at.
    const PositionAnswer& answer() const;

   private:
    mutable std::shared_ptr<const PositionAnswer> answer_;
  };

  // Takes the table of each new copy of the run's model; a new run clears the list. Cheap when
  // nothing is new. True: a moment was added.
  bool follow(const ModelSnapshot& model, const Snapshot& snapshot);
  // Oldest first. The first and the newest stay; from the middle those go that leave the smallest
  // gap.
  const std::vector<Moment>& moments() const { return moments_; }
  // Changes with every moment that comes or goes.
  std::uint64_t version() const { return version_; }

 private:
  void add(std::int64_t step, std::vector<float> rows, int width);
  void thin_out();

  std::vector<Moment> moments_;
  std::uint64_t run_ = 0, seen_ = 0, version_ = 0;
};

}  // namespace wordspace
