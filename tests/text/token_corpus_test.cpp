// Corpora as token numbers and the batches drawn from them: what they hold, what they never hold,
// and that the chances are the stated ones. Not the tokenizers (token_codec_test.cpp).
#include "text/token_corpus.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "text/toy_world.h"

using namespace wordspace;

namespace {

using Encoded = std::shared_ptr<const TokenCorpus>;
using Words = std::vector<std::string>;

Corpus corpus_of(std::string text) {
  Corpus corpus;
  corpus.name = "test";
  corpus.text = std::move(text);
  return corpus;
}

// Documents of whole sentences in words of their own: word 7 of document 3 is "dwh" and so on.
Corpus numbered_corpus(int num_documents, int num_lines, int num_words) {
  std::string text;
  const auto word = [](int d, int l, int w) {
    std::string letters = "d";
    for (int value : {d, l, w}) {
      letters += static_cast<char>('a' + value / 26);
      letters += static_cast<char>('a' + value % 26);
    }
    return letters;
  };
  for (int d = 0; d < num_documents; ++d) {
    for (int l = 0; l < num_lines; ++l) {
      for (int w = 0; w < num_words; ++w) text += (w == 0 ? "" : " ") + word(d, l, w);
      text += ".\n";
    }
    text += "\n";
  }
  return corpus_of(text);
}

Encoded encoded(const Corpus& corpus, CodecKind kind, int size, SpecialSet specials,
                double held_out = 0.1) {
  TokenizeOptions options;
  options.kind = kind;
  options.vocab_size = size;
  options.specials = specials;
  options.held_out_fraction = held_out;
  const auto result = tokenize_corpus(corpus, options);
  REQUIRE(result.ok());
  return *result;
}

Encoded toy(SpecialSet specials, CodecKind kind = CodecKind::kWord) {
  return encoded(make_toy_world(ToyLanguage::kEnglish, 2000, 1).corpus, kind, 1000, specials);
}

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

bool same(const GptBatch& a, const GptBatch& b) {
  return a.inputs == b.inputs && a.targets == b.targets;
}

}  // namespace

// --- The corpus.

TEST_CASE("a corpus keeps its documents and lines, and its held-out documents apart") {
  const Encoded corpus =
      encoded(numbered_corpus(20, 3, 4), CodecKind::kWord, 5000, SpecialSet::kGpt, 0.2);
  CHECK(corpus->name == "test");
  CHECK(corpus->training.num_documents() == 16);
  CHECK(corpus->held_out.num_documents() == 4);
  CHECK(corpus->training.num_lines() == 48);
  CHECK(corpus->training.tokens.size() == 16 * 3 * 5);  // four words and a full stop
  CHECK(corpus->held_out.tokens.size() == 4 * 3 * 5);
  CHECK(corpus->training.document_begin.back() == 48);
  CHECK(corpus->training.line_begin.back() == corpus->training.tokens.size());
  // The tokenizer has seen training documents only: held-out words are unknown to it.
  for (const TokenId id : corpus->held_out.tokens) {
    CHECK((id == corpus->codec->special().unknown || corpus->codec->token(id) == "."));
  }
  for (const TokenId id : corpus->training.tokens) {
    CHECK(id != corpus->codec->special().unknown);
  }
}

TEST_CASE("counts and unigram entropy are those of the training tokens") {
  const Encoded corpus = encoded(corpus_of("a b a .\na b . c\n\na a a .\n"), CodecKind::kWord, 20,
                                 SpecialSet::kGpt, 0);
  const auto count = [&](const char* token) {
    return corpus->counts[static_cast<std::size_t>(corpus->codec->find(token))];
  };
  CHECK(corpus->counts.size() == static_cast<std::size_t>(corpus->codec->size()));
  CHECK(count("a") == 6);
  CHECK(count("b") == 2);
  CHECK(count("c") == 1);
  CHECK(count(".") == 3);
  double entropy = 0;
  for (const double p : {6 / 12.0, 2 / 12.0, 1 / 12.0, 3 / 12.0}) entropy -= p * std::log(p);
  CHECK(corpus->unigram_entropy == doctest::Approx(entropy));
  CHECK(corpus->held_out.num_documents() == 0);
}

TEST_CASE("lines of a GPT corpus end in a line end, lines of a BERT corpus do not") {
  for (const CodecKind kind : {CodecKind::kWord, CodecKind::kCharacter, CodecKind::kByteBpe}) {
    const Encoded gpt = toy(SpecialSet::kGpt, kind);
    REQUIRE(gpt->codec->line_end() != kUnknownToken);
    for (std::size_t l = 0; l < gpt->training.num_lines(); ++l) {
      const auto line = gpt->training.line(l);
      CHECK(line.back() == gpt->codec->line_end());
      CHECK(std::count(line.begin(), line.end(), line.back()) == 1);
    }
    const Encoded bert = toy(SpecialSet::kBert, kind);
    const TokenId line_end = bert->codec->line_end();
    const auto& tokens = bert->training.tokens;
    if (line_end != kUnknownToken) {
      CHECK(std::count(tokens.begin(), tokens.end(), line_end) == 0);
    }
    CHECK(bert->training.num_lines() == gpt->training.num_lines());
  }
}

