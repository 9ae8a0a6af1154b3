// Plans and reads the runs of lab Cost.
// Not the runs themselves, and no clock: seconds are those of FinishedRun.
#include "labs/cost_sweeps.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "core/ensure.h"
#include "core/rng.h"
#include "core/worker_pool.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/word2vec_benchmark.h"
#include "models/word2vec_config.h"
#include "text/encoded_corpus.h"
#include "text/vocabulary.h"
#include "train/glove_learner.h"
#include "train/learner.h"
#include "train/step_record.h"
#include "train/word2vec_learner.h"

namespace wordspace {
namespace {

constexpr std::array<const char*, kNumCostSweeps> kNames = {
    "words", "window", "dimension", "negatives", "vocabulary", "nonzeros", "context", "width"};

constexpr int kRepeats = 3;
constexpr std::int64_t kRunWords = 40000;  // of a Word2Vec run whose length is not what changes
constexpr TokenId kDistinct = 2000;        // of the made-up text
// Of a full softmax run at 1 000 words of vocabulary; fewer where there are more.
constexpr double kSoftmaxWords = 1600;
constexpr double kLayerOperations = 2e8;  // of a run of passes through a layer, about
constexpr int kLayerVocabulary = 16;      // as little of an output as there can be

// Words drawn by Zipf's law in lines of kCostLine: longer than any window, so that a window is
// seldom cut off.
std::shared_ptr<const EncodedCorpus> make_text(std::int64_t words, TokenId distinct) {
  auto text = std::make_shared<EncodedCorpus>(*make_zipf_corpus(words, distinct, 1));
  text->line_begin = {0};
  for (std::int64_t at = 0; at < words;) {
    at = std::min<std::int64_t>(at + kCostLine, words);
    text->line_begin.push_back(static_cast<std::uint32_t>(at));
  }
  text->document_begin = {0, static_cast<std::uint32_t>(text->num_lines())};
  return text;
}

Word2VecRun base_run() {
  Word2VecRun run;
  run.config.dim = kCostDim;
  run.config.window = kCostWindow;
  run.config.negative = kCostNegatives;
  run.config.sample = 0;  // every word counts
  run.config.epochs = 1;
  return run;
}

// One layer, one row of tokens, forward only; a unit is a pass.
class LayerProbe final : public Learner {
 public:
  LayerProbe(int tokens, int width, std::int64_t passes)
      : tokens_(tokens), passes_(passes), model_(config_of(tokens, width), nullptr) {
    model_.reset(1);
    Rng rng(1);
    for (int t = 0; t < tokens; ++t) {
      inputs_.push_back(static_cast<TokenId>(rng.below(kLayerVocabulary)));
    }
    pass();  // the first touches its memory for the first time
  }
  std::string kind() const override { return "layer"; }
  std::string unit_name() const override { return "passes"; }
  std::string config_json() const override { return "{}"; }
  std::string corpus_name() const override { return {}; }
  void reset(std::uint64_t) override { done_ = 0; }
  std::uint64_t seed() const override { return 1; }
  LearnerProgress advance(std::int64_t units) override {
    LearnerProgress progress;
    for (; progress.units < units && done_ < passes_; ++progress.units, ++done_) pass();
    return progress;
  }
  LearnerProgress advance_one(StepRecord&) override { return advance(1); }
  std::int64_t units_done() const override { return done_; }
  std::int64_t units_total() const override { return passes_; }
  double learning_rate() const override { return 0; }
  double baseline_loss() const override { return 0; }
  std::optional<double> held_out_loss() const override { return std::nullopt; }
  bool reproducible() const override { return true; }
  Error not_finite_error() const override { return {}; }
  EmbeddingView embeddings() const override { return {}; }
  void visit_parameters(const ParameterVisitor& visit) override { model_.visit_parameters(visit); }
  std::vector<std::uint8_t> save_state() const override { return {}; }
  Status load_state(std::span<const std::uint8_t>) override {
    return Error{"checkpoint.bad_state", "Measurements are not kept as a checkpoint.", ""};
  }

