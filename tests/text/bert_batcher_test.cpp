// Sentence pairs and masked positions: what a row holds, what it never holds, and that the chances
// are the stated ones. Not GPT's windows (token_corpus_test.cpp).
#include "text/token_corpus.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "core/rng.h"
#include "text/toy_world.h"
#include "token_fixture.h"

using namespace wordspace;
using namespace wordspace::token_fixture;

namespace {

BertBatcher bert_batcher(const Encoded& corpus, int batch, int context) {
  auto batcher = BertBatcher::make(corpus, batch, context);
  REQUIRE(batcher.ok());
  return std::move(batcher).value();
}

// Which line of the part each line is, by its tokens; lines that occur twice are left out.
std::map<std::vector<TokenId>, std::size_t> lines_of(const TokenPart& part) {
  std::map<std::vector<TokenId>, std::size_t> lines;
  std::set<std::vector<TokenId>> twice;
  for (std::size_t l = 0; l < part.num_lines(); ++l) {
    const std::vector<TokenId> line(part.line(l).begin(), part.line(l).end());
    if (!lines.emplace(line, l).second) twice.insert(line);
  }
  for (const auto& line : twice) lines.erase(line);
  return lines;
}

std::size_t document_of(const TokenPart& part, std::size_t line) {
  const auto after = std::upper_bound(part.document_begin.begin(), part.document_begin.end(), line);
  return static_cast<std::size_t>(after - part.document_begin.begin()) - 1;
}

// A row's A and B before masking.
std::pair<std::vector<TokenId>, std::vector<TokenId>> sentences(const BertBatch& batch,
                                                                std::size_t b, TokenId separator) {
  const auto row = std::span(batch.originals)
                       .subspan(b * static_cast<std::size_t>(batch.context),
                                static_cast<std::size_t>(batch.lengths[b]));
  const auto first_end = std::find(row.begin() + 1, row.end(), separator);
  return {{row.begin() + 1, first_end}, {first_end + 1, row.end() - 1}};
}

}  // namespace

TEST_CASE("a row is [CLS] A [SEP] B [SEP] and padding, segments and lengths say so") {
  const Encoded corpus = toy(SpecialSet::kBert);
  const SpecialTokens& special = corpus->codec->special();
  const BertBatcher batcher = bert_batcher(corpus, 16, 32);
  BertBatch batch;
  Rng rng(3);
  batcher.draw(rng, batch);
  CHECK(batch.batch == 16);
  CHECK(batch.context == 32);
  for (std::size_t b = 0; b < 16; ++b) {
    const std::size_t begin = b * 32;
    const auto length = static_cast<std::size_t>(batch.lengths[b]);
    REQUIRE((length >= 5 && length <= 32));
    CHECK(batch.originals[begin] == special.classify);
    CHECK(batch.inputs[begin] == special.classify);
    CHECK(batch.originals[begin + length - 1] == special.separator);
    int separators = 0;
    for (std::size_t t = 0; t < 32; ++t) {
      const TokenId original = batch.originals[begin + t];
      CHECK((original == special.padding) == (t >= length));
      CHECK(batch.segments[begin + t] == (t < length && separators == 1 ? 1 : 0));
      if (t >= length) CHECK(batch.inputs[begin + t] == special.padding);
      if (original == special.separator) ++separators;
    }
    CHECK(separators == 2);
  }
}

