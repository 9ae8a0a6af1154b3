// The models that `wordspace train` knows.
// Not the models themselves.
#pragma once

#include "cli/common.h"
#include "models/transformer.h"

namespace wordspace::cli {

void add_train_word2vec(Program& program, CLI::App& train);
void add_train_glove(Program& program, CLI::App& train);
void add_train_transformer(Program& program, CLI::App& train, TransformerKind kind);

}  // namespace wordspace::cli
