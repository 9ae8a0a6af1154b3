// Reads and writes safetensors.
// Not trusting: every size in the header is held against the bytes that are there.
#include "formats/safetensors.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>

#include "core/ensure.h"
#include "text/unicode.h"

namespace wordspace {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors are little-endian");

using Json = nlohmann::json;

constexpr std::size_t kLengthBytes = 8;
constexpr const char* kMetadata = "__metadata__";
constexpr const char* kCopyAgain = "Copy or download the file again.";
constexpr const char* kWriteAgain = "Write the file again with the safetensors library.";

struct TypeRow {
  TensorType type;
  const char* name;
  std::size_t bytes;
};
constexpr TypeRow kTypes[] = {
    {TensorType::kBool, "BOOL", 1},      {TensorType::kU8, "U8", 1},
    {TensorType::kI8, "I8", 1},          {TensorType::kF8E5M2, "F8_E5M2", 1},
    {TensorType::kF8E4M3, "F8_E4M3", 1}, {TensorType::kI16, "I16", 2},
    {TensorType::kU16, "U16", 2},        {TensorType::kF16, "F16", 2},
    {TensorType::kBf16, "BF16", 2},      {TensorType::kI32, "I32", 4},
    {TensorType::kU32, "U32", 4},        {TensorType::kF32, "F32", 4},
    {TensorType::kI64, "I64", 8},        {TensorType::kU64, "U64", 8},
    {TensorType::kF64, "F64", 8},
};

const TypeRow& row_of(TensorType type) {
  for (const TypeRow& row : kTypes) {
    if (row.type == type) return row;
  }
  ENSURE(false);
  return kTypes[0];
}

Error broken(const char* code, std::string message, const char* hint,
             std::vector<std::string> args = {}) {
  return Error{std::string("safetensors.") + code, std::move(message), hint, std::move(args)};
}
}  // namespace

Error duplicate_tensor(const std::string& name) {
  return broken("duplicate_key", "The header has \"" + name + "\" twice.", kWriteAgain, {name});
}

namespace {

Error bad_json() { return broken("bad_json", "The file's header is not JSON.", kCopyAgain); }
Error bad_entry(const std::string& name, const std::string& why) {
  return broken("bad_entry", "The header's entry for \"" + name + "\" is wrong: " + why + ".",
                kWriteAgain, {name, why});
}

// One tensor as the header describes it.
struct Entry {
  std::string name;
  std::optional<TensorType> type;
  std::optional<std::vector<std::uint64_t>> shape, offsets;
};

// Walks the header; a document tree would drop duplicate keys in silence.
class HeaderReader : public Json::json_sax_t {
 public:
  std::vector<Entry> entries;
  std::map<std::string, std::string> metadata;
  std::optional<Error> error;

  bool null() override { return misplaced(); }
  bool boolean(bool) override { return misplaced(); }
  bool number_integer(Json::number_integer_t) override { return misplaced(); }
  bool number_float(Json::number_float_t, const std::string&) override { return misplaced(); }
  bool binary(Json::binary_t&) override { return misplaced(); }

  bool number_unsigned(Json::number_unsigned_t value) override {
    if (numbers_ == nullptr) return misplaced();
    numbers_->push_back(value);
    return true;
  }

  bool string(std::string& value) override {
    if (numbers_ != nullptr) return misplaced();
    if (depth_ == 2 && in_metadata_) {
      metadata.emplace(field_, value);
      return true;
    }
    if (depth_ != 2 || field_ != "dtype") return misplaced();
    for (const TypeRow& row : kTypes) {
      if (value == row.name) {
        entries.back().type = row.type;
        return true;
      }
    }
    return refuse(broken("unknown_type",
                         "\"" + name_ + "\" has numbers of an unknown type: " + value + ".",
                         "Save the model as F32, F16 or BF16.", {name_, value}));
  }

