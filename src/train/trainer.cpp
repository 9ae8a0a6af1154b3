// Commands in, slices of training, snapshots out.
// Not a thread and not a frame: whoever calls advance() decides when.
#include "train/trainer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/worker_pool.h"
#include "text/encoded_corpus.h"
#include "train/checkpoint.h"
#include "train/embedding_history.h"
#include "train/good_state.h"
#include "train/loss_curve.h"
#include "train/run_record.h"

namespace wordspace {
namespace {

constexpr double kSliceMs = 10;
constexpr double kSnapshotMs = 1000.0 / 30.0;
constexpr double kHeldOutMs = 1000;    // least time between measurements ...
constexpr double kHeldOutShare = 20;   // ... and at least this many times what one cost
constexpr double kGoodStateMs = 2000;  // the same for copies of the weights
constexpr double kGoodStateShare = 50;
constexpr double kMaxRestMs = 500;  // a slowed run still answers
constexpr double kRateMemoryMs = 1000;
constexpr std::int64_t kFirstUnits = 16;

template <class... T>
struct Overloaded : T... {
  using T::operator()...;
};
template <class... T>
Overloaded(T...) -> Overloaded<T...>;

void assign_if_other(std::string& to, const std::string& from) {
  if (to != from) to = from;
}

}  // namespace

struct Trainer::Impl {
  Impl(WorkerPool* pool_in, TrainerOutbox* outbox_in, std::function<double()> now)
      : pool(pool_in), outbox(outbox_in), now_ms(std::move(now)) {}

  // --- What a command does -----------------------------------------------------------------------

  void handle(TrainerCommand&& command) {
    // Commands keep their order: what follows a Prepare is meant for its learner.
    if (pending) prepare();
    std::visit(Overloaded{
                   [](std::monostate) {},
                   [&](command::Prepare& c) { begin_prepare(std::move(c)); },
                   [&](command::Start) { start(); },
                   [&](command::Pause) { pause(); },
                   [&](command::Step) { step(); },
                   [&](command::Reset c) { reset(c.seed); },
                   [&](command::SetSpeed c) { set_speed(c.share); },
                   [&](command::WatchModel c) { watch_ms = std::max(0, c.interval_ms); },
                   [&](const command::SaveCheckpoint& c) { save(c); },
                   [&](command::LoadCheckpoint& c) { load(c.bytes); },
                   [](const command::Work& c) { c.run(); },
               },
               command);
  }

  void begin_prepare(command::Prepare&& c) {
    pause();
    pending = std::move(c);
    status_before_prepare = status;
    status = RunStatus::kPreparing;
    publish();
  }

  // Does the pending preparation; the old learner stays when it fails.
  void prepare() {
    const command::Prepare c = std::exchange(pending, std::nullopt).value();
    Result<PreparedLearner> made = c.make(pool);
    status = status_before_prepare;
    if (!made.ok()) {
      error = made.error();
      publish();
      return;
    }
    ENSURE(made->learner != nullptr);
    if (c.resume.checkpoint) {
      const Status loaded = load_checkpoint(*made->learner, *c.resume.checkpoint);
      if (!loaded.ok()) {
        error = loaded.error();
        publish();
        return;
      }
    }
    learner = std::move(made->learner);
    encoded = std::move(made->encoded);
    units_per_ms = 0;
    begin_run(c.resume.checkpoint ? &c.resume : nullptr);
    if (c.start) start();
  }

  // A run from its beginning, or from where `resume` was saved: the learner is there already.
  void begin_run(const SavedRun* resume = nullptr) {
    ++run;
    status = RunStatus::kIdle;
    error.reset();
    losses.begin(learner->units_total(), learner->units_done());
    held_out.begin(learner->units_total(), learner->units_done());
    metric_names = learner->metric_names();
    ENSURE(metric_names.size() <= kMaxMetrics);
    for (LossCurve& curve : metrics) curve.begin(learner->units_total(), learner->units_done());
    history.begin(learner->units_total());
    steps = 0;
    train_ms = 0;
    if (resume != nullptr) take_up(*resume);
    if (!history.history()) history.take(learner->embeddings(), learner->units_done(), 0);
    rate_units = rate_ms = 0;
    record_number = 0;
    record = std::monostate{};
    config_json = learner->config_json();
    corpus = learner->corpus_name();
    kind = learner->kind();
    unit_name = learner->unit_name();
    baseline = learner->baseline_loss();
    baselines = learner->baselines();
    good.clear();
    held_out_due = good_due = -1e300;
    publish_model();
    publish();
  }

