// How the command says things and finds corpora and vectors.
// Not a subcommand.
#include "cli/common.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <system_error>

#include "analysis/vectors.h"
#include "cli/input.h"
#include "core/file_io.h"
#include "formats/word2vec_file.h"
#include "text/toy_world.h"
#include "text/vocabulary.h"

namespace wordspace::cli {
namespace fs = std::filesystem;
namespace {

constexpr const char* kEmptyList = R"({"corpora": []})";

// One line whatever the message holds.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return text;
}

void say(const Error& error) {
  std::string line = error.message;
  if (!error.hint.empty()) line += " " + error.hint;
  std::fprintf(stderr, "wordspace: %s\n", one_line(std::move(line)).c_str());
}

}  // namespace

int fail(const Error& error) {
  say(error);
  return kExitFailure;
}

int misuse(const Error& error) {
  say(error);
  return kExitUsage;
}

void warn(const std::string& sentence) {
  std::fprintf(stderr, "wordspace: %s\n", one_line(sentence).c_str());
}

bool print_json(const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return std::printf("%s\n", text.c_str()) >= 0 && std::fflush(stdout) == 0;
}

void Program::on_call(CLI::App* subcommand, std::function<int()> body) {
  subcommand->callback([this, body = std::move(body)] { exit_code_ = body(); });
}

fs::path program_folder(const std::string& executable) {
  std::error_code code;
  fs::path path = fs::read_symlink("/proc/self/exe", code);
  if (code) path = fs::canonical(executable, code);
  return code ? fs::path() : path.parent_path();
}

Result<BuiltinCorpora> find_builtin_corpora(const std::string& executable) {
  std::vector<fs::path> folders;
  if (const char* data = std::getenv("WORDSPACE_DATA"); data != nullptr && *data != '\0') {
    folders.push_back(data);
    folders.push_back(fs::path(data) / "corpora");
  }
  if (const fs::path beside = program_folder(executable); !beside.empty()) {
    folders.push_back(beside / "corpora");
    folders.push_back(beside.parent_path() / "corpora");
    folders.push_back(beside.parent_path() / "share" / "wordspace" / "corpora");
  }
  BuiltinCorpora found;
  std::string json = kEmptyList;
  for (const fs::path& folder : folders) {
    Result<std::string> bytes = read_file((folder / "corpora.json").string(), 1 << 20);
    if (!bytes.ok()) continue;
    json = std::move(*bytes);
    found.folder = folder;
    break;
  }
  Result<std::vector<CorpusInfo>> list = parse_corpora_list(json);
  if (!list.ok()) return list.error();
  found.list = std::move(*list);
  return found;
}

namespace {

Result<Corpus> load_builtin(const BuiltinCorpora& corpora, const CorpusInfo& info) {
  if (info.parts.empty()) {
    const ToyLanguage language =
        info.language == "vi" ? ToyLanguage::kVietnamese : ToyLanguage::kEnglish;
    return make_toy_world(language, toy_lines(language), 1).corpus;
  }
  Corpus corpus;
  corpus.name = info.name;
  corpus.licence = info.licence;
  corpus.source = info.source;
  for (const CorpusPart& part : info.parts) {
    const Result<std::string> bytes = read_file((corpora.folder / part.file).string());
    if (!bytes.ok()) return bytes.error();
    if (bytes->size() != part.num_bytes) {
      return Error{"corpora.bad_list",
                   "The packed text " + part.file + " is not whole.",
                   "Build the target 'corpora' again.",
                   {part.file}};
    }
    // An empty line keeps the last document of one part from running into the next.
    if (!corpus.text.empty()) corpus.text += corpus.text.ends_with('\n') ? "\n" : "\n\n";
    corpus.text += *bytes;
  }
  return corpus;
}

}  // namespace

Result<Corpus> load_corpus(const std::string& executable, const std::string& name_or_file) {
  const Result<BuiltinCorpora> corpora = find_builtin_corpora(executable);
  if (!corpora.ok()) return corpora.error();
  std::string names;
  for (const CorpusInfo& info : corpora->list) {
    if (info.name == name_or_file) return load_builtin(*corpora, info);
    names += (names.empty() ? "" : ", ") + info.name;
  }
  std::error_code code;
  if (!fs::exists(name_or_file, code)) {
    std::string hint = "Name a text file or one of: " + names + ".";
    if (corpora->folder.empty()) {
      hint +=
          " The packed corpora were not found: build the target 'corpora' or set WORDSPACE_DATA.";
    }
    return Error{"corpus.unknown",
                 "There is no corpus and no file " + name_or_file + ".",
                 hint,
                 {name_or_file}};
  }
  // One byte over the limit is enough for corpus_from_bytes to say that the text is too large.
  Result<std::string> bytes = read_input(name_or_file, kMaxTextBytes + 1);
  if (!bytes.ok()) return bytes.error();
  return corpus_from_bytes(fs::path(name_or_file).filename().string(), std::move(*bytes));
}

Result<WordVectors> load_vectors(const std::string& path) {
  const Result<std::string> bytes = read_input(path, std::size_t{1} << 34);
  if (!bytes.ok()) return bytes.error();
  Result<VectorFile> file = read_vectors(*bytes);
  if (!file.ok()) return in_file(file.error(), path);
  for (const Error& warning : file->warnings) {
    warn(path + ": " + warning.message + " " + warning.hint);
  }
  // Counts are not in the file; equal ones keep the words in its order.
  std::vector<std::int64_t> counts(file->words.size(), 1);
  auto vocabulary = std::make_shared<Vocabulary>(std::move(file->words), std::move(counts));
  return WordVectors(std::move(vocabulary), file->vectors, file->dim);
}

}  // namespace wordspace::cli
