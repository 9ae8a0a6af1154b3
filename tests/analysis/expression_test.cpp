// Arithmetic over words, its errors, and nearest spellings.
#include "analysis/spelling.h"

#include <doctest/doctest.h>

#include "analysis/analogy.h"
#include "made_vectors.h"

using namespace wordspace;

namespace {

std::vector<float> value(const WordVectors& vectors, const char* text) {
  const Result<ExpressionResult> result = evaluate_expression(vectors, text);
  REQUIRE_MESSAGE(result.ok(), text);
  return result->vector;
}

std::string code(const WordVectors& vectors, const std::string& text) {
  const Result<ExpressionResult> result = evaluate_expression(vectors, text);
  return result.ok() ? "ok" : result.error().code;
}

std::vector<float> combined(const WordVectors& v, float man, float king, float woman) {
  std::vector<float> out(static_cast<std::size_t>(v.dim()));
  for (std::size_t k = 0; k < out.size(); ++k) {
    out[k] = man * v.unit(0)[k] + king * v.unit(2)[k] + woman * v.unit(1)[k];
  }
  return out;
}

void check_near(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t k = 0; k < a.size(); ++k) CHECK(a[k] == doctest::Approx(b[k]).epsilon(1e-5));
}

}  // namespace

TEST_CASE("expressions of words follow the rules of arithmetic") {
  const WordVectors v = royal_vectors();
  check_near(value(v, "king - man + woman"), combined(v, -1, 1, 1));
  check_near(value(v, "king-man+woman"), combined(v, -1, 1, 1));
  check_near(value(v, "king - (man + woman)"), combined(v, -1, 1, -1));
  check_near(value(v, "0.5 * (king + man)"), combined(v, 0.5f, 0.5f, 0));
  check_near(value(v, "(king + man) / 2"), combined(v, 0.5f, 0.5f, 0));
  check_near(value(v, "-man"), combined(v, -1, 0, 0));
  check_near(value(v, "--man"), combined(v, 1, 0, 0));
  check_near(value(v, "2 * 3 * man - 1 * king"), combined(v, 6, -1, 0));
  check_near(value(v, "man * (1 + 2 / 4)"), combined(v, 1.5f, 0, 0));
  check_near(value(v, "King \xe2\x88\x92 MAN + 2\xc3\x97woman"), combined(v, -1, 1, 2));
  check_near(value(v, "man - man"), combined(v, 0, 0, 0));
}

TEST_CASE("words may carry marks, apostrophes and joints") {
  const WordVectors v = royal_vectors();
  CHECK(code(v, "it's + nhà - đà_nẵng") == "ok");
  CHECK(code(v, "it\xe2\x80\x99s") == "ok");
  CHECK(code(v, "NHÀ") == "ok");
  const auto result = evaluate_expression(v, "nhà + man + nhà");
  REQUIRE(result.ok());
  CHECK(result->words.size() == 2);
}

TEST_CASE("what cannot be calculated is refused with its reason") {
  const WordVectors v = royal_vectors();
  CHECK(code(v, "") == "expression.empty");
  CHECK(code(v, " \t ") == "expression.empty");
  CHECK(code(v, "king +") == "expression.syntax");
  CHECK(code(v, "(king") == "expression.syntax");
  CHECK(code(v, "king)") == "expression.syntax");
  CHECK(code(v, "king queen") == "expression.syntax");
  CHECK(code(v, "king $ queen") == "expression.syntax");
  CHECK(code(v, "1 + 2") == "expression.syntax");
  CHECK(code(v, "king + 2") == "expression.syntax");
  CHECK(code(v, "king / 0") == "expression.syntax");
  CHECK(code(v, "1.2.3 * king") == "expression.syntax");
  CHECK(code(v, "king * queen") == "expression.word_product");
  CHECK(code(v, "2 / king") == "expression.word_product");
  CHECK(code(v, "(king + man) * queen") == "expression.word_product");
  CHECK(code(v, "king \xff") == "expression.syntax");
  CHECK(code(v, std::string(100000, '(')) == "expression.syntax");
  CHECK(code(v, std::string(100000, '-') + "king") == "expression.syntax");
  CHECK(code(v, std::string("king\0", 5)) == "expression.syntax");
  CHECK(evaluate_expression(v, "nhà + $").error().args[0] == "7");
}

TEST_CASE("an unknown word is named, with the nearest spelling") {
  const WordVectors v = royal_vectors();
  const auto result = evaluate_expression(v, "qeen - man");
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == "expression.unknown_word");
  CHECK(result.error().args == std::vector<std::string>{"qeen", "queen"});
  CHECK(evaluate_expression(v, "zzzzzz").error().args[1].empty());
}

TEST_CASE("the nearest spelling counts letters, not bytes, and prefers the frequent word") {
  const Vocabulary vocabulary({"house", "mouse", "horse", "người"}, {9, 8, 7, 6});
  CHECK(nearest_spelling(vocabulary, "housse") == "house");
  CHECK(nearest_spelling(vocabulary, "ohuse") == "house");
  CHECK(nearest_spelling(vocabulary, "xouse") == "house");
  CHECK(nearest_spelling(vocabulary, "nguòi") == "người");
  CHECK(nearest_spelling(vocabulary, "elephant").empty());
  CHECK(nearest_spelling(vocabulary, "h").empty());
  CHECK(nearest_spelling(vocabulary, "\xff\xfe").empty());
  CHECK(require_word(vocabulary, "House").ok());
  CHECK(require_word(vocabulary, "horsee").error().args[1] == "horse");
}
