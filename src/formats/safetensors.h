// safetensors files: named tensors behind a JSON header, read as views and written whole.
// Not a model: formats/hugging_face.h gives the names their meaning.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.h"

namespace wordspace {

enum class TensorType {
  kBool,
  kU8,
  kI8,
  kF8E5M2,
  kF8E4M3,
  kI16,
  kU16,
  kF16,
  kBf16,
  kI32,
  kU32,
  kF32,
  kI64,
  kU64,
  kF64
};
const char* to_string(TensorType type);  // as the header writes it: "F32", "BF16", ...
std::size_t bytes_of(TensorType type);   // of one element

// One tensor inside the bytes that were read.
struct TensorView {
  std::string name;
  TensorType type = TensorType::kF32;
  std::vector<std::int64_t> shape;  // empty: one number (rank 0)
  std::string_view bytes;           // row-major, little-endian, any alignment
  std::uint64_t num_elements() const { return bytes.size() / bytes_of(type); }
};

struct SafetensorsFile {
  std::vector<TensorView> tensors;  // in the order of their bytes
  std::map<std::string, std::string> metadata;
  std::unordered_map<std::string, std::size_t> index;
  // Null when there is none of that name.
  const TensorView* find(const std::string& name) const;
};

inline constexpr std::uint64_t kMaxSafetensorsHeader = 100'000'000;

// The views point into bytes, which outlive them. Nothing is copied but the header.
//   Errors, safetensors.*: too_short, header_too_long, header_past_end, not_utf8, bad_json,
//   duplicate_key, bad_metadata, bad_entry, unknown_type, overflow, size_mismatch, gap, overlap,
//   past_end, trailing.
Result<SafetensorsFile> read_safetensors(std::string_view bytes);

bool is_floats(TensorType type);  // F32, F16, BF16, F64: what to_floats converts
Error not_floats(const TensorView& tensor);
Error duplicate_tensor(const std::string& name);  // safetensors.duplicate_key
// out has num_elements() places (ENSURE). Errors: safetensors.not_floats.
Status to_floats(const TensorView& tensor, std::span<float> out);

float float_from_half(std::uint16_t bits);      // IEEE 754 binary16
float float_from_bfloat16(std::uint16_t bits);  // the upper half of a float
// The nearest half, of two as near the even one; infinity from kHalfEnd on. What is no number stays
// none.
std::uint16_t half_from_float(float x);
inline constexpr float kHalfEnd = 65520;  // halfway from the largest half to the next power of two

// A tensor to write: rows of row_stride floats (0: packed), of which the last of shape count.
struct TensorData {
  std::string name;
  std::vector<std::int64_t> shape;
  const float* data = nullptr;
  std::int64_t row_stride = 0;
};
// All as one type, F32 or F16 (ENSURE), in the order given; the header is padded so that numbers
// begin at a multiple of 8.
std::string write_safetensors(std::span<const TensorData> tensors,
                              TensorType type = TensorType::kF32);

}  // namespace wordspace
