// Word, character, byte-level BPE and WordPiece tokenizers: what they cut, what they give back, how
// they are trained. Not the comparison with published vocabularies (reference_tokens_test.cpp).
#include "text/token_codec.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/rng.h"
#include "text/byte_bpe.h"
#include "text/codec_options.h"
#include "text/pretokenizer.h"
#include "text/table_codec.h"
#include "text/toy_world.h"
#include "text/unicode.h"

using namespace wordspace;

namespace {

using Codec = std::shared_ptr<const TokenCodec>;
using Words = std::vector<std::string>;

Codec good(const Result<Codec>& codec) {
  REQUIRE(codec.ok());
  return *codec;
}

Words written(const TokenCodec& codec, std::string_view text) {
  Words tokens;
  for (const TokenId id : codec.encode(text)) tokens.push_back(codec.token(id));
  return tokens;
}

std::string there_and_back(const TokenCodec& codec, std::string_view text) {
  return codec.decode(codec.encode(text));
}

Codec word_codec(std::string_view text, int size, SpecialSet specials) {
  return good(train_word_codec(std::vector{text}, size, specials));
}
Codec character_codec(std::string_view text, int size, SpecialSet specials) {
  return good(train_character_codec(std::vector{text}, size, specials));
}
Codec byte_codec(std::string_view text, int size, SpecialSet specials) {
  return good(train_byte_bpe(std::vector{text}, size, specials));
}

Words pieces(std::string_view text) {
  Words out;
  for_each_gpt2_piece(text, [&](std::string_view piece) { out.emplace_back(piece); });
  return out;
}

// Byte-level BPE learned the plain way: count all pairs of all pieces again for every merge.
std::vector<BpeMerge> merges_learned_plainly(std::string_view text, std::size_t num_merges) {
  std::vector<Words> corpus;
  for_each_gpt2_piece(text, [&](std::string_view piece) {
    Words symbols;
    for (const char byte : piece) {
      symbols.push_back(written_byte(static_cast<unsigned char>(byte)));
    }
    corpus.push_back(symbols);
  });
  std::set<std::string> known;
  std::vector<BpeMerge> merges;
  while (known.size() < num_merges) {
    std::map<std::pair<std::string, std::string>, int> counts;  // ordered by spelling
    for (const Words& word : corpus) {
      for (std::size_t i = 0; i + 1 < word.size(); ++i) ++counts[{word[i], word[i + 1]}];
    }
    auto best = counts.end();
    for (auto pair = counts.begin(); pair != counts.end(); ++pair) {
      if (best == counts.end() || pair->second > best->second) best = pair;
    }
    if (best == counts.end() || best->second < 2) break;
    const auto [left, right] = best->first;
    merges.push_back({left, right});
    known.insert(left + right);
    for (Words& word : corpus) {
      Words joined;
      for (std::size_t i = 0; i < word.size(); ++i) {
        const bool here = i + 1 < word.size() && word[i] == left && word[i + 1] == right;
        joined.push_back(here ? left + right : word[i]);
        if (here) ++i;
      }
      word = joined;
    }
  }
  return merges;
}

const char* const kProse =
    "The king said: it's a fine day, isn't it? The queen said: a fine day!\n"
    "The queen's daughter won't say; the king's son said it.\n"
    "Aaa aaaa aaaaa banana bananas, 1813 and 1814.\n";

}  // namespace

// --- Words.

TEST_CASE("words are lower case, marks are tokens, the most frequent come first") {
  const Codec codec = word_codec("The cat. The dog! The cat's cat?\n", 20, SpecialSet::kGpt);
  CHECK(codec->kind() == CodecKind::kWord);
  CHECK(codec->token(0) == "<|endoftext|>");
  CHECK(codec->token(1) == "[UNK]");
  CHECK(codec->token(2) == "the");
  CHECK(codec->token(3) == "cat");
  CHECK(codec->special().end_of_text == 0);
  CHECK(codec->special().unknown == 1);
  CHECK(codec->special().mask == kUnknownToken);
  CHECK(written(*codec, "THE dog, the Cat\xe2\x80\x99s (cat)?") ==
        Words{"the", "dog", "[UNK]", "the", "cat's", "cat", "?"});
  CHECK(there_and_back(*codec, "The dog! the cat's cat ?") == "the dog! the cat's cat?");
  CHECK(codec->find("dog") != kUnknownToken);
  CHECK(codec->find("Dog") == kUnknownToken);
  CHECK_FALSE(codec->continues_word(2));
}

