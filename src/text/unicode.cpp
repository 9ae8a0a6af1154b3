// UTF-8, NFC, lower case and letter classes over generated tables (cmake/unicode_tables.py).
// Not locale-aware, no compatibility forms, no full case folding.
#include "text/unicode.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <vector>

#include "core/ensure.h"
#include "text/utf8_decode.h"

namespace wordspace {
namespace {

#include "text/unicode_tables.inc"

constexpr std::uint32_t kNumCodePoints = 0x110000;
// The only letter whose lower case is two code points.
constexpr std::uint32_t kDottedCapitalI = 0x130, kDotAbove = 0x307;

// Hangul syllables compose by arithmetic. Source: The Unicode Standard, section 3.12.
constexpr std::uint32_t kHangulS = 0xac00, kHangulL = 0x1100, kHangulV = 0x1161, kHangulT = 0x11a7;
constexpr std::uint32_t kHangulNumL = 19, kHangulNumV = 21, kHangulNumT = 28;
constexpr std::uint32_t kHangulNumN = kHangulNumV * kHangulNumT;
constexpr std::uint32_t kHangulNumS = kHangulNumL * kHangulNumN;

const CharacterRecord& record_of(std::uint32_t code_point) {
  if (code_point >= kNumCodePoints) return kRecords[0];
  const std::size_t block = kStage1[code_point / kBlockSize];
  return kRecords[kStage2[block * kBlockSize + code_point % kBlockSize]];
}

// How many bytes from `at` are ASCII, counted in whole eights: what the scans below may skip.
std::size_t ascii_eights(std::string_view bytes, std::size_t at) {
  std::size_t skipped = 0;
  while (at + skipped + 8 <= bytes.size()) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, bytes.data() + at + skipped, 8);
    if ((eight & 0x8080808080808080u) != 0) break;
    skipped += 8;
  }
  return skipped;
}

struct OrderedCodePoint {
  std::uint32_t code_point;
  std::uint32_t position;  // before canonical ordering, which is stable
  std::uint8_t combining;
};

// Whether decomposition takes part in everything that this Unicode knows, or leaves alone what the
// tokenizers of Hugging Face do not know yet.
enum class Known { kAll, kToTokenizers };

bool is_left_alone(std::uint32_t code_point, Known known) {
  return known == Known::kToTokenizers && (record_of(code_point).flags & kNewer) != 0;
}

void push(std::vector<OrderedCodePoint>& out, std::uint32_t code_point, Known known) {
  const bool left_alone = is_left_alone(code_point, known);
  out.push_back({code_point, static_cast<std::uint32_t>(out.size()),
                 left_alone ? std::uint8_t{0} : record_of(code_point).combining});
}

void decompose(std::uint32_t code_point, std::vector<OrderedCodePoint>& out, Known known) {
  if (code_point - kHangulS < kHangulNumS) {
    const std::uint32_t s = code_point - kHangulS;
    push(out, kHangulL + s / kHangulNumN, known);
    push(out, kHangulV + s % kHangulNumN / kHangulNumT, known);
    if (s % kHangulNumT != 0) push(out, kHangulT + s % kHangulNumT, known);
    return;
  }
  const Decomposition* const end = std::end(kDecompositions);
  const Decomposition* const found = std::lower_bound(
      std::begin(kDecompositions), end, code_point,
      [](const Decomposition& row, std::uint32_t value) { return row.code_point < value; });
  if (found == end || found->code_point != code_point || is_left_alone(code_point, known)) {
    push(out, code_point, known);
    return;
  }
  for (const std::uint32_t part : found->parts) {
    if (part != 0) push(out, part, known);
  }
}

// The primary composite of two code points, or 0.
std::uint32_t compose(std::uint32_t first, std::uint32_t second) {
  if (first - kHangulL < kHangulNumL && second - kHangulV < kHangulNumV) {
    return kHangulS + ((first - kHangulL) * kHangulNumV + (second - kHangulV)) * kHangulNumT;
  }
  if (first - kHangulS < kHangulNumS && (first - kHangulS) % kHangulNumT == 0 &&
      second - kHangulT - 1 < kHangulNumT - 1) {
    return first + (second - kHangulT);
  }
  const Composition* const end = std::end(kCompositions);
  const Composition* const found = std::lower_bound(
      std::begin(kCompositions), end, std::pair(first, second),
      [](const Composition& row, const std::pair<std::uint32_t, std::uint32_t>& value) {
        return row.first != value.first ? row.first < value.first : row.second < value.second;
      });
  return found != end && found->first == first && found->second == second ? found->composite : 0;
}

