// Plans the four runs and reads tables, hidden states and perplexity from what is left of them.
// Not a lab and not the runs' own arithmetic.
#include "labs/four_models.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "core/ensure.h"
#include "core/worker_pool.h"
#include "labs/bert_answers.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/transformer_losses.h"
#include "models/transformer_weights.h"
#include "text/corpus.h"
#include "text/encoded_corpus.h"
#include "text/token_codec.h"
#include "text/token_corpus.h"
#include "train/glove_learner.h"
#include "train/learner.h"
#include "train/series.h"
#include "train/transformer_learner.h"
#include "train/word2vec_learner.h"

namespace wordspace {
namespace {

constexpr std::string_view kMarks = ".,;:!?";
constexpr int kRowsAtOnce = 4;  // masked copies of a row that go through the model together

TransformerRun transformer(TransformerKind kind, int layers, int heads, int width, int context,
                           int batch, std::int64_t steps, double rate) {
  TransformerRun run;
  run.model.kind = kind;
  run.model.layers = layers;
  run.model.heads = heads;
  run.model.width = width;
  run.model.context = context;
  run.tokenizer = CodecKind::kWord;
  run.batch = batch;
  run.steps = steps;
  run.rate = rate;
  run.warmup = static_cast<int>(std::min<std::int64_t>(steps / 10, 200));
  run.decay = 0.01;
  return run;
}

FourSettings toy_settings() {
  FourSettings settings;
  settings.min_count = 2;
  settings.word2vec.config.dim = 50;
  settings.word2vec.config.epochs = 10;
  settings.glove.config.dim = 50;
  settings.glove.config.epochs = 25;
  settings.glove.config.rate = 0.01;
  settings.gpt = transformer(TransformerKind::kGpt, 2, 4, 64, 64, 16, 600, 6e-3);
  settings.bert = transformer(TransformerKind::kBert, 2, 4, 64, 32, 24, 1000, 6e-3);
  return settings;
}

FourSettings text_settings() {
  FourSettings settings;
  settings.min_count = 5;
  settings.word2vec.config.dim = 50;
  settings.word2vec.config.epochs = 5;
  settings.glove.config.dim = 50;
  settings.glove.config.epochs = 25;
  settings.gpt = transformer(TransformerKind::kGpt, 2, 4, 64, 64, 16, 1200, 4e-3);
  settings.bert = transformer(TransformerKind::kBert, 2, 4, 64, 64, 16, 1500, 4e-3);
  return settings;
}

Result<std::shared_ptr<const EncodedCorpus>> encoded(const FourSettings& settings,
                                                     FourTexts& texts) {
  if (texts.encoded) return texts.encoded;
  EncodeOptions options;
  options.min_count = settings.min_count;
  options.held_out_fraction = settings.held_out_fraction;
  options.seed = settings.seed;
  auto made = encode_corpus(*texts.text, options);
  if (!made.ok()) return made;
  const Vocabulary& all = *made.value()->vocabulary;
  if (settings.most_words > 0 && all.size() > settings.most_words) {
    // Words as rare as the first one too many go, too.
    options.min_count = all.count(static_cast<TokenId>(settings.most_words)) + 1;
    made = encode_corpus(*texts.text, options);
  }
  if (made.ok()) texts.encoded = made.value();
  return made;
}

// The same documents are held out as for the word vectors: fraction and seed choose them.
Result<std::shared_ptr<const TokenCorpus>> tokens(const FourSettings& settings, FourTexts& texts,
                                                  SpecialSet specials) {
  auto& kept = specials == SpecialSet::kGpt ? texts.gpt : texts.bert;
  if (kept) return kept;
  const auto words = encoded(settings, texts);
  if (!words.ok()) return words.error();
  auto codec = codec_of_words(*words.value()->vocabulary, *texts.text, specials);
  if (!codec.ok()) return codec.error();
  auto made =
      tokenize_corpus_with(*texts.text, codec.value(), settings.held_out_fraction, settings.seed);
  if (made.ok()) kept = made.value();
  return made;
}

bool is_special(const SpecialTokens& special, TokenId id) {
  return id == special.end_of_text || id == special.unknown || id == special.padding ||
         id == special.classify || id == special.separator || id == special.mask;
}

// First lines of neighbouring lines of one document.
std::vector<std::uint32_t> lines_with_next(const TokenPart& part) {
  std::vector<std::uint32_t> first;
  for (std::size_t d = 0; d < part.num_documents(); ++d) {
    for (std::uint32_t l = part.document_begin[d]; l + 1 < part.document_begin[d + 1]; ++l) {
      first.push_back(l);
    }
  }
  return first;
}

// num of them, evenly spread.
template <typename T>
std::vector<T> spread(const std::vector<T>& all, std::size_t num) {
  if (all.size() <= num) return all;
  std::vector<T> chosen;
  for (std::size_t i = 0; i < num; ++i) chosen.push_back(all[i * all.size() / num]);
  return chosen;
}

}  // namespace

std::span<const FourPreset> four_presets() {
  static const std::vector<FourPreset> presets = {
      {"toy", "toy-en", toy_settings()},
      {"toy-vi", "toy-vi", toy_settings()},
      {"bible", "bible-en", text_settings()},
  };
  return presets;
}

FourSettings own_text_settings() {
  FourSettings settings = text_settings();
  settings.min_count = 2;
  return settings;
}

std::vector<PlannedRun> plan_four(const FourSettings& settings,
                                  const std::shared_ptr<FourTexts>& texts) {
  ENSURE(texts != nullptr);
  ENSURE(texts->text != nullptr);
  const auto words = static_cast<double>(texts->text->text.size()) / 5.5;
  std::vector<PlannedRun> runs(kNumFour);
  for (std::size_t i = 0; i < kNumFour; ++i) runs[i].name = kFourNames[i];
  // Weights are about the seconds that each takes.
  const Word2VecConfig& w = settings.word2vec.config;
  runs[0].weight = words * w.epochs * w.dim / 4e7;
  runs[0].make = [settings, texts](WorkerPool* pool) -> Result<std::unique_ptr<Learner>> {
    const auto corpus = encoded(settings, *texts);
    if (!corpus.ok()) return corpus.error();
    Word2VecRun run = settings.word2vec;
    run.config.seed = settings.seed;
    run.min_count = settings.min_count;
    run.held_out_fraction = settings.held_out_fraction;
    return make_word2vec_learner(run, corpus.value(), pool);
  };
  const GloveConfig& g = settings.glove.config;
  runs[1].weight = words * g.epochs * g.dim / 4e8;
  runs[1].make = [settings, texts](WorkerPool* pool) -> Result<std::unique_ptr<Learner>> {
    const auto corpus = encoded(settings, *texts);
    if (!corpus.ok()) return corpus.error();
    GloveRun run = settings.glove;
    run.config.seed = settings.seed;
    run.min_count = settings.min_count;
    auto learner = make_glove_learner(run, corpus.value(), pool);
    if (learner.ok()) {
      texts->glove_cells = learner.value()->units_total() / std::max(run.config.epochs, 1);
    }
    return learner;
  };
  for (const SpecialSet specials : {SpecialSet::kGpt, SpecialSet::kBert}) {
    const bool gpt = specials == SpecialSet::kGpt;
    const TransformerRun& chosen = gpt ? settings.gpt : settings.bert;
    PlannedRun& run = runs[gpt ? 2 : 3];
    TransformerConfig config = chosen.model;
    config.vocab = 1000;
    run.weight = training_flops(config, chosen.batch, config.context) *
                 static_cast<double>(chosen.steps) / 1.5e10;
    run.make = [settings, texts, specials,
                gpt](WorkerPool* pool) -> Result<std::unique_ptr<Learner>> {
      const auto corpus = tokens(settings, *texts, specials);
      if (!corpus.ok()) return corpus.error();
      TransformerRun seeded = gpt ? settings.gpt : settings.bert;
      seeded.seed = settings.seed;
      seeded.held_out_fraction = settings.held_out_fraction;
      return make_transformer_learner(seeded, corpus.value(), pool);
    };
  }
  return runs;
}

Result<std::shared_ptr<const TokenCodec>> codec_of_words(const Vocabulary& vocabulary,
                                                         const Corpus& text, SpecialSet specials) {
  // A tokenizer of all words knows which marks the text has and whether its lines need an end.
  const std::string_view whole[] = {text.text};
  constexpr int kAll = 1 << 24;
  const auto all = train_word_codec(whole, kAll, specials);
  if (!all.ok()) return all.error();
  std::vector<std::string> kept;
  for (TokenId id = 0; id < all.value()->size(); ++id) {
    std::string token = all.value()->token(id);
    const bool mark = token.size() == 1 && kMarks.find(token[0]) != std::string_view::npos;
    if (mark || token == "\n" || is_special(all.value()->special(), id) ||
        vocabulary.find(token) != kUnknownToken) {
      kept.push_back(std::move(token));
    }
  }
  return codec_from_tokens(CodecKind::kWord, std::move(kept));
}

WordVectors embedding_rows(const TrainedTransformer& trained,
                           const std::shared_ptr<const Vocabulary>& vocabulary) {
  ENSURE(trained.model != nullptr);
  const TransformerLayout layout(trained.model->config());
  const auto width = static_cast<std::size_t>(trained.model->config().width);
  const auto table = trained.model->flat_parameters().subspan(layout.token_embedding);
  std::vector<float> rows(static_cast<std::size_t>(vocabulary->size()) * width, 0.0f);
  for (TokenId word = 0; word < vocabulary->size(); ++word) {
    const TokenId token = trained.codec->find(vocabulary->word(word));
    if (token == kUnknownToken) continue;
    const auto row = table.subspan(static_cast<std::size_t>(token) * width, width);
    std::copy(row.begin(), row.end(),
              rows.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(word) * width));
  }
  return WordVectors(vocabulary, rows, static_cast<int>(width));
}