  // What the run had shown where it was saved; what does not fit is left out.
  void take_up(const SavedRun& saved) {
    if (saved.history) {
      history.resume(*saved.history, learner->embeddings(), learner->units_done());
    }
    const auto shown = saved.record ? read_run_record(*saved.record) : Result(RunRecord{});
    if (shown.ok()) {
      losses.resume(shown->losses);
      held_out.resume(shown->held_out);
      for (std::size_t i = 0; i < metric_names.size(); ++i) {
        for (const auto& [name, curve] : shown->metrics) {
          if (name == metric_names[i]) metrics[i].resume(curve);
        }
      }
      steps = shown->steps;
      train_ms = shown->train_ms;
    }
    status = learner->done()             ? RunStatus::kDone
             : learner->units_done() > 0 ? RunStatus::kPaused
                                         : RunStatus::kIdle;
    if (!saved.record) measure_held_out();
  }

  void start() {
    if (!learner || status == RunStatus::kTraining) return;
    error.reset();
    if (learner->done()) {
      status = RunStatus::kDone;
    } else {
      status = RunStatus::kTraining;
      slice_end = now_ms();
      resume_at = slice_end;
      keep_good();
      measure_held_out();
    }
    publish();
  }

  void pause() {
    if (status != RunStatus::kTraining) return;
    status = RunStatus::kPaused;
    publish_model();
    publish();
  }

  void step() {
    if (!learner) return;
    pause();
    if (learner->done()) return;
    error.reset();
    if (good.empty()) keep_good();
    const LearnerProgress progress = learner->advance_one(record);
    ++record_number;
    ++steps;
    status = learner->done() ? RunStatus::kDone : RunStatus::kPaused;
    note(progress);
    publish_model();
    publish();
  }

  void reset(std::uint64_t seed) {
    if (!learner) return;
    learner->reset(seed);
    begin_run();
  }

  void set_speed(double share) {
    speed = std::isfinite(share) ? std::clamp(share, 0.001, 1.0) : 1.0;
    resume_at = now_ms();
  }

  void save(const command::SaveCheckpoint& c) {
    if (c.box) {
      SavedRun& saved = c.box->run;
      saved.run = run;
      if (learner) {
        saved.units_done = learner->units_done();
        saved.units_total = learner->units_total();
      }
      saved.corpus = corpus;
      saved.config_json = config_json;
      if (learner && checkpoint_bytes(*learner) > c.max_bytes) {
        saved.too_large_bytes = checkpoint_bytes(*learner);
      } else if (learner) {
        saved.checkpoint = std::make_shared<const std::string>(save_checkpoint(*learner));
        RunRecord shown;
        shown.losses = losses.state();
        shown.held_out = held_out.state();
        for (std::size_t i = 0; i < metric_names.size(); ++i) {
          shown.metrics.emplace_back(metric_names[i], metrics[i].state());
        }
        shown.steps = steps;
        shown.train_ms = train_ms;
        saved.record = std::make_shared<const std::string>(write_run_record(shown));
        saved.history = history.history();
      }
      c.box->ready.store(true, std::memory_order_release);
      return;
    }
    TrainerOutbox::Checkpoint& slot = outbox->checkpoint.back();
    slot.number = ++checkpoint_number;
    slot.bytes = learner ? std::make_shared<const std::string>(save_checkpoint(*learner)) : nullptr;
    outbox->checkpoint.publish();
  }

  void load(const std::shared_ptr<const std::string>& bytes) {
    if (!learner || !bytes) return;
    const Status loaded = load_checkpoint(*learner, *bytes);
    if (!loaded.ok()) {
      error = loaded.error();
      publish();
      return;
    }
    begin_run();
    status = learner->done()             ? RunStatus::kDone
             : learner->units_done() > 0 ? RunStatus::kPaused
                                         : RunStatus::kIdle;
    measure_held_out();
    publish();
  }

  // --- Training ----------------------------------------------------------------------------------

  double advance(double budget_ms) {
    if (pending) {
      prepare();
      return status == RunStatus::kTraining ? 0 : -1;
    }
    if (status != RunStatus::kTraining) return -1;
    const double begin = now_ms();
    const double until = begin + std::max(budget_ms, 0.0);
    for (double now = begin; status == RunStatus::kTraining; now = now_ms()) {
      if (now < resume_at) return resume_at - now;
      // The rest of a small budget becomes a small slice; less than a millisecond is left alone.
      const double left = until - now;
      if (now > begin && left < 1) return 0;
      slice(std::clamp(left, 1.0, kSliceMs));
    }
    return -1;
  }

