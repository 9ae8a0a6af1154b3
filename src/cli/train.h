// The models that `wordspace train` knows.
// Not the models themselves.
#pragma once

#include "cli/common.h"

namespace wordspace::cli {

void add_train_word2vec(Program& program, CLI::App& train);

}  // namespace wordspace::cli
