// `wordspace train`: the parent of one subcommand a model.
// Not the training (train_word2vec.cpp, train_glove.cpp, train_transformer.cpp).
#include "cli/train.h"

#include <CLI/CLI.hpp>

#include "cli/common.h"
#include "models/transformer_config.h"

namespace wordspace::cli {

Error stopped_error() {
  return Error{"train.stopped", "Stopped: nothing was written.", "Run it again to start over."};
}

Error diverged_error(Error of_learner) {
  of_learner.hint = "Give a lower --rate; nothing was written.";
  return of_learner;
}

Error nothing_learned_error() {
  return Error{"train.nothing",
               "Nothing was learned: hardly a prediction was left to train on, and nothing was "
               "written.",
               "Use a longer text, or a larger --sample where words are thinned out."};
}

void warn_nothing_held_out(double fraction) {
  if (fraction > 0) {
    warn(
        "--held-out kept nothing apart: a text of one document has none to spare (an empty line "
        "ends a document).");
  }
}

void add_train(Program& program) {
  CLI::App* train = program.app().add_subcommand("train", "Train a model on a corpus");
  train->require_subcommand(1);
  add_train_word2vec(program, *train);
  add_train_glove(program, *train);
  add_train_transformer(program, *train, TransformerKind::kGpt);
  add_train_transformer(program, *train, TransformerKind::kBert);
}

}  // namespace wordspace::cli