 private:
  static TransformerConfig config_of(int tokens, int width) {
    TransformerConfig config;
    config.vocab = kLayerVocabulary;
    config.context = tokens;
    config.layers = 1;
    config.heads = 1;
    config.width = width;
    return config;
  }
  void pass() { model_.forward({1, tokens_, inputs_}, logits_, nullptr, nullptr); }

  int tokens_;
  std::int64_t passes_, done_ = 0;
  Transformer model_;
  std::vector<TokenId> inputs_;
  std::vector<float> logits_;
};

// What a line of the plan is made of.
struct Kind {
  CostSweep sweep;
  bool softmax = false;
};

Word2VecRun word2vec_run(const Kind& kind, double size) {
  Word2VecRun run = base_run();
  const int whole = static_cast<int>(size);
  if (kind.sweep == CostSweep::kWindow) run.config.window = whole;
  if (kind.sweep == CostSweep::kDimension) run.config.dim = whole;
  if (kind.sweep == CostSweep::kNegatives) run.config.negative = whole;
  if (kind.softmax) run.config.objective = Word2VecObjective::kFullSoftmax;
  return run;
}

bool is_layer(CostSweep sweep) {
  return sweep == CostSweep::kContext || sweep == CostSweep::kWidth;
}

// Operations of what CostPoint::seconds counts.
double operations_of(const Kind& kind, double size) {
  const int whole = static_cast<int>(std::lround(size));
  if (kind.sweep == CostSweep::kContext) return layer_operations(whole, kCostWidth);
  if (kind.sweep == CostSweep::kWidth) return layer_operations(kCostContext, whole);
  if (kind.sweep == CostSweep::kNonZeros) return glove_operations(size, kCostDim);
  const Word2VecConfig config = word2vec_run(kind, size).config;
  const double one = kind.softmax ? word2vec_operations(1, config.dim, size)
                                  : word2vec_operations(pairs_per_word(config.window, kCostLine),
                                                        config.dim, config.negative + 1);
  return kind.sweep == CostSweep::kWords ? one * size : one;
}

PlannedRun planned(const Kind& kind, double size, double share) {
  PlannedRun run;
  if (is_layer(kind.sweep)) {
    const int tokens = kind.sweep == CostSweep::kContext ? static_cast<int>(size) : kCostContext;
    const int width = kind.sweep == CostSweep::kWidth ? static_cast<int>(size) : kCostWidth;
    const double one = layer_operations(tokens, width);
    const auto passes = std::clamp<std::int64_t>(
        static_cast<std::int64_t>(kLayerOperations * share / one), 2, 2000);
    run.weight = one * static_cast<double>(passes);
    run.make = [tokens, width, passes](WorkerPool*) -> Result<std::unique_ptr<Learner>> {
      return std::unique_ptr<Learner>(std::make_unique<LayerProbe>(tokens, width, passes));
    };
    return run;
  }
  // One thread: several wait for each other, and how long depends on what else the machine does.
  // The plan keeps it for as long as its runs.
  const auto alone = std::make_shared<WorkerPool>(1);
  if (kind.sweep == CostSweep::kNonZeros) {
    const auto words = std::max<std::int64_t>(static_cast<std::int64_t>(size * share), 400);
    run.weight = size;
    run.make = [words, alone](WorkerPool*) -> Result<std::unique_ptr<Learner>> {
      GloveRun settings;
      settings.config.dim = kCostDim;
      settings.config.window = kCostWindow;
      settings.config.epochs = 1;
      return make_glove_learner(settings, make_text(words, kDistinct), alone.get());
    };
    return run;
  }
  const bool by_length = kind.sweep == CostSweep::kWords;
  const bool by_vocabulary = kind.sweep == CostSweep::kVocabulary;
  // The text's length is what changes, or it is the same for all.
  const auto words = std::max<std::int64_t>(
      static_cast<std::int64_t>((by_length ? size : static_cast<double>(kRunWords)) * share), 400);
  const auto distinct = by_vocabulary ? static_cast<TokenId>(size) : kDistinct;
  // Rare words must occur, too.
  const std::int64_t drawn = by_vocabulary ? std::max<std::int64_t>(words, distinct * 40) : words;
  std::int64_t most = words;
  if (kind.softmax) {
    most = std::max<std::int64_t>(static_cast<std::int64_t>(kSoftmaxWords * share * 1000 / size),
                                  kCostLine);
  }
  run.max_units = most;
  run.weight = operations_of(kind, size) * (by_length ? share : static_cast<double>(most));
  run.make = [settings = word2vec_run(kind, size), drawn, distinct,
              alone](WorkerPool*) -> Result<std::unique_ptr<Learner>> {
    return make_word2vec_learner(settings, make_text(drawn, distinct), alone.get());
  };
  return run;
}

std::vector<double> sizes_of(CostSweep sweep) {
  switch (sweep) {
    case CostSweep::kWords:
      return {20000, 40000, 80000, 160000, 320000};
    case CostSweep::kWindow:
      return {1, 2, 4, 8, 16};
    case CostSweep::kDimension:
      return {16, 32, 64, 128, 256, 512};
    case CostSweep::kNegatives:
      return {1, 2, 4, 8, 16, 32};
    case CostSweep::kVocabulary:
      return {250, 500, 1000, 2000, 4000};
    case CostSweep::kNonZeros:
      return {5000, 10000, 20000, 40000, 80000};  // words of text: cells follow
    case CostSweep::kContext:
      return {64, 128, 256, 512, 1024, 2048};
    case CostSweep::kWidth:
      return {16, 32, 64, 128, 256, 512};
  }
  return {};
}

std::vector<Kind> kinds_of(CostSweep sweep) {
  if (sweep == CostSweep::kVocabulary) return {{sweep, false}, {sweep, true}};
  return {{sweep, false}};
}

std::string name_of(const Kind& kind) {
  if (is_layer(kind.sweep)) return "layer";
  if (kind.sweep == CostSweep::kNonZeros) return "glove";
  return kind.softmax ? "softmax" : "ns";
}

std::string run_name(CostSweep sweep, const std::string& line, std::size_t point, int repeat) {
  return std::string(to_string(sweep)) + "." + line + "." + std::to_string(point) + "." +
         std::to_string(repeat);
}

// x as it came out.
double size_of(const Kind& kind, double planned_size, const FinishedRun& run) {
  if (kind.sweep == CostSweep::kVocabulary && run.vocabulary) {
    return static_cast<double>(run.vocabulary->size());
  }
  if (kind.sweep == CostSweep::kNonZeros || kind.sweep == CostSweep::kWords) {
    return static_cast<double>(run.units);
  }
  return planned_size;
}

double seconds_of(const Kind& kind, const FinishedRun& run) {
  if (kind.sweep == CostSweep::kWords || kind.sweep == CostSweep::kNonZeros) return run.seconds;
  return run.seconds / static_cast<double>(std::max<std::int64_t>(run.units, 1));
}

std::optional<PowerLawFit> fit_of(std::span<const double> x, std::span<const double> y) {
  if (x.size() < 3) return std::nullopt;
  auto fit = fit_power_law(x, y);
  if (!fit.ok()) return std::nullopt;
  return std::move(fit.value());
}

void fit_line(CostResult& result) {
  std::vector<double> sizes, seconds, operations;
  for (const CostPoint& point : result.points) {
    sizes.push_back(point.size);
    seconds.push_back(point.seconds);
    operations.push_back(point.operations);
  }
  result.fit = fit_of(sizes, seconds);
  result.by_counting = fit_of(sizes, operations);
  if (sizes.size() >= 5) {
    auto fit = fit_power_law_with_offset(sizes, seconds);
    if (fit.ok()) result.with_offset = std::move(fit.value());
  }
  if (sizes.empty()) return;
  double log_factor = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    log_factor += std::log(seconds[i] / operations[i]);
  }
  const double factor = std::exp(log_factor / static_cast<double>(sizes.size()));
  for (const double one : operations) result.foretold.push_back(factor * one);
}

}  // namespace