  bool start_object(std::size_t) override {
    if (numbers_ != nullptr || depth_ == 2) return misplaced();
    if (depth_ == 1) {
      in_metadata_ = name_ == kMetadata;
      if (!in_metadata_) entries.push_back(Entry{name_, {}, {}, {}});
      fields_.clear();
    }
    ++depth_;
    return true;
  }
  bool end_object() override {
    --depth_;
    return true;
  }

  bool key(std::string& value) override {
    std::unordered_map<std::string, bool>& seen = depth_ == 1 ? names_ : fields_;
    if (!seen.emplace(value, true).second) {
      return refuse(duplicate_tensor(value));
    }
    if (depth_ == 1) {
      name_ = value;
      field_.clear();
      return true;
    }
    field_ = value;
    if (in_metadata_ || value == "dtype" || value == "shape" || value == "data_offsets") {
      return true;
    }
    return refuse(bad_entry(name_, "it has a field \"" + value + "\" that does not belong there"));
  }

  bool start_array(std::size_t) override {
    if (depth_ != 2 || in_metadata_ || numbers_ != nullptr) return misplaced();
    if (field_ != "shape" && field_ != "data_offsets") return misplaced();
    Entry& entry = entries.back();
    std::optional<std::vector<std::uint64_t>>& list =
        field_ == "shape" ? entry.shape : entry.offsets;
    numbers_ = &list.emplace();
    return true;
  }
  bool end_array() override {
    numbers_ = nullptr;
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const Json::exception&) override {
    return refuse(bad_json());
  }

 private:
  bool refuse(Error why) {
    if (!error) error = std::move(why);
    return false;
  }
  // A value where another kind of value belongs.
  bool misplaced() {
    if (depth_ == 0) return refuse(bad_json());
    if (name_ == kMetadata) {
      return refuse(
          broken("bad_metadata", "The header's metadata is not text for each key.", kWriteAgain));
    }
    if (depth_ == 1) return refuse(bad_entry(name_, "it is not an object"));
    return refuse(bad_entry(name_, "\"" + field_ + "\" has a value of the wrong kind"));
  }

  int depth_ = 0;
  bool in_metadata_ = false;
  std::string name_, field_;
  std::vector<std::uint64_t>* numbers_ = nullptr;
  std::unordered_map<std::string, bool> names_, fields_;
};

bool multiply(std::uint64_t& product, std::uint64_t factor) {
  if (factor != 0 && product > UINT64_MAX / factor) return false;
  product *= factor;
  return true;
}

// The entry's own fields agree with each other.
Status check_entry(const Entry& entry) {
  if (!entry.type) return bad_entry(entry.name, "\"dtype\" is missing");
  if (!entry.shape) return bad_entry(entry.name, "\"shape\" is missing");
  if (!entry.offsets) return bad_entry(entry.name, "\"data_offsets\" is missing");
  const std::vector<std::uint64_t>& offsets = *entry.offsets;
  if (offsets.size() != 2) return bad_entry(entry.name, "\"data_offsets\" are not two numbers");
  if (offsets[0] > offsets[1]) return bad_entry(entry.name, "it ends before it begins");
  std::uint64_t size = bytes_of(*entry.type);
  for (const std::uint64_t count : *entry.shape) {
    if (count > INT64_MAX || !multiply(size, count)) {
      return broken("overflow", "\"" + entry.name + "\" has a shape too large for any file.",
                    kWriteAgain, {entry.name});
    }
  }
  const std::uint64_t there = offsets[1] - offsets[0];
  if (size != there) {
    return broken("size_mismatch",
                  "\"" + entry.name + "\" needs " + std::to_string(size) + " bytes and has " +
                      std::to_string(there) + ".",
                  kWriteAgain, {entry.name, std::to_string(size), std::to_string(there)});
  }
  return Done{};
}

}  // namespace

const char* to_string(TensorType type) { return row_of(type).name; }
std::size_t bytes_of(TensorType type) { return row_of(type).bytes; }

const TensorView* SafetensorsFile::find(const std::string& name) const {
  const auto found = index.find(name);
  return found == index.end() ? nullptr : &tensors[found->second];
}