TEST_CASE("the decoded corpus is the text") {
  const Corpus world = make_toy_world(ToyLanguage::kVietnamese, 300, 1).corpus;
  for (const CodecKind kind : {CodecKind::kWord, CodecKind::kCharacter, CodecKind::kByteBpe}) {
    const Encoded corpus = encoded(world, kind, 1000, SpecialSet::kGpt, 0);
    std::string lines = world.text;
    for (std::size_t at; (at = lines.find("\n\n")) != std::string::npos;) lines.erase(at, 1);
    CHECK(corpus->codec->decode(corpus->training.tokens) == lines);
  }
}

TEST_CASE("a corpus is encoded with a tokenizer that exists as with the one it trained") {
  const Corpus world = make_toy_world(ToyLanguage::kEnglish, 500, 1).corpus;
  const Encoded first = encoded(world, CodecKind::kByteBpe, 600, SpecialSet::kBert);
  const auto second = tokenize_corpus_with(world, first->codec, 0.1, 1);
  REQUIRE(second.ok());
  CHECK((*second)->training.tokens == first->training.tokens);
  CHECK((*second)->held_out.tokens == first->held_out.tokens);
  CHECK((*second)->unigram_entropy == first->unigram_entropy);
}

TEST_CASE("texts and vocabularies that are too small are refused") {
  TokenizeOptions options;
  options.kind = CodecKind::kWord;
  CHECK(tokenize_corpus(corpus_of(""), options).error().code == "text.too_small");
  CHECK(tokenize_corpus(corpus_of(" \n\n \n"), options).error().code == "text.too_small");
  options.kind = CodecKind::kByteBpe;
  options.vocab_size = 100;
  CHECK(tokenize_corpus(corpus_of("a b\n"), options).error().code == "tokenizer.bad_size");
}

// --- GPT's windows.

TEST_CASE("targets are the inputs one step later, and windows are runs of the training text") {
  const Encoded corpus = toy(SpecialSet::kGpt);
  const GptBatcher batcher(corpus, 8, 24);
  std::vector<TokenId> stream;
  for (std::size_t d = 0; d < corpus->training.num_documents(); ++d) {
    stream.push_back(corpus->codec->special().end_of_text);
    for (std::size_t l = corpus->training.document_begin[d];
         l < corpus->training.document_begin[d + 1]; ++l) {
      for (const TokenId id : corpus->training.line(l)) stream.push_back(id);
    }
  }
  stream.push_back(corpus->codec->special().end_of_text);
  CHECK(batcher.num_windows() == stream.size() - 24);
  Rng rng(1);
  GptBatch batch;
  std::set<TokenId> seen;
  for (int i = 0; i < 20; ++i) {
    batcher.draw(rng, batch);
    REQUIRE(batch.inputs.size() == 8 * 24);
    for (std::size_t b = 0; b < 8; ++b) {
      const auto inputs = std::span(batch.inputs).subspan(b * 24, 24);
      const auto targets = std::span(batch.targets).subspan(b * 24, 24);
      CHECK(std::equal(inputs.begin() + 1, inputs.end(), targets.begin()));
      std::vector<TokenId> window(inputs.begin(), inputs.end());
      window.push_back(targets.back());
      CHECK(std::search(stream.begin(), stream.end(), window.begin(), window.end()) !=
            stream.end());
      seen.insert(targets.begin(), targets.end());
    }
  }
  CHECK(seen.count(corpus->codec->special().end_of_text) == 1);
  CHECK(seen.count(corpus->codec->line_end()) == 1);
}

TEST_CASE("every window of the training text is drawn about as often") {
  const Encoded corpus =
      encoded(numbered_corpus(3, 2, 3), CodecKind::kWord, 100, SpecialSet::kGpt, 0);
  const GptBatcher batcher(corpus, 10, 4);
  REQUIRE(batcher.num_windows() == 3 * (2 * 4 + 1) + 1 - 4);
  Rng rng(9);
  GptBatch batch;
  std::map<std::vector<TokenId>, int> counts;
  for (int i = 0; i < 2400; ++i) {
    batcher.draw(rng, batch);
    for (std::size_t b = 0; b < 10; ++b) {
      ++counts[{batch.inputs.begin() + static_cast<std::ptrdiff_t>(b * 4),
                batch.inputs.begin() + static_cast<std::ptrdiff_t>(b * 4 + 4)}];
    }
  }
  CHECK(counts.size() == 24);
  for (const auto& [window, count] : counts) CHECK((count > 850 && count < 1150));
}

