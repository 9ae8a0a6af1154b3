// Encodes and decodes byte-level BPE; reads merges.
// Not training (byte_bpe_training.cpp), not the cut into words (pretokenizer.cpp).
#include "text/byte_bpe.h"

#include <algorithm>
#include <queue>
#include <tuple>
#include <utility>

#include "core/ensure.h"
#include "text/pretokenizer.h"
#include "text/unicode.h"
#include "text/utf8_decode.h"

namespace wordspace {
namespace {

constexpr bool is_printable(unsigned byte) {
  return (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
}

// Code point of each byte: itself where it prints, else one above 255.
//   Source: bytes_to_unicode of the encoder published with GPT-2.
constexpr std::array<std::uint16_t, 256> make_code_points() {
  std::array<std::uint16_t, 256> code_points{};
  std::uint16_t above = 256;
  for (unsigned byte = 0; byte < 256; ++byte) {
    code_points[byte] = is_printable(byte) ? static_cast<std::uint16_t>(byte) : above++;
  }
  return code_points;
}
constexpr std::array<std::uint16_t, 256> kCodePoints = make_code_points();

constexpr std::array<std::int16_t, 324> make_bytes() {
  std::array<std::int16_t, 324> bytes{};
  for (std::int16_t& byte : bytes) byte = -1;
  for (unsigned byte = 0; byte < 256; ++byte) {
    bytes[kCodePoints[byte]] = static_cast<std::int16_t>(byte);
  }
  return bytes;
}
constexpr std::array<std::int16_t, 324> kBytes = make_bytes();

Error bad_merges(std::size_t line) {
  const std::string number = std::to_string(line);
  return Error{
      "tokenizer.bad_merges",
      "Line " + number + " of the merges joins tokens that do not exist by then, or occurs twice.",
      "Take merges.txt and the vocabulary from the same model, unchanged.",
      {number}};
}

}  // namespace

std::string written_byte(unsigned char byte) {
  std::string written;
  append_code_point(written, kCodePoints[byte]);
  return written;
}

std::string written_bytes(std::string_view bytes) {
  std::string written;
  for (const char byte : bytes) {
    append_code_point(written, kCodePoints[static_cast<unsigned char>(byte)]);
  }
  return written;
}

std::optional<std::string> bytes_of_written(std::string_view written) {
  std::string bytes;
  for (std::size_t at = 0; at < written.size();) {
    const std::uint32_t code_point = decode_utf8(written, at);
    if (code_point >= kBytes.size() || kBytes[code_point] < 0) return std::nullopt;
    bytes += static_cast<char>(kBytes[code_point]);
  }
  return bytes;
}

std::vector<std::string> byte_tokens() {
  std::vector<std::string> tokens;
  for (const bool printable : {true, false}) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      if (is_printable(byte) == printable) {
        tokens.push_back(written_byte(static_cast<unsigned char>(byte)));
      }
    }
  }
  return tokens;
}

// --- The table of merges.

MergeTable::MergeTable(std::size_t num_merges) {
  std::size_t size = 16;
  while (size < num_merges * 2) size *= 2;
  slots_.resize(size);
  merges_.reserve(num_merges);
}

std::size_t MergeTable::slot_of(TokenId left, TokenId right) const {
  const std::size_t mask = slots_.size() - 1;
  std::uint64_t hash = static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 |
                       static_cast<std::uint32_t>(right);
  hash = (hash ^ (hash >> 32)) * 0xd6e8feb86659fd93u;
  hash = (hash ^ (hash >> 32)) * 0xd6e8feb86659fd93u;
  std::size_t slot = (hash >> 20) & mask;
  while (slots_[slot].rank != kNone && (slots_[slot].left != left || slots_[slot].right != right)) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

bool MergeTable::add(TokenId left, TokenId right, TokenId merged) {
  const std::size_t slot = slot_of(left, right);
  if (slots_[slot].rank != kNone) return false;
  ENSURE((merges_.size() + 1) * 2 <= slots_.size());
  slots_[slot] = {left, right, merged, static_cast<std::uint32_t>(merges_.size())};
  merges_.push_back(slots_[slot]);
  return true;
}

MergeTable::Merge MergeTable::find(TokenId left, TokenId right) const {
  return slots_[slot_of(left, right)];
}

// --- The codec.

ByteBpeCodec::ByteBpeCodec(std::vector<std::string> tokens, MergeTable merges, CodecOptions options)
    : TableCodec(CodecKind::kByteBpe, std::move(tokens), std::move(options)),
      merges_(std::move(merges)) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    byte_ids_[byte] = find_in_model(written_byte(static_cast<unsigned char>(byte)));
  }
  bytes_.reserve(static_cast<std::size_t>(size()));
  for (TokenId id = 0; id < size(); ++id) {
    std::optional<std::string> bytes;
    if (!is_added(id)) bytes = bytes_of_written(this->tokens()[static_cast<std::size_t>(id)]);
    bytes_.push_back(bytes ? std::move(*bytes) : token(id));
  }
  set_line_end(find_in_model(written_byte('\n')));
}