TEST_CASE("a word vocabulary keeps its size and says unknown, or nothing where it cannot") {
  const Codec gpt = word_codec("a a a b b c\n", 4, SpecialSet::kGpt);
  CHECK(gpt->size() == 4);
  CHECK(written(*gpt, "a c b") == Words{"a", "[UNK]", "b"});
  const Codec none = word_codec("a a a b b c.", 2, SpecialSet::kNone);
  CHECK(none->size() == 2);
  CHECK(written(*none, "a c b, a") == Words{"a", "b", "a"});
}

TEST_CASE("lines end in a token of their own only where they do not end in a mark") {
  const Codec verse = word_codec("trăm năm trong cõi\nngười ta chữ tài\n", 30, SpecialSet::kGpt);
  REQUIRE(verse->line_end() != kUnknownToken);
  CHECK(verse->display(verse->line_end()) == "\xc2\xb6");
  CHECK(there_and_back(*verse, "Trăm năm\nchữ tài") == "trăm năm\nchữ tài");
  const Codec prose = word_codec("One thing, said.\nAnother (\xe2\x80\x9csaid!\xe2\x80\x9d)\n", 30,
                                 SpecialSet::kGpt);
  CHECK(prose->line_end() == kUnknownToken);
  CHECK(written(*prose, "one\nthing") == Words{"one", "thing"});
  const Codec bert = word_codec("trăm năm trong cõi\nngười ta chữ tài\n", 30, SpecialSet::kBert);
  CHECK(bert->line_end() == kUnknownToken);
}

TEST_CASE("words typed with marks apart are found") {
  const Codec codec = word_codec("việt nam việt nam.", 20, SpecialSet::kBert);
  CHECK(written(*codec, "VIE\xcc\xa3\xcc\x82T Nam") == Words{"việt", "nam"});
}

TEST_CASE("BERT's specials are the numbers 0 to 4 of every tokenizer that is trained") {
  for (const Codec& codec :
       {word_codec(kProse, 60, SpecialSet::kBert), character_codec(kProse, 60, SpecialSet::kBert),
        byte_codec(kProse, 300, SpecialSet::kBert)}) {
    const Words names = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
    for (TokenId id = 0; id < 5; ++id) {
      CHECK(codec->token(id) == names[static_cast<std::size_t>(id)]);
      CHECK(codec->display(id) == names[static_cast<std::size_t>(id)]);
    }
    CHECK(codec->special().padding == 0);
    CHECK(codec->special().unknown == 1);
    CHECK(codec->special().classify == 2);
    CHECK(codec->special().separator == 3);
    CHECK(codec->special().mask == 4);
    CHECK(codec->special().end_of_text == kUnknownToken);
  }
}

TEST_CASE("a mask or an end of text that a person types becomes its token, other names are text") {
  const Codec words = word_codec(kProse, 60, SpecialSet::kBert);
  CHECK(written(*words, "the [MASK] said") == Words{"the", "[MASK]", "said"});
  CHECK(written(*words, "[MASK][MASK]") == Words{"[MASK]", "[MASK]"});
  CHECK(written(*words, "[CLS]") == Words{"[CLS]"});  // as every program that reads its file
  const Codec bytes = byte_codec(kProse, 300, SpecialSet::kGpt);
  CHECK(bytes->special().end_of_text == bytes->size() - 1);
  CHECK(bytes->special().unknown == kUnknownToken);
  CHECK(bytes->encode("a<|endoftext|>b") ==
        std::vector<TokenId>{bytes->find("a"), bytes->special().end_of_text, bytes->find("b")});
  CHECK(there_and_back(*bytes, "a<|endoftext|>b [MASK]") == "a<|endoftext|>b [MASK]");
  CHECK(bytes->encode("[MASK]").size() > 1);
}

