// safetensors both ways, every rule of the format broken once, every truncation.
#include "formats/safetensors.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <set>

using namespace wordspace;

namespace {

std::string file_of(const std::string& header, std::size_t body_bytes) {
  const std::uint64_t length = header.size();
  std::string file(reinterpret_cast<const char*>(&length), 8);
  return file + header + std::string(body_bytes, '\0');
}

std::string code_of(const std::string& file) {
  const Result<SafetensorsFile> read = read_safetensors(file);
  if (read.ok()) return "ok";
  CHECK_FALSE(read.error().message.empty());
  CHECK_FALSE(read.error().hint.empty());
  return read.error().code;
}

const char* const kGood =
    R"({"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[],"data_offsets":[24,28]},)"
    R"("a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
    R"("none":{"dtype":"I64","shape":[4,0],"data_offsets":[28,28]}})";

}  // namespace

TEST_CASE("what is written is read back, padded rows and odd shapes included") {
  const float matrix[] = {1, 2, 3, -1, 4, 5, 6, -1};
  const float one[] = {7};
  const TensorData tensors[] = {
      {"m", {2, 3}, matrix, 4}, {"scalar", {}, one, 0}, {"empty", {0, 5}, nullptr, 0}};
  const std::string bytes = write_safetensors(tensors);
  std::uint64_t header = 0;
  std::memcpy(&header, bytes.data(), 8);
  CHECK(header % 8 == 0);
  const Result<SafetensorsFile> file = read_safetensors(bytes);
  REQUIRE(file.ok());
  CHECK(file->metadata.at("format") == "pt");
  CHECK(file->tensors.size() == 3);
  const TensorView* m = file->find("m");
  REQUIRE(m != nullptr);
  CHECK(m->shape == std::vector<std::int64_t>{2, 3});
  CHECK(m->bytes.data() >= bytes.data());
  CHECK(m->bytes.data() + m->bytes.size() <= bytes.data() + bytes.size());
  std::vector<float> values(6);
  REQUIRE(to_floats(*m, values).ok());
  CHECK(values == std::vector<float>{1, 2, 3, 4, 5, 6});
  CHECK(file->find("scalar")->num_elements() == 1);
  CHECK(file->find("empty")->num_elements() == 0);
  CHECK(file->find("other") == nullptr);
}

TEST_CASE("empty and rank-0 tensors, any order and padding spaces are legal") {
  CHECK(code_of(file_of(kGood, 28)) == "ok");
  CHECK(code_of(file_of(std::string(kGood) + "    ", 28)) == "ok");
  CHECK(code_of(file_of("{}", 0)) == "ok");
  const std::string good = file_of(kGood, 28);
  const Result<SafetensorsFile> file = read_safetensors(good);
  CHECK(file->tensors[0].name == "a");
  CHECK(file->find("b")->shape.empty());
}

