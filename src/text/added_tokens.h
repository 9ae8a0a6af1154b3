// Finds added tokens in a text: the leftmost first, of several there the longest.
// For this layer only: others use text/token_codec.h.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/codec_options.h"

namespace wordspace {

class AddedTokens {
 public:
  // What to look for is not empty (ENSURE), and no two are the same.
  struct Pattern {
    std::string text;
    AddedToken token;
  };
  explicit AddedTokens(std::vector<Pattern> patterns);
  bool empty() const { return patterns_.empty(); }

  struct Part {
    std::string_view text;          // of the text between tokens, not empty
    TokenId token = kUnknownToken;  // or a token
  };
  // The text, well-formed UTF-8, as parts in order.
  //   Source: AddedVocabulary of the Hugging Face tokenizers library.
  template <typename Visit>
  void split(std::string_view text, Visit&& visit) const {
    std::size_t done = 0;  // text before it has been visited
    Match match;
    for (std::size_t at = 0; find(text, at, match); at = match.end) {
      if (!fits(text, done, match)) continue;
      if (done < match.from) visit(Part{text.substr(done, match.from - done), kUnknownToken});
      if (match.from < match.to) visit(Part{{}, match.token->id});
      done = match.to;
    }
    if (done < text.size()) visit(Part{text.substr(done), kUnknownToken});
  }

 private:
  struct Match {
    std::size_t begin = 0, end = 0;  // of the pattern
    std::size_t from = 0, to = 0;    // with the white space that the token takes
    const AddedToken* token = nullptr;
  };
  // The first match at `at` or later.
  bool find(std::string_view text, std::size_t at, Match& match) const;
  // Whether it counts, and what it takes of the text after done: of white space that the token
  // before has taken, a token that takes white space to its left is left with nothing.
  static bool fits(std::string_view text, std::size_t done, Match& match);

  std::vector<Pattern> patterns_;                              // the longest first
  std::array<std::vector<std::uint32_t>, 256> by_first_byte_;  // into patterns_
};

}  // namespace wordspace
