// What tours, sheets and cards claim of the ready-made models and of single steps, in both
// languages and beyond the one example on screen.
// Not whole runs (promises_test.cpp) and not how anything is drawn.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/file_io.h"
#include "core/worker_pool.h"
#include "lab_fixture.h"
#include "labs/answering_model.h"
#include "labs/attention_side.h"
#include "labs/bert_answers.h"
#include "labs/cost_sweeps.h"
#include "labs/entropy_measure.h"
#include "labs/glove_room.h"
#include "labs/glove_weight_view.h"
#include "labs/gpt_writing.h"
#include "labs/positions_lens.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/word2vec.h"
#include "models/word2vec_config.h"
#include "models/word2vec_step.h"
#include "text/cooccurrence.h"
#include "text/corpus.h"
#include "text/encoded_corpus.h"
#include "text/token_codec.h"
#include "text/token_corpus.h"
#include "text/toy_world.h"
#include "train/learner.h"
#include "train/loss_point.h"
#include "train/step_record.h"
#include "train/transformer_run.h"
#include "train/word2vec_learner.h"
#include "train/word2vec_run.h"

namespace wordspace {
namespace {

constexpr ToyLanguage kLanguages[] = {ToyLanguage::kEnglish, ToyLanguage::kVietnamese};

const char* corpus_of(ToyLanguage language) {
  return language == ToyLanguage::kEnglish ? "toy-en" : "toy-vi";
}

// The page's own models.
class ReadyModels {
 public:
  ReadyModels() : workspace_(world_.services(), 1) {}
  const AnsweringModel& gpt(ToyLanguage language) { return take(workspace_.gpt(), language); }
  const AnsweringModel& bert(ToyLanguage language) { return take(workspace_.bert(), language); }

 private:
  const AnsweringModel& take(TransformerRoom& room, ToyLanguage language) {
    const std::string name = corpus_of(language);
    const std::string folder = std::string(room.model()) + "-" + name;
    for (const char* file : {"config.json", "model.safetensors", "tokenizer.json"}) {
      auto bytes = read_file("data/models/" + folder + "/" + file);
      REQUIRE(bytes.ok());
      world_.served["models/" + folder + "/" + file] = std::move(bytes.value());
    }
    room.use_ready_model(name);
    REQUIRE(room.answering().ok());
    return room.answering();
  }
  LabWorld world_;
  Workspace workspace_;
};

// --- BERT.

// The cosines of a word's two hidden states, from the embeddings to the last layer.
std::vector<double> line_of(const AnsweringModel& model, const std::string& word,
                            const std::string& first, const std::string& second) {
  const auto find = [&](const BertInput& input) {
    for (const BertWord& one : words_of_input(*model.codec, input.ids)) {
      if (one.text == word) return one;
    }
    FAIL("not there: " << word);
    return BertWord();
  };
  const int context = model.transformer->config().context;
  const auto a = bert_input(*model.codec, context, first);
  const auto b = bert_input(*model.codec, context, second);
  REQUIRE(a.ok());
  REQUIRE(b.ok());
  return layer_cosines(*model.transformer, *model.codec, *a, find(*a), *b, find(*b)).same;
}

TEST_CASE("the line of the tour's word falls layer by layer, that of a king told of twice rises") {
  ReadyModels models;
  for (const ToyLanguage language : kLanguages) {
    const AnsweringModel& bert = models.bert(language);
    const BertExamples::TwoSentences& shown = bert_examples(corpus_of(language), "").words[0];
    // The tour names these words.
    CHECK(std::string(shown.word) == (language == ToyLanguage::kEnglish ? "army" : "chú"));
    const std::vector<double> falls = line_of(bert, shown.word, shown.first, shown.second);
    for (std::size_t l = 1; l < falls.size(); ++l) CHECK(falls[l] < falls[l - 1] - 0.1);
    const std::vector<double> rises =
        language == ToyLanguage::kEnglish
            ? line_of(bert, "king", "the king kept his crown safe and he smiled quietly",
                      "when the king lost the crown we all helped him gladly")
            : line_of(bert, "vua", "vua giữ vương_miện của anh_ấy rồi anh_ấy cười vui_vẻ",
                      "khi vua mất vương_miện mọi người vui_vẻ giúp hoàng_hậu");
    CHECK(rises.back() > rises.front() + 0.1);
  }
}

// --- GPT.

TEST_CASE("at temperature 2 the longest bar is still the longest, but shorter") {
  ReadyModels models;
  for (const ToyLanguage language : kLanguages) {
    const bool english = language == ToyLanguage::kEnglish;
    GptWriting writing;
    writing.follow(models.gpt(language));
    for (const char* prompt : english ? std::vector{"the king kept", "the queen kept", "the king"}
                                      : std::vector{"vua giữ", "hoàng_hậu giữ", "khi vua"}) {
      writing.set_prompt(prompt);
      const auto longest = [&](float temperature) {
        SamplingOptions sampling;
        sampling.temperature = temperature;
        writing.set_sampling(sampling);
        const auto& bars = writing.candidates();
        REQUIRE(!bars.empty());
        for (const auto& bar : bars) CHECK(bar.drawn <= bars[0].drawn);
        return bars[0].drawn;
      };
      const double cold = longest(0), plain = longest(1), hot = longest(2);
      CHECK(cold == doctest::Approx(1));
      CHECK(plain < cold);
      CHECK(hot < 0.95 * plain);
      CHECK(hot > 0.1);  // far from dice, which would give each of 320 tokens the same
    }
  }
}

TEST_CASE("shuffled words cost more than knowing nothing, whatever the text") {
  ReadyModels models;
  for (const ToyLanguage language : kLanguages) {
    const AnsweringModel& gpt = models.gpt(language);
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      const std::string text = joined_documents(fresh_documents(language, 1, 500 + seed));
      const Surprisals plain = surprisals(*gpt.transformer, *gpt.codec, text);
      const Surprisals shuffled =
          surprisals(*gpt.transformer, *gpt.codec, shuffled_words(text, seed));
      CAPTURE(text);
      CHECK(std::exp(plain.mean_nats()) < 4);
      CHECK(std::exp(shuffled.mean_nats()) > gpt.codec->size());
    }
  }
}

TEST_CASE("BERT's number for a hidden word is lower than GPT's for the next one") {
  ReadyModels models;
  for (const ToyLanguage language : kLanguages) {
    double gpt_nats = 0, bert_nats = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      std::string line = fresh_documents(language, 1, 700 + seed)[0];
      line.resize(line.find('\n'));
      gpt_nats += surprisals(*models.gpt(language).transformer, *models.gpt(language).codec, line)
                      .mean_nats();
      const AnsweringModel& bert = models.bert(language);
      AttentionSide side(TransformerKind::kBert);
      while (side.update(bert, {line, "", false}, true)) {
      }
      REQUIRE(side.nats() != nullptr);
      bert_nats += side.nats()->mean();
    }
    CHECK(bert_nats < 0.8 * gpt_nats);
  }
}

