// The `wordspace` command: reads the call, runs one subcommand, returns its exit code.
// Not the subcommands: each stands in the file of its name.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "cli/common.h"

int main(int argc, char** argv) {
  using namespace wordspace::cli;
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
  if (std::fflush(stdout) != 0) {
    std::fprintf(stderr, "wordspace: Standard output cannot be written to. Check where it goes.\n");
    return kExitFailure;
  }
  return program.exit_code();
}