TEST_CASE("tokenizers refuse vocabularies and texts that are too small") {
  const std::vector<std::string_view> texts = {"a b c"};
  const std::vector<std::string_view> nothing = {"", " "};
  CHECK(train_word_codec(texts, 3, SpecialSet::kGpt).error().code == "tokenizer.bad_size");
  CHECK(train_character_codec(texts, 6, SpecialSet::kBert).error().code == "tokenizer.bad_size");
  CHECK(train_byte_bpe(texts, 256, SpecialSet::kGpt).error().code == "tokenizer.bad_size");
  CHECK(train_byte_bpe(texts, -1, SpecialSet::kNone).error().code == "tokenizer.bad_size");
  CHECK(train_word_codec(nothing, 30, SpecialSet::kGpt).error().code == "text.too_small");
  CHECK(train_character_codec(nothing, 30, SpecialSet::kGpt).error().code == "text.too_small");
  CHECK(train_byte_bpe(nothing, 300, SpecialSet::kGpt).error().code == "text.too_small");
}

// --- Characters.

TEST_CASE("characters come back as they were, case and line ends too") {
  const std::string_view text = "Tiếng Việt, có dấu.\nĐẹp! 😀 x";
  const Codec codec = character_codec(text, 100, SpecialSet::kGpt);
  CHECK(there_and_back(*codec, text) == text);
  CHECK(codec->encode(text).size() == 28);
  CHECK(codec->line_end() == codec->find("\n"));
  CHECK(codec->display(codec->find(" ")) == "\xc2\xb7");
  CHECK(written(*codec, "Tq") == Words{"T", "[UNK]"});
  CHECK(codec->continues_word(codec->find("ế")));
  CHECK_FALSE(codec->continues_word(codec->find(",")));
  CHECK_FALSE(codec->continues_word(codec->special().unknown));
  CHECK(character_codec("ab\nab\n", 9, SpecialSet::kBert)->find("\n") == kUnknownToken);
}

// --- Byte-level BPE.

TEST_CASE("the pre-tokenizer cuts as GPT-2's pattern does") {
  CHECK(pieces("Hello world") == Words{"Hello", " world"});
  CHECK(pieces("it's  they'll 'sx 'S") ==
        Words{"it", "'s", " ", " they", "'ll", " '", "sx", " '", "S"});
  CHECK(pieces("'ve've") == Words{"'ve", "'ve"});
  CHECK(pieces("a1b22 ½²") == Words{"a", "1", "b", "22", " ½²"});
  CHECK(pieces("x = y+1; ") == Words{"x", " =", " y", "+", "1", ";", " "});
  CHECK(pieces("a   b") == Words{"a", "  ", " b"});
  CHECK(pieces("a\n b\n\n") == Words{"a", "\n", " b", "\n\n"});
  CHECK(pieces("a\n\nb") == Words{"a", "\n", "\n", "b"});
  CHECK(pieces("   ") == Words{"   "});
  CHECK(pieces("a\xc2\xa0\xc2\xa0z") == Words{"a", "\xc2\xa0", "\xc2\xa0", "z"});
  CHECK(pieces("e\xcc\x81t") == Words{"e", "\xcc\x81", "t"});  // a mark is no letter
  CHECK(pieces("'") == Words{"'"});
  CHECK(pieces("") == Words{});
}

TEST_CASE("every byte has a printable character of its own, in GPT-2's order") {
  const Words tokens = byte_tokens();
  REQUIRE(tokens.size() == 256);
  CHECK(std::set<std::string>(tokens.begin(), tokens.end()).size() == 256);
  CHECK(tokens[0] == "!");
  CHECK(tokens[188] == written_byte(0));
  CHECK(written_bytes(" a\n\xff") == "ĠaĊÿ");
  for (unsigned byte = 0; byte < 256; ++byte) {
    const auto value = static_cast<unsigned char>(byte);
    CHECK(bytes_of_written(written_byte(value)) == std::string(1, static_cast<char>(value)));
  }
  CHECK_FALSE(bytes_of_written("語").has_value());
  CHECK_FALSE(bytes_of_written(" ").has_value());
}

