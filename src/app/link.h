// The address's fragment: what a link reproduces, as text and back.
// Not applying it (application.cpp).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wordspace {

// Empty: not in the link.
struct Link {
  std::string lab, preset, language, corpus, seed;
  std::string text;  // own text, short enough for an address
  // Further settings, by the command's option names, in order.
  std::vector<std::pair<std::string, std::string>> fields;
};

// Longest own text that a link carries, bytes.
inline constexpr std::size_t kLinkTextBytes = 1500;

// "lab=word2vec&preset=demo&seed=1": percent-encoded where an address needs it.
std::string to_fragment(const Link& link);
// Understands what to_fragment writes, in any order, with or without '#'; ignores what is damaged.
Link parse_fragment(std::string_view fragment);

}  // namespace wordspace