// Canonical order: runs of non-starters, stably by class.
void put_in_canonical_order(std::vector<OrderedCodePoint>& work) {
  for (std::size_t i = 0; i < work.size();) {
    if (work[i].combining == 0) {
      ++i;
      continue;
    }
    std::size_t j = i;
    while (j < work.size() && work[j].combining != 0) ++j;
    std::sort(work.begin() + static_cast<std::ptrdiff_t>(i),
              work.begin() + static_cast<std::ptrdiff_t>(j),
              [](const OrderedCodePoint& a, const OrderedCodePoint& b) {
                return a.combining != b.combining ? a.combining < b.combining
                                                  : a.position < b.position;
              });
    i = j;
  }
}

// Normalises one stretch that starts and ends at boundaries which NFC keeps.
void append_normalised(std::string_view stretch, Known known, std::vector<OrderedCodePoint>& work,
                       std::string& out) {
  work.clear();
  for (std::size_t at = 0; at < stretch.size();) {
    decompose(next_code_point(stretch, at), work, known);
  }
  put_in_canonical_order(work);
  // Composition: each character with the last starter, unless something of its class or a starter
  // stands between them.
  std::size_t kept = 0;
  std::size_t starter = work.size();
  for (std::size_t i = 0; i < work.size(); ++i) {
    if (starter < kept) {
      const bool adjacent = starter + 1 == kept;
      const bool blocked = !adjacent && work[kept - 1].combining >= work[i].combining;
      const std::uint32_t composite =
          blocked ? 0 : compose(work[starter].code_point, work[i].code_point);
      if (composite != 0 && !is_left_alone(composite, known)) {
        work[starter].code_point = composite;
        continue;
      }
    }
    work[kept] = work[i];
    if (work[kept].combining == 0) starter = kept;
    ++kept;
  }
  for (std::size_t i = 0; i < kept; ++i) append_code_point(out, work[i].code_point);
}

}  // namespace

std::size_t first_invalid_utf8(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const std::size_t size = bytes.size();
  std::size_t at = 0;
  while (at < size) {
    const unsigned char lead = byte(at);
    if (lead < 0x80) {
      at += std::max<std::size_t>(1, ascii_eights(bytes, at));
      continue;
    }
    // Well-formed sequences. Source: The Unicode Standard, table 3-7.
    std::size_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xbf;
    if (lead >= 0xc2 && lead <= 0xdf) {
      length = 2;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      length = 3;
      if (lead == 0xe0) low = 0xa0;
      if (lead == 0xed) high = 0x9f;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      length = 4;
      if (lead == 0xf0) low = 0x90;
      if (lead == 0xf4) high = 0x8f;
    } else {
      return at;
    }
    if (at + length > size || byte(at + 1) < low || byte(at + 1) > high) return at;
    for (std::size_t i = 2; i < length; ++i) {
      if ((byte(at + i) & 0xc0) != 0x80) return at;
    }
    at += length;
  }
  return kNoOffset;
}

std::uint32_t next_code_point(std::string_view text, std::size_t& offset) {
  DEBUG_ENSURE(offset < text.size());
  return decode_utf8(text, offset);
}