  void slice(double target_ms) {
    const std::int64_t units =
        units_per_ms > 0
            ? std::max<std::int64_t>(1, static_cast<std::int64_t>(units_per_ms * target_ms))
            : kFirstUnits;
    const double begin = now_ms();
    const std::int64_t units_here = advance_by(units);
    const double end = now_ms();
    const double took = std::max(end - begin, 1e-3);
    const auto did = static_cast<double>(std::max<std::int64_t>(units_here, 1));
    // Slices follow the machine's speed, but one odd measurement changes them by a factor of two
    // only.
    const double measured = did / took;
    units_per_ms = units_per_ms > 0 ? std::clamp(measured, units_per_ms / 2, units_per_ms * 2)
                                    : std::min(measured, static_cast<double>(kFirstUnits));
    train_ms += took;
    ++steps;
    note_rate(static_cast<double>(units_here), end - slice_end);
    slice_end = end;
    resume_at = speed < 1 ? end + std::min(took * (1 / speed - 1), kMaxRestMs) : end;

    if (status == RunStatus::kTraining && end >= good_due) keep_good();
    if (status == RunStatus::kTraining) {
      if (end >= held_out_due) measure_held_out();
      if (watch_ms > 0 && end >= model_due) publish_model();
      if (end >= snapshot_due) publish();
    } else {
      if (status == RunStatus::kDone) measure_held_out();
      publish_model();
      publish();
    }
  }

  // Never across the end of a stretch of the loss curve or a moment of the history in one call:
  // both follow the work, not the clock. Returns the units done.
  std::int64_t advance_by(std::int64_t units) {
    std::int64_t sum = 0;
    while (sum < units && status == RunStatus::kTraining) {
      const std::int64_t at = learner->units_done();
      const std::int64_t to = std::min(losses.stretch_end(at), std::max(history.due(), at + 1));
      const LearnerProgress progress = learner->advance(std::min(units - sum, to - at));
      // A learner that does nothing and is not done would be called for ever.
      ENSURE(learner->units_done() > at || learner->done() || progress.units > 0);
      sum += progress.units;
      if (learner->done()) status = RunStatus::kDone;
      note(progress);
    }
    return sum;
  }

  // Takes what a slice or step reported into the curve; a loss that is not finite ends the run.
  void note(const LearnerProgress& progress) {
    if (!progress.finite || !std::isfinite(progress.loss_sum)) {
      fail();
      return;
    }
    losses.add(learner->units_done(), progress.loss_sum, progress.loss_count);
    if (learner->units_done() >= history.due() || learner->done()) {
      history.take(learner->embeddings(), learner->units_done(), losses.newest());
    }
    for (std::size_t i = 0; i < metric_names.size(); ++i) {
      metrics[i].add(learner->units_done(), progress.metrics[i].sum, progress.metrics[i].count);
    }
  }

  void fail() {
    status = RunStatus::kFailed;
    error = learner->not_finite_error();
    if (good.empty()) {
      learner->reset(learner->seed());
    } else {
      good.restore(*learner);
    }
    losses.cut(learner->units_done());
    held_out.cut(learner->units_done());
    history.cut(learner->units_done());
    for (LossCurve& curve : metrics) curve.cut(learner->units_done());
  }

  void note_rate(double units, double ms) {
    // Exponential memory of about a second over what was done and how long it took.
    const double keep = std::exp(-std::max(ms, 0.0) / kRateMemoryMs);
    rate_units = rate_units * keep + units;
    rate_ms = rate_ms * keep + std::max(ms, 0.0);
  }

  void keep_good() {
    const double begin = now_ms();
    if (!good.take(*learner) && !good.empty()) {
      fail();
      return;
    }
    const double end = now_ms();
    good_due = end + std::max(kGoodStateMs, (end - begin) * kGoodStateShare);
  }

  void measure_held_out() {
    const double begin = now_ms();
    const std::optional<double> loss = learner->held_out_loss();
    const double end = now_ms();
    held_out_due = end + std::max(kHeldOutMs, (end - begin) * kHeldOutShare);
    if (loss && std::isfinite(*loss)) held_out.add_measurement(learner->units_done(), *loss);
  }

  // --- What the interface sees -------------------------------------------------------------------