TEST_CASE("half of the pairs follow each other, the others come from another document") {
  const Encoded corpus =
      encoded(numbered_corpus(12, 6, 4), CodecKind::kWord, 5000, SpecialSet::kBert);
  const TokenPart& part = corpus->training;
  const auto lines = lines_of(part);
  REQUIRE(lines.size() == part.num_lines());
  const BertBatcher batcher = bert_batcher(corpus, 32, 24);
  CHECK(batcher.num_pairs() == part.num_documents() * 5);
  BertBatch batch;
  Rng rng(11);
  int num_next = 0;
  std::set<std::size_t> firsts;
  std::set<std::size_t> others;
  const int num_batches = 125;
  for (int i = 0; i < num_batches; ++i) {
    batcher.draw(rng, batch);
    for (std::size_t b = 0; b < 32; ++b) {
      const auto [first, second] = sentences(batch, b, corpus->codec->special().separator);
      const std::size_t a = lines.at(first);
      const std::size_t other = lines.at(second);
      firsts.insert(a);
      if (batch.is_next[b] != 0) {
        ++num_next;
        CHECK(other == a + 1);
        CHECK(document_of(part, a) == document_of(part, other));
      } else {
        others.insert(other);
        CHECK(document_of(part, a) != document_of(part, other));
        // Never the first line of its document, as true successors never are.
        CHECK(other != part.document_begin[document_of(part, other)]);
      }
    }
  }
  const double share = num_next / (32.0 * num_batches);
  CHECK(share == doctest::Approx(0.5).epsilon(0.06));
  CHECK(firsts.size() == batcher.num_pairs());
  CHECK(others.size() == batcher.num_pairs());
}

TEST_CASE("both classes of next sentence have rows to learn from in every larger batch") {
  // A target of 0 is a class, not "no loss here": nothing may drop it.
  const BertBatcher batcher = bert_batcher(toy(SpecialSet::kBert), 64, 32);
  BertBatch batch;
  Rng rng(2);
  for (int i = 0; i < 20; ++i) {
    batcher.draw(rng, batch);
    REQUIRE(batch.is_next.size() == 64);
    const auto zeros = std::count(batch.is_next.begin(), batch.is_next.end(), 0);
    const auto ones = std::count(batch.is_next.begin(), batch.is_next.end(), 1);
    CHECK(zeros + ones == 64);
    CHECK((zeros > 12 && ones > 12));
  }
  CHECK(kUnknownToken != 0);
}

TEST_CASE("15 % of ordinary positions are chosen: 80 % masked, 10 % replaced, 10 % kept") {
  const Encoded corpus = toy(SpecialSet::kBert);
  const SpecialTokens& special = corpus->codec->special();
  const BertBatcher batcher = bert_batcher(corpus, 32, 32);
  BertBatch batch;
  Rng rng(17);
  double ordinary = 0, chosen = 0, masked = 0, replaced = 0, kept = 0;
  std::set<TokenId> replacements;
  for (int i = 0; i < 300; ++i) {
    batcher.draw(rng, batch);
    for (std::size_t k = 0; k < batch.inputs.size(); ++k) {
      const TokenId original = batch.originals[k];
      const TokenId input = batch.inputs[k];
      const TokenId target = batch.mask_targets[k];
      const bool is_special = original == special.padding || original == special.classify ||
                              original == special.separator || original == special.unknown ||
                              original == special.mask;
      if (!is_special) ++ordinary;
      if (target == kUnknownToken) {
        CHECK(input == original);
        continue;
      }
      CHECK_FALSE(is_special);
      CHECK(target == original);
      ++chosen;
      if (input == special.mask) {
        ++masked;
      } else if (input == original) {
        ++kept;
      } else {
        ++replaced;
        replacements.insert(input);
      }
    }
  }
  CHECK(chosen / ordinary == doctest::Approx(0.15).epsilon(0.01));
  CHECK(masked / chosen == doctest::Approx(0.8).epsilon(0.015));
  CHECK(replaced / chosen == doctest::Approx(0.1).epsilon(0.06));
  CHECK(kept / chosen == doctest::Approx(0.1).epsilon(0.06));
  // Replacements come from the whole vocabulary, specials excepted.
  for (TokenId id = 0; id < 5; ++id) CHECK(replacements.count(id) == 0);
  CHECK(replacements.size() > static_cast<std::size_t>(corpus->codec->size()) * 9 / 10);
}

