// Weights in several files, and files that a clone has not fetched.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "formats/hugging_face.h"
#include "formats/safetensors.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"

using namespace wordspace;
namespace hf = wordspace::hugging_face;
using Json = nlohmann::json;

namespace {

constexpr std::uint64_t kPlenty = std::uint64_t{1} << 30;
constexpr const char* kParts[] = {"model-00001-of-00002.safetensors",
                                  "model-00002-of-00002.safetensors"};

struct Cut {
  hf::Folder whole, parts;
};

// The same folder with its weights in one file, and cut in two.
Cut folders() {
  const std::string_view texts[] = {"the cat sat on the mat and the dog sat on the cat"};
  const auto codec = train_byte_bpe(texts, 262, SpecialSet::kGpt);
  REQUIRE(codec.ok());
  TransformerConfig config;
  config.kind = TransformerKind::kGpt;
  config.vocab = (*codec)->size() + 12;  // rows that only fill the table up
  config.context = 8;
  config.layers = 1;
  config.heads = 1;
  config.width = 4;
  Transformer model(config, nullptr);
  model.reset(3);
  Cut cut;
  cut.whole = hf::write_folder(model, **codec);
  cut.parts = cut.whole;
  const Result<SafetensorsFile> file = read_safetensors(cut.whole.at(hf::kWeightsFile));
  REQUIRE(file.ok());
  Json map;
  std::vector<std::vector<float>> numbers(file->tensors.size());
  std::vector<TensorData> tensors[2];
  for (std::size_t i = 0; i < file->tensors.size(); ++i) {
    const TensorView& tensor = file->tensors[i];
    const std::size_t part = i < 5 ? 0 : 1;
    numbers[i].resize(static_cast<std::size_t>(tensor.num_elements()));
    REQUIRE(to_floats(tensor, numbers[i]).ok());
    tensors[part].push_back({tensor.name, tensor.shape, numbers[i].data(), 0});
    map[tensor.name] = kParts[part];
  }
  cut.parts.erase(hf::kWeightsFile);
  for (const std::size_t part : {0u, 1u}) {
    cut.parts[kParts[part]] = write_safetensors(tensors[part]);
  }
  cut.parts[hf::kIndexFile] =
      Json{{"metadata", {{"total_size", 1}}}, {"weight_map", std::move(map)}}.dump();
  return cut;
}

Error error_of(const hf::Folder& folder) {
  const auto model = hf::read_folder(hf::view_of(folder), kPlenty, nullptr);
  return model.ok() ? Error{"ok", "", "", {}} : model.error();
}

}  // namespace

TEST_CASE("weights in several files are those of one file") {
  const Cut cut = folders();
  const auto whole = hf::read_folder(hf::view_of(cut.whole), kPlenty, nullptr);
  const auto parts = hf::read_folder(hf::view_of(cut.parts), kPlenty, nullptr);
  REQUIRE(whole.ok());
  REQUIRE(parts.ok());
  CHECK(parts->transformer->config().vocab == parts->codec->size() + 12);
  CHECK(std::ranges::equal(parts->transformer->flat_parameters(),
                           whole->transformer->flat_parameters()));
  CHECK(hf::weight_files(cut.parts.at(hf::kIndexFile)).value() ==
        std::vector<std::string>(std::begin(kParts), std::end(kParts)));
  for (const char* name : kParts) CHECK(hf::is_file_name(name));
  for (const char* name : {"config.json", "model.safetensors.index.json", "added_tokens.json"}) {
    CHECK(hf::is_file_name(name));
  }
  for (const char* name : {"", "model-.safetensors", "model-1-of-2.bin", "model-1-of-.safetensors",
                           "notes.txt", "model-1-of-2.safetensors.txt", "../config.json"}) {
    CHECK_FALSE_MESSAGE(hf::is_file_name(name), name);
  }
}

TEST_CASE("an index that does not fit its files is refused, and names the file") {
  const Cut cut = folders();
  hf::Folder bad = cut.parts;
  bad.erase(kParts[1]);
  CHECK(error_of(bad).code == "model_folder.no_weights");
  CHECK(error_of(bad).args == std::vector<std::string>{kParts[1]});
  bad.erase(hf::kIndexFile);
  CHECK(error_of(bad).args == std::vector<std::string>{hf::kWeightsFile});
  bad = cut.parts;
  bad[kParts[1]] = bad[kParts[0]];
  CHECK(error_of(bad).code == "safetensors.duplicate_key");
  for (const char* index : {"", "[]", "{}", R"({"weight_map":{}})", R"({"weight_map":{"a":1}})",
                            R"({"weight_map":{"a":"../secret.safetensors"}})"}) {
    bad[hf::kIndexFile] = index;
    CHECK_MESSAGE(error_of(bad).code == "model_folder.bad_index", index);
  }
}

TEST_CASE("a pointer of Git LFS is called what it is, whichever file it stands for") {
  const Cut cut = folders();
  const std::string pointer =
      "version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 548105171\n";
  for (const char* name : {"model.safetensors", "tokenizer.json", "config.json"}) {
    hf::Folder bad = cut.whole;
    bad[name] = pointer;
    CHECK(error_of(bad).code == "model_folder.git_lfs");
    CHECK(error_of(bad).args == std::vector<std::string>{name});
  }
}
