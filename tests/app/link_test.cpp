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

TEST_CASE("a teacher's link comes back with what it hides and locks") {
  Link link;
  link.lab = "gpt";
  link.restrictions.hide = {"rail", "settings"};
  link.restrictions.lock = true;
  link.restrictions.labs = {"text", "attention"};
  link.projector = true;
  link.packed = "eJx_-A";
  const std::string fragment = to_fragment(link);
  CHECK(fragment ==
        "lab=gpt&hide=rail%2Csettings&lock=1&labs=text%2Cattention&projector=1&z=eJx_-A");
  const Link back = parse_fragment(fragment);
  CHECK(back.restrictions.hide == link.restrictions.hide);
  CHECK(back.restrictions.labs == link.restrictions.labs);
  CHECK(back.restrictions.lock);
  CHECK(back.projector);
  CHECK(back.packed == link.packed);
  CHECK(back.fields.empty());
}

TEST_CASE("parts that do not exist are not hidden, and a lock is locked by 1 alone") {
  const Link link = parse_fragment("hide=roof,lesson,,rail,lesson&lock=yes&labs=,text,");
  CHECK(link.restrictions.hide == std::vector<std::string>{"rail", "lesson"});
  CHECK_FALSE(link.restrictions.lock);
  CHECK(link.restrictions.labs == std::vector<std::string>{"text"});
}

TEST_CASE("a lock leaves its own lab open and those that it lists") {
  Restrictions free;
  CHECK(free.may_open("gpt", "text"));
  Restrictions locked;
  locked.lock = true;
  CHECK(locked.may_open("text", "text"));
  CHECK_FALSE(locked.may_open("gpt", "text"));
  locked.labs = {"gpt"};
  CHECK(locked.may_open("gpt", "text"));
  CHECK_FALSE(locked.may_open("bert", "text"));
  locked.labs = {"all"};
  CHECK(locked.may_open("bert", "text"));
}

TEST_CASE("bytes of every kind go through base64 of addresses, and other signs are refused") {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    CHECK(from_base64url(to_base64url(bytes)).value() == bytes);
    bytes += static_cast<char>(i * 7);
  }
  const std::string text = to_base64url(bytes);
  CHECK(
      text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
      std::string::npos);
  CHECK(to_base64url("\xfb\xff") == "-_8");
  for (const char* bad : {"a b", "a+b", "a/b", "YQ==", "\xc4\x91"}) {
    CHECK(from_base64url(bad).error().code == "link.damaged");
  }
  CHECK(from_base64url(std::string_view("a\0b", 3)).error().code == "link.damaged");
}
