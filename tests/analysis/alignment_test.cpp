// Procrustes and neighbours in common against NumPy and SciPy, and on turns that are known.
#include "analysis/alignment.h"

#include <doctest/doctest.h>

#include <cmath>

#include "golden.h"
#include "made_vectors.h"

namespace wordspace {
namespace {

WordVectors numbered(const std::vector<float>& rows, int n) {
  std::vector<std::string> words;
  for (int i = 0; i < n; ++i) words.push_back("w" + std::to_string(i));
  return make_vectors(std::move(words), rows);
}

struct Pair {
  WordVectors a, b;
  SharedWords words;
};
Pair golden_pair(const GoldenNumbers& golden) {
  std::vector<float> b;
  for (const double value : golden.at("b")) b.push_back(static_cast<float>(value));
  Pair pair{numbered(hashed("align.a", 40 * 6), 40), numbered(b, 40), {}};
  pair.words = shared_words(pair.a.vocabulary(), pair.b.vocabulary(), 0);
  return pair;
}

TEST_CASE("the turn and the cosines before and after are SciPy's") {
  const GoldenNumbers golden = golden_geometry("alignment");
  const Pair pair = golden_pair(golden);
  const Result<Alignment> aligned = align(pair.a, pair.b, pair.words);
  REQUIRE(aligned.ok());
  CHECK(aligned->raw_cosine == doctest::Approx(golden.at("means")[0]).epsilon(1e-5));
  CHECK(aligned->aligned_cosine == doctest::Approx(golden.at("means")[1]).epsilon(1e-5));
  for (std::size_t i = 0; i < 36; ++i) {
    CHECK(std::abs(static_cast<double>(aligned->rotation[i]) - golden.at("rotation")[i]) < 1e-5);
  }
  for (std::size_t i = 0; i < 40; ++i) {
    CHECK(std::abs(static_cast<double>(aligned->raw[i]) - golden.at("raw")[i]) < 1e-5);
    CHECK(std::abs(static_cast<double>(aligned->aligned[i]) - golden.at("aligned")[i]) < 1e-5);
  }
  // The turned vectors are what the cosines are of.
  const WordVectors turned_b = turned(pair.b, *aligned);
  for (TokenId id = 0; id < 40; ++id) {
    double cosine = 0;
    for (std::size_t k = 0; k < 6; ++k) {
      cosine += static_cast<double>(turned_b.unit(id)[k]) * static_cast<double>(pair.a.unit(id)[k]);
    }
    CHECK(std::abs(cosine - golden.at("aligned")[static_cast<std::size_t>(id)]) < 1e-5);
    CHECK(turned_b.length(id) == doctest::Approx(pair.b.length(id)).epsilon(1e-5));
  }
}

TEST_CASE("neighbours in common are NumPy's") {
  const GoldenNumbers golden = golden_geometry("alignment");
  const Pair pair = golden_pair(golden);
  const NeighborOverlap overlap = neighbor_overlap(pair.a, pair.b, pair.words, 5);
  REQUIRE(overlap.changes.size() == 40);
  double mean = 0;
  for (std::size_t i = 0; i < 40; ++i) {
    CHECK(overlap.changes[i].word == i);
    CHECK(overlap.changes[i].overlap == doctest::Approx(golden.at("overlap")[i]));
    CHECK(overlap.changes[i].jaccard == doctest::Approx(golden.at("jaccard")[i]));
    CHECK(overlap.changes[i].profile == doctest::Approx(golden.at("profile")[i]).epsilon(1e-4));
    mean += golden.at("overlap")[i] / 40;
  }
  CHECK(overlap.overlap == doctest::Approx(mean));
  CHECK(overlap.chance == doctest::Approx(5.0 / 39));

  NeighborOverlapRun run(pair.a, pair.b, pair.words, 5);
  int rounds = 1;
  while (run.advance(7)) ++rounds;
  CHECK(rounds == 6);
  CHECK(run.share_done() == 1.0);
  CHECK(run.result().overlap == overlap.overlap);
  CHECK(run.result().jaccard == overlap.jaccard);
}

TEST_CASE("a turned space comes back, and a shuffled one does not") {
  const WordVectors a = random_vectors(200, 10, 5);
  std::vector<float> rows;  // a plane turned by 40 degrees, another axis mirrored
  const float c = std::cos(0.7f), s = std::sin(0.7f);
  for (TokenId id = 0; id < a.size(); ++id) {
    const auto u = a.unit(id);
    std::vector<float> row(u.begin(), u.end());
    row[0] = c * u[0] - s * u[4];
    row[4] = s * u[0] + c * u[4];
    row[7] = -u[7];
    rows.insert(rows.end(), row.begin(), row.end());
  }
  const WordVectors b(a.shared_vocabulary(), rows, 10);
  const SharedWords words = shared_words(a.vocabulary(), b.vocabulary(), 0);
  const Result<Alignment> back = align(a, b, words);
  REQUIRE(back.ok());
  CHECK(back->raw_cosine < 0.9);
  CHECK(back->aligned_cosine == doctest::Approx(1).epsilon(1e-5));
  CHECK(neighbor_overlap(a, b, words, 10).overlap == doctest::Approx(1));
  const SharedWords dealt = shuffled(words, 1);
  CHECK(dealt.a == words.a);
  CHECK(dealt.b != words.b);
  const Result<Alignment> chance = align(a, b, dealt);
  REQUIRE(chance.ok());
  CHECK(chance->aligned_cosine < 0.4);
  CHECK(chance->aligned_cosine > 0.0);  // a turn always fits a little
  CHECK(neighbor_overlap(a, b, dealt, 10).overlap < 0.12);
}

TEST_CASE("the word that changed its company is named first") {
  // Two clusters; w3 moves from the first into the second.
  std::vector<float> a, b;
  Rng rng(3);
  for (int i = 0; i < 12; ++i) {
    for (int side = 0; side < 2; ++side) {
      const bool first = i < 6 && !(side == 1 && i == 3);
      std::vector<float>& rows = side == 0 ? a : b;
      rows.push_back((first ? 1.0f : 0.0f) + 0.1f * static_cast<float>(rng.normal()));
      rows.push_back((first ? 0.0f : 1.0f) + 0.1f * static_cast<float>(rng.normal()));
      rows.push_back(0.1f * static_cast<float>(rng.normal()));
    }
  }
  const WordVectors va = numbered(a, 12), vb = numbered(b, 12);
  const SharedWords words = shared_words(va.vocabulary(), vb.vocabulary(), 0);
  const std::vector<NeighborChange> changed = most_changed(neighbor_overlap(va, vb, words, 4), 3);
  REQUIRE(changed.size() == 3);
  CHECK(changed[0].word == 3);
  CHECK(changed[0].overlap == 0.0);
  CHECK(changed[0].profile < 0);
  const auto before = shared_neighbors(va, words.a, 3, 4),
             after = shared_neighbors(vb, words.b, 3, 4);
  for (const ScoredWord& near : before) CHECK(near.id < 6);
  for (const ScoredWord& near : after) CHECK(near.id >= 6);
}

TEST_CASE("spaces that cannot be laid onto each other are refused, one word alone is not") {
  const WordVectors a = random_vectors(6, 4, 1), b = random_vectors(6, 3, 1);
  const SharedWords words = shared_words(a.vocabulary(), b.vocabulary(), 0);
  const Result<Alignment> refused = align(a, b, words);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "alignment.dim");
  CHECK(refused.error().args == std::vector<std::string>{"4", "3"});
  CHECK(align(a, a, SharedWords()).error().code == "alignment.no_words");
  CHECK(neighbor_overlap(a, b, words, 3).changes.size() == 6);  // needs no common axes
  const SharedWords one = shared_words(a.vocabulary(), a.vocabulary(), 1);
  CHECK(align(a, a, one)->aligned_cosine == doctest::Approx(1));
  const NeighborOverlap alone = neighbor_overlap(a, a, one, 10);
  CHECK(alone.k == 0);
  CHECK(alone.overlap == 0.0);
  CHECK(alone.chance == 0.0);
}

}  // namespace
}  // namespace wordspace
