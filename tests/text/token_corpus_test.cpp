// Corpora as token numbers, and the windows of running text that GPT draws from them.
// Not the tokenizers (token_codec_test.cpp), not pairs and masks (bert_batcher_test.cpp).
#include "text/token_corpus.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/rng.h"
#include "text/codec_options.h"
#include "text/toy_world.h"
#include "token_fixture.h"

using namespace wordspace;
using namespace wordspace::token_fixture;

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
    // Where BERT's tokenizer has no token of that name, none can stand there.
    if (line_end == kUnknownToken) CHECK(bert->codec->find("\n") == kUnknownToken);
    CHECK(std::count(tokens.begin(), tokens.end(), line_end) == 0);
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

TEST_CASE("a tokenizer with a token for the start and one for the end puts both around documents") {
  std::vector<std::string> tokens = {"<s>", "</s>", "[UNK]", "a", "b"};
  CodecOptions options = usual_options(CodecKind::kWord, tokens);
  options.special.begin_of_text = 0;
  options.special.end_of_text = 1;
  const auto codec = make_codec(CodecKind::kWord, tokens, {}, options);
  REQUIRE(codec.ok());
  const auto corpus = tokenize_corpus_with(corpus_of("a b\n\nb a\n"), *codec, 0, 1);
  REQUIRE(corpus.ok());
  const GptBatcher batcher(*corpus, 1, 7);
  GptBatch batch;
  Rng rng(1);
  batcher.draw(rng, batch);
  CHECK(batch.inputs == std::vector<TokenId>{0, 3, 4, 1, 0, 4, 3});
  CHECK(batch.targets == std::vector<TokenId>{3, 4, 1, 0, 4, 3, 1});
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

TEST_CASE("the same seed draws the same windows, another seed others; memory stays where it is") {
  const GptBatcher batcher(toy(SpecialSet::kGpt), 4, 16);
  GptBatch a, b;
  Rng first(5), second(5), third(6);
  batcher.draw(first, a);
  batcher.draw(second, b);
  CHECK((a.inputs == b.inputs && a.targets == b.targets));
  batcher.draw(third, b);
  CHECK(a.inputs != b.inputs);
  const TokenId* const targets = a.targets.data();
  for (int i = 0; i < 10; ++i) {
    batcher.draw(first, a);
    batcher.held_out(static_cast<std::size_t>(i), a);
  }
  CHECK(a.targets.data() == targets);
}
