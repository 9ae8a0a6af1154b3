// GloVe's run: its settings, its presets, counting on the trainer's side, its vectors.
// Not the verbs (model_room.cpp).
#include "labs/glove_room.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "analysis/vectors.h"
#include "core/ensure.h"
#include "core/worker_pool.h"
#include "formats/word2vec_file.h"
#include "labs/corpus_store.h"
#include "labs/services.h"
#include "labs/setting_values.h"
#include "models/glove.h"
#include "text/cooccurrence.h"
#include "text/corpus.h"
#include "text/encoded_corpus.h"
#include "train/glove_learner.h"
#include "train/learner.h"
#include "train/runner.h"

namespace wordspace {
namespace {

constexpr int kEmbeddingIntervalMs = 250;
constexpr std::size_t kLargeText = 150000;  // words; from here on the presets fit as they are
constexpr std::size_t kSmallText = 20000;

struct Preset {
  const char* name;
  const char* corpus;
  int dim, epochs;
  double rate;
  std::int64_t min_count;
};
// demo: about ten seconds in a browser. standard: about a minute and a half on two threads. long:
// some minutes. The made-up worlds repeat themselves so often that small steps and few passes give
// the cleanest geometry: more only fit the noise.
constexpr Preset kPresets[] = {
    {"demo", "bible-en", 50, 10, 0.05, 5},       {"standard", "wordnet+bible", 100, 20, 0.05, 5},
    {"long", "wordnet+bible", 150, 40, 0.05, 5}, {"toy-en", "toy-en", 50, 25, 0.01, 1},
    {"toy-vi", "toy-vi", 50, 25, 0.01, 1},
};

double share_up_to(const Cooccurrence& counts, double most) {
  const double edges[] = {0, std::nextafter(most, most + 1)};
  return static_cast<double>(counts.histogram(edges)[0]) /
         static_cast<double>(std::max<std::int64_t>(counts.num_cells(), 1));
}

}  // namespace

GloveRoom::GloveRoom(Ground ground)
    : ModelRoom(std::move(ground)),
      vectors_(std::make_shared<const WordVectors>()),
      probe_(std::make_shared<GloveProbe>()) {
  ENSURE(choose_preset("demo").ok());
  send(command::WatchModel{kEmbeddingIntervalMs});
}
GloveRoom::~GloveRoom() = default;

// --- Settings.

std::span<const char* const> GloveRoom::presets() const {
  static constexpr const char* kNames[] = {"demo", "standard", "long", "toy-en", "toy-vi"};
  static_assert(std::size(kNames) == std::size(kPresets));
  return kNames;
}

Status GloveRoom::choose_preset(std::string_view name) {
  if (Status free = services().changeable(); !free.ok()) return keep_or(name == preset(), free);
  for (const Preset& row : kPresets) {
    if (name != row.name) continue;
    replace_settings();
    const std::uint64_t seed = run_.config.seed;
    run_ = {};
    run_.config.dim = row.dim;
    run_.config.epochs = row.epochs;
    run_.config.rate = row.rate;
    run_.config.seed = seed;
    run_.min_count = row.min_count;
    before_fitting_.reset();
    choose(row.corpus, row.name);
    return Done{};
  }
  return unknown_preset(name, "demo, standard, long, toy-en, toy-vi");
}

Status GloveRoom::set(std::string_view field, std::string_view value) {
  if (Status free = services().changeable(); !free.ok()) return keep_or(get(field) == value, free);
  if (field == "corpus") {
    const std::string was = corpus_name();
    Status chosen = set_corpus(value);
    if (chosen.ok() && was != corpus_name() && before_fitting_) {
      // What was fitted to the text before goes back.
      run_.min_count = before_fitting_->min_count;
      before_fitting_.reset();
    }
    return chosen;
  }
  GloveRun run = run_;
  GloveConfig& config = run.config;
  bool understood = true;
  if (field == "dim") {
    understood = read_setting(value, config.dim);
  } else if (field == "window") {
    understood = read_setting(value, config.window);
  } else if (field == "x-max") {
    understood = value == "auto" || read_setting(value, config.x_max);
    if (value == "auto") config.x_max = 0;
  } else if (field == "alpha") {
    understood = read_setting(value, config.alpha);
  } else if (field == "epochs") {
    understood = read_setting(value, config.epochs);
  } else if (field == "rate") {
    understood = read_setting(value, config.rate);
  } else if (field == "min-count") {
    understood = read_setting(value, std::int64_t{1}, std::int64_t{1000000000}, run.min_count);
  } else if (field == "seed") {
    understood = read_setting(value, config.seed);
  } else {
    return Error{"set.unknown_field",
                 "There is no setting called \"" + std::string(field) + "\".",
                 "The settings are corpus, seed, dim, window, x-max, alpha, epochs, rate and "
                 "min-count.",
                 {std::string(field)}};
  }
  if (!understood) return bad_setting(field, value);
  if (Status valid = config.validate(); !valid.ok()) return valid;
  if (to_json(run) != to_json(run_)) {
    run_ = run;
    if (field == "min-count") before_fitting_ = run_;  // chosen by hand: it stays
    if (field != "seed") leave_preset();
  }
  return Done{};
}

std::string GloveRoom::get(std::string_view field) const {
  const GloveConfig& config = run_.config;
  if (field == "corpus") return corpus_name();
  if (field == "dim") return std::to_string(config.dim);
  if (field == "window") return std::to_string(config.window);
  if (field == "x-max") return setting_text(config.x_max);
  if (field == "alpha") return setting_text(config.alpha);
  if (field == "epochs") return std::to_string(config.epochs);
  if (field == "rate") return setting_text(config.rate);
  if (field == "min-count") return std::to_string(run_.min_count);
  if (field == "seed") return std::to_string(config.seed);
  return {};
}

Status GloveRoom::take_settings(const std::string& json) {
  auto run = glove_run_from_json(json);
  if (!run.ok()) return run.error();
  run_ = run.value();
  before_fitting_ = run_;  // as they were saved, whatever the text
  return Done{};
}

void GloveRoom::fit_to_text(const Corpus& text) {
  if (before_fitting_ || !preset().empty()) return;
  const std::size_t words = count_spaced_words(text.text);
  if (words >= kLargeText) return;
  before_fitting_ = run_;
  const std::int64_t fitting = words < kSmallText ? 1 : 2;
  run_.min_count = std::min(run_.min_count, fitting);
}

// --- Counting.

std::string GloveRoom::counts_key() const {
  return text_key() + "\n" + std::to_string(run_.min_count) + "\n" +
         std::to_string(run_.config.window);
}

Result<std::shared_ptr<const GloveCounts>> GloveRoom::count(const Corpus& text, const GloveRun& run,
                                                            const std::string& key) {
  EncodeOptions options;
  options.min_count = run.min_count;
  auto encoded = encode_corpus(text, options);
  if (!encoded.ok()) return encoded.error();
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  auto counted = count_cooccurrence(**encoded, run.config.window);
  if (!counted.ok()) return counted.error();
  auto out = std::make_shared<GloveCounts>();
  out->seconds = std::chrono::duration<double>(Clock::now() - start).count();
  out->signature = key;
  out->corpus = std::move(encoded.value());
  out->counts = std::move(counted.value());
  out->automatic_x_max = automatic_x_max(*out->counts);
  out->automatic_share = share_up_to(*out->counts, out->automatic_x_max);
  const double low = std::floor(2 * std::log2(static_cast<double>(out->counts->smallest())));
  const double high = std::ceil(2 * std::log2(static_cast<double>(out->counts->largest()) * 1.001));
  for (double k = low; k <= std::max(high, low + 1); ++k) out->edges.push_back(std::exp2(k / 2));
  out->bins = out->counts->histogram(out->edges);
  return std::shared_ptr<const GloveCounts>(out);
}

void GloveRoom::prepare_counts() {
  if (counting_ || counts_fit()) return;
  counting_ = true;
  with_text([this](const Result<std::shared_ptr<const Corpus>>& text) {
    if (!text.ok()) {
      counting_ = false;
      return;
    }
    fit_to_text(*text.value());
    command::Work work;
    work.run = [corpus = text.value(), run = run_, key = counts_key(), box = box_] {
      auto made = count(*corpus, run, key);
      Counted& out = box->back();
      out = {};
      if (made.ok()) {
        out.counts = std::move(made.value());
      } else {
        out.error = made.error();
      }
      box->publish();
    };
    if (!send(std::move(work))) counting_ = false;
  });
}

// --- The run.

std::function<Result<PreparedLearner>(WorkerPool*)> GloveRoom::maker(
    std::shared_ptr<const Corpus> text) {
  fit_to_text(*text);
  return [text = std::move(text), run = run_, key = counts_key(),
          have = counts_fit() ? counts_ : nullptr, box = box_,
          probe = probe_](WorkerPool* pool) -> Result<PreparedLearner> {
    std::shared_ptr<const GloveCounts> counts = have;
    if (!counts) {
      auto made = count(*text, run, key);
      if (!made.ok()) return made.error();
      counts = std::move(made.value());
      box->back() = {counts, std::nullopt};
      box->publish();
    }
    auto learner = make_glove_learner(run, counts->corpus, pool, counts->counts, probe);
    if (!learner.ok()) return learner.error();
    return PreparedLearner{std::move(learner.value()), counts->corpus};
  };
}

bool GloveRoom::poll_more() {
  bool changed = false;
  if (box_->refresh()) {
    const Counted& now = box_->front();
    if (now.counts) counts_ = now.counts;
    if (now.error) say(*now.error);
    counting_ = false;
    changed = true;
  }
  const EmbeddingSnapshot& now = runner().embeddings(slot());
  if (now.version != seen_embeddings_ && now.vocabulary != nullptr && now.dim > 0) {
    seen_embeddings_ = now.version;
    vectors_ = std::make_shared<WordVectors>(now.vocabulary, now.vectors, now.dim);
    ++vectors_version_;
    rows_wanted_ = true;
    changed = true;
  }
  if (rows_box_->refresh()) {
    rows_ = rows_box_->front();
    ++rows_version_;
    rows_asked_ = false;
    changed = true;
  }
  if (rows_wanted_ && !rows_asked_) ask_for_rows();
  return changed;
}

// --- Parameters of some words.

int GloveRows::index_of(TokenId wanted) const {
  const auto found = std::find(words.begin(), words.end(), wanted);
  return found == words.end() ? -1 : static_cast<int>(found - words.begin());
}

double GloveRows::dot(int i, int j) const {
  const float* a = word.data() + std::ptrdiff_t{i} * dim;
  const float* b = context.data() + std::ptrdiff_t{j} * dim;
  double sum = 0;
  for (int k = 0; k < dim; ++k) sum += static_cast<double>(a[k]) * static_cast<double>(b[k]);
  return sum;
}

double GloveRows::predict(int i, int j) const {
  return dot(i, j) + static_cast<double>(word_bias[static_cast<std::size_t>(i)]) +
         static_cast<double>(context_bias[static_cast<std::size_t>(j)]);
}

double GloveRows::length(int i, bool of_context) const {
  const float* a = (of_context ? context : word).data() + std::ptrdiff_t{i} * dim;
  double sum = 0;
  for (int k = 0; k < dim; ++k) sum += static_cast<double>(a[k]) * static_cast<double>(a[k]);
  return std::sqrt(sum);
}

void GloveRoom::watch(std::span<const TokenId> words) {
  if (std::equal(words.begin(), words.end(), watched_.begin(), watched_.end())) return;
  watched_.assign(words.begin(), words.end());
  rows_wanted_ = true;
}

void GloveRoom::ask_for_rows() {
  if (!counts_ || snapshot().kind.empty() || watched_.empty()) return;
  for (const TokenId w : watched_) {
    if (w < 0 || w >= counts_->counts->num_words()) return;  // of an earlier text
  }
  command::Work work;
  work.run = [probe = probe_, box = rows_box_, counts = counts_->counts, words = watched_] {
    GloveRows& out = box->back();
    out = {};
    const Glove* model = probe->model;
    if (model != nullptr && &model->counts() == counts.get()) {
      out.counts = counts;
      out.words = words;
      out.dim = model->dim();
      out.x_max = model->x_max();
      out.alpha = model->config().alpha;
      for (const TokenId w : words) {
        out.word.insert(out.word.end(), model->word(w).begin(), model->word(w).end());
        out.context.insert(out.context.end(), model->context(w).begin(), model->context(w).end());
        out.word_bias.push_back(model->word_bias(w));
        out.context_bias.push_back(model->context_bias(w));
      }
    }
    box->publish();
  };
  // A full queue: asked again at the next frame.
  if (!runner().send(std::move(work), slot())) return;
  rows_wanted_ = false;
  rows_asked_ = true;
}

Result<std::string> GloveRoom::export_as(const std::string& format) {
  if (!services().save_file) return no_place_error();
  if (format == "checkpoint") {
    const Status saved = save_checkpoint();
    if (!saved.ok()) return saved.error();
    return std::string();
  }
  const EmbeddingSnapshot& now = runner().embeddings(slot());
  if (now.vocabulary == nullptr || vectors_->empty()) {
    return Error{"export.no_vectors", "There are no word vectors to save yet.",
                 "Press Train, or open a file of vectors."};
  }
  const auto words = now.vocabulary->words();
  std::string where;
  const auto save = [&](const char* name, const char* mime, const std::string& bytes) -> Status {
    auto saved = services().save_file(name, mime, bytes);
    if (!saved.ok()) return saved.error();
    where += where.empty() ? saved.value() : ", " + saved.value();
    return Done{};
  };
  Status status = Done{};
  if (format == "glove") {
    status = save("glove.txt", "text/plain", write_glove(words, now.vectors, now.dim));
  } else if (format == "word2vec-text") {
    status = save("vectors.txt", "text/plain",
                  write_word2vec(words, now.vectors, now.dim, VectorFormat::kText));
  } else if (format == "word2vec-binary") {
    status = save("vectors.bin", "application/octet-stream",
                  write_word2vec(words, now.vectors, now.dim, VectorFormat::kBinary));
  } else if (format == "projector") {
    const ProjectorFiles files = write_projector(words, now.vectors, now.dim);
    status = save("vectors.tsv", "text/tab-separated-values", files.vectors_tsv);
    if (status.ok()) status = save("metadata.tsv", "text/tab-separated-values", files.metadata_tsv);
  } else {
    return Error{"export.unknown_format",
                 "There is no file format called \"" + format + "\".",
                 "The formats are glove, word2vec-text, word2vec-binary, projector and checkpoint.",
                 {format}};
  }
  if (!status.ok()) return status.error();
  say({Message::Kind::kInfo, {"message.saved", "", "", {where}}});
  return where;
}

}  // namespace wordspace
