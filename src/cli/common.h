// What every subcommand shares: how results and failures are said, where corpora and vectors come
// from. Not a subcommand.
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "text/builtin_corpora.h"

namespace CLI {
class App;
}

namespace wordspace {
struct Corpus;
class WordVectors;
}  // namespace wordspace

namespace wordspace::cli {

// Keeps the order in which fields are written.
using Json = nlohmann::ordered_json;

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;

// One line on standard error: what, and what to do. Returns kExitFailure.
int fail(const Error& error);
// The same for options that make no sense. Returns kExitUsage.
int misuse(const Error& error);
// A remark on standard error.
void warn(const std::string& sentence);
// One JSON object and a line end on standard output. False when standard output is broken.
bool print_json(const Json& json);

// A subcommand adds itself to the program; what it returns becomes the program's exit code.
class Program {
 public:
  Program(CLI::App& app, std::string executable) : app_(&app), executable_(std::move(executable)) {}
  CLI::App& app() { return *app_; }
  const std::string& executable() const { return executable_; }
  // Runs `body` when the subcommand was called.
  void on_call(CLI::App* subcommand, std::function<int()> body);
  int exit_code() const { return exit_code_; }

 private:
  CLI::App* app_;
  std::string executable_;
  int exit_code_ = kExitDone;
};

// One each, in the file of its name.
void add_corpora(Program& program);
void add_train(Program& program);
void add_analogy(Program& program);
void add_neighbors(Program& program);
void add_evaluate(Program& program);
void add_rsa(Program& program);
void add_generate(Program& program);
void add_fill_mask(Program& program);
void add_next_sentence(Program& program);
void add_logits(Program& program);
void add_attention(Program& program);
void add_serve(Program& program);
void add_bench(Program& program);

// The folder of the running program (symbolic links followed); empty when it cannot be told.
std::filesystem::path program_folder(const std::string& executable);

// The built-in corpora of the first folder that has a list: $WORDSPACE_DATA, then beside the
// program.
struct BuiltinCorpora {
  std::filesystem::path folder;  // empty: no list was found, only the toy worlds are there
  std::vector<CorpusInfo> list;
};
//   Errors: corpora.bad_list.
Result<BuiltinCorpora> find_builtin_corpora(const std::string& executable);

// A built-in corpus by its name, or a text file.
//   Errors: corpus.unknown and those of read_file and corpus_from_bytes.
Result<Corpus> load_corpus(const std::string& executable, const std::string& name_or_file);

// A file in word2vec's text or binary format or in GloVe's.   Errors: those of read_file and
// read_vectors.
Result<WordVectors> load_vectors(const std::string& path);

}  // namespace wordspace::cli