void ByteBpeCodec::append_plain(std::string_view text, WordTokens& cache,
                                std::vector<TokenId>& out) const {
  std::string prefixed;
  if (options().add_prefix_space && text[0] != ' ') {
    prefixed = ' ' + std::string(text);
    text = prefixed;
  }
  if (!options().use_regex) {
    append_piece(text, out);
    return;
  }
  const auto cut = [this](std::string_view piece, std::vector<TokenId>& ids) {
    append_piece(piece, ids);
  };
  for_each_gpt2_piece(text, [&](std::string_view piece) {
    if (piece.size() > kLongPiece) {
      append_piece(piece, out);
      return;
    }
    const std::span<const TokenId> ids = cache.of(piece, cut);
    out.insert(out.end(), ids.begin(), ids.end());
  });
}

void ByteBpeCodec::append_bytes(std::string_view piece, std::vector<TokenId>& out) const {
  const TokenId unknown = special().unknown;
  bool after_unknown = false;
  for (const char byte : piece) {
    const TokenId id = byte_ids_[static_cast<unsigned char>(byte)];
    const bool is_unknown = id == kUnknownToken;
    const bool fused = is_unknown && after_unknown && options().fuse_unknown;
    after_unknown = is_unknown;
    if (!is_unknown) {
      out.push_back(id);
    } else if (unknown != kUnknownToken && !fused) {
      out.push_back(unknown);
    }
  }
}

void ByteBpeCodec::append_piece(std::string_view piece, std::vector<TokenId>& out) const {
  if (options().ignore_merges) {
    const TokenId whole = find_in_model(written_bytes(piece));
    if (whole != kUnknownToken) {
      out.push_back(whole);
      return;
    }
  }
  const std::size_t begin = out.size();
  append_bytes(piece, out);
  if (out.size() - begin <= kLongPiece) {
    merge_short(out, begin);
  } else {
    merge_long(out, begin);
  }
}

// The pair of the lowest rank is merged, of equal ones the leftmost, until none merges.
void ByteBpeCodec::merge_short(std::vector<TokenId>& ids, std::size_t begin) const {
  for (;;) {
    MergeTable::Merge best;
    std::size_t place = 0;
    for (std::size_t i = begin; i + 1 < ids.size(); ++i) {
      const MergeTable::Merge merge = merges_.find(ids[i], ids[i + 1]);
      if (merge.rank >= best.rank) continue;
      best = merge;
      place = i;
    }
    if (best.rank == MergeTable::kNone) return;
    ids[place] = best.merged;
    ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(place) + 1);
  }
}

// The same with a queue of pairs by rank and place, over a linked list.
void ByteBpeCodec::merge_long(std::vector<TokenId>& ids, std::size_t begin) const {
  struct Candidate {
    std::uint32_t rank = 0;
    std::size_t at = 0;
    TokenId left = kUnknownToken, right = kUnknownToken, merged = kUnknownToken;
    bool operator>(const Candidate& other) const {
      return std::tie(rank, at) > std::tie(other.rank, other.at);
    }
  };
  const std::size_t size = ids.size();
  std::vector<std::size_t> next(size - begin);      // index of the token after, `size` at the end
  std::vector<std::size_t> previous(size - begin);  // of the one before, `size` at the start
  for (std::size_t i = begin; i < size; ++i) {
    next[i - begin] = i + 1;
    previous[i - begin] = i == begin ? size : i - 1;
  }
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
  const auto offer = [&](std::size_t at) {
    const std::size_t after = next[at - begin];
    if (after >= size) return;
    const MergeTable::Merge merge = merges_.find(ids[at], ids[after]);
    if (merge.rank != MergeTable::kNone) {
      queue.push({merge.rank, at, merge.left, merge.right, merge.merged});
    }
  };
  for (std::size_t i = begin; i + 1 < size; ++i) offer(i);
  while (!queue.empty()) {
    const Candidate candidate = queue.top();
    queue.pop();
    const std::size_t at = candidate.at;
    const std::size_t after = next[at - begin];
    if (ids[at] != candidate.left || after >= size || ids[after] != candidate.right) continue;
    ids[at] = candidate.merged;
    ids[after] = kUnknownToken;  // gone: matches no candidate
    next[at - begin] = next[after - begin];
    if (next[at - begin] < size) previous[next[at - begin] - begin] = at;
    offer(at);
    if (previous[at - begin] < size) offer(previous[at - begin]);
  }
  std::size_t kept = begin;
  for (std::size_t i = begin; i < size; i = next[i - begin]) ids[kept++] = ids[i];
  ids.resize(kept);
}

