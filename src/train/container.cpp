// Prefix, header, body and checksum, checked in this order.
// Not a format of its own.
#include "train/container.h"

#include <bit>
#include <cstring>

namespace wordspace {
namespace {

static_assert(std::endian::native == std::endian::little, "containers are little-endian");

constexpr std::size_t kMagicBytes = 4;
constexpr std::size_t kMaxHeaderBytes = 16u << 20;
static_assert(kContainerPrefixBytes == kMagicBytes + 2 * sizeof(std::uint32_t));
static_assert(kContainerChecksumBytes == sizeof(std::uint64_t));

std::uint32_t u32_at(std::string_view bytes, std::size_t offset) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

}  // namespace

std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t sum = 0xcbf29ce484222325u;
  const auto mix = [&](std::uint64_t word) {
    sum = (sum ^ word) * 0x100000001b3u;
    sum ^= sum >> 29;
  };
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, 8);
    mix(word);
  }
  std::uint64_t word = 0;
  if (i < bytes.size()) std::memcpy(&word, bytes.data() + i, bytes.size() - i);
  mix(word);
  mix(bytes.size());
  return sum;
}

Container open_container(std::string_view bytes, std::string_view magic, std::uint32_t newest) {
  Container out;
  const auto refused = [&out](Container::Problem problem) {
    out.problem = problem;
    return out;
  };
  if (bytes.empty() || !magic.starts_with(bytes.substr(0, kMagicBytes))) {
    return refused(Container::Problem::kNotOne);
  }
  if (bytes.size() < kContainerPrefixBytes) return refused(Container::Problem::kTruncated);
  out.version = u32_at(bytes, kMagicBytes);
  if (out.version > newest) return refused(Container::Problem::kNewer);
  if (out.version == 0) return refused(Container::Problem::kNoVersion);
  const std::size_t header_bytes = u32_at(bytes, kMagicBytes + sizeof(std::uint32_t));
  if (header_bytes > kMaxHeaderBytes) return refused(Container::Problem::kLongHeader);
  if (bytes.size() - kContainerPrefixBytes < header_bytes + kContainerChecksumBytes) {
    return refused(Container::Problem::kTruncated);
  }
  out.header = bytes.substr(kContainerPrefixBytes, header_bytes);
  const std::size_t at = kContainerPrefixBytes + header_bytes;
  out.body = bytes.substr(at, bytes.size() - kContainerChecksumBytes - at);
  return out;
}

std::uint64_t stored_checksum(std::string_view bytes) {
  std::uint64_t stored = 0;
  if (bytes.size() < kContainerChecksumBytes) return 0;
  std::memcpy(&stored, bytes.data() + bytes.size() - kContainerChecksumBytes, sizeof stored);
  return stored;
}

bool checksum_holds(std::string_view bytes) {
  return bytes.size() >= kContainerChecksumBytes &&
         checksum(bytes.substr(0, bytes.size() - kContainerChecksumBytes)) ==
             stored_checksum(bytes);
}

std::string begin_container(std::string_view magic, std::uint32_t version, std::string_view header,
                            std::size_t body_bytes) {
  std::string bytes;
  bytes.reserve(kContainerPrefixBytes + header.size() + body_bytes + kContainerChecksumBytes);
  bytes += magic;
  const auto header_bytes = static_cast<std::uint32_t>(header.size());
  bytes.append(reinterpret_cast<const char*>(&version), sizeof version);
  bytes.append(reinterpret_cast<const char*>(&header_bytes), sizeof header_bytes);
  bytes += header;
  return bytes;
}

void close_container(std::string& bytes) {
  const std::uint64_t sum = checksum(bytes);
  bytes.append(reinterpret_cast<const char*>(&sum), sizeof sum);
}

}  // namespace wordspace
