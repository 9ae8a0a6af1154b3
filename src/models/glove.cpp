// GloVe's settings, weights, order and place: how it starts, goes on, stops and is restored.
// Not the arithmetic of a cell (math/kernels) and not step mode (glove_step.cpp).
#include "models/glove.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <utility>

#include "core/ensure.h"
#include "core/worker_pool.h"
#include "models/glove_impl.h"

namespace wordspace {
namespace {

constexpr int kMaxDim = 2048;
constexpr int kMaxWindow = 50;
constexpr int kMaxEpochs = 100000;
constexpr double kMostXMax = 1e6, kLeastXMax = 0.01;
// A sum of squares that no step changes and that stops what stands over it.
constexpr float kNeverMoves = 1e30f;

Error out_of_range(const char* code, std::string message, std::string hint) {
  return {.code = code, .message = std::move(message), .hint = std::move(hint)};
}

}  // namespace

Status GloveConfig::validate() const {
  if (dim < 1 || dim > kMaxDim) {
    return out_of_range("glove.bad_dim", "The vectors need between 1 and 2048 dimensions.",
                        "Try 50 or 100.");
  }
  if (window < 1 || window > kMaxWindow) {
    return out_of_range("glove.bad_window",
                        "The window must reach between 1 and 50 words to each side.", "Try 10.");
  }
  if (x_max != 0 && !(x_max >= kLeastXMax && x_max <= kMostXMax)) {
    return out_of_range("glove.bad_x_max", "x_max must lie between 0.01 and 1000000.",
                        "0 chooses it from the counts; 100 is for billions of words.");
  }
  if (!(alpha >= 0.0 && alpha <= 2.0)) {
    return out_of_range("glove.bad_alpha", "The exponent alpha must lie between 0 and 2.",
                        "Try 0.75.");
  }
  if (epochs < 1 || epochs > kMaxEpochs) {
    return out_of_range("glove.bad_epochs",
                        "Training needs between 1 and 100000 passes over the counts.", "Try 25.");
  }
  if (!(rate > 0.0 && rate <= 1.0)) {
    return out_of_range("glove.bad_rate", "The learning rate must be above 0 and at most 1.",
                        "Try 0.05.");
  }
  return Done{};
}

double glove_weight(double x, double x_max, double alpha) {
  return x < x_max ? std::pow(x / x_max, alpha) : 1.0;
}

double automatic_x_max(const Cooccurrence& counts) {
  constexpr double kShare = 0.95, kLeast = 1, kMost = 100;
  return std::clamp(static_cast<double>(counts.percentile(kShare)), kLeast, kMost);
}

// --- What is made once.

Glove::Impl::Impl(const GloveConfig& config_in, std::shared_ptr<const Cooccurrence> counts_in,
                  WorkerPool* pool_in)
    : config(config_in),
      counts(std::move(counts_in)),
      pool(pool_in),
      kernels(config_in.portable ? &kernels::portable_kernels() : &kernels::best_kernels()),
      num_words(counts->num_words()),
      num_cells(counts->num_cells()),
      stride(kernels::glove_stride(config_in.dim)),
      x_max(config_in.x_max > 0 ? config_in.x_max : automatic_x_max(*counts)) {
  word = AlignedFloats(static_cast<std::size_t>(num_words * 2 * stride));
  context = AlignedFloats(static_cast<std::size_t>(num_words * 2 * stride));
  train_share = [this](int s) {
    GloveShare& share = shares[static_cast<std::size_t>(s)];
    share.progress = {};
    while (share.progress.cells < share.budget && share.next < share.end) {
      const std::int64_t left =
          std::min(share.budget - share.progress.cells, share.end - share.next);
      train_cells(share, static_cast<int>(std::min<std::int64_t>(left, kGloveBatch)));
    }
    share.progress.finite = std::isfinite(share.progress.loss_sum);
  };
  measure_baselines();
}

void Glove::Impl::weigh(const float* x, int n, float* logs, float* weights) const {
  kernels->log(x, logs, n);
  const auto log_x_max = static_cast<float>(std::log(x_max));
  const auto alpha = static_cast<float>(config.alpha);
  for (int i = 0; i < n; ++i) weights[i] = alpha * std::min(logs[i] - log_x_max, 0.0f);
  kernels->exp(weights, weights, n);
}

void Glove::Impl::measure_baselines() {
  double f_sum = 0, fl_sum = 0, fll_sum = 0;
  float x[kGloveBatch], logs[kGloveBatch], weights[kGloveBatch];
  int n = 0;
  double times = 2;
  const auto flush = [&] {
    weigh(x, n, logs, weights);
    for (int i = 0; i < n; ++i) {
      const double f = times * static_cast<double>(weights[i]), l = static_cast<double>(logs[i]);
      f_sum += f;
      fl_sum += f * l;
      fll_sum += f * l * l;
    }
    n = 0;
  };
  for (const Cooccurrence::Pair& pair : counts->pairs()) {
    x[n++] = pair.count;
    if (n == kGloveBatch) flush();
  }
  flush();
  times = 1;
  for (const TokenId w : counts->diagonal_words()) {
    x[n++] = counts->count(w, w);
    if (n == kGloveBatch) flush();
  }
  flush();
  const auto cells = static_cast<double>(num_cells);
  baseline_loss = fll_sum / cells;
  constant_loss = std::max(0.0, (fll_sum - fl_sum * fl_sum / f_sum) / cells);
}

void Glove::Impl::make_shares(std::size_t num_shares) {
  if (shares.size() == num_shares) return;
  shares = std::vector<GloveShare>(num_shares);
  for (GloveShare& share : shares) {
    share.cells.resize(kGloveBatch);
    share.word.resize(kGloveBatch);
    share.context.resize(kGloveBatch);
    share.words.resize(kGloveBatch);
    share.contexts.resize(kGloveBatch);
    for (std::vector<float>* scratch :
         {&share.counts, &share.logs, &share.weights, &share.losses}) {
      scratch->resize(kGloveBatch);
    }
  }
}

void Glove::Impl::reset(std::uint64_t seed) {
  config.seed = seed;
  constexpr std::uint64_t kWeightStream = 0x77656967687473;
  Rng rng(seed, kWeightStream);
  const float scale = 1.0f / static_cast<float>(config.dim);
  const int d = config.dim;
  for (const bool is_context : {false, true}) {
    for (TokenId w = 0; w < num_words; ++w) {
      float* row = is_context ? context_row(w) : word_row(w);
      for (int i = 0; i < d; ++i) row[i] = (rng.uniform() - 0.5f) * scale;
      const float bias = (rng.uniform() - 0.5f) * scale;
      row[d] = is_context ? 1.0f : bias;
      row[d + 1] = is_context ? bias : 1.0f;
      std::fill_n(row + stride, stride, 1.0f);
      row[stride + d + (is_context ? 0 : 1)] = kNeverMoves;
    }
  }
  make_shares(static_cast<std::size_t>(pool->num_threads()));
  epoch = 0;
  begin_epoch();
}

void Glove::Impl::begin_epoch() {
  order = CellOrder(static_cast<std::uint64_t>(num_cells), config.seed,
                    static_cast<std::uint64_t>(epoch));
  const auto parts = static_cast<std::int64_t>(shares.size());
  for (std::int64_t s = 0; s < parts; ++s) {
    shares[static_cast<std::size_t>(s)].next = num_cells * s / parts;
    shares[static_cast<std::size_t>(s)].end = num_cells * (s + 1) / parts;
  }
}

void Glove::Impl::end_epoch_if_through() {
  for (const GloveShare& share : shares) {
    if (share.next < share.end) return;
  }
  if (epoch < config.epochs && ++epoch < config.epochs) begin_epoch();
}

// --- Cells.

void Glove::Impl::take_cells(GloveShare& share, int n) {
  const auto pairs = counts->pairs();
  const auto diagonal = counts->diagonal_words();
  const std::uint64_t num_paired = 2 * pairs.size();
  for (int k = 0; k < n; ++k) {
    const std::uint64_t cell = order.at(static_cast<std::uint64_t>(share.next + k));
    share.cells[static_cast<std::size_t>(k)] = cell;
    if (cell < num_paired) __builtin_prefetch(&pairs[static_cast<std::size_t>(cell >> 1)]);
  }
  for (std::size_t k = 0; k < static_cast<std::size_t>(n); ++k) {
    const std::uint64_t cell = share.cells[k];
    TokenId i, j;
    if (cell < num_paired) {
      const auto at = static_cast<std::size_t>(cell >> 1);
      const Cooccurrence::Pair& pair = pairs[at];
      i = counts->row_of(at);
      j = pair.column;
      if ((cell & 1) != 0) std::swap(i, j);
      share.counts[k] = pair.count;
    } else {
      i = j = diagonal[static_cast<std::size_t>(cell - num_paired)];
      share.counts[k] = counts->count(i, i);
    }
    share.word[k] = i;
    share.context[k] = j;
    share.words[k] = word_row(i);
    share.contexts[k] = context_row(j);
  }
  weigh(share.counts.data(), n, share.logs.data(), share.weights.data());
}

void Glove::Impl::train_cells(GloveShare& share, int n) {
  take_cells(share, n);
  kernels::GloveCells cells;
  cells.words = share.words.data();
  cells.contexts = share.contexts.data();
  cells.logs = share.logs.data();
  cells.weights = share.weights.data();
  cells.losses = share.losses.data();
  cells.num_cells = n;
  cells.stride = stride;
  cells.dim = config.dim;
  cells.rate = static_cast<float>(config.rate);
  cells.clip = kGradientLimit;
  kernels->glove_cells(cells);
  for (int k = 0; k < n; ++k) {
    share.progress.loss_sum += static_cast<double>(share.losses[static_cast<std::size_t>(k)]);
  }
  share.progress.cells += n;
  share.next += n;
}

// --- The class.

Glove::Glove(const GloveConfig& config, std::shared_ptr<const Cooccurrence> counts,
             WorkerPool* pool) {
  ENSURE(config.validate().ok());
  ENSURE(counts != nullptr && pool != nullptr);
  ENSURE(counts->num_cells() > 0);
  impl_ = std::make_unique<Impl>(config, std::move(counts), pool);
  impl_->reset(config.seed);
}

Glove::~Glove() = default;

void Glove::reset(std::uint64_t seed) { impl_->reset(seed); }

GloveProgress Glove::train(std::int64_t num_cells) {
  Impl& impl = *impl_;
  GloveProgress total;
  while (total.cells < num_cells && total.finite && !done()) {
    std::int64_t active = 0;
    for (const GloveShare& share : impl.shares) active += share.next < share.end ? 1 : 0;
    const std::int64_t budget = (num_cells - total.cells + active - 1) / active;
    for (GloveShare& share : impl.shares) share.budget = budget;
    impl.pool->run(static_cast<int>(impl.shares.size()), impl.train_share);
    for (const GloveShare& share : impl.shares) {
      total.cells += share.progress.cells;
      total.loss_sum += share.progress.loss_sum;
      total.finite = total.finite && share.progress.finite;
    }
    impl.end_epoch_if_through();
  }
  return total;
}

std::int64_t Glove::cells_done() const {
  const Impl& impl = *impl_;
  if (impl.epoch >= impl.config.epochs) return cells_total();
  std::int64_t left = 0;
  for (const GloveShare& share : impl.shares) left += share.end - share.next;
  return (impl.epoch + 1) * impl.num_cells - left;
}

std::int64_t Glove::cells_total() const { return impl_->config.epochs * impl_->num_cells; }
double Glove::baseline_loss() const { return impl_->baseline_loss; }
double Glove::constant_loss() const { return impl_->constant_loss; }
const GloveConfig& Glove::config() const { return impl_->config; }
const Cooccurrence& Glove::counts() const { return *impl_->counts; }
double Glove::x_max() const { return impl_->x_max; }
int Glove::dim() const { return impl_->config.dim; }

std::span<const float> Glove::word(TokenId i) const {
  return {std::as_const(*impl_).word_row(i), static_cast<std::size_t>(dim())};
}
std::span<const float> Glove::context(TokenId j) const {
  return {std::as_const(*impl_).context_row(j), static_cast<std::size_t>(dim())};
}
float Glove::word_bias(TokenId i) const { return impl_->word_row(i)[dim()]; }
float Glove::context_bias(TokenId j) const { return impl_->context_row(j)[dim() + 1]; }

double Glove::predict(TokenId i, TokenId j) const {
  const auto w = word(i), c = context(j);
  double sum = static_cast<double>(word_bias(i)) + static_cast<double>(context_bias(j));
  for (std::size_t k = 0; k < w.size(); ++k) {
    sum += static_cast<double>(w[k]) * static_cast<double>(c[k]);
  }
  return sum;
}

void Glove::write_vectors(std::span<float> out) const {
  const auto d = static_cast<std::size_t>(dim());
  ENSURE(out.size() == static_cast<std::size_t>(impl_->num_words) * d);
  float* to = out.data();
  for (TokenId w = 0; w < impl_->num_words; ++w, to += d) {
    const float* word = impl_->word_row(w);
    const float* context = impl_->context_row(w);
    for (std::size_t k = 0; k < d; ++k) to[k] = word[k] + context[k];
  }
}

void Glove::visit_parameters(const ParameterVisitor& visit) {
  const std::int64_t v = impl_->num_words, d = dim();
  const std::vector<std::int64_t> shape = {v, 2, d + 2};
  visit({"word", shape, impl_->word.data(), impl_->stride, v * (d + 1)});
  visit({"context", shape, impl_->context.data(), impl_->stride, v * (d + 1)});
}

// --- State: the seed, the pass, and where each share stands.

namespace {

constexpr std::uint64_t kStateMagic = 0x3174732d76676c21;  // "!lgv-st1"
constexpr std::size_t kMaxShares = 256;

void put(std::vector<std::uint8_t>& bytes, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::uint64_t get(std::span<const std::uint8_t> bytes, std::size_t index) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    value |= static_cast<std::uint64_t>(bytes[8 * index + i]) << (8 * i);
  }
  return value;
}

// What must be equal for a place to mean the same place.
std::uint64_t fingerprint(const GloveConfig& config, const Cooccurrence& counts) {
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  const auto mix = [&hash](std::uint64_t value) {
    for (int i = 0; i < 8; ++i) hash = (hash ^ ((value >> (8 * i)) & 0xff)) * 0x100000001b3u;
  };
  mix(static_cast<std::uint64_t>(config.dim));
  mix(static_cast<std::uint64_t>(config.window));
  mix(std::bit_cast<std::uint64_t>(config.x_max));
  mix(std::bit_cast<std::uint64_t>(config.alpha));
  mix(std::bit_cast<std::uint64_t>(config.rate));
  mix(static_cast<std::uint64_t>(config.epochs));
  mix(static_cast<std::uint64_t>(counts.num_words()));
  mix(static_cast<std::uint64_t>(counts.num_cells()));
  mix(std::bit_cast<std::uint64_t>(counts.total()));
  return hash;
}

Error bad_state() {
  return {.code = "checkpoint.bad_state",
          .message = "This checkpoint belongs to other settings or another text.",
          .hint = "Choose the settings and the text it was made with, then load it again."};
}

}  // namespace

