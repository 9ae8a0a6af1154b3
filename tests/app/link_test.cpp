// Links: what goes into the address comes out of it.
#include "app/link.h"

#include <doctest/doctest.h>

using namespace wordspace;

TEST_CASE("a link comes back whole, with Vietnamese text and signs of its own grammar") {
  Link link;
  link.lab = "word2vec";
  link.preset = "demo";
  link.language = "vi";
  link.corpus = "wordnet+bible";
  link.seed = "18446744073709551615";
  link.text = "Vua & hoàng hậu = 100 % #1\nđi dạo + về";
  link.fields = {{"dim", "50"}, {"min-count", "2"}};
  const std::string fragment = to_fragment(link);
  CHECK(fragment.find(' ') == std::string::npos);
  CHECK(fragment.find('#') == std::string::npos);
  CHECK(fragment.find('\n') == std::string::npos);
  const Link back = parse_fragment("#" + fragment);
  CHECK(back.lab == link.lab);
  CHECK(back.preset == link.preset);
  CHECK(back.language == link.language);
  CHECK(back.corpus == link.corpus);
  CHECK(back.seed == link.seed);
  CHECK(back.text == link.text);
  CHECK(back.fields == link.fields);
}

TEST_CASE("a damaged link keeps what can be read") {
  const Link link = parse_fragment("lab=text&&=x&seed&preset=&%zz=1&corpus=toy%2-en&language=v%69");
  CHECK(link.lab == "text");
  CHECK(link.seed.empty());
  CHECK(link.preset.empty());
  CHECK(link.corpus == "toy%2-en");
  CHECK(link.language == "vi");
  CHECK(parse_fragment("").lab.empty());
  CHECK(parse_fragment("#").lab.empty());
}

TEST_CASE("an empty link is an empty fragment") { CHECK(to_fragment(Link{}).empty()); }
