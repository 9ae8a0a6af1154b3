// Files that people open: vectors, questions, texts, safetensors, tokenizers, configurations, whole
// model folders.
#include <cmath>
#include <string>

#include "analysis/analogy.h"
#include "core/ensure.h"
#include "formats/hugging_face.h"
#include "formats/safetensors.h"
#include "formats/word2vec_file.h"
#include "fuzz.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/corpus.h"
#include "text/token_codec.h"

namespace wordspace::fuzz {
namespace {

namespace hf = hugging_face;

constexpr std::uint64_t kRoomBytes = 4 << 20;  // of a model
constexpr char kFileMark = '\x1e';             // begins a file of a folder: mark, name, '\n', bytes

std::string in_one(const hf::Folder& folder) {
  std::string out;
  for (const auto& [name, bytes] : folder) out += kFileMark + name + "\n" + bytes;
  return out;
}

hf::Folder apart(std::string_view bytes) {
  hf::Folder out;
  while (!bytes.empty()) {
    bytes.remove_prefix(1);
    const std::size_t end = std::min(bytes.find(kFileMark), bytes.size());
    const std::string_view file = bytes.substr(0, end);
    const std::size_t line = std::min(file.find('\n'), file.size());
    out[std::string(file.substr(0, line))] = file.substr(std::min(line + 1, file.size()));
    bytes.remove_prefix(end);
  }
  return out;
}

// --- Vectors.

void check(const Result<VectorFile>& read) {
  if (!read.ok()) {
    ENSURE(!read.error().message.empty() && !read.error().code.empty());
    return;
  }
  ENSURE(read->dim > 0);
  ENSURE(read->vectors.size() == read->words.size() * static_cast<std::size_t>(read->dim));
  for (const float value : read->vectors) ENSURE(std::isfinite(value));
}

void run_vectors(std::string_view bytes) {
  for (const std::size_t most : {0, 1, 5}) check(read_vectors(bytes, most));
}

std::vector<std::string> vector_seeds() {
  const std::vector<std::string> words = {"the", "king", ". .", "cà phê"};
  const std::vector<float> rows = {1, 0.5f, -2, 3e-7f, 0, 1e20f, 7, -0.25f};
  return {write_word2vec(words, rows, 2, VectorFormat::kText),
          write_word2vec(words, rows, 2, VectorFormat::kBinary), write_glove(words, rows, 2),
          "\xef\xbb\xbf"
          "2 2\r\na 1 2\r\nb 3 4\r\n"};
}

void run_questions(std::string_view bytes) {
  const auto questions = parse_questions(bytes);
  ENSURE(questions.ok() || !questions.error().message.empty());
  const auto pairs = parse_pairs(bytes);
  ENSURE(pairs.ok() || !pairs.error().message.empty());
}

std::vector<std::string> question_seeds() {
  return {": capitals\nparis france hanoi vietnam\n: family\nking queen man woman\n",
          "word1\tword2\tscore\ncat\tdog\t7.5\n", "cat,dog,7.5\nsun,moon,3\n"};
}

void run_text(std::string_view bytes) {
  const auto text = corpus_from_bytes("own", std::string(bytes));
  if (!text.ok()) return;
  // What was taken is taken again, unchanged: it is kept and brought back.
  const auto again = corpus_from_bytes("own", text->text);
  ENSURE(again.ok() && again->text == text->text);
  std::size_t end = 0;
  for (const DocumentRange& document : split_documents(text->text)) {
    ENSURE(document.begin >= end && document.end > document.begin);
    end = document.end;
  }
  ENSURE(end <= text->text.size());
}

std::vector<std::string> text_seeds() {
  return {"the cat sat on the mat\n\nthe dog, too\n",
          "\xef\xbb\xbf"
          "cà phê\r\n\r\ncà phê\r\n",
          std::string("\xff\xfe"
                      "a\0b\0",
                      6)};
}

// --- Models.

void run_safetensors(std::string_view bytes) {
  const auto file = read_safetensors(bytes);
  if (!file.ok()) return;
  for (const TensorView& tensor : file->tensors) {
    std::vector<float> values(tensor.num_elements());
    static_cast<void>(to_floats(tensor, values));
  }
}

std::shared_ptr<const TokenCodec> made_codec(int which) {
  constexpr std::string_view kTexts[] = {
      "the king and the queen sat by the sea; the sea was calm\n"};
  const auto codec =
      which == 0 ? train_byte_bpe(kTexts, 280, SpecialSet::kGpt)
      : which == 1
          ? wordpiece_from_vocabulary(
                "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\nking\nqueen\n##s\n##t\n'\n,\n.\n", true)
      : which == 2 ? train_word_codec(kTexts, 30, SpecialSet::kGpt)
                   : train_character_codec(kTexts, 40, SpecialSet::kBert);
  ENSURE(codec.ok());
  return *codec;
}

hf::Folder made_folder(int which) {
  const auto codec = made_codec(which);
  TransformerConfig config;
  config.kind = which % 2 == 0 ? TransformerKind::kGpt : TransformerKind::kBert;
  config.vocab = codec->size();
  config.context = 8;
  config.layers = 1;
  config.heads = 1;
  config.width = 4;
  Transformer model(config, nullptr);
  model.reset(1);
  return hf::write_folder(model, *codec, which < 2 ? TensorType::kF32 : TensorType::kF16);
}

std::vector<std::string> safetensors_seeds() {
  return {made_folder(0).at(hf::kWeightsFile), made_folder(3).at(hf::kWeightsFile)};
}

void try_codec(const TokenCodec& codec) {
  for (const std::string_view text :
       {std::string_view("the king's [MASK] <|endoftext|> cà phê 東京 \xf0\x9f\x98\x80 İß\n"),
        std::string_view(""), std::string_view(" "), std::string_view("\xff\x80")}) {
    const std::vector<TokenId> ids = codec.encode(text);
    for (const TokenId id : ids) {
      ENSURE(id >= 0 && id < codec.size());
      static_cast<void>(codec.display(id));
    }
    static_cast<void>(codec.decode(ids));
  }
}

void run_tokenizer(std::string_view bytes) {
  const hf::Folder folder = apart(bytes);
  const auto codec = hf::read_tokenizer(hf::view_of(folder));
  if (!codec.ok()) {
    ENSURE(!codec.error().message.empty());
    return;
  }
  if (*codec == nullptr) return;
  try_codec(**codec);
  // Written and read again it is the same.
  hf::Folder again;
  again[hf::kTokenizerFile] = hf::write_tokenizer(**codec, TransformerKind::kGpt);
  again["tokenizer_config.json"] = hf::write_tokenizer_config(**codec, 16);
  const auto second = hf::read_tokenizer(hf::view_of(again));
  ENSURE(second.ok() && *second != nullptr);
  ENSURE((*second)->size() == (*codec)->size());
  constexpr std::string_view kText = "the king's sea, cà phê";
  ENSURE((*second)->encode(kText) == (*codec)->encode(kText));
}

std::vector<std::string> tokenizer_seeds() {
  std::vector<std::string> out;
  for (const int which : {0, 1, 2, 3}) {
    hf::Folder folder = made_folder(which);
    folder.erase(hf::kWeightsFile);
    folder.erase(hf::kConfigFile);
    out.push_back(in_one(folder));
  }
  out.push_back(in_one({{"vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\nsea\n"}}));
  return out;
}

void run_config(std::string_view bytes) {
  const auto config = hf::read_config(bytes);
  if (!config.ok()) {
    ENSURE(!config.error().message.empty());
    return;
  }
  ENSURE(config->width > 0 && config->heads > 0 && config->width % config->heads == 0);
  const auto again = hf::read_config(hf::write_config(*config, {}));
  ENSURE(again.ok() && again->width == config->width && again->layers == config->layers);
}

std::vector<std::string> config_seeds() {
  return {made_folder(0).at(hf::kConfigFile), made_folder(1).at(hf::kConfigFile)};
}

void run_folder(std::string_view bytes) {
  const hf::Folder folder = apart(bytes);
  const auto model = hf::read_folder(hf::view_of(folder), kRoomBytes, nullptr);
  if (!model.ok()) {
    ENSURE(!model.error().message.empty());
    return;
  }
  if (model->codec) try_codec(*model->codec);
}

std::vector<std::string> folder_seeds() {
  return {in_one(made_folder(0)), in_one(made_folder(1)), in_one(made_folder(2)),
          in_one(made_folder(3))};
}

constexpr Target kTargets[] = {
    {"vectors", run_vectors, vector_seeds},
    {"questions", run_questions, question_seeds},
    {"text", run_text, text_seeds},
    {"safetensors", run_safetensors, safetensors_seeds},
    {"tokenizer", run_tokenizer, tokenizer_seeds},
    {"config", run_config, config_seeds},
    {"folder", run_folder, folder_seeds},
};

}  // namespace

std::span<const Target> file_targets() { return kTargets; }

}  // namespace wordspace::fuzz
