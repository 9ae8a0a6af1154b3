// Similarity pairs and Spearman's rho.
#include "analysis/analogy.h"

#include <doctest/doctest.h>

#include "made_vectors.h"

using namespace wordspace;

TEST_CASE("Spearman's rho agrees with an independent computation, ties included") {
  // Pearson correlation of mean ranks, computed apart in Python with exact rank counts.
  const double x[] = {106, 86, 100, 101, 99, 103, 97, 113, 112, 110};
  const double y[] = {7, 0, 27, 50, 28, 29, 20, 12, 6, 17};
  CHECK(spearman(x, y) == doctest::Approx(-0.17575757575757575));
  const double tied_x[] = {1, 2, 2, 3, 3, 3, 7};
  const double tied_y[] = {2, 1, 4, 4, 5, 1, 9};
  CHECK(spearman(tied_x, tied_y) == doctest::Approx(0.5716619504750294));
}

TEST_CASE("rho is 1 for the same order, -1 for the reverse, 0 when one side says nothing") {
  const double x[] = {1, 2, 3, 4};
  const double cubes[] = {1, 8, 27, 64};
  const double reverse[] = {4, 3, 2, 1};
  const double same[] = {5, 5, 5, 5};
  CHECK(spearman(x, cubes) == doctest::Approx(1));
  CHECK(spearman(x, reverse) == doctest::Approx(-1));
  CHECK(spearman(x, same) == 0);
}

TEST_CASE("pairs are tab-separated; a heading and comments are passed over") {
  const auto pairs =
      parse_pairs("Word 1\tWord 2\tHuman (mean)\n# note\ntiger\tcat\t7.35\r\na\tb\t-1e1\n");
  REQUIRE(pairs.ok());
  REQUIRE(pairs->size() == 2);
  CHECK((*pairs)[0].a == "tiger");
  CHECK((*pairs)[0].score == doctest::Approx(7.35));
  CHECK((*pairs)[1].score == doctest::Approx(-10));
}

TEST_CASE("the score is the column that the heading calls so, otherwise the first number") {
  const auto of = [](const char* text) {
    const auto pairs = parse_pairs(text);
    REQUIRE_MESSAGE(pairs.ok(), text);
    REQUIRE(pairs->size() == 1);
    CHECK((*pairs)[0].a == "sea");
    CHECK((*pairs)[0].b == "ship");
    return (*pairs)[0].score;
  };
  CHECK(of("word1\tword2\tPOS\tconc\tSimLex999\nsea\tship\tN\t3\t7.5\n") == 7.5);
  CHECK(of("id\tword1\tword2\tscore\n4\tsea\tship\t7.5\n") == 7.5);
  CHECK(of("first\tsecond\tkind\topinion\nsea\tship\tN\t7.5\n") == 7.5);
  CHECK(of("sea\tship\tN\t7.5\tSYNONYMS\n") == 7.5);
  CHECK(of("Word 1,Word 2,Human (mean)\nsea,ship,7.5\n") == 7.5);
  CHECK(of("\"sea\",\"ship\",7.5\n") == 7.5);
  CHECK(of("sea;ship;7.5\n") == 7.5);
  CHECK(of("sea  ship 7.5\n") == 7.5);
}

TEST_CASE("a decimal comma is named, a word may begin with a hash") {
  CHECK(parse_pairs("sea;ship;7,5\n").error().code == "pairs.decimal_comma");
  CHECK(parse_pairs("sea\tship\t7.5\nsea\tboat\t7,5\n").error().args[0] == "2");
  const auto tags = parse_pairs("# a note\n#sea\t#ship\t7.5\n");
  REQUIRE(tags.ok());
  CHECK((*tags)[0].a == "#sea");
}

TEST_CASE("pairs are looked up without regard to case and to how marks are written") {
  auto words = std::make_shared<Vocabulary>(std::vector<std::string>{"Sea", "SHIP", "phê", "cà"},
                                            std::vector<std::int64_t>{4, 3, 2, 1});
  const float rows[] = {1, 0, 1, 0.1f, 0, 1, 0.2f, 1};
  const auto pairs = parse_pairs("sea\tship\t9\nPhe\u0302\tca\u0300\t8\n");
  REQUIRE(pairs.ok());
  CHECK(evaluate_similarity(WordVectors(words, rows, 2), *pairs).pairs == 2);
}

TEST_CASE("bad pairs are named by their line") {
  CHECK(parse_pairs("").error().code == "pairs.empty");
  CHECK(parse_pairs("# only\n").error().code == "pairs.empty");
  CHECK(parse_pairs("a\tb\tc\n").error().code == "pairs.bad_line");
  CHECK(parse_pairs("a b\n").error().code == "pairs.bad_line");
  CHECK(parse_pairs("a\tb\t1\na\tb\tnan\n").error().args[0] == "2");
  CHECK(parse_pairs("a\tb\t1\n\tb\t2\n").error().args[0] == "2");
  CHECK(parse_pairs("a\tb\t1\na\tb\t0x10\n").error().args[0] == "2");
}

TEST_CASE("similarity ranks cosines against scores and counts what it skipped") {
  const WordVectors vectors = royal_vectors();
  const auto pairs =
      parse_pairs("man\tking\t9\nman\twoman\t5\nman\tapple\t1\nking\tqueen\t8\nman\tunicorn\t4\n");
  REQUIRE(pairs.ok());
  const SimilarityScore score = evaluate_similarity(vectors, *pairs);
  CHECK(score.pairs == 4);
  CHECK(score.skipped == 1);
  CHECK(score.spearman > 0.7);
  const auto one = parse_pairs("man\tking\t9\nx\ty\t1\n");
  CHECK(evaluate_similarity(vectors, *one).spearman == 0);
}