const char* to_string(CostSweep sweep) { return kNames[static_cast<std::size_t>(sweep)]; }

double pairs_per_word(int window, int line) {
  double sum = 0;
  for (int at = 0; at < line; ++at) {
    for (int radius = 1; radius <= window; ++radius) {
      sum += std::min(radius, at) + std::min(radius, line - 1 - at);
    }
  }
  return sum / (static_cast<double>(line) * window);
}

double word2vec_operations(double passes, int dim, double outputs) {
  return passes * 6.0 * dim * outputs;
}

double full_softmax_times(const Word2VecConfig& config, double words) {
  const double guesses =
      config.mode == Word2VecMode::kCbow ? 1 : pairs_per_word(config.window, kCostLine);
  return word2vec_operations(1, config.dim, words) /
         word2vec_operations(guesses, config.dim, config.negative + 1);
}

double layer_operations(int tokens, int width) {
  const double t = tokens, c = width;
  return 24 * t * c * c + 2 * t * (t + 1) * c;
}

double glove_operations(double cells, int dim) { return cells * 12.0 * dim; }

CostPlan plan_sweep(CostSweep sweep, double share) {
  ENSURE((share > 0 && share <= 1));
  CostPlan plan;
  plan.sweep = sweep;
  plan.repeats = kRepeats;
  const std::vector<Kind> kinds = kinds_of(sweep);
  for (const Kind& kind : kinds) plan.lines.push_back({name_of(kind), sizes_of(sweep)});
  for (int repeat = 0; repeat < plan.repeats; ++repeat) {
    for (std::size_t l = 0; l < kinds.size(); ++l) {
      for (std::size_t i = 0; i < plan.lines[l].sizes.size(); ++i) {
        PlannedRun run = planned(kinds[l], plan.lines[l].sizes[i], share);
        run.name = run_name(sweep, plan.lines[l].name, i, repeat);
        plan.runs.push_back(std::move(run));
      }
    }
  }
  return plan;
}

