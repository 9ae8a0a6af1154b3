// The runs of a series, one after the other, behind the verbs of a learner.
// Not a trainer: slices, pauses and progress are the trainer's, as for any learner.
#include "train/series.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "core/ensure.h"
#include "core/worker_pool.h"
#include "models/parameters.h"
#include "train/learner.h"
#include "train/loss_curve.h"
#include "train/step_record.h"

namespace wordspace {
namespace {

constexpr std::int64_t kWhole = 1'000'000;
constexpr double kStateMs = 200;         // between two reports of the run under way
constexpr std::int64_t kLastShare = 10;  // metrics: over the last tenth

double now_ms() {
  using Clock = std::chrono::steady_clock;
  return std::chrono::duration<double, std::milli>(Clock::now().time_since_epoch()).count();
}

class Series final : public Learner {
 public:
  Series(std::vector<PlannedRun> runs, std::shared_ptr<SeriesLink> link, WorkerPool* pool)
      : runs_(std::move(runs)), link_(std::move(link)), pool_(pool) {
    ENSURE(!runs_.empty());
    double sum = 0;
    for (const PlannedRun& run : runs_) {
      ENSURE(run.weight > 0);
      sum += run.weight;
    }
    double before = 0;
    for (const PlannedRun& run : runs_) {
      begins_.push_back(std::llround(before / sum * static_cast<double>(kWhole)));
      before += run.weight;
    }
    begins_.push_back(kWhole);
    reset(0);
  }

  std::string kind() const override { return "series"; }
  std::string unit_name() const override { return "millionths"; }
  std::string config_json() const override { return "{}"; }
  std::string corpus_name() const override { return {}; }

  void reset(std::uint64_t) override {
    place_ = 0;
    learner_.reset();
    finished_.clear();
    state_due_ = 0;
  }
  std::uint64_t seed() const override { return 0; }

  LearnerProgress advance(std::int64_t units) override {
    LearnerProgress progress;
    const std::int64_t before = units_done();
    while (!done() && units_done() - before < units) {
      if (!learner_) {
        begin();
        break;  // counting a text may have taken a second
      }
      advance_run(before + units - units_done());
    }
    progress.units = units_done() - before;
    // A run that could not be made or that has begun moves nothing yet: the next call does.
    if (progress.units == 0) progress.units = 1;
    report(done());
    return progress;
  }
  LearnerProgress advance_one(StepRecord&) override { return advance(1); }

  std::int64_t units_done() const override {
    if (place_ >= runs_.size()) return kWhole;
    const std::int64_t begin = begins_[place_];
    if (!learner_) return begin;
    const double share = static_cast<double>(learner_->units_done()) / static_cast<double>(total_);
    const auto inside = static_cast<double>(begins_[place_ + 1] - begin);
    return begin + static_cast<std::int64_t>(std::min(share, 1.0) * inside);
  }
  std::int64_t units_total() const override { return kWhole; }
  bool done() const override { return place_ >= runs_.size() || link_->stop.load(); }

  double learning_rate() const override { return learner_ ? learner_->learning_rate() : 0; }
  double baseline_loss() const override { return 0; }
  std::optional<double> held_out_loss() const override { return std::nullopt; }
  bool reproducible() const override { return !learner_ || learner_->reproducible(); }
  Error not_finite_error() const override { return {}; }  // it reports no loss
  EmbeddingView embeddings() const override { return {}; }
  void visit_parameters(const ParameterVisitor&) override {}
  std::vector<std::uint8_t> save_state() const override { return {}; }
  Status load_state(std::span<const std::uint8_t>) override {
    return Error{"checkpoint.bad_state", "A series of runs is not kept as a checkpoint.", ""};
  }

 private:
  const PlannedRun& planned() const { return runs_[place_]; }

  void begin() {
    current_ = {};
    current_.name = planned().name;
    const double start = now_ms();
    auto made = planned().make(pool_);
    current_.prepare_seconds = (now_ms() - start) / 1000;
    if (!made.ok()) {
      end(made.error());
      return;
    }
    learner_ = std::move(made.value());
    ENSURE(learner_ != nullptr);
    total_ = learner_->units_total();
    if (planned().max_units > 0) total_ = std::min(total_, planned().max_units);
    ENSURE(total_ > 0);
    curve_.begin(total_, learner_->units_done());
    metrics_.assign(learner_->metric_names().size(), {});
    report(true);
  }