std::vector<std::uint8_t> Glove::save_state() const {
  const Impl& impl = *impl_;
  std::vector<std::uint8_t> bytes;
  put(bytes, kStateMagic);
  put(bytes, fingerprint(impl.config, *impl.counts));
  put(bytes, impl.config.seed);
  put(bytes, static_cast<std::uint64_t>(impl.epoch));
  put(bytes, impl.shares.size());
  for (const GloveShare& share : impl.shares) put(bytes, static_cast<std::uint64_t>(share.next));
  return bytes;
}

Status Glove::load_state(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t kFixed = 5;
  Impl& impl = *impl_;
  if (bytes.size() % 8 != 0 || bytes.size() / 8 < kFixed) return bad_state();
  if (get(bytes, 0) != kStateMagic || get(bytes, 1) != fingerprint(impl.config, *impl.counts)) {
    return bad_state();
  }
  const std::uint64_t seed = get(bytes, 2), epoch = get(bytes, 3), num_shares = get(bytes, 4);
  if (epoch > static_cast<std::uint64_t>(impl.config.epochs) || num_shares < 1 ||
      num_shares > kMaxShares || bytes.size() / 8 != kFixed + num_shares) {
    return bad_state();
  }
  for (std::uint64_t s = 0; s < num_shares; ++s) {
    const auto parts = static_cast<std::int64_t>(num_shares), part = static_cast<std::int64_t>(s);
    const std::uint64_t next = get(bytes, kFixed + static_cast<std::size_t>(s));
    if (next < static_cast<std::uint64_t>(impl.num_cells * part / parts) ||
        next > static_cast<std::uint64_t>(impl.num_cells * (part + 1) / parts)) {
      return bad_state();
    }
  }
  // As many shares as then: another number of threads goes on where those threads were.
  impl.config.seed = seed;
  impl.epoch = static_cast<std::int64_t>(epoch);
  impl.make_shares(static_cast<std::size_t>(num_shares));
  impl.begin_epoch();
  for (std::size_t s = 0; s < impl.shares.size(); ++s) {
    impl.shares[s].next =
        static_cast<std::int64_t>(get(bytes, kFixed + static_cast<std::size_t>(s)));
  }
  return Done{};
}

}  // namespace wordspace
