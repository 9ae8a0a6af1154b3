// A copy of GPT or BERT as one run hands it on.
// Not the run.
#pragma once

#include <memory>

namespace wordspace {

class TokenCodec;
class Transformer;

// A model as it was at one moment, with what turns its numbers into text.
struct TrainedTransformer {
  std::shared_ptr<const Transformer> model;
  std::shared_ptr<const TokenCodec> codec;
};

}  // namespace wordspace
