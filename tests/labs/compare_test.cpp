// Lab 14: the four runs on one vocabulary, what is read from them computed another way, and the lab
// driven by its buttons.
#include "labs/four_answers.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <set>
#include <string>

#include "core/worker_pool.h"
#include "lab_stage.h"
#include "labs/background.h"
#include "labs/compare_view.h"
#include "labs/corpus_store.h"
#include "labs/lab_parts.h"
#include "models/parameters.h"
#include "models/transformer.h"
#include "models/transformer_trace.h"
#include "text/corpus.h"
#include "text/encoded_corpus.h"
#include "text/token_codec.h"
#include "text/token_corpus.h"
#include "text/toy_world.h"
#include "train/learner.h"
#include "train/series.h"

namespace wordspace {
namespace {

std::shared_ptr<FourTexts> small_world(std::size_t sentences = 1500) {
  auto texts = std::make_shared<FourTexts>();
  texts->text =
      std::make_shared<const Corpus>(make_toy_world(ToyLanguage::kEnglish, sentences, 1).corpus);
  return texts;
}

std::vector<QuestionSection> toy_questions() {
  QuestionSection section{"toy", {}};
  for (const auto& words : make_toy_world(ToyLanguage::kEnglish, 2, 1).analogies) {
    section.questions.push_back({words});
  }
  return {section};
}

// All four in a blink.
FourSettings tiny() {
  FourSettings settings = four_presets()[0].settings;
  settings.min_count = 1;
  settings.word2vec.config.dim = 16;
  settings.word2vec.config.epochs = 2;
  settings.glove.config.dim = 16;
  settings.glove.config.epochs = 5;
  for (TransformerRun* run : {&settings.gpt, &settings.bert}) {
    run->model.layers = 1;
    run->model.heads = 2;
    run->model.width = 16;
    run->model.context = 32;
    run->batch = 8;
    run->steps = 30;
    run->warmup = 5;
  }
  return settings;
}

std::vector<std::shared_ptr<const FinishedRun>> train(const FourSettings& settings,
                                                      const std::shared_ptr<FourTexts>& texts) {
  WorkerPool pool(1);
  auto link = std::make_shared<SeriesLink>();
  const auto series = make_series(plan_four(settings, texts), link, &pool);
  while (!series->done()) series->advance(100000);
  link->states.refresh();
  return link->states.front().finished;
}

TEST_CASE("all four models have the same words, and the same documents are held out") {
  const auto texts = small_world();
  const auto finished = train(tiny(), texts);
  REQUIRE(finished.size() == kNumFour);
  for (std::size_t i = 0; i < kNumFour; ++i) {
    CAPTURE(finished[i]->name);
    CHECK(finished[i]->name == kFourNames[i]);
    CHECK(!finished[i]->error.has_value());
    CHECK(finished[i]->seed == tiny().seed);
  }
  const Vocabulary& words = *texts->encoded->vocabulary;
  for (const auto& corpus : {texts->gpt, texts->bert}) {
    std::set<std::string> tokens;
    for (TokenId id = 0; id < corpus->codec->size(); ++id) tokens.insert(corpus->codec->token(id));
    for (const std::string& word : words.words()) CHECK(tokens.count(word) == 1);
    // Beside the words: specials, and GPT's line end.
    const std::size_t others = corpus == texts->gpt ? 3 : 5;
    CHECK(tokens.size() == static_cast<std::size_t>(words.size()) + others);
  }
  // The held-out words of Word2Vec are those of BERT, word for word.
  std::vector<std::string> of_words, of_bert;
  for (const TokenId id : texts->encoded->held_out_tokens) of_words.push_back(words.word(id));
  for (const TokenId id : texts->bert->held_out.tokens) {
    if (id != texts->bert->codec->special().unknown) {
      of_bert.push_back(texts->bert->codec->token(id));
    }
  }
  CHECK(!of_words.empty());
  CHECK(of_words == of_bert);
}

TEST_CASE("no more words than asked for are kept, and rarer ones are read as unknown") {
  const auto texts = small_world();
  FourSettings settings = tiny();
  settings.most_words = 100;
  train(settings, texts);
  CHECK(texts->encoded->vocabulary->size() <= 100);
  CHECK(texts->encoded->vocabulary->size() > 50);
  const TokenId unknown = texts->bert->codec->special().unknown;
  CHECK(std::count(texts->bert->training.tokens.begin(), texts->bert->training.tokens.end(),
                   unknown) > 0);
}

TEST_CASE("marks are tokens where the text has them, line ends where its lines need them") {
  Corpus text;
  text.name = "made";
  text.text = "the king, the queen.\nthe man saw the king!\n\nthe queen saw the man.\n";
  const auto encoded = encode_corpus(text, {.min_count = 1});
  REQUIRE(encoded.ok());
  const auto codec = codec_of_words(*encoded.value()->vocabulary, text, SpecialSet::kGpt);
  REQUIRE(codec.ok());
  for (const char* mark : {",", ".", "!"}) CHECK(codec.value()->find(mark) != kUnknownToken);
  CHECK(codec.value()->find("?") == kUnknownToken);
  CHECK(codec.value()->find("\n") == kUnknownToken);  // marks end these lines
  CHECK(codec.value()->encode("the queen, smiled").size() == 4);
}

TEST_CASE("rows of the embedding table are the model's own weights") {
  const auto texts = small_world();
  const auto finished = train(tiny(), texts);
  const FinishedRun& gpt = *finished[2];
  const WordVectors table = embedding_rows(gpt.trained, texts->encoded->vocabulary);
  // Another way: a copy that may be visited.
  Transformer copy(gpt.trained.model->config(), nullptr);
  const auto from = gpt.trained.model->flat_parameters();
  std::copy(from.begin(), from.end(), copy.flat_parameters().begin());
  const int width = copy.config().width;
  bool seen = false;
  copy.visit_parameters([&](const Parameter& parameter) {
    if (parameter.name != "transformer.wte.weight") return;
    seen = true;
    for (TokenId word = 0; word < table.size(); ++word) {
      const TokenId token = gpt.trained.codec->find(table.vocabulary().word(word));
      REQUIRE(token != kUnknownToken);
      const float* row = parameter.data + token * parameter.row_stride;
      double squares = 0;
      for (int i = 0; i < width; ++i) squares += static_cast<double>(row[i]) * row[i];
      CHECK(table.length(word) == doctest::Approx(std::sqrt(squares)).epsilon(1e-5));
      CHECK(table.unit(word)[0] == doctest::Approx(row[0] / std::sqrt(squares)).epsilon(1e-4));
    }
  });
  CHECK(seen);
}

TEST_CASE("categories are the places of analogies: who stands for whom") {
  QuestionSection first{"a",
                        {{{"man", "king", "woman", "queen"}}, {{"boy", "prince", "man", "king"}}}};
  QuestionSection second{"b", {{{"dog", "dogs", "cat", "cats"}}}};
  const QuestionSection sections[] = {first, second};
  const auto categories = categories_of(sections);
  REQUIRE(categories.size() == 4);
  std::set<std::set<std::string>> found;
  for (const WordCategory& one : categories) found.insert({one.words.begin(), one.words.end()});
  const std::set<std::set<std::string>> expected = {
      {"man", "woman", "boy"}, {"king", "queen", "prince"}, {"dog", "cat"}, {"dogs", "cats"}};
  CHECK(found == expected);
  CHECK(categories_of({}).empty());
  // The toy world: people, then three crafts' forms, animals and countries.
  const auto world = categories_of(toy_questions());
  REQUIRE(world.size() == 10);
  CHECK(world[0].words.size() == 24);
}

TEST_CASE("a pair of lines is cut as training cuts it") {
  const auto texts = small_world();
  const auto codec =
      codec_of_words(*encode_corpus(*texts->text, {.min_count = 1}).value()->vocabulary,
                     *texts->text, SpecialSet::kBert);
  REQUIRE(codec.ok());
  std::vector<TokenId> first, second;
  for (TokenId i = 10; i < 20; ++i) first.push_back(i);
  for (TokenId i = 30; i < 34; ++i) second.push_back(i);
  const PairRow whole = pair_row(*codec.value(), 32, first, second);
  CHECK(whole.ids.size() == 17);
  CHECK(whole.ids[0] == codec.value()->special().classify);
  CHECK(std::accumulate(whole.segments.begin(), whole.segments.end(), 0) == 5);
  const PairRow cut = pair_row(*codec.value(), 12, first, second);
  CHECK(cut.ids.size() == 12);
  CHECK(cut.ids[1] == 15);  // the longer line loses its beginning
  CHECK(cut.ids[10] == 33);
}

TEST_CASE("the contextual table is the mean of hidden states over the places where a word stands") {
  const auto texts = small_world(60);
  FourSettings settings = tiny();
  const auto finished = train(settings, texts);
  const FinishedRun& bert = *finished[3];
  REQUIRE(bert.trained.model);
  ContextualTable table(bert.trained, texts->bert, texts->encoded->vocabulary);
  while (table.advance()) {
  }
  CHECK(table.done());
  // By hand, from traces, over all neighbouring lines: there are few enough to be read all.
  const auto width = static_cast<std::size_t>(bert.trained.model->config().width);
  const TokenId word = texts->encoded->vocabulary->find("the");
  const TokenId token = bert.trained.codec->find("the");
  std::vector<double> sum(width, 0.0);
  int count = 0;
  const TokenPart& part = texts->bert->training;
  for (std::size_t d = 0; d < part.num_documents(); ++d) {
    for (std::uint32_t l = part.document_begin[d]; l + 1 < part.document_begin[d + 1]; ++l) {
      const PairRow row = pair_row(*bert.trained.codec, bert.trained.model->config().context,
                                   part.line(l), part.line(l + 1));
      const TransformerTrace trace = bert.trained.model->trace(row.ids, row.segments);
      for (std::size_t t = 0; t < row.ids.size(); ++t) {
        if (row.ids[t] != token || count >= ContextualTable::kMostOccurrences) continue;
        ++count;
        for (std::size_t i = 0; i < width; ++i) {
          sum[i] += static_cast<double>(trace.hidden.back()[t * width + i]);
        }
      }
    }
  }
  REQUIRE(count > 5);
  const WordVectors vectors = table.vectors();
  double squares = 0;
  for (const double one : sum) squares += one / count * (one / count);
  CHECK(vectors.length(word) == doctest::Approx(std::sqrt(squares)).epsilon(1e-4));
  for (std::size_t i = 0; i < width; ++i) {
    CHECK(vectors.unit(word)[i] ==
          doctest::Approx(sum[i] / count / std::sqrt(squares)).epsilon(1e-3));
  }
}

TEST_CASE("pseudo-perplexity is that of words masked one at a time") {
  const auto texts = small_world(400);
  const auto finished = train(tiny(), texts);
  const FinishedRun& bert = *finished[3];
  REQUIRE(bert.trained.model);
  PseudoPerplexity pseudo(bert.trained, texts->bert);
  REQUIRE(!pseudo.done());
  while (pseudo.share_done() == 0) pseudo.advance();
  // The first pair of held-out lines, one mask after the other, from the logits.
  const TokenPart& part = texts->bert->held_out;
  std::uint32_t line = 0;
  for (std::size_t d = 0; d < part.num_documents(); ++d) {
    if (part.document_begin[d] + 1 < part.document_begin[d + 1]) {
      line = part.document_begin[d];
      break;
    }
  }
  const PairRow row = pair_row(*bert.trained.codec, bert.trained.model->config().context,
                               part.line(line), part.line(line + 1));
  double sum = 0;
  int count = 0;
  for (std::size_t t = 0; t < row.ids.size(); ++t) {
    const SpecialTokens& special = bert.trained.codec->special();
    if (row.ids[t] == special.classify || row.ids[t] == special.separator) continue;
    std::vector<TokenId> masked = row.ids;
    masked[t] = special.mask;
    std::vector<float> logits;
    bert.trained.model->forward({1, static_cast<int>(masked.size()), masked, row.segments}, logits,
                                nullptr, nullptr);
    const auto vocab = static_cast<std::size_t>(bert.trained.model->config().vocab);
    double total = 0;
    for (std::size_t v = 0; v < vocab; ++v) {
      total += std::exp(static_cast<double>(logits[t * vocab + v]));
    }
    sum += std::log(total) -
           static_cast<double>(logits[t * vocab + static_cast<std::size_t>(row.ids[t])]);
    ++count;
  }
  CHECK(pseudo.num_tokens() == count);
  CHECK(pseudo.mean_nats() == doctest::Approx(sum / count).epsilon(1e-4));
  CHECK(pseudo.perplexity() == doctest::Approx(std::exp(sum / count)).epsilon(1e-3));
}

TEST_CASE("the table of four: sizes by formula, scores and RSA as the analysis gives them") {
  const auto texts = small_world();
  const FourSettings settings = tiny();
  const auto finished = train(settings, texts);
  const auto questions = toy_questions();
  const auto categories = categories_of(questions);
  FourAnswers answers;
  answers.begin(settings, texts, questions, categories);
  CHECK(!answers.complete());
  answers.follow(finished);
  answers.follow(finished);  // nothing new
  while (answers.advance()) {
  }
  REQUIRE(answers.complete());
  const std::int64_t v = texts->encoded->vocabulary->size();
  CHECK(answers.model(FourModel::kWord2Vec).parameters == 2 * v * 16);
  CHECK(answers.model(FourModel::kGlove).parameters == 2 * v * 17);
  // As the learners themselves count what they learn.
  for (std::size_t i = 0; i < kNumFour; ++i) {
    CAPTURE(kFourNames[i]);
    const FourModelAnswer& model = answers.model(static_cast<FourModel>(i));
    CHECK(model.parameters == model.run->num_parameters);
    CHECK(model.training_bytes >= model.parameters * 4);
  }
  // Cells of GloVe, counted by hand: pairs at most `window` apart within a line.
  std::set<std::pair<TokenId, TokenId>> cells;
  for (std::size_t l = 0; l < texts->encoded->num_lines(); ++l) {
    const auto line = texts->encoded->line(l);
    for (std::size_t i = 0; i < line.size(); ++i) {
      for (std::size_t j = i + 1;
           j < line.size() && j <= i + static_cast<std::size_t>(settings.glove.config.window);
           ++j) {
        cells.insert({line[i], line[j]});
        cells.insert({line[j], line[i]});
      }
    }
  }
  CHECK(texts->glove_cells == static_cast<std::int64_t>(cells.size()));
  CHECK(*answers.model(FourModel::kGpt).perplexity ==
        doctest::Approx(std::exp(*finished[2]->held_out_loss)));
  CHECK(!answers.model(FourModel::kWord2Vec).perplexity.has_value());
  CHECK(!answers.model(FourModel::kGlove).perplexity.has_value());
  CHECK(answers.model(FourModel::kBert).perplexity.has_value());
  for (std::size_t s = 0; s < kNumSpaces; ++s) {
    CAPTURE(s);
    const FourSpaceAnswer& space = answers.space(static_cast<FourSpace>(s));
    REQUIRE(space.vectors);
    const AnalogyScore score = evaluate_analogies(*space.vectors, questions, AnalogyMethod::kAdd);
    REQUIRE(space.analogies.has_value());
    CHECK(space.analogies->correct == score.correct);
    CHECK(space.analogies->total == score.total);
    REQUIRE(space.selectivity.has_value());
    CHECK(space.selectivity->difference ==
          doctest::Approx(category_selectivity(*space.vectors, categories).difference));
    CHECK(*answers.rsa(static_cast<FourSpace>(s), static_cast<FourSpace>(s)) == 1);
  }
  // RSA of two tables from its definition, over all words.
  const WordVectors &a = *answers.space(FourSpace::kWord2Vec).vectors,
                    &b = *answers.space(FourSpace::kGpt).vectors;
  std::vector<double> x, y;
  for (TokenId i = 0; i < a.size(); ++i) {
    for (TokenId j = i + 1; j < a.size(); ++j) {
      x.push_back(static_cast<double>(a.cosine(i, j)));
      y.push_back(static_cast<double>(b.cosine(i, j)));
    }
  }
  const auto n = static_cast<double>(x.size());
  const double mx = std::accumulate(x.begin(), x.end(), 0.0) / n;
  const double my = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
    xy += (x[i] - mx) * (y[i] - my);
  }
  CHECK(*answers.rsa(FourSpace::kWord2Vec, FourSpace::kGpt) ==
        doctest::Approx(xy / std::sqrt(xx * yy)).epsilon(1e-3));
  CHECK(answers.neighbors_of(FourSpace::kGpt, 3, 5).size() == 5);
  CHECK(answers.neighbors_of(FourSpace::kGpt, kUnknownToken, 5).empty());
  CHECK(answers.neighbors_of(FourSpace::kGpt, 1 << 20, 5).empty());
}

TEST_CASE("a text that BERT cannot pair leaves the other three in the table") {
  auto texts = std::make_shared<FourTexts>();
  Corpus text;
  text.name = "own";
  for (int i = 0; i < 200; ++i) text.text += "the king and the queen and the man\n";
  texts->text = std::make_shared<const Corpus>(text);
  FourSettings settings = tiny();
  settings.held_out_fraction = 0;
  const auto finished = train(settings, texts);
  REQUIRE(finished.size() == kNumFour);
  REQUIRE(finished[3]->error.has_value());
  CHECK(finished[3]->error->code == "bert.one_document");
  FourAnswers answers;
  answers.begin(settings, texts, {}, {});
  answers.follow(finished);
  while (answers.advance()) {
  }
  CHECK(answers.complete());
  CHECK(answers.space(FourSpace::kGpt).vectors != nullptr);
  CHECK(answers.space(FourSpace::kBert).vectors == nullptr);
  CHECK(!answers.space(FourSpace::kGpt).analogies.has_value());
  CHECK(!answers.rsa(FourSpace::kGpt, FourSpace::kBert).has_value());
}

TEST_CASE("presets are valid and name texts that there are") {
  // What the packer makes, beside the toy worlds.
  const auto packed = read_file("cmake/pack_corpora.py");
  REQUIRE(packed.ok());
  REQUIRE(!four_presets().empty());
  for (const FourPreset& preset : four_presets()) {
    CAPTURE(preset.name);
    const std::string corpus = preset.corpus;
    CHECK((toy_language(corpus).has_value() ||
           packed->find("\"" + corpus + "\"") != std::string::npos));
    CHECK(preset.settings.word2vec.config.validate().ok());
    CHECK(preset.settings.glove.config.validate().ok());
    TransformerRun gpt = preset.settings.gpt, bert = preset.settings.bert;
    gpt.model.vocab = bert.model.vocab = 500;
    CHECK(gpt.validate().ok());
    CHECK(bert.validate().ok());
    CHECK(gpt.model.kind == TransformerKind::kGpt);
    CHECK(bert.model.kind == TransformerKind::kBert);
  }
}

// --- The lab.

constexpr float kAllInView = 2400;

TEST_CASE("what a stopped comparison did not reach is a dash, and dots only while it is coming") {
  LabStage stage("compare");
  const FourAnswers nothing;
  int dots = 0;
  for (const auto& row : table_of_four(stage.headless.ui, nothing, true).rows) {
    for (const std::string& cell : row) dots += cell == "…" ? 1 : 0;
  }
  CHECK(dots >= 20);
  for (const auto& row : table_of_four(stage.headless.ui, nothing, false).rows) {
    for (const std::string& cell : row) CHECK(cell != "…");
  }
}

TEST_CASE("a lab of all four keeps what links set, and starts with one button") {
  LabStage stage("compare", kAllInView);
  CHECK(stage.lab->set("compare.preset", "bible"));
  CHECK(stage.lab->get("compare.preset") == "bible");
  CHECK(stage.lab->set("compare.preset", "nonsense"));
  CHECK(stage.lab->get("compare.preset") == "bible");
  CHECK(stage.lab->set("compare.seed", "7"));
  CHECK(stage.lab->set("compare.seed", "-1"));
  CHECK(stage.lab->get("compare.seed") == "7");
  CHECK(stage.lab->get("compare.complete") == "false");
  CHECK(stage.lab->set("compare.preset", "toy"));
  for (int i = 0; i < 3; ++i) stage.frame();
  REQUIRE(stage.headless.press("compare.start", [&] { stage.draw(); }, 1000));
  REQUIRE(wait_for(stage.workspace, [&] {
    stage.frame();
    return stage.workspace.background().finished("compare").size() == 1 ||
           !stage.workspace.background().running();
  }));
  for (int i = 0; i < 30; ++i) stage.frame();
  // Word2Vec alone fills its column; the rest is waited for.
  CHECK(stage.headless.find("compare.table.copy") != nullptr);
  CHECK(!stage.lab->get("compare.analogies.word2vec").empty());
  REQUIRE(stage.headless.find("compare.stop") != nullptr);
  for (const float width : {1000.0f, 600.0f, 350.0f}) {
    for (int i = 0; i < 3; ++i) stage.frame(width);
    CAPTURE(width);
    CHECK(stage.headless.overflow <= 1);
  }
  REQUIRE(stage.headless.press("compare.stop", [&] { stage.draw(); }, 1000));
  for (int i = 0; i < 3; ++i) stage.frame();
  CHECK(!stage.workspace.background().running());
}

}  // namespace
}  // namespace wordspace
