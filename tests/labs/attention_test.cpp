// Attention's numbers against the model's own, the future-word promise, switches, and the lab's
// pictures with made-up models.
// Not trained models: what holds for any weights is tested here.
#include "labs/attention_answers.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstring>

#include "../models/made_transformer.h"
#include "../ui/headless.h"
#include "core/file_io.h"
#include "lab_fixture.h"
#include "labs/answering_model.h"
#include "labs/attention_arithmetic_view.h"
#include "labs/attention_experiment_view.h"
#include "labs/attention_maps_view.h"
#include "labs/attention_side.h"
#include "labs/lab.h"
#include "models/transformer_losses.h"
#include "text/codec_kind.h"
#include "text/token_codec.h"

namespace wordspace {
namespace {

std::shared_ptr<const TokenCodec> codec_of(TransformerKind kind) {
  std::vector<std::string> tokens = {"<|endoftext|>", "[UNK]"};
  if (kind == TransformerKind::kBert) tokens = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
  for (const char* word : {"the", "king", "kept", "his", "crown", "safe", "and", "slept"}) {
    tokens.emplace_back(word);
  }
  auto codec = codec_from_tokens(CodecKind::kWord, tokens);
  REQUIRE(codec.ok());
  return codec.value();
}

AnsweringModel model_of(TransformerKind kind) {
  TransformerConfig config = kind == TransformerKind::kGpt ? small_gpt() : small_bert();
  AnsweringModel answering;
  answering.codec = codec_of(kind);
  config.vocab = answering.codec->size();
  auto model = std::make_shared<Transformer>(config, nullptr);
  fill_with_hashes(*model);
  answering.origin = AnsweringModel::Origin::kReady;
  answering.name = answering.corpus = "toy-en";
  answering.version = 1;
  answering.transformer = model;
  return answering;
}

constexpr const char* kText = "the king kept his crown safe";
constexpr TransformerKind kKinds[] = {TransformerKind::kGpt, TransformerKind::kBert};

// A side that has answered everything.
AttentionSide side_of(const AnsweringModel& model, const AttentionQuestion& question,
                      std::vector<std::uint8_t> silent = {}) {
  AttentionSide side(model.transformer->config().kind);
  side.set_silent_heads(std::move(silent));
  while (side.update(model, question, true)) {
  }
  return side;
}

TEST_CASE("the arithmetic on screen gives the model's own shares and outputs, row by row") {
  for (const TransformerKind kind : kKinds) {
    CAPTURE(static_cast<int>(kind));
    const AnsweringModel model = model_of(kind);
    for (const bool lift : {false, true}) {
      const AttentionSide side = side_of(model, {kText, "", lift});
      REQUIRE(side.ok());
      CHECK(side.causal() == (kind == TransformerKind::kGpt && !lift));
      const TransformerConfig& config = side.config();
      for (int map = 0; map < side.num_heads(); ++map) {
        for (int query = 0; query < side.tokens(); ++query) {
          const RowArithmetic row = row_arithmetic(side.trace(), config, map / config.heads,
                                                   map % config.heads, query, side.causal());
          CHECK(row.size == config.width / config.heads);
          double sum = 0;
          for (std::size_t k = 0; k < row.share.size(); ++k) {
            CHECK(row.share[k] ==
                  doctest::Approx(static_cast<double>(row.traced_share[k])).epsilon(1e-5));
            CHECK(row.scaled[k] == doctest::Approx(row.dot[k] / std::sqrt(row.size)));
            CHECK(row.share[k] == doctest::Approx(row.exponential[k] / row.sum));
            CHECK((row.masked[k] != 0) == (side.causal() && static_cast<int>(k) > query));
            if (row.masked[k] != 0) CHECK(row.traced_share[k] == 0);
            sum += row.share[k];
          }
          CHECK(sum == doctest::Approx(1));
          for (std::size_t i = 0; i < row.output.size(); ++i) {
            CHECK(std::fabs(row.output[i] - static_cast<double>(row.traced_output[i])) < 1e-5);
          }
        }
      }
    }
  }
}

TEST_CASE("what the mask forbids is marked in the maps and every row of the rest sums to 1") {
  const AttentionSide side = side_of(model_of(TransformerKind::kGpt), {kText, "", false});
  const int n = side.tokens();
  for (int map = 0; map < side.num_heads(); ++map) {
    for (int q = 0; q < n; ++q) {
      double sum = 0;
      for (int k = 0; k < n; ++k) {
        const float share = side.map(map)[static_cast<std::size_t>(q * n + k)];
        CHECK((share < 0) == (k > q));
        if (share > 0) sum += static_cast<double>(share);
      }
      CHECK(sum == doctest::Approx(1));
    }
  }
}

TEST_CASE("another later word changes no bit of GPT's earlier rows and bits of all of BERT's") {
  const std::string changed = "the king kept his crown slept";
  const AttentionSide gpt = side_of(model_of(TransformerKind::kGpt), {kText, changed, false});
  CHECK(gpt.first_changed() == 5);
  REQUIRE(gpt.changes().size() == 5);
  CHECK(gpt.all_changes().bits == 0);
  CHECK(gpt.all_changes().largest == 0);
  // Five rows of three layers' worth of hidden states, the final one and the logits.
  const TransformerConfig& config = gpt.config();
  CHECK(gpt.all_changes().compared ==
        static_cast<std::uint64_t>(5 * 32 * (4 * config.width + config.vocab)));

  const AttentionSide bert = side_of(model_of(TransformerKind::kBert), {kText, changed, false});
  CHECK(bert.first_changed() == 6);  // [CLS] stands before
  REQUIRE(bert.changes().size() == 6);
  for (const RowChange& row : bert.changes()) {
    CHECK(row.bits > 0);
    CHECK(row.largest > 0);
  }
}

TEST_CASE("GPT's promise holds for a word in the middle and for a text of another length") {
  const AnsweringModel model = model_of(TransformerKind::kGpt);
  for (const char* changed : {"the king slept his crown safe", "the king kept", "the king kept his",
                              "the king kept his crown safe and the king slept"}) {
    CAPTURE(changed);
    const AttentionSide side = side_of(model, {kText, changed, false});
    CHECK(!side.same_text());
    CHECK(side.changes().size() >= 2);
    CHECK(side.all_changes().bits == 0);
  }
}

TEST_CASE("with the mask lifted the same weights break the promise") {
  const AnsweringModel model = model_of(TransformerKind::kGpt);
  const AttentionSide side = side_of(model, {kText, "the king kept his crown slept", true});
  CHECK(!side.causal());
  CHECK(side.all_changes().bits > 0);
  REQUIRE(side.nats() != nullptr);
  CHECK(side.nats()->mean() != doctest::Approx(side.plain_nats()->mean()));
}

TEST_CASE("one differing bit is counted as one") {
  const AnsweringModel model = model_of(TransformerKind::kGpt);
  const AttentionSide side = side_of(model, {kText, "", false});
  TransformerTrace other = side.trace();
  float& number = other.hidden[1][static_cast<std::size_t>(side.config().width) * 2 + 3];
  number = std::nextafter(number, 100.0f);
  std::uint32_t differ = 0;
  std::memcpy(&differ, &number, sizeof differ);
  std::uint32_t was = 0;
  std::memcpy(&was, &side.trace().hidden[1][static_cast<std::size_t>(side.config().width) * 2 + 3],
              sizeof was);
  const auto rows = changed_rows(side.trace(), other, side.config(), 4);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].bits + rows[1].bits + rows[3].bits == 0);
  CHECK(rows[2].bits == static_cast<std::uint64_t>(std::popcount(differ ^ was)));
  CHECK(rows[2].largest > 0);
}

