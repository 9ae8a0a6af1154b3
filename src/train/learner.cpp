// What learners share.
// Not a learner.
#include "train/learner.h"

#include "text/vocabulary.h"
#include "train/loss_point.h"

namespace wordspace {

std::vector<NamedLoss> Learner::baselines() const { return {}; }

std::string Learner::text_key() const {
  std::string all;
  const EmbeddingView view = embeddings();
  if (view.vocabulary == nullptr) return all;
  for (TokenId id = 0; id < view.vocabulary->size(); ++id) {
    all += view.vocabulary->word(id);
    all += '\n';
    all += std::to_string(view.vocabulary->count(id));
    all += '\n';
  }
  return all;
}

}  // namespace wordspace