TEST_CASE("training finds the merges that counting everything again for each merge finds") {
  Rng rng(5);
  std::string random;
  for (int i = 0; i < 3000; ++i) random += "aab b\n"[rng.below(6)];
  const std::string toy = make_toy_world(ToyLanguage::kVietnamese, 60, 1).corpus.text;
  for (const std::string& text : {std::string(kProse), random, toy}) {
    const Codec codec = byte_codec(text, 256 + 120, SpecialSet::kNone);
    const std::vector<BpeMerge> expected = merges_learned_plainly(text, 120);
    const std::vector<BpeMerge> learned = merges_of(*codec);
    REQUIRE(learned.size() == expected.size());
    for (std::size_t i = 0; i < learned.size(); ++i) {
      CHECK(learned[i].left == expected[i].left);
      CHECK(learned[i].right == expected[i].right);
    }
  }
}

TEST_CASE("long pieces take another way to the same tokens") {
  Rng rng(3);
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "abcaab "[rng.below(7)];
  const Codec trained = byte_codec(text, 256 + 200, SpecialSet::kNone);
  const auto& codec = static_cast<const ByteBpeCodec&>(*trained);
  const std::vector<BpeMerge> merges = codec.merges();
  for (int trial = 0; trial < 200; ++trial) {
    std::string piece;
    const std::size_t length = 49 + rng.below(300);
    while (piece.size() < length) piece += "abc"[rng.below(trial % 2 == 0 ? 3 : 2)];
    std::vector<TokenId> ids;
    codec.append_piece(piece, ids);
    // The definition: merges one after the other, each wherever it stands.
    Words symbols;
    for (const char byte : piece) symbols.emplace_back(1, byte);
    for (const BpeMerge& merge : merges) {
      Words joined;
      for (std::size_t i = 0; i < symbols.size(); ++i) {
        const bool here =
            i + 1 < symbols.size() && symbols[i] == merge.left && symbols[i + 1] == merge.right;
        joined.push_back(here ? merge.left + merge.right : symbols[i]);
        if (here) ++i;
      }
      symbols = joined;
    }
    Words found;
    for (const TokenId id : ids) found.push_back(codec.token(id));
    CHECK(found == symbols);
  }
}

TEST_CASE("byte-level BPE gives back any text, bad bytes as replacement characters") {
  const Codec codec = byte_codec(kProse, 320, SpecialSet::kGpt);
  for (const char* text : {"", " ", "a", "Tiếng Việt 😀\r\n\t", "\x01\x7f", "王后说：书在哪里？"}) {
    CHECK(there_and_back(*codec, text) == text);
  }
  CHECK(there_and_back(*codec, "a\xff\xe4\xbd b") == "a\xef\xbf\xbd\xef\xbf\xbd b");
  // A character cut between tokens shows while its bytes come one by one.
  const std::vector<TokenId> face = codec->encode("😀");
  REQUIRE(face.size() == 4);
  CHECK(codec->decode(std::span(face).first(2)) == "\xef\xbf\xbd");
  CHECK(codec->display(face[0]) == "<0xF0>");
  CHECK(codec->display(codec->find("Ġ")) == "\xc2\xb7");
  CHECK(codec->display(codec->line_end()) == "\xc2\xb6");
  CHECK(codec->line_end() == codec->find("Ċ"));
}

TEST_CASE("BPE knows which tokens go on with a word") {
  const Codec codec = byte_codec(kProse, 320, SpecialSet::kGpt);
  REQUIRE(codec->find("Ġsaid") != kUnknownToken);
  CHECK_FALSE(codec->continues_word(codec->find("Ġsaid")));
  CHECK(codec->continues_word(codec->find("a")));
  CHECK_FALSE(codec->continues_word(codec->line_end()));
  CHECK_FALSE(codec->continues_word(codec->special().end_of_text));
}

