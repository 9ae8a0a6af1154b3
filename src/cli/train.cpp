// `wordspace train`: the parent of one subcommand a model.
// Not the training (train_word2vec.cpp, train_glove.cpp, train_transformer.cpp).
#include "cli/train.h"

#include <CLI/CLI.hpp>

#include "cli/common.h"
#include "models/transformer_config.h"

namespace wordspace::cli {

void add_train(Program& program) {
  CLI::App* train = program.app().add_subcommand("train", "Train a model on a corpus");
  train->require_subcommand(1);
  add_train_word2vec(program, *train);
  add_train_glove(program, *train);
  add_train_transformer(program, *train, TransformerKind::kGpt);
  add_train_transformer(program, *train, TransformerKind::kBert);
}

}  // namespace wordspace::cli