TEST_CASE("each rule broken is refused with its own code") {
  const auto with = [](const std::string& entry) { return R"({"a":)" + entry + "}"; };
  const auto tensor = [&](const std::string& shape, const std::string& offsets) {
    return with(R"({"dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}");
  };
  const auto two = [](const char* first, const char* second) {
    return R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)" + std::string(first) +
           R"(},"b":{"dtype":"U8","shape":[4],"data_offsets":)" + second + "}}";
  };
  CHECK(code_of("") == "safetensors.too_short");
  CHECK(code_of("1234567") == "safetensors.too_short");
  CHECK(code_of(std::string("\xff\xff\xff\xff\xff\xff\xff\xff", 8)) ==
        "safetensors.header_too_long");
  CHECK(code_of(std::string("\x01\xe1\xf5\x05\0\0\0\0{}", 10)) == "safetensors.header_too_long");
  CHECK(code_of(std::string("\x03\0\0\0\0\0\0\0{}", 10)) == "safetensors.header_past_end");
  CHECK(code_of(file_of("{\"\xff\":1}", 0)) == "safetensors.not_utf8");
  for (const char* bad : {"", "[]", "{", "nonsense", "{}x", "{\"a\"}", "1", "\"text\"", "{}{}"}) {
    CHECK_MESSAGE(code_of(file_of(bad, 0)) == "safetensors.bad_json", bad);
  }
  CHECK(code_of(file_of("\xef\xbb\xbf{}", 0)) == "safetensors.bad_json");
  CHECK(code_of(file_of(R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},)"
                        R"("a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})",
                        0)) == "safetensors.duplicate_key");
  CHECK(code_of(file_of(R"({"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}})",
                        0)) == "safetensors.duplicate_key");
  CHECK(code_of(file_of(R"({"__metadata__":{"k":"1","k":"2"}})", 0)) ==
        "safetensors.duplicate_key");
  for (const char* bad :
       {R"({"k":1})", R"({"k":null})", R"({"k":{}})", R"({"k":["x"]})", "[]", R"("x")", "1"}) {
    CHECK_MESSAGE(code_of(file_of(R"({"__metadata__":)" + std::string(bad) + "}", 0)) ==
                      "safetensors.bad_metadata",
                  bad);
  }
  for (const char* bad :
       {"1", "[]", "{}", R"({"dtype":"F32"})", R"({"dtype":1,"shape":[],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":4,"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":[-1],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":[1.0],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":[[1]],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":["1"],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":[1],"data_offsets":[0]})",
        R"({"dtype":"F32","shape":[1],"data_offsets":[4,0]})",
        R"({"dtype":"F32","shape":[1],"data_offsets":[0,4,8]})",
        R"({"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1})",
        R"({"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]})"}) {
    CHECK_MESSAGE(code_of(file_of(with(bad), 4)) == "safetensors.bad_entry", bad);
  }
  CHECK(code_of(file_of(with(R"({"dtype":"F33","shape":[],"data_offsets":[0,4]})"), 4)) ==
        "safetensors.unknown_type");
  CHECK(code_of(file_of(tensor("[4294967296,4294967296]", "[0,0]"), 0)) == "safetensors.overflow");
  CHECK(code_of(file_of(tensor("[18446744073709551615]", "[0,0]"), 0)) == "safetensors.overflow");
  CHECK(code_of(file_of(tensor("[9223372036854775807,2,0]", "[0,0]"), 0)) ==
        "safetensors.overflow");
  CHECK(code_of(file_of(tensor("[2]", "[0,4]"), 4)) == "safetensors.size_mismatch");
  CHECK(code_of(file_of(tensor("[1]", "[4,8]"), 8)) == "safetensors.gap");
  CHECK(code_of(file_of(two("[0,4]", "[5,9]"), 9)) == "safetensors.gap");
  CHECK(code_of(file_of(two("[0,4]", "[3,7]"), 7)) == "safetensors.overlap");
  CHECK(code_of(file_of(two("[0,4]", "[0,4]"), 4)) == "safetensors.overlap");
  CHECK(code_of(file_of(two("[4,8]", "[0,4]"), 8)) == "ok");
  CHECK(code_of(file_of(tensor("[1]", "[0,4]"), 3)) == "safetensors.past_end");
  CHECK(code_of(file_of(tensor("[4611686018427387903]", "[0,18446744073709551612]"), 8)) ==
        "safetensors.past_end");
  CHECK(code_of(file_of(tensor("[1]", "[0,4]"), 5)) == "safetensors.trailing");
  CHECK(code_of(file_of("{}", 1)) == "safetensors.trailing");
}

TEST_CASE("a file cut at any byte is refused, and so is one with a changed length") {
  const std::string good = file_of(kGood, 28);
  REQUIRE(code_of(good) == "ok");
  std::set<std::string> codes;
  for (std::size_t length = 0; length < good.size(); ++length) {
    // A copy of its own, so that a sanitizer sees a read past its end.
    const std::string cut(good.data(), length);
    const std::string code = code_of(cut);
    CHECK_MESSAGE(code != "ok", length);
    codes.insert(code);
  }
  CHECK(codes == std::set<std::string>{"safetensors.too_short", "safetensors.header_past_end",
                                       "safetensors.past_end"});
  for (int bit = 0; bit < 64; ++bit) {
    std::string flipped = good;
    flipped[static_cast<std::size_t>(bit / 8)] ^= static_cast<char>(1 << (bit % 8));
    CHECK_MESSAGE(code_of(flipped) != "ok", bit);
  }
}

TEST_CASE("a deeply nested header is refused, not followed") {
  CHECK(code_of(file_of("{\"a\":" + std::string(200000, '['), 0)) == "safetensors.bad_entry");
  CHECK(code_of(file_of(std::string(200000, '{'), 0)) == "safetensors.bad_json");
}

TEST_CASE("half precision and bfloat16 become the floats they stand for") {
  CHECK(float_from_half(0x0000) == 0.0f);
  CHECK(std::signbit(float_from_half(0x8000)));
  CHECK(float_from_half(0x3c00) == 1.0f);
  CHECK(float_from_half(0xc000) == -2.0f);
  CHECK(float_from_half(0x7bff) == 65504.0f);
  CHECK(float_from_half(0x0400) == std::ldexp(1.0f, -14));
  CHECK(float_from_half(0x0001) == std::ldexp(1.0f, -24));
  CHECK(float_from_half(0x83ff) == -std::ldexp(1023.0f, -24));
  CHECK(float_from_half(0x3555) == 0.333251953125f);
  CHECK(float_from_half(0x7c00) == std::numeric_limits<float>::infinity());
  CHECK(std::isnan(float_from_half(0x7e00)));
  CHECK(float_from_bfloat16(0x3f80) == 1.0f);
  CHECK(float_from_bfloat16(0xc040) == -3.0f);
}