TEST_CASE("a trained BPE and the one read back from its parts or its merges are the same") {
  const Codec trained = byte_codec(kProse, 330, SpecialSet::kGpt);
  Words tokens;
  for (TokenId id = 0; id < trained->size(); ++id) tokens.push_back(trained->token(id));
  const Codec parts = good(byte_bpe_from_parts(tokens, merges_of(*trained)));
  std::string lines = "#version: 0.2\n";
  for (const BpeMerge& merge : merges_of(*trained))
    lines += merge.left + " " + merge.right + "\r\n";
  const Codec merged = good(byte_bpe_from_merges(lines, SpecialSet::kGpt));
  REQUIRE(merged->size() == trained->size());
  for (const char* text : {kProse, "bananas said: isn't", "Tiếng Việt"}) {
    CHECK(parts->encode(text) == trained->encode(text));
    CHECK(merged->encode(text) == trained->encode(text));
  }
}

TEST_CASE("training twice gives the same tokenizer") {
  const std::string text = make_toy_world(ToyLanguage::kEnglish, 500, 1).corpus.text;
  const Codec a = byte_codec(text, 700, SpecialSet::kBert);
  const Codec b = byte_codec(text, 700, SpecialSet::kBert);
  REQUIRE(a->size() == b->size());
  for (TokenId id = 0; id < a->size(); ++id) CHECK(a->token(id) == b->token(id));
}

TEST_CASE("damaged merges and vocabularies are refused with their place") {
  const auto merges = byte_bpe_from_merges("#version: 0.2\na b\nab zz\n", SpecialSet::kNone);
  REQUIRE_FALSE(merges.ok());
  CHECK(merges.error().code == "tokenizer.bad_merges");
  CHECK(merges.error().args == Words{"3"});
  for (const char* text : {"ab\n", "a  b\n", "a b c\n", " a\n", "a \n"}) {
    CHECK(byte_bpe_from_merges(text, SpecialSet::kNone).error().code == "tokenizer.bad_merges");
  }
  CHECK(byte_bpe_from_parts({"a", "b"}, {{"a", "b"}}).error().code == "tokenizer.bad_merges");
  CHECK(byte_bpe_from_parts({"a", "a"}, {}).error().code == "tokenizer.bad_vocabulary");
  CHECK(byte_bpe_from_parts({}, {}).error().code == "tokenizer.bad_vocabulary");
  CHECK(byte_bpe_from_parts({"a", "\xff"}, {}).error().code == "tokenizer.bad_vocabulary");
  CHECK(wordpiece_from_vocabulary("", true).error().code == "tokenizer.bad_vocabulary");
  const auto twice = wordpiece_from_vocabulary("[UNK]\na\nb\na\n", true);
  REQUIRE_FALSE(twice.ok());
  CHECK(twice.error().args == Words{"3"});
  CHECK(wordpiece_from_vocabulary("a\n\nb\n", true).error().code == "tokenizer.bad_vocabulary");
  CHECK(codec_from_tokens(CodecKind::kCharacter, {"a", "bc"}).error().code ==
        "tokenizer.bad_vocabulary");
  CHECK(codec_from_tokens(CodecKind::kWord, {"a", ""}).error().code == "tokenizer.bad_vocabulary");
}

TEST_CASE("a vocabulary without all bytes leaves out what it cannot write") {
  const Codec bare = good(byte_bpe_from_parts({"a", "b", "ab"}, {{"a", "b"}}));
  CHECK(written(*bare, "abcab") == Words{"ab", "ab"});
  const Codec unknown = good(byte_bpe_from_parts({"a", "b", "ab", "[UNK]"}, {{"a", "b"}}));
  CHECK(written(*unknown, "abcab") == Words{"ab", "[UNK]", "ab"});
}

TEST_CASE("word and character tokenizers come back from their tokens") {
  for (const Codec& codec :
       {word_codec(kProse, 60, SpecialSet::kGpt), character_codec(kProse, 60, SpecialSet::kBert)}) {
    Words tokens;
    for (TokenId id = 0; id < codec->size(); ++id) tokens.push_back(codec->token(id));
    const Codec again = good(codec_from_tokens(codec->kind(), tokens));
    CHECK(again->encode(kProse) == codec->encode(kProse));
    CHECK(again->line_end() == codec->line_end());
    CHECK(again->special().unknown == codec->special().unknown);
  }
}

