// Random vocabularies with random options: what is written is what is read.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "core/rng.h"
#include "formats/hugging_face.h"
#include "models/transformer_config.h"
#include "text/byte_bpe.h"
#include "text/codec_options.h"
#include "text/token_codec.h"
#include "text/unicode.h"

using namespace wordspace;
namespace hf = wordspace::hugging_face;

namespace {

using Codec = std::shared_ptr<const TokenCodec>;

constexpr std::uint32_t kLetters[] = {
    'a',    'b',    'c',  'A',    'B',    ' ',    ' ',    ' ',     '.',   '\'',   '_',
    '1',    '\n',   '\t', 0xe9,   0xc9,   0x130,  0xdf,   0x301,   0x323, 0x1ec7, 0x6771,
    0x4eac, 0x3042, 0x7,  0xfffd, 0x200d, 0x00a0, 0x3000, 0x1fae9, 0x378, 0x11f04};

bool chance(Rng& rng, std::uint32_t of_ten) { return rng.below(10) < of_ten; }

std::string random_text(Rng& rng, std::uint32_t longest) {
  std::string text;
  for (std::uint32_t n = rng.below(longest + 1); n > 0; --n) {
    append_code_point(text, kLetters[rng.below(std::size(kLetters))]);
  }
  return text;
}

// Words without white space or controls at whose ends nothing is lost.
std::string random_word(Rng& rng) {
  constexpr std::uint32_t kPlain[] = {'a', 'b', 'c', 'B', 0xe9, 0x1ec7, 0x6771, '.', '<', '>'};
  std::string text;
  for (std::uint32_t n = 1 + rng.below(4); n > 0; --n) {
    append_code_point(text, kPlain[rng.below(std::size(kPlain))]);
  }
  return text;
}

struct Made {
  CodecKind kind = CodecKind::kByteBpe;
  std::vector<std::string> tokens;
  std::vector<BpeMerge> merges;
  CodecOptions options;
};

// Every byte but a few, and merges of tokens that exist by then.
void add_bytes_and_merges(Rng& rng, Made& made) {
  const std::uint32_t missing = chance(rng, 3) ? rng.below(40) : 0;
  for (const std::string& byte : byte_tokens()) {
    if (rng.below(256) >= missing) made.tokens.push_back(byte);
  }
  std::set<std::string> there(made.tokens.begin(), made.tokens.end());
  std::set<std::string> pairs;
  for (int i = 0; i < 60; ++i) {
    std::string text = written_bytes(random_text(rng, 3));
    if (text.empty() || there.contains(text)) continue;
    const std::size_t cuts[] = {1, 2, 3, 4};
    const std::size_t cut = cuts[rng.below(4)];
    if (cut >= text.size()) continue;
    const std::string left = text.substr(0, cut), right = text.substr(cut);
    if (!there.contains(left) || !there.contains(right)) continue;
    there.insert(text);
    made.tokens.push_back(text);
    made.merges.push_back({left, right});
  }
  for (std::size_t i = made.merges.size(); i > 1 && chance(rng, 3); --i) {
    std::swap(made.merges[i - 1], made.merges[rng.below(static_cast<std::uint32_t>(i))]);
  }
}

void add_pieces(Rng& rng, Made& made) {
  made.tokens.push_back("[UNK]");
  const std::string mark = made.options.continuation;
  std::set<std::string> there(made.tokens.begin(), made.tokens.end());
  for (int i = 0; i < 80; ++i) {
    std::string piece = (chance(rng, 4) ? mark : "") + random_word(rng);
    if (there.insert(piece).second) made.tokens.push_back(piece);
  }
}

void add_added(Rng& rng, Made& made) {
  std::set<TokenId> taken;
  std::set<std::string> normalised;
  for (std::uint32_t n = rng.below(7); n > 0; --n) {
    AddedToken token;
    token.content = chance(rng, 3)
                        ? made.tokens[rng.below(static_cast<std::uint32_t>(made.tokens.size()))]
                        : "<" + random_word(rng) + ">";
    token.single_word = chance(rng, 3);
    token.lstrip = chance(rng, 3);
    token.rstrip = chance(rng, 3);
    token.special = chance(rng, 5);
    token.normalized = chance(rng, 5);
    const std::string looked_for = normalised_content(made.kind, made.options, token.content);
    if (looked_for.empty()) continue;
    if (token.normalized && !normalised.insert(looked_for).second) continue;
    const auto found = std::find(made.tokens.begin(), made.tokens.end(), token.content);
    token.id = static_cast<TokenId>(found - made.tokens.begin());
    token.in_model = found != made.tokens.end();
    if (!taken.insert(token.id).second) continue;
    if (!token.in_model) made.tokens.push_back(token.content);
    made.options.added.push_back(token);
  }
  std::sort(made.options.added.begin(), made.options.added.end(),
            [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
  // Some of them are for something; a name belongs to an added token.
  for (TokenId SpecialTokens::* role :
       {&SpecialTokens::end_of_text, &SpecialTokens::padding, &SpecialTokens::classify,
        &SpecialTokens::separator, &SpecialTokens::mask}) {
    if (made.options.added.empty() || chance(rng, 5)) continue;
    const auto& added = made.options.added;
    made.options.named.*role = added[rng.below(static_cast<std::uint32_t>(added.size()))].id;
  }
  const TokenId unknown = made.options.special.unknown;
  made.options.special = made.options.named;
  made.options.special.unknown = unknown;
}

Made random_tokenizer(Rng& rng) {
  Made made;
  CodecOptions& options = made.options;
  if (chance(rng, 5)) {
    add_bytes_and_merges(rng, made);
    options.add_prefix_space = chance(rng, 5);
    options.use_regex = chance(rng, 7);
    options.ignore_merges = chance(rng, 5);
    options.fuse_unknown = chance(rng, 5);
    if (chance(rng, 5)) options.special.unknown = 0;
  } else {
    made.kind = CodecKind::kWordPiece;
    options.clean_text = chance(rng, 5);
    options.split_chinese = chance(rng, 5);
    options.lower_case = chance(rng, 5);
    if (chance(rng, 6)) options.strip_accents = chance(rng, 5);
    options.longest_word = static_cast<int>(1 + rng.below(12));
    const char* const marks[] = {"##", "@@", "", "_"};
    options.continuation = marks[rng.below(4)];
    add_pieces(rng, made);
    options.special.unknown = 0;
  }
  add_added(rng, made);
  return made;
}

}  // namespace

TEST_CASE("any tokenizer, written and read, has the same options and cuts the same tokens") {
  Rng rng(20260713);
  int with_added = 0, different = 0;
  for (int round = 0; round < 300; ++round) {
    Made made = random_tokenizer(rng);
    const auto codec = make_codec(made.kind, made.tokens, made.merges, made.options);
    REQUIRE_MESSAGE(codec.ok(), codec.error().message);
    with_added += made.options.added.empty() ? 0 : 1;
    hf::Folder folder;
    folder["tokenizer.json"] = hf::write_tokenizer(**codec, TransformerKind::kGpt);
    folder["tokenizer_config.json"] = hf::write_tokenizer_config(**codec, 16);
    const auto again = hf::read_tokenizer(hf::view_of(folder));
    REQUIRE_MESSAGE(again.ok(), round, ": ", again.error().message);
    CodecOptions read = (*again)->options();
    for (const auto& [name, json] : read.kept) CHECK_FALSE(json.empty());
    read.kept.clear();  // what was not in memory is what is usual
    CHECK_MESSAGE(read == made.options, round);
    CHECK((*again)->kind() == made.kind);
    REQUIRE((*again)->size() == static_cast<TokenId>(made.tokens.size()));
    for (TokenId id = 0; id < (*again)->size(); ++id) {
      CHECK((*again)->token(id) == made.tokens[static_cast<std::size_t>(id)]);
    }
    const Codec plain = *make_codec(made.kind, made.tokens, made.merges, [&] {
      CodecOptions usual;
      usual.special.unknown = made.options.special.unknown;
      return usual;
    }());
    for (int i = 0; i < 30; ++i) {
      std::string text = random_text(rng, 20);
      for (const AddedToken& token : made.options.added) {
        if (chance(rng, 5)) text += token.content + random_text(rng, 4);
      }
      CHECK_MESSAGE((*again)->encode(text) == (*codec)->encode(text), round, ": ", text);
      different += (*codec)->encode(text) == plain->encode(text) ? 0 : 1;
    }
    // A second time the very bytes are the same.
    CHECK(hf::write_tokenizer(**again, TransformerKind::kGpt) == folder["tokenizer.json"]);
    CHECK(hf::write_tokenizer_config(**again, 16) == folder["tokenizer_config.json"]);
  }
  CHECK(with_added > 150);
  CHECK(different > 3000);  // options do something
}