  // About so many of the series' units of the run under way.
  void advance_run(std::int64_t units) {
    const std::int64_t at = learner_->units_done();
    const double inside = std::max(1.0, static_cast<double>(begins_[place_ + 1] - begins_[place_]));
    const double wanted = static_cast<double>(units) * static_cast<double>(total_) / inside;
    // As the trainer does: never across the end of a stretch of the curve, so that the numbers do
    // not depend on how the clock cut the work.
    const std::int64_t left = std::min(curve_.stretch_end(at), total_) - at;
    const std::int64_t mine = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(wanted)),
                                                       1, std::max<std::int64_t>(left, 1));
    const double start = now_ms();
    const LearnerProgress progress = learner_->advance(mine);
    current_.seconds += (now_ms() - start) / 1000;
    if (!progress.finite || !std::isfinite(progress.loss_sum)) {
      end(learner_->not_finite_error());
      return;
    }
    curve_.add(learner_->units_done(), progress.loss_sum, progress.loss_count);
    if (learner_->units_done() > total_ - total_ / kLastShare) {
      for (std::size_t i = 0; i < metrics_.size(); ++i) {
        metrics_[i].sum += progress.metrics[i].sum;
        metrics_[i].count += progress.metrics[i].count;
      }
    }
    if (learner_->units_done() >= total_ || learner_->done()) end(std::nullopt);
  }

  void end(std::optional<Error> error) {
    FinishedRun& run = current_;
    run.error = std::move(error);
    if (learner_) {
      run.kind = learner_->kind();
      run.corpus = learner_->corpus_name();
      run.unit_name = learner_->unit_name();
      run.seed = learner_->seed();
      run.units = learner_->units_done();
      run.baseline_loss = learner_->baseline_loss();
      run.losses = curve_.points();
      run.loss = curve_.newest();
      for (const char* name : learner_->metric_names()) run.metric_names.emplace_back(name);
      run.metrics = metrics_;
      learner_->visit_parameters([&](const Parameter& parameter) {
        std::int64_t size = 1;
        for (const std::int64_t n : parameter.shape) size *= n;
        run.num_parameters += parameter.num_learned > 0 ? parameter.num_learned : size;
      });
      if (!run.error) {
        run.held_out_loss = learner_->held_out_loss();
        run.trained = learner_->model_copy();
        take_vectors(learner_->embeddings());
      }
    }
    finished_.push_back(std::make_shared<const FinishedRun>(std::move(current_)));
    learner_.reset();
    ++place_;
    report(true);
  }

  void take_vectors(const EmbeddingView& view) {
    if (view.data == nullptr) return;
    auto rows = std::make_shared<std::vector<float>>();
    rows->reserve(static_cast<std::size_t>(view.rows * view.dim));
    for (std::int64_t row = 0; row < view.rows; ++row) {
      const float* from = view.data + row * view.row_stride;
      rows->insert(rows->end(), from, from + view.dim);
    }
    current_.vocabulary = view.vocabulary;
    current_.dim = view.dim;
    current_.vectors = std::move(rows);
  }

  void report(bool now) {
    const double at = now_ms();
    if (!now && at < state_due_) return;
    state_due_ = at + kStateMs;
    SeriesState& state = link_->states.back();
    state.finished = finished_;
    state.num_planned = runs_.size();
    state.running = learner_ ? planned().name : std::string();
    state.running_losses.clear();
    if (learner_) state.running_losses = curve_.points();
    link_->states.publish();
  }

  std::vector<PlannedRun> runs_;
  std::shared_ptr<SeriesLink> link_;
  WorkerPool* pool_;
  std::vector<std::int64_t> begins_;  // [runs + 1] where each run begins, in millionths

  std::size_t place_ = 0;
  std::unique_ptr<Learner> learner_;  // of the run under way
  std::int64_t total_ = 0;            // its units
  LossCurve curve_;
  std::vector<LearnerMetric> metrics_;
  FinishedRun current_;
  std::vector<std::shared_ptr<const FinishedRun>> finished_;
  double state_due_ = 0;
};

}  // namespace

std::unique_ptr<Learner> make_series(std::vector<PlannedRun> runs, std::shared_ptr<SeriesLink> link,
                                     WorkerPool* pool) {
  return std::make_unique<Series>(std::move(runs), std::move(link), pool);
}

}  // namespace wordspace