TEST_CASE("held-out windows hold each held-out token as a target once, with overlap too") {
  const Encoded corpus =
      encoded(numbered_corpus(20, 3, 7), CodecKind::kByteBpe, 300, SpecialSet::kGpt, 0.2);
  // What the targets should be: everything but the first <|endoftext|>.
  std::vector<TokenId> expected;
  const TokenId end_of_text = corpus->codec->special().end_of_text;
  for (std::size_t d = 0; d < corpus->held_out.num_documents(); ++d) {
    if (d > 0) expected.push_back(end_of_text);
    for (std::size_t l = corpus->held_out.document_begin[d];
         l < corpus->held_out.document_begin[d + 1]; ++l) {
      for (const TokenId id : corpus->held_out.line(l)) expected.push_back(id);
    }
  }
  expected.push_back(end_of_text);
  for (const int context : {5, 16, 31, 4000}) {
    for (const int overlap : {0, 1, 4}) {
      const GptBatcher batcher(corpus, 3, context, overlap);
      std::vector<TokenId> targets;
      GptBatch batch;
      for (std::size_t i = 0; i < batcher.num_held_out_windows(); i += 3) {
        batcher.held_out(i, batch);
        for (std::size_t k = 0; k < batch.targets.size(); ++k) {
          CHECK((batch.inputs[k] >= 0 && batch.inputs[k] < corpus->codec->size()));
          if (batch.targets[k] != kUnknownToken) targets.push_back(batch.targets[k]);
        }
      }
      CHECK(targets == expected);
    }
  }
}

TEST_CASE("training windows hold no held-out word and held-out windows no training word") {
  // A tokenizer of all words, so that every word has its number wherever it stands.
  const Corpus text = numbered_corpus(20, 4, 5);
  const std::vector<std::string_view> texts = {text.text};
  const auto codec = train_word_codec(texts, 5000, SpecialSet::kGpt);
  REQUIRE(codec.ok());
  const auto corpus = tokenize_corpus_with(text, *codec, 0.25, 3);
  REQUIRE(corpus.ok());
  REQUIRE((*corpus)->held_out.num_documents() == 5);
  const TokenId stop = (*codec)->find(".");
  const auto words_of = [&](const TokenPart& part) {
    std::set<TokenId> words(part.tokens.begin(), part.tokens.end());
    words.erase(stop);
    return words;
  };
  const std::set<TokenId> training = words_of((*corpus)->training);
  const std::set<TokenId> held_out = words_of((*corpus)->held_out);
  const GptBatcher batcher(*corpus, 16, 12);
  GptBatch batch;
  Rng rng(1);
  for (int i = 0; i < 40; ++i) {
    batcher.draw(rng, batch);
    for (const TokenId id : batch.inputs) CHECK(held_out.count(id) == 0);
    for (const TokenId id : batch.targets) CHECK(held_out.count(id) == 0);
  }
  for (std::size_t i = 0; i < batcher.num_held_out_windows(); i += 16) {
    batcher.held_out(i, batch);
    for (const TokenId id : batch.inputs) CHECK(training.count(id) == 0);
    for (const TokenId id : batch.targets) CHECK(training.count(id) == 0);
  }
}

TEST_CASE("a text shorter than a window is padded without loss") {
  const Encoded corpus = encoded(corpus_of("a b c.\n"), CodecKind::kWord, 20, SpecialSet::kGpt);
  const GptBatcher batcher(corpus, 2, 64);
  CHECK(batcher.num_windows() == 1);
  CHECK(batcher.num_held_out_windows() == 0);
  GptBatch batch;
  Rng rng(1);
  batcher.draw(rng, batch);
  CHECK(std::count_if(batch.targets.begin(), batch.targets.end(),
                      [](TokenId id) { return id != kUnknownToken; }) == 2 * 5);
}

TEST_CASE("the same seed draws the same batches, another seed others; memory stays where it is") {
  const GptBatcher gpt(toy(SpecialSet::kGpt), 4, 16);
  const BertBatcher bert = bert_batcher(toy(SpecialSet::kBert), 4, 32);
  GptBatch a, b;
  BertBatch c, d;
  Rng first(5), second(5), third(6);
  gpt.draw(first, a);
  gpt.draw(second, b);
  CHECK(same(a, b));
  gpt.draw(third, b);
  CHECK_FALSE(same(a, b));
  Rng one(7), two(7), three(8);
  bert.draw(one, c);
  bert.draw(two, d);
  CHECK(c.inputs == d.inputs);
  CHECK(c.mask_targets == d.mask_targets);
  CHECK(c.is_next == d.is_next);
  bert.draw(three, d);
  CHECK(c.inputs != d.inputs);
  // A copied state goes on in the same way.
  Rng copy = one;
  bert.draw(one, c);
  bert.draw(copy, d);
  CHECK(c.inputs == d.inputs);
  const TokenId* const inputs = c.inputs.data();
  const TokenId* const targets = a.targets.data();
  for (int i = 0; i < 10; ++i) {
    bert.draw(one, c);
    bert.held_out(static_cast<std::size_t>(i), c);
    gpt.draw(first, a);
  }
  CHECK(c.inputs.data() == inputs);
  CHECK(a.targets.data() == targets);
}

// --- BERT's pairs.

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
