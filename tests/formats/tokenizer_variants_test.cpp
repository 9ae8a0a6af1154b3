// Tokenizers with every option, token for token against Hugging Face's library, and what is left
// of them after writing and reading. The strings, the tokenizers and hashes of the right tokens
// come from tests/golden/tokenizer_variants.py.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/file_io.h"
#include "formats/hugging_face.h"
#include "models/transformer_config.h"
#include "text/codec_options.h"
#include "text/token_codec.h"

using namespace wordspace;
namespace hf = wordspace::hugging_face;

namespace {

using Json = nlohmann::json;
using Codec = std::shared_ptr<const TokenCodec>;

struct Variant {
  std::string name;
  Json tokenizer;
  std::string hashes;  // eight digits a string
  std::vector<std::vector<TokenId>> sample;
};
struct Golden {
  std::vector<std::string> strings;
  std::vector<Variant> variants;
};

Golden read_golden() {
  const Result<std::string> text = read_file("tests/golden/tokenizer_variants.jsonl");
  REQUIRE(text.ok());
  std::istringstream lines(*text);
  Golden golden;
  Json bases;
  for (std::string line; std::getline(lines, line);) {
    Json row = Json::parse(line);
    if (row.contains("bases")) {
      bases = std::move(row["bases"]);
    } else if (row.contains("strings")) {
      golden.strings = row["strings"].get<std::vector<std::string>>();
    } else {
      Json tokenizer = bases[row["base"].get<std::string>()];
      tokenizer.merge_patch(row["patch"]);
      golden.variants.push_back({row["name"], std::move(tokenizer), row["hashes"], row["sample"]});
    }
  }
  return golden;
}
const Golden& golden() {
  static const Golden kGolden = read_golden();
  return kGolden;
}

// 32-bit FNV-1a over the numbers, four bytes each, lowest first.
std::string hash_of(const std::vector<TokenId>& ids) {
  std::uint32_t hash = 0x811c9dc5u;
  for (const TokenId id : ids) {
    for (int shift = 0; shift < 32; shift += 8) {
      hash = (hash ^ (static_cast<std::uint32_t>(id) >> shift & 0xffu)) * 0x01000193u;
    }
  }
  char digits[9];
  std::snprintf(digits, sizeof digits, "%08x", hash);
  return digits;
}

std::string shown(const TokenCodec& codec, const std::vector<TokenId>& ids) {
  std::string text;
  for (const TokenId id : ids) text += codec.token(id) + "|";
  return text;
}

Codec read(const std::string& json, const std::string& name) {
  hf::Folder folder;
  folder["tokenizer.json"] = json;
  const auto codec = hf::read_tokenizer(hf::view_of(folder));
  REQUIRE_MESSAGE(codec.ok(), name, ": ", codec.error().message);
  REQUIRE(*codec != nullptr);
  return *codec;
}

}  // namespace

TEST_CASE("every option of a tokenizer gives the tokens that Hugging Face's library gives") {
  REQUIRE(golden().strings.size() >= 500);
  REQUIRE(golden().variants.size() >= 30);
  for (const Variant& variant : golden().variants) {
    const Codec codec = read(variant.tokenizer.dump(), variant.name);
    REQUIRE(variant.hashes.size() == 8 * golden().strings.size());
    int wrong = 0;
    for (const std::vector<TokenId>& row : variant.sample) {
      const std::string& text = golden().strings[static_cast<std::size_t>(row[0])];
      const std::vector<TokenId> right(row.begin() + 1, row.end());
      const std::vector<TokenId> ids = codec->encode(text);
      CHECK_MESSAGE(ids == right, variant.name, ": ", text, " became ", shown(*codec, ids), " not ",
                    shown(*codec, right));
    }
    for (std::size_t i = 0; i < golden().strings.size(); ++i) {
      const std::vector<TokenId> ids = codec->encode(golden().strings[i]);
      if (hash_of(ids) == std::string_view(variant.hashes).substr(8 * i, 8)) continue;
      if (++wrong <= 5) {
        MESSAGE(variant.name, ": ", i, " ", Json(golden().strings[i]).dump(-1, ' ', true),
                " became ", shown(*codec, ids));
      }
    }
    CHECK_MESSAGE(wrong == 0, variant.name, ": ", wrong, " strings");
  }
}

TEST_CASE("a tokenizer that was read is written as it was: the same options, the same tokens") {
  for (const Variant& variant : golden().variants) {
    const Codec codec = read(variant.tokenizer.dump(), variant.name);
    const Json again = Json::parse(hf::write_tokenizer(*codec, TransformerKind::kGpt));
    for (const auto& [part, value] : variant.tokenizer.items()) {
      if (part == "model") continue;
      CHECK_MESSAGE(again[part] == value, variant.name, ": ", part, " ", again[part].dump());
    }
    for (const auto& [field, value] : variant.tokenizer["model"].items()) {
      if (field == "merges") continue;  // text in place of pairs
      const Json& written = again["model"][field];
      const bool empty = value.is_null() && (written == "" || written.is_null());
      CHECK_MESSAGE((empty || written == value), variant.name, ": model.", field);
    }
    const Codec twice = read(again.dump(), variant.name);
    CHECK_MESSAGE(twice->options() == codec->options(), variant.name);
    REQUIRE(twice->size() == codec->size());
    for (const std::string& text : golden().strings) {
      if (twice->encode(text) == codec->encode(text)) continue;
      FAIL_CHECK(variant.name, ": ", text);
    }
  }
}