// --- WordPiece.

TEST_CASE("WordPiece takes the longest pieces from the left, and what it cannot write is unknown") {
  const std::string vocabulary =
      "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nun\n##aff\n##able\n##ably\nviet\nnam\n##s\n,\n王\na\n";
  const Codec codec = good(wordpiece_from_vocabulary(vocabulary, true));
  CHECK(written(*codec, "Unaffable, unaffably") ==
        Words{"un", "##aff", "##able", ",", "un", "##aff", "##ably"});
  CHECK(written(*codec, "Việt  Nams王a") == Words{"viet", "nam", "##s", "王", "a"});
  CHECK(written(*codec, "unaffx") == Words{"[UNK]"});
  CHECK(written(*codec, "[MASK] nam") == Words{"[MASK]", "nam"});
  CHECK(there_and_back(*codec, "UNAFFABLE ,viet") == "unaffable, viet");
  CHECK(codec->continues_word(codec->find("##aff")));
  CHECK_FALSE(codec->continues_word(codec->find("un")));
  CHECK(codec->options().lower_case);
  const Codec cased = good(wordpiece_from_vocabulary("[UNK]\nViệt\nviet\r\n", false));
  CHECK(written(*cased, "Việt viet việt") == Words{"Việt", "viet", "[UNK]"});
  CHECK_FALSE(cased->options().lower_case);
}

TEST_CASE("WordPiece gives up on words over a hundred characters") {
  const Codec codec = good(wordpiece_from_vocabulary("[UNK]\na\n##a\né\n##é\n", false));
  CHECK(codec->encode(std::string(100, 'a')).size() == 100);
  CHECK(written(*codec, std::string(101, 'a')) == Words{"[UNK]"});
  std::string accents;
  for (int i = 0; i < 100; ++i) accents += "é";
  CHECK(codec->encode(accents).size() == 100);
  CHECK(written(*codec, accents + "é") == Words{"[UNK]"});
}

// --- What they share.

TEST_CASE("the cache of words changes no token, however full") {
  const Codec codec = byte_codec(kProse, 320, SpecialSet::kGpt);
  WordTokens cache;
  Rng rng(1);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    const std::uint32_t length = rng.below(60);
    for (std::uint32_t k = 0; k < length; ++k) text += "ab nisd'\n"[rng.below(9)];
    std::vector<TokenId> out = {7};
    codec->append_encoded(text, cache, out);
    out.erase(out.begin());
    REQUIRE(out == codec->encode(text));
  }
}

TEST_CASE("ill-formed UTF-8 becomes a replacement character for each maximal subpart") {
  CHECK(repaired_utf8("plain") == "plain");
  CHECK(repaired_utf8("a\x80z") == "a\xef\xbf\xbdz");
  CHECK(repaired_utf8("\xe4\xbdz") == "\xef\xbf\xbdz");
  CHECK(repaired_utf8("\xf0\x9f\x98") == "\xef\xbf\xbd");
  CHECK(repaired_utf8("\xed\xa0\x80") == "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(repaired_utf8("\xc3") == "\xef\xbf\xbd");
  for (const Codec& codec :
       {word_codec(kProse, 60, SpecialSet::kGpt), character_codec(kProse, 60, SpecialSet::kGpt)}) {
    const std::string text = codec->decode(codec->encode("the \xff\xc3 king"));
    CHECK(first_invalid_utf8(text) == kNoOffset);
  }
}

TEST_CASE("canonical decomposition takes marks apart and puts them in order") {
  CHECK(to_nfd("Việt") == "Vie\xcc\xa3\xcc\x82t");
  CHECK(to_nfd("e\xcc\x82\xcc\xa3") == "e\xcc\xa3\xcc\x82");
  CHECK(to_nfd("각") == "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8");
  for (const char* text : {"Tiếng Việt đẹp", "ᾷ ΐ", "각 한국", "plain", ""}) {
    CHECK(to_nfc(to_nfd(text)) == text);
  }
}
