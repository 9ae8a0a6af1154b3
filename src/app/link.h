// The address's fragment: what a link reproduces, as text and back; and what a teacher's link
// hides and locks.
// Not applying it (application_links.cpp).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace wordspace {

// What a teacher's link keeps from a class.
struct Restrictions {
  std::vector<std::string> hide;  // of hideable_parts()
  bool lock = false;              // preset, settings, seed, text and the choice of lab
  std::vector<std::string> labs;  // that may be opened although locked; "all": every one

  bool hides(std::string_view part) const;
  // Whether the lock leaves this lab open; home: the lab that the link opens.
  bool may_open(std::string_view lab, std::string_view home) const;
  bool any() const { return lock || !hide.empty(); }
};

// "rail", "controls", "lesson", "transport", "settings" (language, text size, theme, links).
std::span<const char* const> hideable_parts();

// Empty: not in the link.
struct Link {
  std::string lab, preset, language, corpus, seed;
  std::string text;    // own text, short enough to stand there as it is
  std::string packed;  // own text, deflated (zlib's format) and in base64url
  // Further settings, by the command's option names, in order.
  std::vector<std::pair<std::string, std::string>> fields;
  Restrictions restrictions;
  bool projector = false;
};

// Longest own text that a link carries as it is, bytes.
inline constexpr std::size_t kLinkTextBytes = 1500;
// Longest fragment that is made: browsers and messengers take it.
inline constexpr std::size_t kLinkFragmentBytes = 24000;
// Most that a packed text may become.
inline constexpr std::size_t kLinkMostTextBytes = 4 << 20;

// "lab=word2vec&preset=demo&seed=1": percent-encoded where an address needs it.
std::string to_fragment(const Link& link);
// Understands what to_fragment writes, in any order, with or without '#'; ignores what is damaged.
Link parse_fragment(std::string_view fragment);

// base64 with the alphabet of addresses, without padding.
std::string to_base64url(std::string_view bytes);
// Errors: link.damaged.
Result<std::string> from_base64url(std::string_view text);

Error link_damaged();
Error link_too_large();  // would become more than kLinkMostTextBytes
Error link_too_long();   // does not fit kLinkFragmentBytes
Error link_locked();     // what the lock refuses
Error link_lab_closed(const std::string& lab);

}  // namespace wordspace
