// Percent-encoding of the fragment's fields, base64 of its text.
// Not what the fields mean.
#include "app/link.h"

#include <algorithm>

namespace wordspace {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

std::string encoded(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_plain(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
               hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

constexpr const char* kParts[] = {"rail", "controls", "lesson", "transport", "settings"};

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ",") + word;
  return out;
}

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> out;
  while (!words.empty()) {
    const std::size_t comma = words.find(',');
    if (comma != 0) out.emplace_back(words.substr(0, comma));
    words = comma == std::string_view::npos ? std::string_view() : words.substr(comma + 1);
  }
  return out;
}

constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::span<const char* const> hideable_parts() { return kParts; }

bool Restrictions::hides(std::string_view part) const {
  return std::find(hide.begin(), hide.end(), part) != hide.end();
}

bool Restrictions::may_open(std::string_view lab, std::string_view home) const {
  if (!lock || lab == home) return true;
  return std::find_if(labs.begin(), labs.end(), [lab](const std::string& one) {
           return one == lab || one == "all";
         }) != labs.end();
}

std::string to_fragment(const Link& link) {
  std::string out;
  const auto add = [&out](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    if (!out.empty()) out += '&';
    out += encoded(name) + "=" + encoded(value);
  };
  add("lab", link.lab);
  add("preset", link.preset);
  add("corpus", link.corpus);
  add("seed", link.seed);
  for (const auto& [name, value] : link.fields) add(name, value);
  add("language", link.language);
  add("hide", joined(link.restrictions.hide));
  if (link.restrictions.lock) {
    add("lock", "1");
    add("labs", joined(link.restrictions.labs));
  }
  if (link.projector) add("projector", "1");
  add("text", link.text);
  add("z", link.packed);
  return out;
}

Link parse_fragment(std::string_view fragment) {
  Link link;
  std::vector<std::string> hidden;
  if (fragment.starts_with('#')) fragment.remove_prefix(1);
  while (!fragment.empty()) {
    const std::size_t end = fragment.find('&');
    const std::string_view part = fragment.substr(0, end);
    fragment = end == std::string_view::npos ? std::string_view() : fragment.substr(end + 1);
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    const std::string name = decoded(part.substr(0, equals));
    std::string value = decoded(part.substr(equals + 1));
    if (value.empty()) continue;
    if (name == "lab")
      link.lab = std::move(value);
    else if (name == "preset")
      link.preset = std::move(value);
    else if (name == "language")
      link.language = std::move(value);
    else if (name == "corpus")
      link.corpus = std::move(value);
    else if (name == "seed")
      link.seed = std::move(value);
    else if (name == "text")
      link.text = std::move(value);
    else if (name == "z")
      link.packed = std::move(value);
    else if (name == "lock")
      link.restrictions.lock = value == "1";
    else if (name == "projector")
      link.projector = value == "1";
    else if (name == "labs")
      link.restrictions.labs = split(value);
    else if (name == "hide")
      hidden = split(value);
    else
      link.fields.emplace_back(name, std::move(value));
  }
  for (const char* part : kParts) {
    if (std::find(hidden.begin(), hidden.end(), part) != hidden.end()) {
      link.restrictions.hide.emplace_back(part);
    }
  }
  return link;
}

std::string to_base64url(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 4 / 3 + 3);
  unsigned held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = (held << 8 | static_cast<unsigned char>(c)) & 0xffffu;
    for (bits += 8; bits >= 6;) {
      bits -= 6;
      out += kBase64[held >> bits & 63u];
    }
  }
  if (bits > 0) out += kBase64[held << (6 - bits) & 63u];
  return out;
}

Result<std::string> from_base64url(std::string_view text) {
  std::string out;
  out.reserve(text.size() * 3 / 4);
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    const char* const found = c == '\0' ? nullptr : std::find(kBase64, kBase64 + 64, c);
    if (found == nullptr || found == kBase64 + 64) return link_damaged();
    held = (held << 6 | static_cast<unsigned>(found - kBase64)) & 0xffffu;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(held >> bits & 255u);
    }
  }
  return out;
}

Error link_damaged() {
  return {"link.damaged", "The text in this link is damaged.",
          "Ask for the link once more; the rest of it is open."};
}

Error link_too_large() {
  return {"link.too_large", "The text in this link would be larger than 4 MB.",
          "Open such a text as a file."};
}

Error link_too_long() {
  return {"link.too_long", "The text is too long for a link.",
          "Save the session and pass its file on."};
}

Error link_locked() {
  return {"link.locked", "This link locks the settings.",
          "Open the page without the link to change everything."};
}

Error link_lab_closed(const std::string& lab) {
  return {"link.lab_closed",
          "This link keeps the lab \"" + lab + "\" closed.",
          "Open the page without the link to see all labs.",
          {lab}};
}

}  // namespace wordspace
