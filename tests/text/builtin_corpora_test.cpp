// The list of corpora is read and checked; the packed corpora, where they are, are what the list
// says. Not the packer (cmake/pack_corpora.py).
#include "text/builtin_corpora.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/file_io.h"
#include "text/corpus.h"
#include "text/encoded_corpus.h"
#include "text/tokenizer.h"
#include "text/vocabulary.h"

using namespace wordspace;

namespace {

const std::string kRow =
    R"({"name":"n","title":"T","language":"en","words":12,"documents":3,"licence":"L","source":"S",)"
    R"("parts":[{"file":"n.txt","bytes":60}]})";

std::string list_of(const std::string& rows) { return R"({"corpora":[)" + rows + "]}"; }

std::string with(const std::string& from, const std::string& to) {
  std::string row = kRow;
  row.replace(row.find(from), from.size(), to);
  return list_of(row);
}

std::string corpora_folder() {
  const char* named = std::getenv("WORDSPACE_CORPORA");
  return named != nullptr ? named : "build/corpora";
}

}  // namespace

TEST_CASE("the list gives every corpus and then the two toy worlds") {
  const auto corpora = parse_corpora_list(list_of(kRow));
  REQUIRE(corpora.ok());
  REQUIRE(corpora->size() == 3);
  const CorpusInfo& first = (*corpora)[0];
  CHECK(first.name == "n");
  CHECK(first.title == "T");
  CHECK(first.language == "en");
  CHECK(first.num_words == 12);
  CHECK(first.num_documents == 3);
  CHECK(first.licence == "L");
  CHECK(first.source == "S");
  REQUIRE(first.parts.size() == 1);
  CHECK(first.parts[0].file == "n.txt");
  CHECK(first.parts[0].num_bytes == 60);
  CHECK((*corpora)[1].name == "toy-en");
  CHECK((*corpora)[2].name == "toy-vi");
  CHECK((*corpora)[2].parts.empty());
  CHECK((*corpora)[1].num_words > 10000);
}

TEST_CASE("an empty list still has the toy worlds") {
  const auto corpora = parse_corpora_list(list_of(""));
  REQUIRE(corpora.ok());
  CHECK(corpora->size() == 2);
}

TEST_CASE("a list that is broken or hostile is refused in one sentence") {
  for (const std::string& json :
       {std::string(), std::string("{"), std::string("[]"), std::string(R"({"corpora":3})"),
        std::string(R"({"corpora":[1]})"), std::string("\xff\xfe"), with(R"("n")", "7"),
        with(R"("n")", R"("")"), with("12", "-1"), with("12", "1.5"), with("12", R"("12")"),
        with(R"("words")", R"("word")"), with("n.txt", "../secret"), with("n.txt", "/etc/passwd"),
        with("n.txt", ""), with(R"({"file":"n.txt","bytes":60})", ""),
        with(R"({"file":"n.txt","bytes":60})", "[]")}) {
    const auto corpora = parse_corpora_list(json);
    REQUIRE_FALSE_MESSAGE(corpora.ok(), json);
    CHECK(corpora.error().code == "corpora.bad_list");
    CHECK_FALSE(corpora.error().message.empty());
  }
}

TEST_CASE("the packed corpora are there whole, in NFC, with the words that the list counts") {
  const std::string folder = corpora_folder();
  const auto json = read_file(folder + "/corpora.json");
  if (!json.ok()) {
    MESSAGE("skipped: no packed corpora (build the target 'corpora')");
    return;
  }
  const auto corpora = parse_corpora_list(*json);
  REQUIRE(corpora.ok());
  int whole = 0;
  for (const CorpusInfo& info : *corpora) {
    if (info.parts.size() != 1) continue;  // joined ones and toy worlds
    ++whole;
    const auto bytes = read_file(folder + "/" + info.parts[0].file);
    REQUIRE(bytes.ok());
    CHECK(bytes->size() == info.parts[0].num_bytes);
    const auto corpus = corpus_from_bytes(info.name, *bytes);
    REQUIRE(corpus.ok());
    CHECK(corpus->text == *bytes);
    CHECK(split_documents(corpus->text).size() == info.num_documents);
    const auto encoded = encode_corpus(*corpus, {});
    REQUIRE(encoded.ok());
    const auto words = static_cast<double>((*encoded)->num_words_read);
    CHECK(std::abs(words / static_cast<double>(info.num_words) - 1) < 0.001);
    CHECK_FALSE(info.licence.empty());
    CHECK_FALSE(info.source.empty());
  }
  CHECK(whole >= 6);
}

TEST_CASE("every word of the question sets occurs five times in the default corpus") {
  const std::string folder = corpora_folder();
  const auto first = read_file(folder + "/wordnet.txt");
  const auto second = read_file(folder + "/bible-en.txt");
  if (!first.ok() || !second.ok()) {
    MESSAGE("skipped: no packed corpora (build the target 'corpora')");
    return;
  }
  Corpus corpus;
  corpus.text = *first + "\n" + *second;
  const auto encoded = encode_corpus(corpus, {});
  REQUIRE(encoded.ok());
  int num_questions = 0;
  for (const char* name : {"questions-en.txt", "questions-small.txt", "pairs-en.tsv"}) {
    const auto text = read_file(std::string("data/") + name);
    REQUIRE(text.ok());
    for (std::size_t at = 0; at < text->size();) {
      const std::size_t newline = std::min(text->find('\n', at), text->size());
      const std::string line = text->substr(at, newline - at);
      at = newline + 1;
      if (line.empty() || line[0] == ':') continue;
      ++num_questions;
      for (const std::string& word : tokenize(TokenizerKind::kWord, line)) {
        if (word[0] >= '0' && word[0] <= '9') continue;  // a score
        CHECK_MESSAGE((*encoded)->vocabulary->find(word) != kUnknownToken, word);
      }
    }
  }
  CHECK(num_questions >= 120 + 24 + 60);
}
