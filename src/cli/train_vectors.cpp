// The loop and the file that Word2Vec's and GloVe's subcommands share.
// Not their options and not what they print.
#include "cli/train_vectors.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "cli/common.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/train.h"
#include "formats/word2vec_file.h"
#include "text/vocabulary.h"
#include "train/learner.h"
#include "train/learner_progress.h"

namespace wordspace::cli {

Result<VectorsOutcome> train_vectors(Learner& learner, int epochs, std::int64_t stretch,
                                     const char* unit) {
  StopOnSignal signal;
  Progress progress(unit);
  const std::int64_t total = learner.units_total();
  const std::int64_t last_pass = total - total / std::max(epochs, 1);
  double loss_sum = 0, recent_loss = 0;
  std::int64_t loss_count = 0, learned = 0;
  const double begin = steady_ms();
  while (!learner.done()) {
    if (signal.stopped()) {
      return stopped_error();
    }
    const std::int64_t at = learner.units_done();
    const bool counts = at >= last_pass;
    const LearnerProgress done =
        learner.advance(counts ? stretch : std::min(stretch, last_pass - at));
    if (!done.finite || !std::isfinite(done.loss_sum))
      return diverged_error(learner.not_finite_error());
    if (done.loss_count > 0) recent_loss = done.loss_sum / static_cast<double>(done.loss_count);
    learned += done.loss_count;
    if (counts || learner.done()) {
      loss_sum += done.loss_sum;
      loss_count += done.loss_count;
    }
    char note[48];
    std::snprintf(note, sizeof note, "loss %.4f", recent_loss);
    progress.show(
        learner.units_done(), total,
        1000 * static_cast<double>(learner.units_done()) / std::max(steady_ms() - begin, 1e-3),
        note);
  }
  // A prediction for a thousand words or fewer is chance, and a last pass of none has no loss.
  if (learned < total / 1000 || loss_count == 0) return nothing_learned_error();
  VectorsOutcome outcome;
  outcome.seconds = (steady_ms() - begin) / 1000;
  outcome.loss = loss_count > 0 ? loss_sum / static_cast<double>(loss_count) : 0;
  outcome.units_per_second = static_cast<double>(total) / std::max(outcome.seconds, 1e-9);
  return outcome;
}

std::string vectors_file(const Learner& learner, const std::string& format) {
  const EmbeddingView view = learner.embeddings();
  const auto dim = static_cast<std::size_t>(view.dim);
  std::vector<float> vectors(static_cast<std::size_t>(view.rows) * dim);
  for (std::int64_t row = 0; row < view.rows; ++row) {
    std::copy_n(view.data + row * view.row_stride, dim,
                vectors.data() + static_cast<std::size_t>(row) * dim);
  }
  if (format == "glove") return write_glove(view.vocabulary->words(), vectors, view.dim);
  return write_word2vec(view.vocabulary->words(), vectors, view.dim,
                        format == "binary" ? VectorFormat::kBinary : VectorFormat::kText);
}

}  // namespace wordspace::cli
