// The logit lens and unembedding, each computed another way.
// Not pictures.
#include "models/transformer_lens.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "made_transformer.h"
#include "models/transformer_weights.h"
#include "text/codec_kind.h"
#include "text/token_codec.h"

namespace wordspace {
namespace {

TransformerConfig small(TransformerKind kind, bool tied = true) {
  TransformerConfig config;
  config.kind = kind;
  config.vocab = 37;
  config.context = 12;
  config.layers = 3;
  config.heads = 2;
  config.width = 16;
  config.tied_output = tied;
  return config;
}

std::vector<TokenId> some_tokens(int num, int vocab) {
  std::vector<TokenId> ids;
  for (int i = 0; i < num; ++i) ids.push_back(pick("lens", i, vocab));
  return ids;
}

std::shared_ptr<const TokenCodec> numbered_codec() {
  std::vector<std::string> tokens = {"<|endoftext|>", "[UNK]"};
  for (int i = 2; i < 37; ++i) tokens.push_back("w" + std::to_string(i));
  auto codec = codec_from_tokens(CodecKind::kWord, std::move(tokens));
  REQUIRE(codec.ok());
  return codec.value();
}

TEST_CASE("the lens on the last layer is the model's own answer, bit for bit") {
  for (const TransformerKind kind : {TransformerKind::kGpt, TransformerKind::kBert}) {
    CAPTURE(to_string(kind));
    Transformer model(small(kind), nullptr);
    fill_with_hashes(model);
    const auto ids = some_tokens(9, 37);
    const TransformerTrace trace = model.trace(ids);
    const std::vector<float> logits = model.read_out(trace.hidden.back());
    CHECK(logits == trace.logits);
    // The same with the matrix given from outside.
    const std::span<const float> own = output_matrix(model);
    CHECK(model.read_out(trace.hidden.back(), own) == trace.logits);
    const LensRow row = lens_row(model, trace, 3, 37, ids, 3);
    REQUIRE(row.cells.size() == ids.size());
    double sum = 0;
    for (std::size_t t = 0; t < ids.size(); ++t) {
      const auto scores = std::span<const float>(trace.logits).subspan(t * 37, 37);
      const auto probabilities = probabilities_of(scores);
      const auto best = std::max_element(probabilities.begin(), probabilities.end());
      CHECK(row.cells[t].top[0].id == best - probabilities.begin());
      CHECK(row.cells[t].top[0].probability == doctest::Approx(*best));
      sum -= std::log(probabilities[static_cast<std::size_t>(ids[t])]);
    }
    CHECK(row.mean_nats == doctest::Approx(sum / 9).epsilon(1e-9));
    CHECK(row.num_targets == 9);
  }
}

TEST_CASE("the lens on the embeddings is a norm and a product by hand") {
  Transformer model(small(TransformerKind::kGpt), nullptr);
  fill_with_hashes(model);
  const auto ids = some_tokens(5, 37);
  const TransformerTrace trace = model.trace(ids);
  const std::vector<float> logits = model.read_out(trace.hidden[0]);
  const TransformerLayout layout(model.config());
  const auto w = model.flat_parameters();
  for (std::size_t t = 0; t < 5; ++t) {
    double mean = 0, variance = 0;
    std::vector<double> x(16);
    for (std::size_t i = 0; i < 16; ++i) {
      x[i] = static_cast<double>(
                 w[layout.token_embedding + static_cast<std::size_t>(ids[t]) * 16 + i]) +
             static_cast<double>(w[layout.position_embedding + t * 16 + i]);
      mean += x[i] / 16;
    }
    for (const double v : x) variance += (v - mean) * (v - mean) / 16;
    for (std::size_t i = 0; i < 16; ++i) {
      x[i] = (x[i] - mean) / std::sqrt(variance + 1e-5) *
                 static_cast<double>(w[layout.final_norm.weight + i]) +
             static_cast<double>(w[layout.final_norm.bias + i]);
    }
    for (std::size_t v = 0; v < 37; ++v) {
      double dot = 0;
      for (std::size_t i = 0; i < 16; ++i) {
        dot += x[i] * static_cast<double>(w[layout.output + v * 16 + i]);
      }
      CHECK(static_cast<double>(logits[t * 37 + v]) == doctest::Approx(dot).epsilon(1e-4));
    }
  }
}

TEST_CASE("tied without positions, the lens on the embeddings mostly names the token itself") {
  TransformerConfig config = small(TransformerKind::kGpt);
  config.positions = Positions::kNone;
  config.width = 32;
  Transformer model(config, nullptr);
  model.reset(3);
  std::vector<TokenId> ids;
  for (TokenId id = 0; id < 12; ++id) ids.push_back(3 * id);
  const TransformerTrace trace = model.trace(ids);
  const LensRow row = lens_row(model, trace, 0, 37, ids, 1);
  int itself = 0;
  for (std::size_t t = 0; t < ids.size(); ++t) itself += row.cells[t].target_rank == 0 ? 1 : 0;
  CHECK(itself >= 11);
  // With a random matrix hardly ever.
  const LensRow random = lens_row(model, trace, 0, 37, ids, 1, random_output_matrix(model, 1));
  itself = 0;
  for (const LensCell& cell : random.cells) itself += cell.target_rank == 0 ? 1 : 0;
  CHECK(itself <= 3);
}

TEST_CASE("a random output matrix has the deviation of the model's own") {
  Transformer model(small(TransformerKind::kGpt), nullptr);
  model.reset(1);
  const std::vector<float> random = random_output_matrix(model, 5);
  CHECK(random.size() == 37 * 16);
  CHECK(deviation_of(output_matrix(model)) == doctest::Approx(0.02).epsilon(0.1));
  CHECK(deviation_of(random) == doctest::Approx(deviation_of(output_matrix(model))).epsilon(0.1));
  CHECK(random == random_output_matrix(model, 5));
  CHECK(random != random_output_matrix(model, 6));
  CHECK(deviation_of({}) == 0);
}

TEST_CASE("another output matrix takes the place of the model's own, after the same norm") {
  Transformer model(small(TransformerKind::kGpt), nullptr);
  fill_with_hashes(model);
  const auto ids = some_tokens(6, 37);
  const TransformerTrace trace = model.trace(ids);
  const std::vector<float> other = random_output_matrix(model, 2);
  const std::vector<float> logits = model.read_out(trace.hidden.back(), other);
  REQUIRE(logits.size() == 6 * 37);
  for (std::size_t t = 0; t < 6; ++t) {
    for (std::size_t v = 0; v < 37; ++v) {
      double dot = 0;
      for (std::size_t i = 0; i < 16; ++i) {
        dot +=
            static_cast<double>(trace.final[t * 16 + i]) * static_cast<double>(other[v * 16 + i]);
      }
      CHECK(static_cast<double>(logits[t * 37 + v]) == doctest::Approx(dot).epsilon(1e-4));
    }
    CHECK(unembed_vector(other, std::span(trace.final).subspan(t * 16, 16))[5] ==
          doctest::Approx(logits[t * 37 + 5]).epsilon(1e-4));
  }
  CHECK(model.read_out({}).empty());
}

TEST_CASE("each word of the chain is the best dot product that is still free") {
  Transformer model(small(TransformerKind::kGpt), nullptr);
  fill_with_hashes(model);
  const auto codec = numbered_codec();
  const auto chain = unembedding_chain(model, *codec, 7, 11, 5);
  REQUIRE(chain.size() == 11);
  CHECK(chain[0].id == 7);
  const std::span<const float> table = embedding_matrix(model);
  std::vector<TokenId> seen;
  const auto dot = [&](TokenId a, TokenId b) {
    double sum = 0;
    for (std::size_t i = 0; i < 16; ++i) {
      sum += static_cast<double>(table[static_cast<std::size_t>(a) * 16 + i]) *
             static_cast<double>(table[static_cast<std::size_t>(b) * 16 + i]);
    }
    return sum;
  };
  for (std::size_t k = 0; k + 1 < chain.size(); ++k) {
    seen.push_back(chain[k].id);
    TokenId best = -1;
    int better_than_itself = 0;
    for (TokenId id = 0; id < 37; ++id) {
      if (dot(chain[k].id, id) > dot(chain[k].id, chain[k].id) + 1e-9) ++better_than_itself;
      if (id < 2 || std::find(seen.begin(), seen.end(), id) != seen.end()) continue;
      if (best < 0 || dot(chain[k].id, id) > dot(chain[k].id, best)) best = id;
    }
    CHECK(chain[k + 1].id == best);
    CHECK(chain[k].own_rank == better_than_itself);
    CHECK(static_cast<double>(chain[k].next_score) ==
          doctest::Approx(dot(chain[k].id, best)).epsilon(1e-5));
  }
  // As long as there are words, no longer; and nothing of a word that is not there.
  CHECK(unembedding_chain(model, *codec, 7, 100, 5).size() == 35);
  CHECK(unembedding_chain(model, *codec, -1, 10, 5).empty());
  CHECK(unembedding_chain(model, *codec, 99, 10, 5).empty());
}

TEST_CASE("the greedy chain takes what the full pass holds likeliest") {
  Transformer model(small(TransformerKind::kGpt), nullptr);
  fill_with_hashes(model);
  const auto codec = numbered_codec();
  std::vector<TokenId> ids = {5, 9};
  const auto chain = greedy_chain(model, *codec, ids, 6, 3);
  REQUIRE(chain.size() == 6);
  for (const GreedyLink& link : chain) {
    std::vector<float> logits;
    model.forward({1, static_cast<int>(ids.size()), ids}, logits, nullptr, nullptr);
    const auto best = likeliest(std::span<const float>(logits).last(37), 37, 1)[0];
    CHECK(link.id == best.id);
    CHECK(link.probability == doctest::Approx(best.probability).epsilon(1e-4));
    ids.push_back(link.id);
  }
  CHECK(greedy_chain(model, *codec, {}, 6, 3).empty());
  // Never past the context: what follows the last place is the last link.
  CHECK(greedy_chain(model, *codec, some_tokens(12, 37), 6, 3).size() == 1);
}

}  // namespace
}  // namespace wordspace