TEST_CASE("a silent head hands on zeros, and the text's cost is counted with and without it") {
  for (const TransformerKind kind : kKinds) {
    CAPTURE(static_cast<int>(kind));
    const AnsweringModel model = model_of(kind);
    const AttentionSide all_on = side_of(model, {kText, "", false});
    REQUIRE(all_on.nats() != nullptr);
    CHECK(all_on.nats()->mean() == all_on.plain_nats()->mean());
    std::vector<std::uint8_t> silent(static_cast<std::size_t>(all_on.num_heads()));
    silent[1] = 1;
    const AttentionSide one_off = side_of(model, {kText, "", false}, silent);
    CHECK(one_off.num_silent() == 1);
    CHECK(one_off.silent(1));
    const RowArithmetic row =
        row_arithmetic(one_off.trace(), one_off.config(), 0, 1, 3, one_off.causal());
    for (const float out : row.traced_output) CHECK(out == 0);
    REQUIRE(one_off.plain_nats() != nullptr);
    REQUIRE(one_off.nats() != nullptr);
    CHECK(one_off.plain_nats()->mean() == all_on.nats()->mean());
    CHECK(one_off.nats()->mean() != doctest::Approx(all_on.nats()->mean()));
  }
}

TEST_CASE("GPT's cost is its loss on the text") {
  const AnsweringModel model = model_of(TransformerKind::kGpt);
  const AttentionSide side = side_of(model, {kText, "", false});
  std::vector<TokenId> targets(side.input().ids.begin() + 1, side.input().ids.end());
  targets.push_back(kUnknownToken);
  const TokenRows rows{1, side.tokens(), side.input().ids, {}, {}};
  const TransformerLosses losses = model.transformer->losses(rows, {targets, {}});
  CHECK(losses.num_tokens == side.tokens() - 1);
  CHECK(side.nats()->mean() == doctest::Approx(losses.tokens_mean()).epsilon(1e-5));
}