TEST_CASE("some of GPT's heads hardly matter for a sentence and others many times as much") {
  ReadyModels models;
  for (const ToyLanguage language : kLanguages) {
    const std::string text = language == ToyLanguage::kEnglish
                                 ? "the king kept his crown safe and he smiled gladly"
                                 : "vua giữ vương_miện của anh_ấy rồi anh_ấy cười vui_vẻ";
    double least = 1e9, most = -1e9;
    AttentionSide side(TransformerKind::kGpt);
    while (side.update(models.gpt(language), {text, "", false}, true)) {
    }
    const double plain = side.nats()->mean();
    for (int head = 0; head < side.num_heads(); ++head) {
      std::vector<std::uint8_t> off(static_cast<std::size_t>(side.num_heads()));
      off[static_cast<std::size_t>(head)] = 1;
      AttentionSide without(TransformerKind::kGpt);
      without.set_silent_heads(off);
      while (without.update(models.gpt(language), {text, "", false}, true)) {
      }
      const double more = without.nats()->mean() - plain;
      least = std::min(least, std::abs(more));
      most = std::max(most, more);
    }
    MESSAGE("a head costs " << least << " to " << most);
    CHECK(most > 0.05);
    CHECK(most > 8 * least);
  }
}

TEST_CASE(
    "the lens: first the token itself, then the next; random matrices do worse than nothing") {
  ReadyModels models;
  for (const ToyLanguage language : kLanguages) {
    const AnsweringModel& gpt = models.gpt(language);
    const double nothing = std::log(static_cast<double>(gpt.codec->size()));
    for (const std::uint64_t seed : {801u, 802u, 803u}) {
      std::string line = fresh_documents(language, 1, seed)[0];
      line.resize(line.find('\n'));
      CAPTURE(line);
      PositionsLens lens;
      while (lens.follow(gpt, line)) {
      }
      REQUIRE(lens.random_done());
      CHECK(lens.names_itself(lens.rows().front()) > 0.5);
      CHECK(lens.names_itself(lens.rows().back()) < 0.2);
      CHECK(lens.right(lens.rows().back()) > lens.right(lens.rows().front()));
      CHECK(lens.rows().back().mean_nats < nothing);
      CHECK(lens.random_low() > nothing);
    }
  }
}

// --- Word2Vec.

