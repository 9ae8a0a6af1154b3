// The models that `wordspace train` knows.
// Not the models themselves.
#pragma once

#include "core/result.h"

namespace CLI {
class App;
}

namespace wordspace {
enum class TransformerKind;
}

namespace wordspace::cli {

class Program;

// What the loops of all models end with when they do not reach the end.
Error stopped_error();                   // train.stopped: nothing was written
Error diverged_error(Error of_learner);  // says what the command can do, not the lab
Error nothing_learned_error();           // train.nothing: hardly a word of the text was trained on
// A remark: --held-out was given and nothing could be held out.
void warn_nothing_held_out(double fraction);

void add_train_word2vec(Program& program, CLI::App& train);
void add_train_glove(Program& program, CLI::App& train);
void add_train_transformer(Program& program, CLI::App& train, TransformerKind kind);

}  // namespace wordspace::cli
