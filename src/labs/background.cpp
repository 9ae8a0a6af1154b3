// One series of runs beside the labs.
// Not the runs (train/series.h) and not their trainer.
#include "labs/background.h"

#include <utility>

#include "core/worker_pool.h"
#include "labs/run_controls.h"
#include "train/learner.h"
#include "train/runner.h"
#include "train/series.h"

namespace wordspace {

struct Background::Impl {
  Runner* runner;
  int slot;
  std::string owner;
  std::shared_ptr<SeriesLink> link;  // null: nothing was ever begun
  SeriesState state;
  std::uint64_t version = 0;
  std::uint64_t run_before = 0;  // the series is under way once the runner has another
  bool stopped = false;

  const Snapshot& snapshot() const { return runner->snapshot(slot); }
  bool begun() const { return link != nullptr && snapshot().run != run_before; }
};

Background::Background(Runner* runner, int slot) : impl_(std::make_unique<Impl>()) {
  impl_->runner = runner;
  impl_->slot = slot;
}
Background::~Background() = default;

Status Background::start(const std::string& owner, std::vector<PlannedRun> runs) {
  Impl& self = *impl_;
  auto link = std::make_shared<SeriesLink>();
  const std::size_t num_planned = runs.size();
  command::Prepare prepare;
  prepare.start = true;
  prepare.make = [runs = std::move(runs), link](WorkerPool* pool) -> Result<PreparedLearner> {
    return PreparedLearner{make_series(runs, link, pool), nullptr};
  };
  if (!self.runner->send(std::move(prepare), self.slot)) return busy_error();
  if (self.link) self.link->stop = true;
  self.owner = owner;
  self.link = std::move(link);
  self.state = {};
  self.state.num_planned = num_planned;
  self.run_before = self.snapshot().run;
  self.stopped = false;
  ++self.version;
  return Done{};
}

void Background::pause() { impl_->runner->send(command::Pause{}, impl_->slot); }
void Background::resume() {
  if (paused()) impl_->runner->send(command::Start{}, impl_->slot);
}
void Background::stop() {
  Impl& self = *impl_;
  if (!self.link || done()) return;
  self.link->stop = true;
  self.stopped = true;
  ++self.version;
}

const std::string& Background::owner() const { return impl_->owner; }
const std::vector<std::shared_ptr<const FinishedRun>>& Background::finished(
    const std::string& owner) const {
  static const std::vector<std::shared_ptr<const FinishedRun>> kNone;
  return owner == impl_->owner ? impl_->state.finished : kNone;
}
std::uint64_t Background::version() const { return impl_->version; }

bool Background::running() const {
  const Impl& self = *impl_;
  if (!self.link || self.stopped || done()) return false;
  if (!self.begun()) return true;  // asked for, not yet taken up
  const RunStatus status = self.snapshot().status;
  return status == RunStatus::kTraining || status == RunStatus::kPreparing;
}
bool Background::paused() const {
  const Impl& self = *impl_;
  return self.begun() && !self.stopped && !done() && self.snapshot().status == RunStatus::kPaused;
}
bool Background::done() const {
  const SeriesState& state = impl_->state;
  return state.num_planned > 0 && state.finished.size() == state.num_planned;
}
std::size_t Background::num_planned() const { return impl_->state.num_planned; }
const std::string& Background::current() const { return impl_->state.running; }
const std::vector<LossPoint>& Background::current_losses() const {
  return impl_->state.running_losses;
}
double Background::share_done() const {
  const Impl& self = *impl_;
  if (done()) return 1;
  const Snapshot& now = self.snapshot();
  if (!self.begun() || now.units_total <= 0) return 0;
  return static_cast<double>(now.units_done) / static_cast<double>(now.units_total);
}
double Background::seconds_left() const {
  return running() && impl_->begun() ? impl_->snapshot().seconds_left : 0;
}

bool Background::poll() {
  Impl& self = *impl_;
  if (!self.link || !self.link->states.refresh()) return false;
  const std::size_t before = self.state.finished.size();
  self.state = self.link->states.front();
  if (self.state.finished.size() != before) ++self.version;
  return true;
}

}  // namespace wordspace
