// Analogies, question sets, odd one out.
#include "analysis/analogy.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "made_vectors.h"

using namespace wordspace;

namespace {

TokenId id(const WordVectors& vectors, const char* word) { return vectors.vocabulary().find(word); }

}  // namespace

TEST_CASE("man is to king as woman is to queen, by both methods") {
  const WordVectors vectors = royal_vectors();
  for (const AnalogyMethod method : {AnalogyMethod::kAdd, AnalogyMethod::kMul}) {
    const std::vector<ScoredWord> best = analogy(vectors, id(vectors, "man"), id(vectors, "king"),
                                                 id(vectors, "woman"), method, false, 3);
    REQUIRE(best.size() == 3);
    CHECK(vectors.vocabulary().word(best[0].id) == "queen");
    for (const ScoredWord& word : best) CHECK(word.id != id(vectors, "king"));
  }
}

TEST_CASE("scores are the formulas of Levy and Goldberg") {
  const WordVectors vectors = random_vectors(30, 8, 4);
  const std::vector<ScoredWord> add = analogy(vectors, 1, 2, 3, AnalogyMethod::kAdd, true, 30);
  const std::vector<ScoredWord> mul = analogy(vectors, 1, 2, 3, AnalogyMethod::kMul, true, 30);
  CHECK(add.size() == 30);
  for (const ScoredWord& x : add) {
    CHECK(x.score == doctest::Approx(vectors.cosine(x.id, 2) - vectors.cosine(x.id, 1) +
                                     vectors.cosine(x.id, 3))
                         .epsilon(1e-4));
  }
  for (const ScoredWord& x : mul) {
    const float a = (vectors.cosine(x.id, 1) + 1) / 2;
    const float b = (vectors.cosine(x.id, 2) + 1) / 2;
    const float c = (vectors.cosine(x.id, 3) + 1) / 2;
    CHECK(x.score == doctest::Approx(b * c / (a + 0.001f)).epsilon(1e-3));
  }
}

TEST_CASE("with the query words in play the answer is often one of them") {
  const WordVectors vectors = royal_vectors();
  const std::vector<ScoredWord> open = analogy(vectors, 0, 1, 1, AnalogyMethod::kAdd, true, 1);
  CHECK(open[0].id == 1);
  const std::vector<ScoredWord> closed = analogy(vectors, 0, 1, 1, AnalogyMethod::kAdd, false, 1);
  CHECK(closed[0].id != 1);
}

TEST_CASE("question files are read by section, comments and blank lines aside") {
  const auto sections = parse_questions(
      "# ours\n: royal family\nman king woman queen\r\n\n  man   woman\tking queen  \n: empty\n");
  REQUIRE(sections.ok());
  REQUIRE(sections->size() == 2);
  CHECK((*sections)[0].name == "royal family");
  REQUIRE((*sections)[0].questions.size() == 2);
  CHECK((*sections)[0].questions[1].words[3] == "queen");
  CHECK((*sections)[1].questions.empty());
  const auto bare = parse_questions("a b c d");
  REQUIRE(bare.ok());
  CHECK(bare->size() == 1);
}

TEST_CASE("a line without four words is named by its number") {
  const auto three = parse_questions(": s\na b c d\na b c\n");
  REQUIRE_FALSE(three.ok());
  CHECK(three.error().code == "questions.bad_line");
  CHECK(three.error().args[0] == "3");
  CHECK(parse_questions("a b c d e").error().code == "questions.bad_line");
  CHECK(parse_questions("").error().code == "questions.empty");
  CHECK(parse_questions(": only a name\n").error().code == "questions.empty");
}

TEST_CASE("a section's colon and a comment's hash have a blank behind them, words do not") {
  const auto sections = parse_questions(
      ": faces\n:) glad :( sad\n# a note\n#\n#sea sea ship #ship\n:tags\na b c d\n");
  REQUIRE(sections.ok());
  REQUIRE(sections->size() == 2);
  CHECK((*sections)[0].questions.size() == 2);
  CHECK((*sections)[0].questions[0].words[0] == ":)");
  CHECK((*sections)[0].questions[1].words[3] == "#ship");
  CHECK((*sections)[1].name == "tags");
}

