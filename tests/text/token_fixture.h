// Corpora for the tests of token corpora and batches.
// Not for other layers' tests.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>

#include "text/token_corpus.h"
#include "text/toy_world.h"

namespace wordspace::token_fixture {

using Encoded = std::shared_ptr<const TokenCorpus>;

inline Corpus corpus_of(std::string text) {
  Corpus corpus;
  corpus.name = "test";
  corpus.text = std::move(text);
  return corpus;
}

// Documents of whole sentences in words of their own: word 7 of document 3 is "dwh" and so on.
inline Corpus numbered_corpus(int num_documents, int num_lines, int num_words) {
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

inline Encoded encoded(const Corpus& corpus, CodecKind kind, int size, SpecialSet specials,
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

inline Encoded toy(SpecialSet specials, CodecKind kind = CodecKind::kWord) {
  return encoded(make_toy_world(ToyLanguage::kEnglish, 2000, 1).corpus, kind, 1000, specials);
}

}  // namespace wordspace::token_fixture
