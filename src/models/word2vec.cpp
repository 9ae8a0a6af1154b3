// Word2Vec's settings, weights and place in the corpus: how it starts, goes on, stops and is
// restored. Not the arithmetic of a step (word2vec_group.cpp) and not step mode
// (word2vec_step.cpp).
#include "models/word2vec.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <numeric>
#include <type_traits>

#include "core/ensure.h"
#include "core/worker_pool.h"
#include "models/word2vec_impl.h"
#include "text/vocabulary.h"

namespace wordspace {
namespace {

constexpr int kMaxDim = 2048;
constexpr int kMaxWindow = 50;
constexpr int kMaxNegative = 100;
constexpr int kMaxEpochs = 100000;
constexpr double kFinalRateShare = 1e-4;

Error out_of_range(const char* code, std::string message, std::string hint) {
  return {.code = code, .message = std::move(message), .hint = std::move(hint)};
}

}  // namespace

Status Word2VecConfig::validate() const {
  if (dim < 1 || dim > kMaxDim) {
    return out_of_range("word2vec.bad_dim", "The vectors need between 1 and 2048 dimensions.",
                        "Try 50 or 100.");
  }
  if (window < 1 || window > kMaxWindow) {
    return out_of_range("word2vec.bad_window",
                        "The window must reach between 1 and 50 words to each side.", "Try 5.");
  }
  if (objective == Word2VecObjective::kNegativeSampling &&
      (negative < 1 || negative > kMaxNegative)) {
    return out_of_range("word2vec.bad_negative",
                        "Negative sampling needs between 1 and 100 negatives for each pair.",
                        "Try 5.");
  }
  if (!(sample >= 0.0 && sample <= 1.0)) {
    return out_of_range("word2vec.bad_sample",
                        "The subsampling threshold is a share of all words: between 0 and 1.",
                        "Try 0.001, or 0 to keep every word.");
  }
  if (epochs < 1 || epochs > kMaxEpochs) {
    return out_of_range("word2vec.bad_epochs",
                        "Training needs between 1 and 100000 passes over the text.", "Try 5.");
  }
  if (!(rate > 0.0 && rate <= 10.0)) {
    return out_of_range("word2vec.bad_rate", "The learning rate must be above 0 and at most 10.",
                        "Try 0.025 for skip-gram, 0.05 for CBOW.");
  }
  return Done{};
}

// --- what is made once
// ------------------------------------------------------------------------------

Word2Vec::Impl::Impl(const Word2VecConfig& config_in,
                     std::shared_ptr<const EncodedCorpus> corpus_in, WorkerPool* pool_in)
    : config(config_in),
      corpus(std::move(corpus_in)),
      pool(pool_in),
      kernels(config_in.portable ? &kernels::portable_kernels() : &kernels::best_kernels()),
      stride(kernels::padded(config_in.dim)),
      walk(*corpus) {
  const Vocabulary& vocabulary = *corpus->vocabulary;
  const auto v = static_cast<std::int64_t>(vocabulary.size());
  num_outputs = config.objective == Word2VecObjective::kHierarchicalSoftmax ? v - 1 : v;
  input = AlignedFloats(static_cast<std::size_t>(v * stride));
  output = AlignedFloats(static_cast<std::size_t>(num_outputs * stride));
  keep = keep_probabilities(vocabulary, config.sample);
  if (negative_sampling()) noise = noise_distribution(vocabulary);
  if (config.objective == Word2VecObjective::kHierarchicalSoftmax)
    tree = HuffmanTree(vocabulary.counts());
  train_share = [this](int s) {
    Word2VecShare& share = shares[static_cast<std::size_t>(s)];
    share.progress = {};
    while (share.progress.words < share.budget && share.next < share.end) {
      if (!share.open) open_piece(share);
      train_piece(share, static_cast<float>(rate_at(progress_of(share))));
      share.progress.words += close_piece(share);
      if (!std::isfinite(share.progress.loss_sum)) {
        share.progress.finite = false;
        return;
      }
    }
  };
}

void Word2Vec::Impl::make_shares(std::size_t num_shares) {
  if (shares.size() == num_shares) return;
  const std::size_t longest = std::max<std::size_t>(1, walk.longest_piece());
  const auto window = static_cast<std::size_t>(config.window);
  const bool softmax = config.objective == Word2VecObjective::kFullSoftmax;
  const int outputs_of_group = softmax               ? 0
                               : negative_sampling() ? config.negative + 1
                                                     : std::max(1, tree.longest_path());
  shares = std::vector<Word2VecShare>(num_shares);
  for (Word2VecShare& share : shares) {
    share.tokens.resize(longest);
    share.radius.resize(longest);
    share.inputs.resize(std::max<std::size_t>(2 * window, kSoftmaxBatch) + 1);
    if (!softmax) {
      for (std::vector<float*>& rows : share.outputs) {
        rows.resize(static_cast<std::size_t>(outputs_of_group) + 1);
      }
      share.kernel = AlignedFloats(
          kernels::logistic_scratch_floats(2 * config.window, outputs_of_group, config.dim));
    }
    if (negative_sampling()) {
      share.negatives.resize(longest * static_cast<std::size_t>(config.negative));
      share.labels.assign(static_cast<std::size_t>(outputs_of_group), 0.0f);
      share.labels[0] = 1.0f;
    }
    if (softmax) {
      constexpr std::size_t kBatch = kSoftmaxBatch;
      share.kernel = AlignedFloats(
          kernels::softmax_scratch_floats(static_cast<std::int32_t>(num_outputs), config.dim));
      share.target_begin.resize(kBatch + 1);
      share.targets.resize(kBatch * 2 * window);
      share.batch.resize(kBatch);
      share.rows = AlignedFloats(2 * kBatch * static_cast<std::size_t>(stride));
      for (std::size_t i = 0; i < kBatch; ++i) {
        share.mean_rows.push_back(share.rows.data() + i * static_cast<std::size_t>(stride));
        share.gradient_rows.push_back(share.rows.data() +
                                      (kBatch + i) * static_cast<std::size_t>(stride));
      }
    }
  }
}

void Word2Vec::Impl::reset(std::uint64_t seed) {
  config.seed = seed;
  constexpr std::uint64_t kWeightStream = 0x77656967687473;
  Rng rng(seed, kWeightStream);
  const float scale = 1.0f / static_cast<float>(config.dim);
  for (TokenId w = 0; w < corpus->vocabulary->size(); ++w) {
    float* row = input_row(w);
    for (int i = 0; i < config.dim; ++i) row[i] = (rng.uniform() - 0.5f) * scale;
  }
  output.clear();
  make_shares(static_cast<std::size_t>(pool->num_threads()));
  for (std::size_t s = 0; s < shares.size(); ++s) shares[s].rng = Rng(seed, s);
  epoch = 0;
  begin_epoch();
  end_epoch_if_through();  // an empty corpus is done at once
}

void Word2Vec::Impl::begin_epoch() {
  walk.begin_epoch(config.seed, epoch, shares.size());
  for (std::size_t s = 0; s < shares.size(); ++s) {
    Word2VecShare& share = shares[s];
    share.next = walk.share_begin(s);
    share.end = walk.share_begin(s + 1);
    share.open = false;
    share.cursor = 0;
    share.words_done = share.words = 0;
    for (std::size_t i = share.next; i < share.end; ++i) share.words += walk.piece(i).size();
  }
}

void Word2Vec::Impl::end_epoch_if_through() {
  while (epoch < config.epochs) {
    for (const Word2VecShare& share : shares) {
      if (share.next < share.end) return;
    }
    ++epoch;
    if (epoch < config.epochs) begin_epoch();
  }
}

// A share judges the whole by its own part: threads need not talk about the rate.
double Word2Vec::Impl::progress_of(const Word2VecShare& share) const {
  if (epoch >= config.epochs) return 1.0;
  const double part = share.words > 0
                          ? static_cast<double>(share.words_done) / static_cast<double>(share.words)
                          : 0.0;
  return (static_cast<double>(epoch) + part) / static_cast<double>(config.epochs);
}

double Word2Vec::Impl::rate_at(double progress) const {
  return config.rate * (1.0 - (1.0 - kFinalRateShare) * progress);
}

// --- pieces of lines
// -----------------------------------------------------------------------------------

// The noise distribution without the target; a tiny vocabulary may give up and repeat it.
TokenId Word2Vec::Impl::draw_negative(Rng& rng, TokenId target) const {
  TokenId negative = noise.draw(rng);
  for (int i = 0; i < 64 && negative == target; ++i) negative = noise.draw(rng);
  return negative;
}

void Word2Vec::Impl::open_piece(Word2VecShare& share) const {
  const Piece& piece = walk.piece(share.next);
  share.open = true;
  share.cursor = 0;
  share.rng_at_piece = share.rng;
  Rng rng = share.rng;  // in registers
  const auto window = static_cast<std::uint64_t>(config.window);
  std::uint32_t kept = 0;
  for (std::uint32_t i = piece.begin; i < piece.end; ++i) {
    // One random word for both: 24 high bits decide whether the word stays, 32 low ones its radius.
    const std::uint64_t bits = rng.next();
    const TokenId token = corpus->tokens[i];
    share.tokens[kept] = token;
    share.radius[kept] = static_cast<std::int32_t>(((bits & 0xffffffffu) * window) >> 32) + 1;
    const float chance = static_cast<float>(bits >> 40) * 0x1.0p-24f;
    kept += chance < keep[static_cast<std::size_t>(token)] ? 1 : 0;
  }
  share.kept = kept;
  if (negative_sampling()) {
    TokenId* out = share.negatives.data();
    for (std::uint32_t t = 0; t < kept; ++t) {
      for (int i = 0; i < config.negative; ++i) *out++ = draw_negative(rng, share.tokens[t]);
    }
  }
  share.rng = rng;
}

std::int64_t Word2Vec::Impl::close_piece(Word2VecShare& share) const {
  const std::int64_t words = walk.piece(share.next).size();
  share.open = false;
  share.cursor = 0;
  ++share.next;
  share.words_done += words;
  return words;
}

// --- the class
// ------------------------------------------------------------------------------------------

Word2Vec::Word2Vec(const Word2VecConfig& config, std::shared_ptr<const EncodedCorpus> corpus,
                   WorkerPool* pool) {
  ENSURE(config.validate().ok());
  ENSURE(corpus != nullptr && corpus->vocabulary != nullptr && pool != nullptr);
  ENSURE(corpus->vocabulary->size() >= 2);
  impl_ = std::make_unique<Impl>(config, std::move(corpus), pool);
  impl_->reset(config.seed);
}

Word2Vec::~Word2Vec() = default;

void Word2Vec::reset(std::uint64_t seed) { impl_->reset(seed); }

Word2VecProgress Word2Vec::train(std::int64_t num_words) {
  Impl& impl = *impl_;
  Word2VecProgress total;
  while (total.words < num_words && total.finite && !done()) {
    std::int64_t active = 0;
    for (const Word2VecShare& share : impl.shares) active += share.next < share.end ? 1 : 0;
    const std::int64_t budget = (num_words - total.words + active - 1) / active;
    for (Word2VecShare& share : impl.shares) share.budget = budget;
    impl.pool->run(static_cast<int>(impl.shares.size()), impl.train_share);
    for (const Word2VecShare& share : impl.shares) {
      total.words += share.progress.words;
      total.pairs += share.progress.pairs;
      total.loss_sum += share.progress.loss_sum;
      total.finite = total.finite && share.progress.finite;
    }
    impl.end_epoch_if_through();
  }
  return total;
}

std::int64_t Word2Vec::words_done() const {
  std::int64_t done = impl_->epoch * impl_->walk.words();
  if (impl_->epoch < impl_->config.epochs) {
    for (const Word2VecShare& share : impl_->shares) done += share.words_done;
  }
  return done;
}

std::int64_t Word2Vec::words_total() const { return impl_->config.epochs * impl_->walk.words(); }

double Word2Vec::current_rate() const {
  const std::int64_t total = words_total();
  return impl_->rate_at(total > 0 ? static_cast<double>(words_done()) / static_cast<double>(total)
                                  : 0.0);
}

double Word2Vec::baseline_loss() const {
  const Impl& impl = *impl_;
  const Vocabulary& vocabulary = *impl.corpus->vocabulary;
  switch (impl.config.objective) {
    case Word2VecObjective::kNegativeSampling:
      return (impl.config.negative + 1) * std::numbers::ln2;
    case Word2VecObjective::kFullSoftmax:
      return std::log(static_cast<double>(vocabulary.size()));
    case Word2VecObjective::kHierarchicalSoftmax:
      break;
  }
  // Words as training meets them: after subsampling.
  double length = 0, words = 0;
  for (TokenId w = 0; w < vocabulary.size(); ++w) {
    const double met = static_cast<double>(vocabulary.count(w)) *
                       static_cast<double>(impl.keep[static_cast<std::size_t>(w)]);
    length += met * impl.tree.path_length(w);
    words += met;
  }
  return words > 0 ? length / words * std::numbers::ln2 : 0.0;
}

const Word2VecConfig& Word2Vec::config() const { return impl_->config; }
const EncodedCorpus& Word2Vec::corpus() const { return *impl_->corpus; }
int Word2Vec::dim() const { return impl_->config.dim; }
int Word2Vec::row_stride() const { return impl_->stride; }
std::int64_t Word2Vec::num_outputs() const { return impl_->num_outputs; }
const float* Word2Vec::input_data() const { return impl_->input.data(); }

std::span<const float> Word2Vec::input(TokenId w) const {
  DEBUG_ENSURE(w >= 0 && w < impl_->corpus->vocabulary->size());
  return {std::as_const(*impl_).input_row(w), static_cast<std::size_t>(impl_->config.dim)};
}

std::span<const float> Word2Vec::output(TokenId w) const {
  DEBUG_ENSURE(w >= 0 && w < impl_->num_outputs);
  return {std::as_const(*impl_).output_row(w), static_cast<std::size_t>(impl_->config.dim)};
}

void Word2Vec::visit_parameters(const ParameterVisitor& visit) {
  const std::int64_t v = impl_->corpus->vocabulary->size();
  visit({"input.weight", {v, impl_->config.dim}, impl_->input.data(), impl_->stride});
  visit({"output.weight",
         {impl_->num_outputs, impl_->config.dim},
         impl_->output.data(),
         impl_->stride});
}

// --- state
// -----------------------------------------------------------------------------------------------

namespace {

constexpr std::uint64_t kStateMagic = 0x3174732d76327721;  // "!w2v-st1"
constexpr std::size_t kMaxShares = 256;

class StateWriter {
 public:
  void put(std::uint64_t value) {
    for (int i = 0; i < 8; ++i) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  void put(const Rng& rng) {
    for (const std::uint64_t word : rng.state()) put(word);
  }
  std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_;
};

// Reads past the end give zero and ok() == false.
class StateReader {
 public:
  explicit StateReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  std::uint64_t get() {
    if (bytes_.size() < 8) {
      ok_ = false;
      return 0;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) value |= static_cast<std::uint64_t>(bytes_[i]) << (8 * i);
    bytes_ = bytes_.subspan(8);
    return value;
  }
  Rng get_rng() {
    Rng::State state;
    for (std::uint64_t& word : state) word = get();
    Rng rng;
    rng.set_state(state);
    return rng;
  }
  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && bytes_.empty(); }

