// The order in which a model passes over a corpus: documents shuffled each epoch, lines in pieces,
// the pieces divided among shares that threads work on side by side.
// Not random choices inside a line, and no weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace wordspace {

struct EncodedCorpus;

// A stretch of one line; no window reaches across its ends.
struct Piece {
  std::uint32_t begin = 0, end = 0;  // tokens of the corpus
  std::uint32_t line = 0;
  std::uint32_t size() const { return end - begin; }
};

class CorpusWalk {
 public:
  // Longer lines are cut, as word2vec.c does, so that no step of training is long.
  static constexpr std::uint32_t kLongestPiece = 1000;

  explicit CorpusWalk(const EncodedCorpus& corpus);

  // Settles the order of one epoch and where each share begins. Allocates nothing when num_shares
  // is what it was.
  void begin_epoch(std::uint64_t seed, std::int64_t epoch, std::size_t num_shares);

  std::size_t num_pieces() const { return pieces_.size(); }
  // i-th piece of this epoch.
  const Piece& piece(std::size_t i) const { return pieces_[order_[i]]; }
  // Share s passes pieces [share_begin(s), share_begin(s + 1)) of this epoch.
  std::size_t share_begin(std::size_t s) const { return share_begin_[s]; }
  std::int64_t words() const { return words_; }
  std::uint32_t longest_piece() const { return longest_piece_; }

 private:
  std::vector<Piece> pieces_;
  std::vector<std::uint32_t> document_begin_;  // [documents + 1] into pieces_
  std::vector<std::uint32_t> document_order_;
  std::vector<std::uint32_t> order_;
  std::vector<std::size_t> share_begin_;
  std::int64_t words_ = 0;
  std::uint32_t longest_piece_ = 0;
};

}  // namespace wordspace
