// Learns the merges of byte-level BPE from texts: the most frequent pair of neighbours becomes a
// token, again and again.
// Not encoding (byte_bpe.cpp).
#include <algorithm>
#include <cstdint>
#include <queue>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/ensure.h"
#include "text/byte_bpe.h"
#include "text/pretokenizer.h"
#include "text/word_table.h"

namespace wordspace {
namespace {

// Longer pieces are counted in parts: no merge of use is that long, and a text without spaces would
// otherwise be read again for every merge.
constexpr std::size_t kLongestCounted = 128;
// A pair seen once teaches nothing.
constexpr std::int64_t kLeastCount = 2;

using PairKey = std::uint64_t;

PairKey key_of(TokenId left, TokenId right) {
  return static_cast<PairKey>(static_cast<std::uint32_t>(left)) << 32 |
         static_cast<std::uint32_t>(right);
}
TokenId left_of(PairKey key) { return static_cast<TokenId>(key >> 32); }
TokenId right_of(PairKey key) { return static_cast<TokenId>(key & 0xffffffffu); }

struct PairInfo {
  std::int64_t count = 0;
  std::vector<std::uint32_t> words;  // where it occurs or once did
};

class Trainer {
 public:
  Trainer(std::vector<std::string> tokens, const WordTable& pieces)
      : tokens_(std::move(tokens)), queue_(Later{&tokens_}) {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      numbers_.emplace(tokens_[i], static_cast<TokenId>(i));
    }
    TokenId byte_ids[256];
    for (unsigned byte = 0; byte < 256; ++byte) {
      byte_ids[byte] = numbers_.at(written_byte(static_cast<unsigned char>(byte)));
    }
    words_.resize(pieces.size());
    for (std::uint32_t w = 0; w < pieces.size(); ++w) {
      for (const char byte : pieces.word(w)) {
        words_[w].ids.push_back(byte_ids[static_cast<unsigned char>(byte)]);
      }
      words_[w].count = pieces.count(w);
      add_pairs(w);
    }
    for (const auto& [key, info] : pairs_) queue_.push({info.count, key});
    grown_.clear();
  }

  // Merges until there are num_tokens tokens or no pair is left.
  void run(std::size_t num_tokens) {
    while (tokens_.size() < num_tokens && !queue_.empty()) {
      const Entry top = queue_.top();
      queue_.pop();
      PairInfo& info = pairs_[top.key];
      if (info.count != top.count) {  // it has changed since: back to its place
        if (info.count >= kLeastCount && info.count < top.count) {
          queue_.push({info.count, top.key});
        }
        continue;
      }
      if (top.count < kLeastCount) break;
      merge(top.key);
    }
  }

  std::vector<std::string>& tokens() { return tokens_; }
  const std::vector<MergeTable::Merge>& merges() const { return merges_; }

 private:
  struct Word {
    std::vector<TokenId> ids;
    std::int64_t count = 0;
  };
  struct Entry {
    std::int64_t count = 0;
    PairKey key = 0;
  };
  // Orders the queue: falling count, then the spelling of the left and the right token.
  struct Later {
    const std::vector<std::string>* tokens;
    bool operator()(const Entry& a, const Entry& b) const {
      if (a.count != b.count) return a.count < b.count;
      const auto spelling = [&](TokenId id) -> const std::string& {
        return (*tokens)[static_cast<std::size_t>(id)];
      };
      const int left = spelling(left_of(a.key)).compare(spelling(left_of(b.key)));
      if (left != 0) return left > 0;
      return spelling(right_of(a.key)).compare(spelling(right_of(b.key))) > 0;
    }
  };

  void add_pairs(std::uint32_t w) {
    const Word& word = words_[w];
    for (std::size_t i = 0; i + 1 < word.ids.size(); ++i) {
      const PairKey key = key_of(word.ids[i], word.ids[i + 1]);
      PairInfo& info = pairs_[key];
      info.count += word.count;
      if (info.words.empty() || info.words.back() != w) info.words.push_back(w);
      grown_.push_back(key);
    }
  }

  void remove_pairs(std::uint32_t w) {
    const Word& word = words_[w];
    for (std::size_t i = 0; i + 1 < word.ids.size(); ++i) {
      pairs_[key_of(word.ids[i], word.ids[i + 1])].count -= word.count;
    }
  }