TEST_CASE("BERT's cost is that of each word masked alone") {
  const AnsweringModel model = model_of(TransformerKind::kBert);
  const AttentionSide side = side_of(model, {kText, "", false});
  const TokenNats& nats = *side.nats();
  CHECK(nats.counted.front() == 0);  // [CLS]
  CHECK(nats.counted.back() == 0);   // [SEP]
  double sum = 0;
  for (std::size_t t = 1; t + 1 < nats.nats.size(); ++t) {
    std::vector<TokenId> ids = side.input().ids;
    std::vector<TokenId> targets(ids.size(), kUnknownToken);
    targets[t] = ids[t];
    ids[t] = model.codec->special().mask;
    const TokenRows rows{1, side.tokens(), ids, side.input().segments, {}};
    const double loss = model.transformer->losses(rows, {targets, {}}).tokens_sum;
    CHECK(nats.nats[t] == doctest::Approx(loss).epsilon(1e-5));
    sum += loss;
  }
  CHECK(nats.mean() == doctest::Approx(sum / 6).epsilon(1e-5));
}

TEST_CASE("scripts get every head's matrix with its tokens") {
  for (const TransformerKind kind : kKinds) {
    CAPTURE(static_cast<int>(kind));
    const AnsweringModel model = model_of(kind);
    const auto answer = attend(*model.transformer, *model.codec, kText);
    REQUIRE(answer.ok());
    const bool gpt = kind == TransformerKind::kGpt;
    CHECK(answer->causal == gpt);
    REQUIRE(answer->tokens.size() == (gpt ? 6u : 8u));
    CHECK(answer->tokens[1] == (gpt ? "king" : "the"));
    CHECK(answer->attention.size() == static_cast<std::size_t>(answer->layers * answer->heads) *
                                          answer->tokens.size() * answer->tokens.size());
    const TransformerTrace trace = model.transformer->trace(
        answer->ids, std::vector<std::uint8_t>(gpt ? 0 : answer->ids.size()));
    const std::size_t map = answer->tokens.size() * answer->tokens.size();
    for (std::size_t i = 0; i < map; ++i) {
      CHECK(answer->head(1, 1)[i] == trace.layers[1].attention[map + i]);
    }
    const auto refused = attend(*model.transformer, *model.codec, "  ");
    CHECK(!refused.ok());
    CHECK(refused.error().code == "attention.empty");
  }
}

TEST_CASE("a text longer than the context is cut, which is said") {
  const AnsweringModel model = model_of(TransformerKind::kGpt);
  std::string text;
  for (int i = 0; i < 20; ++i) text += "king ";
  const AttentionSide side = side_of(model, {text, text, false});
  REQUIRE(side.ok());
  CHECK(side.tokens() == model.transformer->config().context);
  CHECK(side.input().left_out == static_cast<std::size_t>(20 - side.tokens()));
}

TEST_CASE("words that the vocabulary lacks are counted, marks of the model's own are not") {
  for (const TransformerKind kind : kKinds) {
    const AttentionSide side = side_of(model_of(kind), {"the zebra kept his xylophone", "", false});
    REQUIRE(side.ok());
    CHECK(side.input().unknown == 2);
  }
}