TEST_CASE("a run's first step moves output vectors alone; the centre's follows soon after") {
  auto encoded = encode_corpus(make_toy_world(ToyLanguage::kEnglish, 3000, 1).corpus, {});
  REQUIRE(encoded.ok());
  WorkerPool pool(1);
  for (const Word2VecMode mode : {Word2VecMode::kSkipGram, Word2VecMode::kCbow}) {
    for (std::uint64_t seed = 2; seed < 12; ++seed) {
      Word2VecRun run;
      run.config.mode = mode;
      run.config.dim = 16;
      run.config.seed = seed;
      auto learner = make_word2vec_learner(run, encoded.value(), &pool);
      REQUIRE(learner.ok());
      const auto step = [&] {
        StepRecord record;
        (*learner)->advance_one(record);
        return std::get<Word2VecStep>(record);
      };
      const Word2VecStep first = step();
      for (const float moved : first.moved) CHECK(moved == 0);
      for (const auto& pair : first.pairs) {
        for (const auto& output : pair.outputs) {
          CHECK(output.probability_before == 0.5f);
          CHECK(output.moved > 0);
        }
      }
      // The sheet looks after twenty more; how soon it is hangs on the words that are drawn.
      bool last = false, any = false;
      for (int i = 0; i < 20; ++i) {
        const Word2VecStep later = step();
        last = std::any_of(later.moved.begin(), later.moved.end(), [](float m) { return m > 0; });
        any = any || last;
      }
      CHECK_MESSAGE(any, "seed " << seed);
      if (mode == Word2VecMode::kSkipGram) CHECK_MESSAGE(last, "seed " << seed);
    }
  }
}

TEST_CASE("full softmax is as many times the work as its operations are, once a centre") {
  Word2VecConfig config;  // window 5, 5 negatives
  // 6 pairs of 6 scores each beside 320 scores: 8.9 times, not 53.
  CHECK(full_softmax_times(config, 320) == doctest::Approx(320.0 / 36).epsilon(0.02));
  config.mode = Word2VecMode::kCbow;
  CHECK(full_softmax_times(config, 320) == doctest::Approx(320.0 / 6));
}

TEST_CASE("memory before a run is a bound, after it the model's") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  TransformerRoom& room = workspace.gpt();
  REQUIRE(choose_small(room));
  const std::int64_t at_most = room.memory_bytes();
  REQUIRE(step(workspace, room));
  REQUIRE(wait_for(workspace, [&] { return room.tokens() != nullptr; }));
  CHECK(room.tokens()->codec->size() < room.run().vocab_size);
  CHECK(room.memory_bytes() < at_most);
}

// --- GloVe.

double share_up_to(const GloveCounts& counts, double most) {
  double cells = 0, below = 0;
  const Cooccurrence& x = *counts.counts;
  for (TokenId i = 0; i < x.num_words(); ++i) {
    for (TokenId j = 0; j < x.num_words(); ++j) {
      const auto count = static_cast<double>(x.count(i, j));
      if (count <= 0) continue;
      cells += 1;
      below += count <= most ? 1 : 0;
    }
  }
  return below / cells;
}

TEST_CASE(
    "x_max as it is chosen: the lab says how many cells do not exceed it, also at its limits") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  GloveRoom& room = workspace.glove();
  const auto counted = [&]() -> const GloveCounts& {
    room.prepare_counts();
    REQUIRE(wait_for(workspace, [&] { return room.counts_fit(); }));
    return *room.counts();
  };
  // A large made-up text: 100 is the most that is chosen, and far fewer than 95 of 100 cells keep
  // below it.
  REQUIRE(room.choose_preset("toy-en").ok());
  const GloveCounts& large = counted();
  CHECK(large.automatic_x_max == 100);
  CHECK(large.automatic_share == doctest::Approx(share_up_to(large, 100)));
  CHECK(large.automatic_share < 0.8);
  // The sheet's last step: automatic, then 1000.
  const WeightShares automatic = weight_shares(large, 100, 0.75);
  const WeightShares wide = weight_shares(large, 1000, 0.75);
  MESSAGE("full " << automatic.full << " mean " << automatic.mean << "; at 1000 " << wide.full
                  << " mean " << wide.mean);
  CHECK(automatic.full == doctest::Approx(1 - large.automatic_share).epsilon(0.05));
  CHECK(wide.full < 0.2 * automatic.full);
  CHECK(wide.mean < 0.5 * automatic.mean);
  // A text of a dozen words: most counts are below 1, the least that is chosen.
  REQUIRE(room.set("corpus", "mini").ok());
  REQUIRE(room.set("min-count", "1").ok());
  const GloveCounts& small = counted();
  CHECK(small.automatic_share == doctest::Approx(share_up_to(small, small.automatic_x_max)));
  CHECK(small.automatic_share >= 0.95);
}

}  // namespace
}  // namespace wordspace