TEST_CASE("every half comes back from its float, and what lies between goes to the nearer") {
  float before = 0;
  for (std::uint32_t bits = 0; bits < 0x8000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const auto minus = static_cast<std::uint16_t>(bits | 0x8000);
    const float x = float_from_half(half);
    if (std::isnan(x)) {
      REQUIRE(std::isnan(float_from_half(half_from_float(x))));
      REQUIRE(std::isnan(float_from_half(half_from_float(-x))));
      continue;
    }
    REQUIRE(half_from_float(x) == half);
    REQUIRE(half_from_float(-x) == minus);
    if (bits == 0) continue;
    // Halfway to the half below; infinity stands where the next power of two would.
    const float middle = bits == 0x7c00 ? kHalfEnd : (before + x) / 2;
    const auto below = static_cast<std::uint16_t>(bits - 1);
    REQUIRE(half_from_float(middle) == (bits % 2 == 0 ? half : below));
    REQUIRE(half_from_float(std::nextafter(middle, 0.0f)) == below);
    REQUIRE(half_from_float(std::nextafter(middle, INFINITY)) == half);
    REQUIRE(half_from_float(-middle) == (half_from_float(middle) | 0x8000));
    before = x;
  }
  CHECK(half_from_float(std::numeric_limits<float>::denorm_min()) == 0x0000);
  CHECK(half_from_float(std::numeric_limits<float>::max()) == 0x7c00);
}

TEST_CASE("tensors are written as halves in their order, of odd numbers of elements too") {
  const float matrix[] = {1, -2, 0.1f, -1, 65504, 1e-7f, 0, -1};
  const float one[] = {0.5f};
  const TensorData tensors[] = {{"m", {2, 3}, matrix, 4}, {"one", {1}, one, 0}};
  const std::string bytes = write_safetensors(tensors, TensorType::kF16);
  const Result<SafetensorsFile> file = read_safetensors(bytes);
  REQUIRE(file.ok());
  REQUIRE(file->tensors.size() == 2);
  for (const TensorView& tensor : file->tensors) CHECK(tensor.type == TensorType::kF16);
  CHECK(file->find("m")->bytes.size() == 12);
  std::vector<float> values(6);
  REQUIRE(to_floats(*file->find("m"), values).ok());
  CHECK(values == std::vector<float>{1, -2, 0.0999755859375f, 65504, std::ldexp(1.0f, -23), 0});
  float value = 0;
  REQUIRE(to_floats(*file->find("one"), std::span(&value, 1)).ok());
  CHECK(value == 0.5f);
}

TEST_CASE("F16, BF16 and F64 tensors convert, whole numbers do not") {
  const auto file = [](const char* type, const std::string& body) {
    std::string header = R"({"a":{"dtype":")" + std::string(type) +
                         R"(","shape":[1],"data_offsets":[0,)" + std::to_string(body.size()) +
                         "]}}";
    std::string bytes = file_of(header, 0);
    return bytes + body;
  };
  const double pi = 3.25;
  const std::string wide(reinterpret_cast<const char*>(&pi), 8);
  for (const auto& [type, body, expected] :
       {std::tuple{"F16", std::string("\x00\xc0", 2), -2.0f},
        std::tuple{"BF16", std::string("\x80\x3f", 2), 1.0f}, std::tuple{"F64", wide, 3.25f}}) {
    const std::string bytes = file(type, body);
    const Result<SafetensorsFile> read = read_safetensors(bytes);
    REQUIRE(read.ok());
    float value = 0;
    REQUIRE(to_floats(read->tensors[0], std::span(&value, 1)).ok());
    CHECK(value == expected);
  }
  for (const auto& [type, size] : {std::pair{"I64", 8u}, std::pair{"U8", 1u}, std::pair{"BOOL", 1u},
                                   std::pair{"F8_E4M3", 1u}, std::pair{"I32", 4u}}) {
    const std::string bytes = file(type, std::string(size, '\1'));
    const Result<SafetensorsFile> read = read_safetensors(bytes);
    REQUIRE(read.ok());
    float value = 0;
    const Status status = to_floats(read->tensors[0], std::span(&value, 1));
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().code == "safetensors.not_floats");
  }
}