Result<SafetensorsFile> read_safetensors(std::string_view bytes) {
  if (bytes.size() < kLengthBytes) {
    return broken("too_short", "The file is too short to be a safetensors file.", kCopyAgain);
  }
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), kLengthBytes);
  if (length > kMaxSafetensorsHeader) {
    return broken("header_too_long",
                  "This is not a safetensors file: its header would have " +
                      std::to_string(length) + " bytes.",
                  "Choose a file that ends in .safetensors.", {std::to_string(length)});
  }
  if (length > bytes.size() - kLengthBytes) {
    return broken("header_past_end", "The file ends inside its header.", kCopyAgain);
  }
  const std::string_view header = bytes.substr(kLengthBytes, static_cast<std::size_t>(length));
  const std::string_view body = bytes.substr(kLengthBytes + static_cast<std::size_t>(length));
  if (first_invalid_utf8(header) != kNoOffset) {
    return broken("not_utf8", "The file's header is not UTF-8 text.", kCopyAgain);
  }
  if (!header.starts_with('{')) return bad_json();

  HeaderReader reader;
  if (!Json::sax_parse(header, &reader)) return reader.error.value_or(bad_json());
  for (const Entry& entry : reader.entries) {
    const Status status = check_entry(entry);
    if (!status.ok()) return status.error();
  }
  std::sort(reader.entries.begin(), reader.entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(*a.offsets, a.name) < std::tie(*b.offsets, b.name);
  });
  std::uint64_t end = 0;
  for (const Entry& entry : reader.entries) {
    const std::uint64_t begin = (*entry.offsets)[0];
    if (begin > end) {
      return broken("gap", "There is a gap before the numbers of \"" + entry.name + "\".",
                    kWriteAgain, {entry.name});
    }
    if (begin < end) {
      return broken("overlap",
                    "The numbers of \"" + entry.name + "\" overlap those of another tensor.",
                    kWriteAgain, {entry.name});
    }
    end = (*entry.offsets)[1];
    if (end > body.size()) {
      return broken("past_end", "The file ends inside the numbers of \"" + entry.name + "\".",
                    kCopyAgain, {entry.name});
    }
  }
  if (end != body.size()) {
    const std::string extra = std::to_string(body.size() - end);
    return broken("trailing", "After the last tensor " + extra + " bytes are left over.",
                  kCopyAgain, {extra});
  }

  SafetensorsFile file;
  file.metadata = std::move(reader.metadata);
  file.tensors.reserve(reader.entries.size());
  for (Entry& entry : reader.entries) {
    TensorView tensor;
    tensor.type = *entry.type;
    tensor.shape.assign(entry.shape->begin(), entry.shape->end());
    const auto begin = static_cast<std::size_t>((*entry.offsets)[0]);
    tensor.bytes = body.substr(begin, static_cast<std::size_t>((*entry.offsets)[1]) - begin);
    file.index.emplace(entry.name, file.tensors.size());
    tensor.name = std::move(entry.name);
    file.tensors.push_back(std::move(tensor));
  }
  return file;
}

float float_from_half(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000u) << 16;
  const std::uint32_t exponent = (bits >> 10) & 0x1fu;
  const std::uint32_t fraction = bits & 0x3ffu;
  if (exponent == 0) {  // zero and subnormals: fraction * 2^-24
    const float magnitude = std::ldexp(static_cast<float>(fraction), -24);
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude));
  }
  const std::uint32_t wide = exponent == 0x1f ? 0xffu : exponent + 112;  // 127 - 15
  return std::bit_cast<float>(sign | (wide << 23) | (fraction << 13));
}

