// Cuts text into the pieces that byte-level BPE never merges across, as GPT-2 does: words with the
// space before them, numbers, runs of signs, spaces, the endings of English contractions.
// Not BPE itself (text/byte_bpe.h); the pattern is written by hand, no regular expressions run.
#pragma once

#include <cstddef>
#include <string_view>

namespace wordspace {

// Offset past the piece that starts at begin (begin < text.size(), well-formed UTF-8). What matches
//   's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//   Source: Radford et al. 2019, the encoder published with GPT-2.
std::size_t gpt2_piece_end(std::string_view text, std::size_t begin);

// Calls visit(std::string_view) with each piece; together they are the text.
template <typename Visit>
void for_each_gpt2_piece(std::string_view text, Visit&& visit) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = gpt2_piece_end(text, at);
    visit(text.substr(at, end - at));
    at = end;
  }
}

}  // namespace wordspace