std::string ByteBpeCodec::decode(std::span<const TokenId> tokens) const {
  std::string bytes;
  for (const TokenId id : tokens) bytes += bytes_[static_cast<std::size_t>(id)];
  return first_invalid_utf8(bytes) == kNoOffset ? bytes : repaired_utf8(bytes);
}

std::string ByteBpeCodec::display(TokenId id) const {
  return is_added(id) ? token(id) : shown_on_screen(bytes_[static_cast<std::size_t>(id)]);
}

bool ByteBpeCodec::continues_word(TokenId id) const {
  if (is_added(id)) return false;
  const char first = bytes_[static_cast<std::size_t>(id)][0];
  return first != ' ' && first != '\n' && first != '\t' && first != '\r';
}

std::vector<BpeMerge> ByteBpeCodec::merges() const {
  std::vector<BpeMerge> merges;
  for (const MergeTable::Merge& merge : merges_.in_order()) {
    merges.push_back({token(merge.left), token(merge.right)});
  }
  return merges;
}

// --- Making one.

Result<std::shared_ptr<const TokenCodec>> byte_bpe_with_options(std::vector<std::string> tokens,
                                                                std::vector<BpeMerge> merges,
                                                                CodecOptions options) {
  std::unordered_map<std::string_view, TokenId> numbers;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    numbers.emplace(tokens[i], static_cast<TokenId>(i));
  }
  for (const AddedToken& token : options.added) {
    if (!token.in_model) numbers.erase(token.content);
  }
  MergeTable table(merges.size());
  for (std::size_t i = 0; i < merges.size(); ++i) {
    const auto left = numbers.find(merges[i].left);
    const auto right = numbers.find(merges[i].right);
    const std::string joined = merges[i].left + merges[i].right;
    const auto merged = numbers.find(joined);
    if (left == numbers.end() || right == numbers.end() || merged == numbers.end() ||
        !table.add(left->second, right->second, merged->second)) {
      return bad_merges(i + 1);
    }
  }
  return std::shared_ptr<const TokenCodec>(
      std::make_shared<ByteBpeCodec>(std::move(tokens), std::move(table), std::move(options)));
}

Result<std::shared_ptr<const TokenCodec>> byte_bpe_from_parts(std::vector<std::string> tokens,
                                                              std::vector<BpeMerge> merges) {
  CodecOptions options = usual_options(CodecKind::kByteBpe, tokens);
  return make_codec(CodecKind::kByteBpe, std::move(tokens), std::move(merges), std::move(options));
}

Result<std::shared_ptr<const TokenCodec>> byte_bpe_from_merges(std::string_view merges,
                                                               SpecialSet specials) {
  std::vector<std::string> tokens;
  if (specials == SpecialSet::kBert) tokens = special_names(specials);
  for (std::string& token : byte_tokens()) tokens.push_back(std::move(token));
  std::unordered_map<std::string, TokenId> numbers;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    numbers.emplace(tokens[i], static_cast<TokenId>(i));
  }
  MergeTable table(static_cast<std::size_t>(std::count(merges.begin(), merges.end(), '\n')) + 1);
  std::size_t line_number = 0;
  for (std::size_t at = 0; at < merges.size();) {
    const std::size_t newline = std::min(merges.find('\n', at), merges.size());
    std::string_view line = merges.substr(at, newline - at);
    at = newline + 1;
    ++line_number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || line.substr(0, 8) == "#version") continue;
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) return bad_merges(line_number);
    const auto left = numbers.find(std::string(line.substr(0, space)));
    const auto right = numbers.find(std::string(line.substr(space + 1)));
    if (left == numbers.end() || right == numbers.end()) return bad_merges(line_number);
    std::string joined = left->first + right->first;
    const auto [merged, is_new] = numbers.emplace(joined, static_cast<TokenId>(tokens.size()));
    if (is_new) tokens.push_back(std::move(joined));
    if (!table.add(left->second, right->second, merged->second)) return bad_merges(line_number);
  }
  if (specials == SpecialSet::kGpt) tokens.emplace_back(kEndOfTextName);
  CodecOptions options = usual_options(CodecKind::kByteBpe, tokens);
  return std::shared_ptr<const TokenCodec>(
      std::make_shared<ByteBpeCodec>(std::move(tokens), std::move(table), std::move(options)));
}

std::vector<BpeMerge> merges_of(const TokenCodec& codec) {
  if (codec.kind() != CodecKind::kByteBpe) return {};
  return static_cast<const ByteBpeCodec&>(codec).merges();
}

}  // namespace wordspace