std::vector<WordCategory> categories_of(std::span<const QuestionSection> questions) {
  // Union of places: words that stand for each other belong together.
  std::vector<std::string> words;
  std::map<std::string, std::size_t> number;
  std::vector<std::size_t> parent;
  const auto id_of = [&](const std::string& word) {
    const auto [at, is_new] = number.emplace(word, words.size());
    if (is_new) {
      words.push_back(word);
      parent.push_back(parent.size());
    }
    return at->second;
  };
  const auto root = [&](std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (const QuestionSection& section : questions) {
    for (const Question& question : section.questions) {
      std::array<std::size_t, 4> ids;
      for (std::size_t i = 0; i < 4; ++i) ids[i] = id_of(question.words[i]);
      for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
        const std::size_t a = root(ids[i]), b = root(ids[i + 2]);
        parent[std::max(a, b)] = std::min(a, b);
      }
    }
  }
  std::map<std::size_t, WordCategory> groups;
  for (std::size_t i = 0; i < words.size(); ++i) {
    WordCategory& group = groups[root(i)];
    if (group.words.empty()) group.name = words[i];
    group.words.push_back(words[i]);
  }
  std::vector<WordCategory> made;
  for (auto& [first, group] : groups) {
    if (group.words.size() > 1) made.push_back(std::move(group));
  }
  std::sort(made.begin(), made.end(), [](const WordCategory& a, const WordCategory& b) {
    return a.words.size() != b.words.size() ? a.words.size() > b.words.size() : a.name < b.name;
  });
  return made;
}