 private:
  std::span<const std::uint8_t> bytes_;
  bool ok_ = true;
};

// What must be equal for a place to mean the same place.
std::uint64_t fingerprint(const Word2VecConfig& config, const EncodedCorpus& corpus) {
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  const auto mix = [&hash](std::uint64_t value) {
    for (int i = 0; i < 8; ++i) {
      hash = (hash ^ ((value >> (8 * i)) & 0xff)) * 0x100000001b3u;
    }
  };
  mix(static_cast<std::uint64_t>(config.mode));
  mix(static_cast<std::uint64_t>(config.objective));
  mix(static_cast<std::uint64_t>(config.dim));
  mix(static_cast<std::uint64_t>(config.window));
  mix(static_cast<std::uint64_t>(config.negative));
  mix(std::bit_cast<std::uint64_t>(config.sample));
  mix(std::bit_cast<std::uint64_t>(config.rate));
  mix(static_cast<std::uint64_t>(config.epochs));
  mix(corpus.tokens.size());
  mix(corpus.num_lines());
  mix(corpus.num_documents());
  mix(static_cast<std::uint64_t>(corpus.vocabulary->size()));
  return hash;
}

Error bad_state() {
  return {.code = "checkpoint.bad_state",
          .message = "This checkpoint belongs to other settings or another text.",
          .hint = "Choose the settings and the text it was made with, then load it again."};
}

struct SharePlace {
  std::uint64_t next = 0, open = 0, cursor = 0;
  Rng rng{1}, rng_at_piece{1};
};

}  // namespace

std::vector<std::uint8_t> Word2Vec::save_state() const {
  const Impl& impl = *impl_;
  StateWriter out;
  out.put(kStateMagic);
  out.put(fingerprint(impl.config, *impl.corpus));
  out.put(impl.config.seed);
  out.put(static_cast<std::uint64_t>(impl.epoch));
  out.put(impl.shares.size());
  for (const Word2VecShare& share : impl.shares) {
    out.put(share.next);
    out.put(share.open ? 1 : 0);
    out.put(share.cursor);
    out.put(share.rng);
    out.put(share.rng_at_piece);
  }
  return out.take();
}

Status Word2Vec::load_state(std::span<const std::uint8_t> bytes) {
  Impl& impl = *impl_;
  StateReader in(bytes);
  if (in.get() != kStateMagic || in.get() != fingerprint(impl.config, *impl.corpus))
    return bad_state();
  const std::uint64_t seed = in.get();
  const std::uint64_t epoch = in.get();
  const std::uint64_t saved_shares = in.get();
  if (!in.ok() || epoch > static_cast<std::uint64_t>(impl.config.epochs) || saved_shares < 1 ||
      saved_shares > kMaxShares) {
    return bad_state();
  }
  const auto num_shares = static_cast<std::size_t>(saved_shares);
  std::vector<SharePlace> places(num_shares);
  for (SharePlace& place : places) {
    place.next = in.get();
    place.open = in.get();
    place.cursor = in.get();
    place.rng = in.get_rng();
    place.rng_at_piece = in.get_rng();
  }
  if (!in.at_end()) return bad_state();
  const bool finished = epoch == static_cast<std::uint64_t>(impl.config.epochs);
  CorpusWalk walk = impl.walk;
  walk.begin_epoch(seed, static_cast<std::int64_t>(epoch), num_shares);
  for (std::size_t s = 0; s < num_shares; ++s) {
    const SharePlace& place = places[s];
    const std::size_t begin = walk.share_begin(s), end = walk.share_begin(s + 1);
    if (finished) continue;
    if (place.next < begin || place.next > end || place.open > 1) return bad_state();
    if (place.open == 1 && place.next == end) return bad_state();
    const auto next = static_cast<std::size_t>(place.next);
    if (place.cursor > (place.open == 1 ? walk.piece(next).size() : 0)) return bad_state();
  }

  // As many shares as then: another number of threads goes on where those threads were.
  impl.config.seed = seed;
  impl.epoch = static_cast<std::int64_t>(epoch);
  impl.make_shares(num_shares);
  if (finished) {
    for (Word2VecShare& share : impl.shares) {
      share.next = share.end = 0;
      share.open = false;
    }
  } else {
    impl.begin_epoch();
  }
  for (std::size_t s = 0; s < num_shares; ++s) {
    Word2VecShare& share = impl.shares[s];
    const SharePlace& place = places[s];
    if (!finished) {
      for (; share.next < place.next; ++share.next)
        share.words_done += impl.walk.piece(share.next).size();
      if (place.open == 1) {
        share.rng = place.rng_at_piece;
        impl.open_piece(share);
        share.cursor = std::min(static_cast<std::uint32_t>(place.cursor), share.kept);
      }
    }
    share.rng = place.rng;
    share.rng_at_piece = place.rng_at_piece;
  }
  return Done{};
}

}  // namespace wordspace