  void merge(PairKey key) {
    const TokenId left = left_of(key);
    const TokenId right = right_of(key);
    std::string joined =
        tokens_[static_cast<std::size_t>(left)] + tokens_[static_cast<std::size_t>(right)];
    // The same letters may have come together another way before: one token, two merges.
    const auto [found, is_new] = numbers_.emplace(joined, static_cast<TokenId>(tokens_.size()));
    const TokenId merged = found->second;
    if (is_new) tokens_.push_back(std::move(joined));
    merges_.push_back({left, right, merged, static_cast<std::uint32_t>(merges_.size())});

    grown_.clear();
    const std::vector<std::uint32_t> where = std::move(pairs_[key].words);
    for (const std::uint32_t w : where) {
      std::vector<TokenId>& ids = words_[w].ids;
      const auto stands_at = [&](std::size_t i) {
        return i + 1 < ids.size() && ids[i] == left && ids[i + 1] == right;
      };
      std::size_t i = 0;
      while (i < ids.size() && !stands_at(i)) ++i;
      if (i >= ids.size()) continue;
      remove_pairs(w);
      std::size_t kept = i;
      for (; i < ids.size(); ++kept) {
        const bool here = stands_at(i);
        ids[kept] = here ? merged : ids[i];
        i += here ? 2 : 1;
      }
      ids.resize(kept);
      add_pairs(w);
    }
    // Pairs with the new token are new or have grown; all others only shrink, which the queue finds
    // out when their turn comes.
    std::sort(grown_.begin(), grown_.end());
    grown_.erase(std::unique(grown_.begin(), grown_.end()), grown_.end());
    for (const PairKey grown : grown_) {
      if (left_of(grown) != merged && right_of(grown) != merged) continue;
      const std::int64_t count = pairs_[grown].count;
      if (count >= kLeastCount) queue_.push({count, grown});
    }
  }

  std::vector<std::string> tokens_;
  std::unordered_map<std::string, TokenId> numbers_;
  std::vector<Word> words_;
  std::unordered_map<PairKey, PairInfo> pairs_;
  std::vector<PairKey> grown_;
  std::vector<MergeTable::Merge> merges_;
  std::priority_queue<Entry, std::vector<Entry>, Later> queue_;
};

}  // namespace

Result<std::shared_ptr<const TokenCodec>> train_byte_bpe(std::span<const std::string_view> texts,
                                                         int vocab_size, SpecialSet specials) {
  const std::size_t num_specials = specials == SpecialSet::kBert  ? 5
                                   : specials == SpecialSet::kGpt ? 1
                                                                  : 0;
  if (vocab_size < static_cast<int>(256 + num_specials)) {
    const std::string least = std::to_string(256 + num_specials);
    return Error{"tokenizer.bad_size",
                 "The vocabulary is too small for this tokenizer: it needs " + least + " tokens.",
                 "Choose a larger vocabulary.",
                 {least}};
  }
  WordTable pieces;
  for (const std::string_view text : texts) {
    for_each_gpt2_piece(text, [&](std::string_view piece) {
      for (std::size_t at = 0; at < piece.size(); at += kLongestCounted) {
        pieces.add(piece.substr(at, kLongestCounted));
      }
    });
  }
  if (pieces.size() < 2) {
    return Error{"text.too_small",
                 "The text is too small: fewer than two words occur 1 times.",
                 "Use more text or lower the minimum count.",
                 {"1"}};
  }
  std::vector<std::string> tokens;
  if (specials == SpecialSet::kBert) tokens = special_names(specials);
  for (std::string& token : byte_tokens()) tokens.push_back(std::move(token));
  const std::size_t at_end = specials == SpecialSet::kGpt ? 1 : 0;

  Trainer trainer(std::move(tokens), pieces);
  trainer.run(static_cast<std::size_t>(vocab_size) - at_end);
  MergeTable merges(trainer.merges().size());
  for (const MergeTable::Merge& merge : trainer.merges()) {
    merges.add(merge.left, merge.right, merge.merged);
  }
  tokens = std::move(trainer.tokens());
  if (specials == SpecialSet::kGpt) tokens.emplace_back(kEndOfTextName);
  CodecOptions options = usual_options(CodecKind::kByteBpe, tokens);
  return std::shared_ptr<const TokenCodec>(
      std::make_shared<ByteBpeCodec>(std::move(tokens), std::move(merges), std::move(options)));
}

}  // namespace wordspace
