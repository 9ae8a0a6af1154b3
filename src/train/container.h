// The shape that checkpoints, records of runs and sessions share as bytes: magic, version, header,
// body, checksum; little-endian.
// Not what stands in header and body: checkpoint.h, run_record.h and labs/session.h know that.
//
//   magic (4 bytes)  u32 version  u32 header_bytes  header  body  u64 checksum of all before it
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wordspace {

inline constexpr std::size_t kContainerPrefixBytes = 12;
inline constexpr std::size_t kContainerChecksumBytes = 8;

// FNV-1a over 64-bit words with a fold, the last word filled with zeros, then the length. Every
// step is a bijection of the sum, so one changed word always changes it.
std::uint64_t checksum(std::string_view bytes);

// A container taken apart; views into its bytes. Its checksum is not looked at yet: who knows how
// long the body must be can say "truncated" first.
struct Container {
  enum class Problem {
    kNone,
    kNotOne,     // another magic
    kTruncated,  // ends inside the prefix or the header
    kNewer,      // version is larger than the reader's
    kNoVersion,  // version is 0
    kLongHeader,
  };
  Problem problem = Problem::kNone;
  std::uint32_t version = 0;
  std::string_view header, body;
};
Container open_container(std::string_view bytes, std::string_view magic, std::uint32_t newest);
// Whether the last eight bytes are the sum of those before; bytes of a container that was opened.
bool checksum_holds(std::string_view bytes);
// The sum that a container ends with, 0 for bytes that are too few: it stands for its content.
std::uint64_t stored_checksum(std::string_view bytes);

// Begins a container; the caller appends the body and ends with close_container().
//   body_bytes: how much will follow, so that nothing is copied twice.
std::string begin_container(std::string_view magic, std::uint32_t version, std::string_view header,
                            std::size_t body_bytes);
void close_container(std::string& bytes);

}  // namespace wordspace