  void publish() {
    Snapshot& s = outbox->snapshots.back();
    s.losses.reserve(kMaxLossPoints);
    s.held_out_losses.reserve(kMaxLossPoints);
    if (s.run != run || s.record_number != record_number) s.record = record;
    s.run = run;
    s.record_number = record_number;
    s.status = status;
    s.error = error;
    assign_if_other(s.kind, kind);
    assign_if_other(s.corpus, corpus);
    assign_if_other(s.config_json, config_json);
    assign_if_other(s.unit_name, unit_name);
    s.units_done = learner ? learner->units_done() : 0;
    s.units_total = learner ? learner->units_total() : 0;
    s.steps = steps;
    s.seconds = train_ms / 1000;
    s.units_per_second = rate_ms > 0 ? 1000 * rate_units / rate_ms : 0;
    s.seconds_left = s.units_per_second > 0
                         ? static_cast<double>(s.units_total - s.units_done) / s.units_per_second
                         : 0;
    s.learning_rate = learner ? learner->learning_rate() : 0;
    s.loss = losses.newest();
    s.baseline_loss = baseline;
    s.held_out_loss.reset();
    if (!held_out.points().empty()) s.held_out_loss = held_out.newest();
    s.losses.assign(losses.points().begin(), losses.points().end());
    s.held_out_losses.assign(held_out.points().begin(), held_out.points().end());
    s.baselines = baselines;
    s.metrics.resize(metric_names.size());
    for (std::size_t i = 0; i < metric_names.size(); ++i) {
      assign_if_other(s.metrics[i].name, metric_names[i]);
      s.metrics[i].points.reserve(kMaxLossPoints);
      s.metrics[i].points.assign(metrics[i].points().begin(), metrics[i].points().end());
    }
    s.seed = learner ? learner->seed() : 0;
    s.num_threads = pool != nullptr ? pool->num_threads() : 1;
    s.reproducible = !learner || learner->reproducible();
    s.vocabulary = learner ? learner->embeddings().vocabulary : nullptr;
    s.encoded = encoded;
    s.history = history.history();
    outbox->snapshots.publish();
    snapshot_due = now_ms() + kSnapshotMs;
  }

  void publish_model() {
    if (!learner) return;
    ++copies;
    publish_embeddings();
    if (TrainedTransformer copy = learner->model_copy(); copy.model != nullptr) {
      ModelSnapshot& s = outbox->models.back();
      s.run = run;
      s.version = copies;
      s.units_done = learner->units_done();
      assign_if_other(s.corpus, corpus);
      s.trained = std::move(copy);
      outbox->models.publish();
    }
    model_due = now_ms() + static_cast<double>(watch_ms);
  }

  void publish_embeddings() {
    const EmbeddingView view = learner->embeddings();
    if (view.data == nullptr) return;
    EmbeddingSnapshot& s = outbox->embeddings.back();
    s.run = run;
    s.version = copies;
    s.units_done = learner->units_done();
    s.vocabulary = view.vocabulary;
    s.dim = view.dim;
    const auto dim = static_cast<std::size_t>(view.dim);
    s.vectors.resize(static_cast<std::size_t>(view.rows) * dim);
    for (std::int64_t row = 0; row < view.rows; ++row) {
      std::copy_n(view.data + row * view.row_stride, dim,
                  s.vectors.data() + static_cast<std::size_t>(row) * dim);
    }
    outbox->embeddings.publish();
  }

  WorkerPool* pool;
  TrainerOutbox* outbox;
  std::function<double()> now_ms;

  std::unique_ptr<Learner> learner;
  std::shared_ptr<const EncodedCorpus> encoded;
  std::optional<command::Prepare> pending;
  RunStatus status = RunStatus::kIdle;
  RunStatus status_before_prepare = RunStatus::kIdle;
  std::optional<Error> error;
  GoodState good;
  LossCurve losses, held_out;
  HistoryKeeper history;
  std::array<LossCurve, kMaxMetrics> metrics;
  std::span<const char* const> metric_names;
  std::vector<NamedLoss> baselines;
  StepRecord record;
  std::string kind, corpus, config_json, unit_name;
  double baseline = 0;

  std::uint64_t run = 0, record_number = 0, copies = 0, checkpoint_number = 0;
  std::int64_t steps = 0;
  double speed = 1;
  int watch_ms = 0;

  double units_per_ms = 0;  // of slices; 0: not measured yet
  double train_ms = 0;      // inside slices
  double rate_units = 0, rate_ms = 0;
  double slice_end = 0, resume_at = 0;
  double snapshot_due = 0, model_due = 0, held_out_due = 0, good_due = 0;
};

Trainer::Trainer(WorkerPool* pool, TrainerOutbox* outbox, std::function<double()> now_ms)
    : impl_(std::make_unique<Impl>(pool, outbox, std::move(now_ms))) {}
Trainer::~Trainer() = default;

void Trainer::handle(TrainerCommand&& command) { impl_->handle(std::move(command)); }
double Trainer::advance(double budget_ms) { return impl_->advance(budget_ms); }
RunStatus Trainer::status() const { return impl_->status; }

}  // namespace wordspace