std::vector<CostResult> read_sweep(const CostPlan& plan,
                                   std::span<const std::shared_ptr<const FinishedRun>> finished) {
  const std::vector<Kind> kinds = kinds_of(plan.sweep);
  std::vector<CostResult> results;
  for (std::size_t l = 0; l < plan.lines.size(); ++l) {
    CostResult result;
    result.name = plan.lines[l].name;
    for (std::size_t i = 0; i < plan.lines[l].sizes.size(); ++i) {
      CostPoint point;
      for (int repeat = 0; repeat < plan.repeats; ++repeat) {
        const std::string name = run_name(plan.sweep, result.name, i, repeat);
        const auto found = std::find_if(finished.begin(), finished.end(),
                                        [&](const auto& run) { return run->name == name; });
        if (found == finished.end()) continue;
        const FinishedRun& run = **found;
        if (run.error) {
          result.error = run.error;
          continue;
        }
        // A clock too coarse for the run says nothing about it.
        const double seconds = seconds_of(kinds[l], run);
        if (!(seconds > 0)) continue;
        point.size = size_of(kinds[l], plan.lines[l].sizes[i], run);
        point.seconds = point.repeats == 0 ? seconds : std::min(point.seconds, seconds);
        point.slowest = std::max(point.slowest, seconds);
        ++point.repeats;
      }
      if (point.repeats == 0) continue;
      point.operations = operations_of(kinds[l], point.size);
      result.points.push_back(point);
    }
    std::sort(result.points.begin(), result.points.end(),
              [](const CostPoint& a, const CostPoint& b) { return a.size < b.size; });
    fit_line(result);
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace wordspace
