// The models that `wordspace train` knows.
// Not the models themselves.
#pragma once

namespace CLI {
class App;
}

namespace wordspace {
enum class TransformerKind;
}

namespace wordspace::cli {

class Program;

void add_train_word2vec(Program& program, CLI::App& train);
void add_train_glove(Program& program, CLI::App& train);
void add_train_transformer(Program& program, CLI::App& train, TransformerKind kind);

}  // namespace wordspace::cli
