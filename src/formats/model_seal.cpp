// The checksum and its place. Source of the hash: Fowler, Noll and Vo, FNV-1a of 64 bits.
#include "formats/model_seal.h"

#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>

#include "core/ensure.h"
#include "formats/safetensors.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"

namespace wordspace::hugging_face {
namespace {

constexpr const char* kField = "wordspace_seal";
constexpr const char* kMetadataField = "__metadata__";
constexpr std::size_t kLengthBytes = 8;

class Hash {
 public:
  void add(std::string_view text) {
    for (const char c : text) {
      value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    }
    // No UTF-8 has this byte: "ab", "c" is not "a", "bc".
    value_ = (value_ ^ 0xffu) * 0x100000001b3u;
  }
  void add(std::int64_t number) { add(std::to_string(number)); }
  std::string text() const {
    char digits[24];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(value_));
    return digits;
  }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325u;
};

std::string seal_of(const TransformerConfig& config, const TokenCodec& codec) {
  Hash hash;
  for (const int number :
       {static_cast<int>(config.kind), config.context, config.layers, config.heads, config.width,
        config.hidden_width(), static_cast<int>(config.positions)}) {
    hash.add(number);
  }
  hash.add(codec.size());
  for (TokenId id = 0; id < codec.size(); ++id) hash.add(codec.token(id));
  return hash.text();
}

}  // namespace

void seal_folder(Folder& folder, const TransformerConfig& config, const TokenCodec& codec) {
  std::string& bytes = folder[kWeightsFile];
  ENSURE(bytes.size() >= kLengthBytes);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), kLengthBytes);
  auto header = nlohmann::ordered_json::parse(
      std::string_view(bytes).substr(kLengthBytes, static_cast<std::size_t>(length)), nullptr,
      false);
  ENSURE(header.is_object());
  header[kMetadataField][kField] = seal_of(config, codec);
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  const std::uint64_t new_length = text.size();
  std::string start(kLengthBytes, '\0');
  std::memcpy(start.data(), &new_length, kLengthBytes);
  bytes.replace(0, kLengthBytes + static_cast<std::size_t>(length), start + text);
}

Status check_seal(const FolderView& files, const TransformerConfig& config,
                  const TokenCodec* codec) {
  const auto weights = files.find(kWeightsFile);
  if (codec == nullptr || weights == files.end()) return Done{};
  const Result<SafetensorsFile> file = read_safetensors(weights->second);
  if (!file.ok()) return file.error();
  const auto sealed = file->metadata.find(kField);
  if (sealed == file->metadata.end() || sealed->second == seal_of(config, *codec)) return Done{};
  return Error{
      "model_folder.mixed",
      "The weights were written with other settings or another tokenizer than those beside "
      "them.",
      "Take all files of the folder from the same model.",
      {}};
}

}  // namespace wordspace::hugging_face
