// Percent-encoding of the fragment's fields.
// Not what the fields mean.
#include "app/link.h"

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

}  // namespace

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
  add("text", link.text);
  return out;
}

Link parse_fragment(std::string_view fragment) {
  Link link;
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
    else
      link.fields.emplace_back(name, std::move(value));
  }
  return link;
}

}  // namespace wordspace