TEST_CASE("an empty text is an error on screen and a new model forgets what the old one said") {
  AnsweringModel model = model_of(TransformerKind::kGpt);
  AttentionSide side(TransformerKind::kGpt);
  side.update(model, {"", "", false}, false);
  CHECK(!side.ok());
  REQUIRE(side.error());
  CHECK(side.error()->code == "attention.empty");
  side.update(model, {kText, "", false}, false);
  REQUIRE(side.ok());
  const std::uint64_t version = side.maps_version();
  side.update(model, {kText, "", false}, false);
  CHECK(side.maps_version() == version);  // nothing is computed twice
  ++model.version;
  side.update(model, {kText, "", false}, false);
  CHECK(side.maps_version() != version);
  side.update({}, {kText, "", false}, false);
  CHECK(!side.ok());
  CHECK(!side.error());
}

TEST_CASE("how many tokens a head looks at: one, all, or between") {
  const std::vector<float> sharp = {1, 0, 0, 1}, even = {0.5f, 0.5f, 0.5f, 0.5f};
  CHECK(mean_tokens_looked_at(sharp, 2) == doctest::Approx(1));
  CHECK(mean_tokens_looked_at(even, 2) == doctest::Approx(2));
}

TEST_CASE("the word to change is the last unless another is chosen") {
  LaterWord later;
  CHECK(later.changed(kText) == kText);
  later.word = "slept";
  CHECK(later.changed(kText) == "the king kept his crown slept");
  later.index = 1;
  CHECK(later.changed(kText) == "the slept kept his crown safe");
  later.index = 99;  // the sentence became shorter
  CHECK(later.changed("the king") == "the slept");
}

ui::Translations words_of(const std::string& language) {
  auto json = read_file("web/lang/" + language + ".json");
  REQUIRE(json.ok());
  auto parsed = ui::Translations::parse(json.value());
  REQUIRE(parsed.ok());
  return std::move(parsed.value());
}

TEST_CASE("every picture of the lab is drawn with models, in both languages, wide and narrow") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  for (const char* language : {"en", "vi"}) {
    for (const float scale : {1.0f, 2.0f}) {
      for (const float width : {700.0f, 340.0f}) {
        ui::Headless headless(scale > 1 ? ui::ThemeKind::kDark : ui::ThemeKind::kLight, scale);
        headless.ui.language = language;
        headless.ui.words = words_of(language);
        LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};
        for (const TransformerKind kind : kKinds) {
          CAPTURE(language);
          CAPTURE(scale);
          CAPTURE(width);
          CAPTURE(static_cast<int>(kind));
          AttentionSide side =
              side_of(model_of(kind), {kText, "the king kept", true}, {1, 0, 0, 0});
          if (kind == TransformerKind::kGpt) side.silence_none();
          side.update(model_of(kind), {kText, "the king kept", true}, true);
          AttentionMapsView view;
          for (int part = 0; part < 4; ++part) {
            CAPTURE(part);
            for (int frame = 0; frame < 3; ++frame) {
              headless.frame(
                  [&] {
                    if (part < 2) view.draw_look(context, side, part == 1);
                    if (part == 2) {
                      draw_attention_arithmetic(context, side);
                      draw_future_result(context, side);
                    }
                    if (part == 3) {
                      view.draw_switches(context, side);
                      draw_costs(context, side);
                      LaterWord later{1, "slept"};
                      draw_later_word(context, kText, "slept", later);
                    }
                  },
                  width * scale);
            }
            CHECK(headless.num_vertices > 0);
            CHECK(headless.overflow <= 1);
          }
        }
        CHECK(headless.ui.words.missing() == 0);
      }
    }
  }
}

TEST_CASE(
    "pressing a map chooses its head, a name its row, a small map of the switches its head off") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  ui::Headless headless;
  headless.ui.words = words_of("en");
  LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};
  AttentionSide side = side_of(model_of(TransformerKind::kGpt), {kText, "", false});
  AttentionMapsView view;
  const auto look = [&] { view.draw_look(context, side, false); };
  REQUIRE(headless.press("attention.gpt.head.4", look, 700));
  CHECK(side.layer == 1);
  CHECK(side.head == 1);
  REQUIRE(headless.press("attention.gpt.map.row.2", look, 700));
  CHECK(side.row() == 2);
  REQUIRE(headless.press("attention.gpt.token.4", look, 700));
  CHECK(side.row() == 4);
  const auto switches = [&] { view.draw_switches(context, side); };
  REQUIRE(headless.press("attention.gpt.switch.0", switches, 700));
  CHECK(side.silent(0));
  CHECK(side.num_silent() == 1);
  REQUIRE(headless.press("attention.gpt.switch.0", switches, 700));
  CHECK(side.num_silent() == 0);
}

}  // namespace
}  // namespace wordspace