TEST_CASE("every position may be chosen, first and last too") {
  const BertBatcher batcher = bert_batcher(
      encoded(numbered_corpus(6, 4, 6), CodecKind::kWord, 5000, SpecialSet::kBert, 0), 8, 20);
  BertBatch batch;
  Rng rng(4);
  std::vector<int> counts(20, 0);
  for (int i = 0; i < 400; ++i) {
    batcher.draw(rng, batch);
    for (std::size_t k = 0; k < batch.inputs.size(); ++k) {
      if (batch.mask_targets[k] != kUnknownToken) ++counts[k % 20];
    }
  }
  // [CLS] seven of A [SEP] seven of B [SEP] and padding
  for (std::size_t t = 0; t < 20; ++t) {
    const bool may = (t >= 1 && t <= 7) || (t >= 9 && t <= 15);
    CHECK((counts[t] > 0) == may);
    if (may) CHECK(counts[t] == doctest::Approx(3200 * 0.15).epsilon(0.2));
  }
}

TEST_CASE("unknown words are never chosen and never drawn as replacements") {
  const Encoded corpus = encoded(make_toy_world(ToyLanguage::kEnglish, 1000, 1).corpus,
                                 CodecKind::kWord, 60, SpecialSet::kBert);
  const TokenId unknown = corpus->codec->special().unknown;
  REQUIRE(corpus->counts[static_cast<std::size_t>(unknown)] > 500);
  const BertBatcher batcher = bert_batcher(corpus, 32, 32);
  BertBatch batch;
  Rng rng(1);
  for (int i = 0; i < 30; ++i) {
    batcher.draw(rng, batch);
    for (std::size_t k = 0; k < batch.inputs.size(); ++k) {
      CHECK(batch.mask_targets[k] != unknown);
      if (batch.inputs[k] == unknown) CHECK(batch.originals[k] == unknown);
    }
  }
}

TEST_CASE("long sentences are cut at A's beginning and B's end until they fit") {
  const Encoded corpus =
      encoded(numbered_corpus(6, 4, 20), CodecKind::kWord, 5000, SpecialSet::kBert, 0);
  const TokenPart& part = corpus->training;
  const BertBatcher batcher = bert_batcher(corpus, 16, 24);
  BertBatch batch;
  Rng rng(8);
  batcher.draw(rng, batch);
  for (std::size_t b = 0; b < 16; ++b) {
    CHECK(batch.lengths[b] == 24);
    const auto [first, second] = sentences(batch, b, corpus->codec->special().separator);
    CHECK(first.size() + second.size() == 21);
    CHECK((first.size() >= 10 && second.size() >= 10));
    bool ends_a_line = false;
    bool begins_a_line = false;
    for (std::size_t l = 0; l < part.num_lines(); ++l) {
      const auto line = part.line(l);
      if (std::equal(first.rbegin(), first.rend(), line.rbegin())) ends_a_line = true;
      if (std::equal(second.begin(), second.end(), line.begin())) begins_a_line = true;
    }
    CHECK(ends_a_line);
    CHECK(begins_a_line);
  }
}

TEST_CASE("held-out pairs come from held-out documents, always the same") {
  const Corpus text = numbered_corpus(20, 4, 5);
  const std::vector<std::string_view> texts = {text.text};
  const auto codec = train_word_codec(texts, 5000, SpecialSet::kBert);
  REQUIRE(codec.ok());
  const auto corpus = tokenize_corpus_with(text, *codec, 0.25, 3);
  REQUIRE(corpus.ok());
  const auto training = lines_of((*corpus)->training);
  const auto held_out = lines_of((*corpus)->held_out);
  const BertBatcher batcher = bert_batcher(*corpus, 8, 24);
  REQUIRE(batcher.has_held_out());
  const TokenId separator = (*codec)->special().separator;
  BertBatch batch, again;
  Rng rng(1);
  for (std::size_t i = 0; i < 20; ++i) {
    batcher.held_out(i, batch);
    batcher.draw(rng, again);
    for (std::size_t b = 0; b < 8; ++b) {
      const auto [first, second] = sentences(batch, b, separator);
      CHECK((held_out.count(first) == 1 && held_out.count(second) == 1));
      const auto [third, fourth] = sentences(again, b, separator);
      CHECK((training.count(third) == 1 && training.count(fourth) == 1));
    }
    batcher.held_out(i, again);
    CHECK(batch.inputs == again.inputs);
    CHECK(batch.mask_targets == again.mask_targets);
    batcher.held_out(i + 1, again);
    CHECK(batch.inputs != again.inputs);
  }
}

