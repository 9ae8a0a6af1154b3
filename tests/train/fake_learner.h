// A learner without a model: its "weights" follow an exact recurrence, so that tests can tell
// whether a run was interrupted, restored or repeated without a trace.
#pragma once

#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

#include "core/rng.h"
#include "text/vocabulary.h"
#include "train/learner.h"
#include "train/step_record.h"

namespace wordspace {

// What a test may change or read while the learner is in a trainer's hands.
struct FakeControls {
  std::int64_t total = 1000;
  std::int64_t damaged_from = -1;  // units at which the loss stops being finite
  double ms_per_unit = 0;          // how much the fake clock moves
  double* clock_ms = nullptr;
  int held_out_calls = 0;
  int largest_slice = 0;
  bool refuse_state = false;
};

class FakeLearner final : public Learner {
 public:
  static constexpr int kRows = 5, kDim = 3, kStride = 4;

  explicit FakeLearner(FakeControls* controls, std::uint64_t seed = 1)
      : controls_(controls),
        vocabulary_(std::make_shared<Vocabulary>(std::vector<std::string>{"a", "b", "c", "d", "e"},
                                                 std::vector<std::int64_t>{5, 4, 3, 2, 1})) {
    reset(seed);
  }

  std::string kind() const override { return "fake"; }
  std::string unit_name() const override { return "words"; }
  std::string config_json() const override {
    return R"({"total":)" + std::to_string(controls_->total) + R"(,"seed":)" +
           std::to_string(seed_) + "}";
  }
  std::string corpus_name() const override { return "made-up"; }

  void reset(std::uint64_t seed) override {
    seed_ = seed;
    rng_ = Rng(seed);
    done_ = 0;
    for (int i = 0; i < kRows * kStride; ++i) {
      weights_[i] = i % kStride < kDim ? static_cast<float>(rng_.uniform() - 0.5f) : 0.0f;
    }
  }
  std::uint64_t seed() const override { return seed_; }

  LearnerProgress advance(std::int64_t units) override {
    controls_->largest_slice = std::max(controls_->largest_slice, static_cast<int>(units));
    LearnerProgress progress;
    while (progress.units < units && done_ < controls_->total) {
      weights_[(done_ % kRows) * kStride + done_ % kDim] += 0.01f * (rng_.uniform() - 0.5f);
      progress.loss_sum += 1.0 + 1000.0 / static_cast<double>(done_ + 1000);
      ++done_;
      ++progress.units;
      ++progress.loss_count;
      if (controls_->damaged_from >= 0 && done_ >= controls_->damaged_from) {
        weights_[0] = std::numeric_limits<float>::quiet_NaN();
        progress.finite = false;
      }
    }
    if (controls_->clock_ms != nullptr) {
      *controls_->clock_ms += controls_->ms_per_unit * static_cast<double>(progress.units);
    }
    return progress;
  }
  LearnerProgress advance_one(StepRecord& record) override {
    Word2VecStep step;
    step.radius = static_cast<int>(done_);
    record = step;
    return advance(1);
  }
  std::int64_t units_done() const override { return done_; }
  std::int64_t units_total() const override { return controls_->total; }

  double learning_rate() const override { return 0.5; }
  double baseline_loss() const override { return 4.25; }
  std::optional<double> held_out_loss() const override {
    ++controls_->held_out_calls;
    return 2.5;
  }
  bool reproducible() const override { return true; }
  Error not_finite_error() const override {
    return Error{"train.not_finite", "The loss is not finite.", "Lower the rate."};
  }
  EmbeddingView embeddings() const override {
    return {vocabulary_, weights_, kRows, kDim, kStride};
  }
  void visit_parameters(const ParameterVisitor& visit) override {
    visit({"weight", {kRows, kDim}, weights_, kStride});
  }
  std::vector<std::uint8_t> save_state() const override {
    State state{seed_, done_, rng_.state()};
    std::vector<std::uint8_t> bytes(sizeof state);
    std::memcpy(bytes.data(), &state, sizeof state);
    return bytes;
  }
  Status load_state(std::span<const std::uint8_t> bytes) override {
    State state;
    if (controls_->refuse_state || bytes.size() != sizeof state) {
      controls_->refuse_state = false;
      return Error{"checkpoint.bad_state", "The place cannot be read.", "Save again."};
    }
    std::memcpy(&state, bytes.data(), sizeof state);
    seed_ = state.seed;
    done_ = state.done;
    rng_.set_state(state.rng);
    return Done{};
  }

  // Everything that decides the future, for comparisons.
  std::string fingerprint() const {
    const std::vector<std::uint8_t> state = save_state();
    std::string out(state.begin(), state.end());
    out.append(reinterpret_cast<const char*>(weights_), sizeof weights_);
    return out;
  }

 private:
  struct State {
    std::uint64_t seed = 0;
    std::int64_t done = 0;
    Rng::State rng = {};
  };
  FakeControls* controls_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::uint64_t seed_ = 1;
  std::int64_t done_ = 0;
  Rng rng_;
  float weights_[kRows * kStride] = {};
};

}  // namespace wordspace
