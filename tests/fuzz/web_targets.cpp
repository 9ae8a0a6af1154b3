// What comes over the network: links, heads of HTTP requests, byte ranges, base64 of scripts.
#include <string>

#include "app/link.h"
#include "app/scripting.h"
#include "cli/byte_ranges.h"
#include "cli/http_head.h"
#include "core/ensure.h"
#include "fuzz.h"

namespace wordspace::fuzz {
namespace {

void run_link(std::string_view bytes) {
  const Link link = parse_fragment(bytes);
  // What was understood is written so that it is understood the same way.
  const std::string written = to_fragment(link);
  ENSURE(to_fragment(parse_fragment(written)) == written);
  const auto packed = from_base64url(bytes);
  if (packed.ok()) ENSURE(from_base64url(to_base64url(*packed)).value() == *packed);
  static_cast<void>(decode_base64(bytes));
}
std::vector<std::string> link_seeds() {
  Link link;
  link.lab = "word2vec";
  link.language = "vi";
  link.text = "mèo & chó\n";
  link.fields = {{"dim", "50"}, {"window", "5"}};
  link.restrictions.hide = {"rail", "controls"};
  link.restrictions.lock = true;
  return {to_fragment(link), "#lab=gpt&seed=1%20", to_base64url("the sea")};
}

void run_http_head(std::string_view bytes) {
  const cli::RequestHead head = cli::parse_head(bytes, 2000);
  ENSURE(head.refusal == 0 || *cli::reason_of(head.refusal) != '\0');
  for (const std::size_t size : {0, 1, 1000}) {
    for (const cli::ByteRange& range : cli::parse_byte_ranges(bytes, size).ranges) {
      ENSURE(range.first <= range.last && range.last < size);
    }
  }
}
std::vector<std::string> head_seeds() {
  return {"GET /index.html HTTP/1.1\r\nHost: lab\r\nRange: bytes=0-9, -5\r\n\r\n",
          "HEAD /%2e%2e/ HTTP/1.0\r\nConnection: close\r\n\r\n", "bytes=1-2,3-,-4"};
}

constexpr Target kTargets[] = {
    {"link", run_link, link_seeds},
    {"http-head", run_http_head, head_seeds},
};

}  // namespace

std::span<const Target> web_targets() { return kTargets; }

}  // namespace wordspace::fuzz