PairRow pair_row(const TokenCodec& codec, int context, std::span<const TokenId> first,
                 std::span<const TokenId> second) {
  ENSURE(context >= BertBatcher::kLeastContext);
  const auto room = static_cast<std::size_t>(context - 3);
  while (first.size() + second.size() > room) {
    if (first.size() >= second.size()) {
      first = first.subspan(1);
    } else {
      second = second.first(second.size() - 1);
    }
  }
  const SpecialTokens& special = codec.special();
  PairRow row;
  row.ids.push_back(special.classify);
  row.ids.insert(row.ids.end(), first.begin(), first.end());
  row.ids.push_back(special.separator);
  row.segments.assign(row.ids.size(), 0);
  row.ids.insert(row.ids.end(), second.begin(), second.end());
  row.ids.push_back(special.separator);
  row.segments.resize(row.ids.size(), 1);
  return row;
}

// --- Hidden states.

ContextualTable::ContextualTable(TrainedTransformer trained,
                                 std::shared_ptr<const TokenCorpus> corpus,
                                 std::shared_ptr<const Vocabulary> vocabulary)
    : trained_(std::move(trained)), corpus_(std::move(corpus)), vocabulary_(std::move(vocabulary)) {
  ENSURE(trained_.model != nullptr);
  const auto words = static_cast<std::size_t>(vocabulary_->size());
  sums_.assign(words * static_cast<std::size_t>(trained_.model->config().width), 0.0);
  counts_.assign(words, 0);
  for (TokenId id = 0; id < trained_.codec->size(); ++id) {
    word_of_token_.push_back(is_special_token(*trained_.codec, id)
                                 ? kUnknownToken
                                 : vocabulary_->find(trained_.codec->token(id)));
  }
  if (trained_.model->config().kind == TransformerKind::kBert) {
    pairs_ = spread(lines_with_next(corpus_->training), static_cast<std::size_t>(kMostRows));
    num_rows_ = static_cast<std::int64_t>(pairs_.size());
  } else {
    const auto tokens = static_cast<std::int64_t>(corpus_->training.tokens.size());
    num_rows_ = std::clamp<std::int64_t>(tokens / trained_.model->config().context, 1, kMostRows);
  }
}