TEST_CASE("questions are asked and answered without regard to case, as public evaluators do") {
  // king and King are one word of the question: neither is an answer to it.
  auto words = std::make_shared<Vocabulary>(
      std::vector<std::string>{"Man", "KING", "woman", "king", "Queen"},
      std::vector<std::int64_t>{5, 4, 3, 2, 1});
  const float rows[] = {1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 0.9f, 0.8f, 1, 1};
  const WordVectors vectors(words, rows, 3);
  const auto sections = parse_questions("man king woman queen\nMAN King WOMAN queen\n");
  REQUIRE(sections.ok());
  for (const AnalogyMethod method : {AnalogyMethod::kAdd, AnalogyMethod::kMul}) {
    const AnalogyScore score = evaluate_analogies(vectors, *sections, method);
    CHECK(score.total == 2);
    CHECK(score.correct == 2);
  }
}

TEST_CASE("a question set is scored by section and unknown words are counted apart") {
  const WordVectors vectors = royal_vectors();
  const auto sections = parse_questions(
      ": right\nMan king woman queen\nman woman king queen\n"
      ": wrong\nman king woman apple\n: skipped\nman king woman empress\nx y z w\n");
  REQUIRE(sections.ok());
  for (const AnalogyMethod method : {AnalogyMethod::kAdd, AnalogyMethod::kMul}) {
    const AnalogyScore score = evaluate_analogies(vectors, *sections, method);
    CHECK(score.correct == 2);
    CHECK(score.total == 3);
    CHECK(score.skipped == 2);
    REQUIRE(score.sections.size() == 3);
    CHECK(score.sections[0].correct == 2);
    CHECK(score.sections[1].total == 1);
    CHECK(score.sections[1].correct == 0);
    CHECK(score.sections[2].skipped == 2);
    CHECK(score.sections[2].total == 0);
  }
}

TEST_CASE("blocks of questions answer as one question at a time does") {
  const WordVectors vectors = random_vectors(700, 9, 8);
  Rng rng(2);
  std::vector<QuestionSection> sections(3);
  for (QuestionSection& section : sections) {
    for (int q = 0; q < 75; ++q) {
      Question question;
      std::array<TokenId, 3> ids;
      for (TokenId& token : ids) token = static_cast<TokenId>(rng.below(700));
      for (std::size_t k = 0; k < 3; ++k) {
        question.words[k] = vectors.vocabulary().word(ids[k]);
      }
      const bool right = q % 3 == 0;
      const auto best =
          analogy(vectors, ids[0], ids[1], ids[2], AnalogyMethod::kMul, false, right ? 1 : 2);
      question.words[3] = vectors.vocabulary().word(best.back().id);
      section.questions.push_back(question);
    }
  }
  const AnalogyScore whole = evaluate_analogies(vectors, sections, AnalogyMethod::kMul);
  CHECK(whole.correct == 75);
  CHECK(whole.total == 225);

  AnalogyRun run(vectors, sections, AnalogyMethod::kMul);
  int calls = 1;
  while (run.advance(7)) ++calls;
  CHECK(run.done());
  CHECK(calls == 33);
  CHECK(run.score().correct == 75);
  CHECK_FALSE(run.advance(7));
}

TEST_CASE("the odd one out has the smallest cosine with the mean") {
  const WordVectors vectors = royal_vectors();
  const TokenId words[] = {id(vectors, "man"), id(vectors, "apple"), id(vectors, "king"),
                           id(vectors, "queen")};
  const OddOneOut result = odd_one_out(vectors, words);
  CHECK(result.odd == 1);
  REQUIRE(result.cosines.size() == 4);
  CHECK(result.odd ==
        static_cast<std::size_t>(std::min_element(result.cosines.begin(), result.cosines.end()) -
                                 result.cosines.begin()));
  // Two words: each is compared with the other.
  const TokenId two[] = {0, 2};
  const OddOneOut pair = odd_one_out(vectors, two);
  CHECK(pair.cosines[0] == doctest::Approx(vectors.cosine(0, 2)));
  CHECK(odd_one_out(vectors, {}).cosines.empty());
}