void append_code_point(std::string& out, std::uint32_t code_point) {
  DEBUG_ENSURE(code_point < kNumCodePoints);
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xc0 | (code_point >> 6));
    out += static_cast<char>(0x80 | (code_point & 0x3f));
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xe0 | (code_point >> 12));
    out += static_cast<char>(0x80 | ((code_point >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code_point & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (code_point >> 18));
    out += static_cast<char>(0x80 | ((code_point >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((code_point >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code_point & 0x3f));
  }
}

bool may_not_be_nfc(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
      at += std::max<std::size_t>(1, ascii_eights(text, at));
    } else if (lead < 0xcc) {  // below U+0300 everything is stable
      at += 2;
    } else if ((record_of(decode_utf8(text, at)).flags & kUnstable) != 0) {
      return true;
    }
  }
  return false;
}

namespace {

std::string nfc_of(std::string_view text, Known known) {
  std::string out;
  out.reserve(text.size());
  std::vector<OrderedCodePoint> work;
  std::size_t copied = 0;       // text before it is in out
  std::size_t last_stable = 0;  // start of the last character that NFC never joins to what precedes
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      last_stable = at++;
      continue;
    }
    if ((record_of(decode_utf8(text, at)).flags & kUnstable) == 0) {
      last_stable = begin;
      continue;
    }
    // From the last stable character to the next: everything that may interact.
    std::size_t end = at;
    while (end < text.size()) {
      std::size_t next = end;
      if ((record_of(decode_utf8(text, next)).flags & kUnstable) == 0) break;
      end = next;
    }
    const std::size_t from = std::max(copied, last_stable);
    out.append(text.substr(copied, from - copied));
    append_normalised(text.substr(from, end - from), known, work, out);
    copied = at = last_stable = end;
  }
  out.append(text.substr(copied));
  return out;
}

}  // namespace

std::string to_nfc(std::string_view text) { return nfc_of(text, Known::kAll); }
std::string to_nfc_of_tokenizers(std::string_view text) {
  return nfc_of(text, Known::kToTokenizers);
}

std::string to_nfd(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::vector<OrderedCodePoint> work;
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      out += text[at++];
      continue;
    }
    // ASCII never moves: what stands between two of its characters is a stretch of its own.
    work.clear();
    while (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x80) {
      decompose(decode_utf8(text, at), work, Known::kToTokenizers);
    }
    put_in_canonical_order(work);
    for (const OrderedCodePoint& part : work) append_code_point(out, part.code_point);
  }
  return out;
}

std::uint32_t lower_code_point(std::uint32_t code_point) {
  if (code_point == kDottedCapitalI) return 'i';
  if (code_point < 0x80) return code_point - 'A' < 26 ? code_point + 32 : code_point;
  return code_point + static_cast<std::uint32_t>(record_of(code_point).lower_delta);
}

void append_lower(std::string& out, std::uint32_t code_point) {
  append_code_point(out, lower_code_point(code_point));
  if (code_point == kDottedCapitalI) append_code_point(out, kDotAbove);
}

std::string to_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    append_lower(out, decode_utf8(text, at));
  }
  return out;
}

CharacterClass character_class(std::uint32_t code_point) {
  const std::uint16_t flags = record_of(code_point).flags;
  if ((flags & (kLetter | kLowerLetter)) != 0) return CharacterClass::kLetter;
  if ((flags & kMark) != 0) return CharacterClass::kMark;
  if ((flags & kDigit) != 0) return CharacterClass::kDigit;
  return CharacterClass::kOther;
}

bool is_letter(std::uint32_t code_point) {
  return (record_of(code_point).flags & (kLetter | kLowerLetter | kMark)) != 0;
}

bool is_plain_letter(std::uint32_t code_point) {
  return (record_of(code_point).flags & kLetter) != 0;
}

bool is_number(std::uint32_t code_point) { return (record_of(code_point).flags & kNumber) != 0; }

bool is_white_space(std::uint32_t code_point) {
  return (record_of(code_point).flags & kSpace) != 0;
}

bool is_punctuation(std::uint32_t code_point) {
  return (record_of(code_point).flags & kPunctuation) != 0;
}

bool is_control(std::uint32_t code_point) { return (record_of(code_point).flags & kControl) != 0; }

bool is_nonspacing_mark(std::uint32_t code_point) {
  return (record_of(code_point).flags & kNonspacing) != 0;
}

bool is_word_character(std::uint32_t code_point) {
  return (record_of(code_point).flags & kWord) != 0;
}

bool is_digit(std::uint32_t code_point) { return (record_of(code_point).flags & kDigit) != 0; }

}  // namespace wordspace