double ContextualTable::share_done() const {
  return num_rows_ > 0 ? static_cast<double>(next_) / static_cast<double>(num_rows_) : 1;
}

bool ContextualTable::advance() {
  if (done()) return false;
  if (trained_.model->config().kind == TransformerKind::kBert) {
    read_bert_row();
  } else {
    read_gpt_row();
  }
  ++next_;
  return !done();
}

void ContextualTable::read_gpt_row() {
  // From the beginning of a document on, as the model has read it: each behind its own mark.
  const TokenPart& part = corpus_->training;
  const auto context = static_cast<std::size_t>(trained_.model->config().context);
  const TokenId start = trained_.codec->special().start();
  std::vector<TokenId> ids;
  for (std::size_t d = part.num_documents() * static_cast<std::size_t>(next_) /
                       static_cast<std::size_t>(num_rows_);
       d < part.num_documents() && ids.size() < context; ++d) {
    if (start != kUnknownToken) ids.push_back(start);
    const std::size_t from = part.line_begin[part.document_begin[d]];
    const std::size_t to = part.line_begin[part.document_begin[d + 1]];
    for (std::size_t i = from; i < to && ids.size() < context; ++i) ids.push_back(part.tokens[i]);
  }
  std::vector<float> logits, hidden;
  trained_.model->forward({1, static_cast<int>(ids.size()), ids}, logits, nullptr, &hidden);
  take(ids, hidden);
}

void ContextualTable::read_bert_row() {
  const TokenPart& part = corpus_->training;
  const std::uint32_t line = pairs_[static_cast<std::size_t>(next_)];
  const PairRow row = pair_row(*trained_.codec, trained_.model->config().context, part.line(line),
                               part.line(line + 1));
  std::vector<float> logits, hidden;
  trained_.model->forward({1, static_cast<int>(row.ids.size()), row.ids, row.segments}, logits,
                          nullptr, &hidden);
  take(row.ids, hidden);
}

