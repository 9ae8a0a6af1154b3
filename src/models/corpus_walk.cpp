// Cuts a corpus into pieces and shuffles its documents.
// Not a sampler: see text/sampling.h.
#include "models/corpus_walk.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/rng.h"
#include "text/encoded_corpus.h"

namespace wordspace {

CorpusWalk::CorpusWalk(const EncodedCorpus& corpus) {
  const std::size_t documents = corpus.num_documents();
  document_begin_.reserve(documents + 1);
  document_begin_.push_back(0);
  for (std::size_t d = 0; d < documents; ++d) {
    for (std::uint32_t l = corpus.document_begin[d]; l < corpus.document_begin[d + 1]; ++l) {
      const std::uint32_t line_end = corpus.line_begin[l + 1];
      for (std::uint32_t begin = corpus.line_begin[l]; begin < line_end; begin += kLongestPiece) {
        const Piece piece{begin, std::min(begin + kLongestPiece, line_end), l};
        longest_piece_ = std::max(longest_piece_, piece.size());
        words_ += piece.size();
        pieces_.push_back(piece);
      }
    }
    document_begin_.push_back(static_cast<std::uint32_t>(pieces_.size()));
  }
  document_order_.resize(documents);
  order_.resize(pieces_.size());
}

void CorpusWalk::begin_epoch(std::uint64_t seed, std::int64_t epoch, std::size_t num_shares) {
  constexpr std::uint64_t kOrderStream = 0x6f72646572;  // far from the numbers of threads
  Rng rng(seed, kOrderStream + static_cast<std::uint64_t>(epoch));
  std::iota(document_order_.begin(), document_order_.end(), 0u);
  for (std::size_t n = document_order_.size(); n > 1; --n) {
    std::swap(document_order_[n - 1], document_order_[rng.below(static_cast<std::uint32_t>(n))]);
  }
  auto out = order_.begin();
  for (const std::uint32_t d : document_order_) {
    for (std::uint32_t p = document_begin_[d]; p < document_begin_[d + 1]; ++p) *out++ = p;
  }

  share_begin_.resize(num_shares + 1);
  std::int64_t passed = 0;
  std::size_t at = 0;
  for (std::size_t s = 0; s < num_shares; ++s) {
    const std::int64_t goal =
        words_ * static_cast<std::int64_t>(s) / static_cast<std::int64_t>(num_shares);
    while (at < order_.size() && passed < goal) passed += piece(at++).size();
    share_begin_[s] = at;
  }
  share_begin_[num_shares] = order_.size();
}

}  // namespace wordspace