TEST_CASE("a tokenizer without the tokens that masking needs is refused in a sentence") {
  const auto codec =
      codec_from_tokens(CodecKind::kWord, {"[CLS]", "[SEP]", "[UNK]", "a", "b", "."});
  REQUIRE(codec.ok());
  const auto corpus = tokenize_corpus_with(corpus_of("a.\nb.\n\nb.\na.\n"), *codec, 0, 1);
  REQUIRE(corpus.ok());
  CHECK(BertBatcher::make(*corpus, 2, 16).error().code == "bert.cannot_train");
}

TEST_CASE("pairs need two documents of at least two lines") {
  const auto make = [](const char* text, double held_out) {
    return BertBatcher::make(
        encoded(corpus_of(text), CodecKind::kWord, 50, SpecialSet::kBert, held_out), 2, 16);
  };
  CHECK(make("a b.\nc d.\ne f.\n", 0).error().code == "bert.one_document");
  CHECK(make("a b.\nc d.\n\ne f.\n", 0).error().code == "bert.one_document");
  CHECK(make("a b.\n\nc d.\n", 0).error().code == "text.too_small");
  const auto two = make("a b.\nc d.\n\ne f.\ng h.\n", 0);
  REQUIRE(two.ok());
  CHECK_FALSE(two->has_held_out());
  CHECK(two->num_pairs() == 2);
}

TEST_CASE("in the toy worlds a successor shares its theme and a stranger hardly ever does") {
  // What next-sentence prediction can reach: same words of the theme, or not.
  const Corpus world = make_toy_world(ToyLanguage::kEnglish, 3000, 1).corpus;
  const Encoded corpus = encoded(world, CodecKind::kWord, 1000, SpecialSet::kBert, 0);
  const BertBatcher batcher = bert_batcher(corpus, 64, 40);
  BertBatch batch;
  Rng rng(1);
  int right = 0;
  std::set<TokenId> common;
  const std::int64_t many = static_cast<std::int64_t>(corpus->training.tokens.size()) / 250;
  for (TokenId id = 0; id < corpus->codec->size(); ++id) {
    if (corpus->counts[static_cast<std::size_t>(id)] > many) common.insert(id);
  }
  for (int i = 0; i < 20; ++i) {
    batcher.draw(rng, batch);
    for (std::size_t b = 0; b < 64; ++b) {
      const auto [first, second] = sentences(batch, b, corpus->codec->special().separator);
      const bool shares = std::any_of(first.begin(), first.end(), [&](TokenId id) {
        return common.count(id) == 0 && std::count(second.begin(), second.end(), id) > 0;
      });
      if (shares == (batch.is_next[b] != 0)) ++right;
    }
  }
  CHECK(right > 64 * 20 * 8 / 10);  // word overlap alone; a model that knows themes does better
}

TEST_CASE("the same seed draws the same pairs, another seed others; memory stays where it is") {
  const BertBatcher batcher = bert_batcher(toy(SpecialSet::kBert), 4, 32);
  BertBatch a, b;
  Rng first(7), second(7), third(8);
  batcher.draw(first, a);
  batcher.draw(second, b);
  CHECK(a.inputs == b.inputs);
  CHECK(a.mask_targets == b.mask_targets);
  CHECK(a.is_next == b.is_next);
  batcher.draw(third, b);
  CHECK(a.inputs != b.inputs);
  // A copied state goes on in the same way.
  Rng copy = first;
  batcher.draw(first, a);
  batcher.draw(copy, b);
  CHECK(a.inputs == b.inputs);
  const TokenId* const inputs = a.inputs.data();
  for (int i = 0; i < 10; ++i) {
    batcher.draw(first, a);
    batcher.held_out(static_cast<std::size_t>(i), a);
  }
  CHECK(a.inputs.data() == inputs);
}