void ContextualTable::take(std::span<const TokenId> ids, const std::vector<float>& hidden) {
  const auto width = static_cast<std::size_t>(trained_.model->config().width);
  for (std::size_t t = 0; t < ids.size(); ++t) {
    const TokenId word = word_of_token_[static_cast<std::size_t>(ids[t])];
    if (word == kUnknownToken) continue;
    int& count = counts_[static_cast<std::size_t>(word)];
    if (count >= kMostOccurrences) continue;
    ++count;
    double* sum = sums_.data() + static_cast<std::size_t>(word) * width;
    for (std::size_t i = 0; i < width; ++i) sum[i] += static_cast<double>(hidden[t * width + i]);
  }
}

WordVectors ContextualTable::vectors() const {
  const auto width = static_cast<std::size_t>(trained_.model->config().width);
  std::vector<float> rows(sums_.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const int count = counts_[i / width];
    rows[i] = count > 0 ? static_cast<float>(sums_[i] / count) : 0.0f;
  }
  return WordVectors(vocabulary_, rows, static_cast<int>(width));
}

std::int64_t ContextualTable::met() const {
  return std::count_if(counts_.begin(), counts_.end(), [](int count) { return count > 0; });
}

// --- Pseudo-perplexity.

PseudoPerplexity::PseudoPerplexity(TrainedTransformer trained,
                                   std::shared_ptr<const TokenCorpus> corpus)
    : trained_(std::move(trained)), corpus_(std::move(corpus)) {
  ENSURE(trained_.model != nullptr);
  pairs_ = spread(lines_with_next(corpus_->held_out), static_cast<std::size_t>(kMostPairs));
}

double PseudoPerplexity::share_done() const {
  return pairs_.empty() ? 1 : static_cast<double>(next_) / static_cast<double>(pairs_.size());
}

bool PseudoPerplexity::advance() {
  if (done()) return false;
  if (at_ == 0) {
    const TokenPart& part = corpus_->held_out;
    const std::uint32_t line = pairs_[next_];
    row_ = pair_row(*trained_.codec, trained_.model->config().context, part.line(line),
                    part.line(line + 1));
    places_.clear();
    const SpecialTokens& special = trained_.codec->special();
    for (std::size_t t = 0; t < row_.ids.size(); ++t) {
      if (row_.ids[t] != special.classify && row_.ids[t] != special.separator) {
        places_.push_back(t);
      }
    }
  }
  const std::size_t tokens = row_.ids.size();
  const std::size_t num = std::min<std::size_t>(kRowsAtOnce, places_.size() - at_);
  std::vector<TokenId> inputs, targets(num * tokens, kUnknownToken);
  std::vector<std::uint8_t> segments;
  for (std::size_t i = 0; i < num; ++i) {
    inputs.insert(inputs.end(), row_.ids.begin(), row_.ids.end());
    segments.insert(segments.end(), row_.segments.begin(), row_.segments.end());
    const std::size_t place = i * tokens + places_[at_ + i];
    targets[place] = inputs[place];
    inputs[place] = trained_.codec->special().mask;
  }
  const TransformerLosses losses = trained_.model->losses(
      {static_cast<int>(num), static_cast<int>(tokens), inputs, segments}, {targets});
  sum_ += losses.tokens_sum;
  num_tokens_ += losses.num_tokens;
  at_ += num;
  if (at_ >= places_.size()) {
    at_ = 0;
    ++next_;
  }
  return !done();
}

double PseudoPerplexity::mean_nats() const {
  return num_tokens_ > 0 ? sum_ / static_cast<double>(num_tokens_) : 0;
}

double PseudoPerplexity::perplexity() const { return num_tokens_ > 0 ? std::exp(mean_nats()) : 0; }

}  // namespace wordspace
