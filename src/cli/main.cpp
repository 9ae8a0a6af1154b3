// The `wordspace` command: reads the call, runs one subcommand, returns its exit code.
// Not the subcommands: each stands in the file of its name.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "analysis/spelling.h"
#include "cli/common.h"
#include "cli/interrupt.h"
#include "text/vocabulary.h"

namespace {

using namespace wordspace;

// The first word that stands where a subcommand belongs and is none, as a sentence; empty when all
// are fine.
std::string unknown_subcommand(const CLI::App& app, int argc, char** argv) {
  const CLI::App* at = &app;
  for (int i = 1; i < argc && argv[i][0] != '-'; ++i) {
    std::vector<std::string> names;
    const CLI::App* next = nullptr;
    for (const CLI::App* one : at->get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(one->get_name());
      if (one->get_name() == argv[i]) next = one;
    }
    if (names.empty()) return {};
    if (next == nullptr) {
      std::string all;
      for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
      const std::vector<std::int64_t> counts(names.size(), 1);
      const std::string near = nearest_spelling(Vocabulary(names, counts), argv[i]);
      return "There is no subcommand \"" + std::string(argv[i]) + "\"" +
             (at == &app ? "" : " of " + at->get_name()) + ". " +
             (near.empty() ? "There are: " + all + "." : "Did you mean \"" + near + "\"?");
    }
    at = next;
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  using namespace wordspace::cli;
  install_interrupts();
  CLI::App app{
      "Train and question word vectors, GPT and BERT. Exit codes: 0 done, 1 failed, 2 wrong "
      "usage."};
  app.name("wordspace");
  app.set_version_flag("--version", WORDSPACE_VERSION);
  app.require_subcommand(1);
  app.get_formatter()->column_width(32);
  Program program(app, argc > 0 ? argv[0] : "wordspace");
  add_corpora(program);
  add_train(program);
  add_analogy(program);
  add_neighbors(program);
  add_evaluate(program);
  add_rsa(program);
  add_generate(program);
  add_fill_mask(program);
  add_next_sentence(program);
  add_logits(program);
  add_attention(program);
  add_serve(program);
  add_bench(program);
  if (const std::string unknown = unknown_subcommand(app, argc, argv); !unknown.empty()) {
    warn(unknown + " See wordspace --help.");
    return kExitUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    std::string reason = error.what();
    for (char& c : reason) c = c == '\n' ? ' ' : c;
    if (!reason.empty() && reason.back() != '.') reason += '.';
    std::fprintf(stderr, "wordspace: %s See wordspace --help.\n", reason.c_str());
    return kExitUsage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "wordspace: Not enough memory or another failure of the machine (%s).\n",
                 error.what());
    return kExitFailure;
  }
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    std::fprintf(stderr, "wordspace: Standard output cannot be written to. Check where it goes.\n");
    return kExitFailure;
  }
  return program.exit_code();
}