float float_from_bfloat16(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

std::uint16_t half_from_float(float x) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t sign = (bits >> 16) & 0x8000u;
  const std::uint32_t size = bits & 0x7fffffffu;
  std::uint32_t half = 0;
  if (size > 0x7f800000u) {
    half = 0x7e00;
  } else if (size >= std::bit_cast<std::uint32_t>(kHalfEnd)) {
    half = 0x7c00;
  } else if (size < 0x38800000u) {  // below 2^-14: next to 0.5 a float's last digit is 2^-24 too
    const float shifted = std::bit_cast<float>(size) + 0.5f;
    half = std::bit_cast<std::uint32_t>(shifted) - std::bit_cast<std::uint32_t>(0.5f);
  } else {  // 112 off the exponent, 13 digits off the fraction; carries go where they belong
    const std::uint32_t odd = (size >> 13) & 1u;
    half = (size - (112u << 23) + 0xfffu + odd) >> 13;
  }
  return static_cast<std::uint16_t>(sign | half);
}

bool is_floats(TensorType type) {
  return type == TensorType::kF32 || type == TensorType::kF16 || type == TensorType::kBf16 ||
         type == TensorType::kF64;
}

Error not_floats(const TensorView& tensor) {
  return broken("not_floats",
                "\"" + tensor.name + "\" holds " + to_string(tensor.type) +
                    " numbers where fractions belong.",
                "Save the model as F32, F16 or BF16.", {tensor.name, to_string(tensor.type)});
}

Status to_floats(const TensorView& tensor, std::span<float> out) {
  ENSURE(out.size() == tensor.num_elements());
  const char* at = tensor.bytes.data();
  const auto each = [&](auto sample, auto convert) {
    for (float& x : out) {
      std::memcpy(&sample, at, sizeof sample);
      at += sizeof sample;
      x = convert(sample);
    }
  };
  switch (tensor.type) {
    case TensorType::kF32:
      if (!out.empty()) std::memcpy(out.data(), at, tensor.bytes.size());
      return Done{};
    case TensorType::kF16:
      each(std::uint16_t{}, float_from_half);
      return Done{};
    case TensorType::kBf16:
      each(std::uint16_t{}, float_from_bfloat16);
      return Done{};
    case TensorType::kF64:
      each(double{}, [](double x) { return static_cast<float>(x); });
      return Done{};
    default:
      break;
  }
  return not_floats(tensor);
}

std::string write_safetensors(std::span<const TensorData> tensors, TensorType type) {
  ENSURE(type == TensorType::kF32 || type == TensorType::kF16);
  nlohmann::ordered_json header;
  header[kMetadata] = {{"format", "pt"}};
  std::uint64_t end = 0;
  for (const TensorData& tensor : tensors) {
    std::uint64_t size = bytes_of(type);
    for (const std::int64_t count : tensor.shape) size *= static_cast<std::uint64_t>(count);
    nlohmann::ordered_json entry;
    entry["dtype"] = to_string(type);
    entry["shape"] = tensor.shape;
    entry["data_offsets"] = {end, end + size};
    ENSURE(!header.contains(tensor.name));
    header[tensor.name] = std::move(entry);
    end += size;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  const std::uint64_t length = text.size();
  std::string out;
  out.reserve(kLengthBytes + text.size() + static_cast<std::size_t>(end));
  out.append(reinterpret_cast<const char*>(&length), kLengthBytes);
  out += text;
  for (const TensorData& tensor : tensors) {
    const std::int64_t row = tensor.shape.empty() ? 1 : tensor.shape.back();
    std::int64_t rows = 1;
    for (std::size_t k = 0; k + 1 < tensor.shape.size(); ++k) rows *= tensor.shape[k];
    const std::int64_t stride = tensor.row_stride > 0 ? tensor.row_stride : row;
    if (row == 0) continue;
    for (std::int64_t r = 0; r < rows; ++r) {
      const float* const numbers = tensor.data + r * stride;
      if (type == TensorType::kF32) {
        out.append(reinterpret_cast<const char*>(numbers),
                   static_cast<std::size_t>(row) * sizeof(float));
        continue;
      }
      for (std::int64_t j = 0; j < row; ++j) {
        const std::uint16_t half = half_from_float(numbers[j]);
        out.append(reinterpret_cast<const char*>(&half), sizeof half);
      }
    }
  }
  return out;
}

}  // namespace wordspace
