// What lab Cost measures: small runs of which only one size changes, what each should cost by
// counting operations, and the lines through what was measured.
// No drawing here, and no running: runs are planned for labs/background.h and read when finished.
//
// T words of text (Word2Vec) or tokens of context (attention), c window, d dimensions, k negatives,
// V vocabulary, C width.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/power_law.h"
#include "train/series.h"

namespace wordspace {

struct Word2VecConfig;

enum class CostSweep {
  kWords,       // Word2Vec: T
  kWindow,      // Word2Vec: c
  kDimension,   // Word2Vec: d
  kNegatives,   // Word2Vec: k
  kVocabulary,  // Word2Vec: V, negative sampling beside the full softmax
  kNonZeros,    // GloVe: cells of the table that are not zero
  kContext,     // one layer of a transformer: T
  kWidth,       // one layer of a transformer: C
};
inline constexpr int kNumCostSweeps = 8;
// "words", "window", "dimension", "negatives", "vocabulary", "nonzeros", "context", "width".
const char* to_string(CostSweep sweep);

// One line of a chart: the same method at several sizes.
struct CostLine {
  std::string name;           // "ns", "softmax", "glove", "layer"
  std::vector<double> sizes;  // as planned; what came out stands in CostPoint
};

struct CostPlan {
  CostSweep sweep = CostSweep::kWords;
  int repeats = 0;  // of each size; the least time of them counts
  std::vector<CostLine> lines;
  // All sizes once, then all again: whatever else the machine does disturbs them alike. On one
  // thread, whatever pool they are given; outlive their learners. Named
  // "WORDS.LINE.SIZE INDEX.REPEAT".
  std::vector<PlannedRun> runs;
};
// share: of the usual amounts of work, 0 to 1; the sizes stay the same.
CostPlan plan_sweep(CostSweep sweep, double share = 1);

struct CostPoint {
  double size = 0;     // x: as it came out (a vocabulary may lack a few of the words asked for)
  double seconds = 0;  // y, the least: of the whole run for kWords and kNonZeros (one pass), else
                       // of one word or one pass through the layer
  double slowest = 0;  // the same, the most
  double operations = 0;  // multiplications and additions of the same, by counting
  int repeats = 0;        // that are finished
};

struct CostResult {
  std::string name;
  std::vector<CostPoint> points;   // ascending; those with a finished run
  std::optional<PowerLawFit> fit;  // of seconds; from three points on
  // The same beside a fixed time that does not grow with the size; from five points on.
  std::optional<PowerLawFit> with_offset;
  std::optional<PowerLawFit> by_counting;  // of operations, at the same points
  std::optional<Error> error;              // of a run that could not be made
  // The seconds that counting foretells at point i: operations, times the one factor that fits
  // best.
  std::vector<double> foretold;
};
// As far as they are finished: one result for each line of the plan.
std::vector<CostResult> read_sweep(const CostPlan& plan,
                                   std::span<const std::shared_ptr<const FinishedRun>> finished);

// --- Counting.

// Pairs of one word with window c: 2 min(r, room) over radii r drawn evenly from 1 to c, on average
// over a line of `line` words; c + 1 where the line is long.
double pairs_per_word(int window, int line);
// One word of skip-gram with negative sampling: 6 d (k + 1) for each of its pairs, for the score
// and the moves of both vectors. With full softmax 6 d V for the word: all its pairs share one
// pass.
double word2vec_operations(double passes, int dim, double outputs);
// The same of one centre word, full softmax over negative sampling: V / ((c + 1) (k + 1)) for
// skip-gram; V / (k + 1) for CBOW, whose context makes one guess together.
double full_softmax_times(const Word2VecConfig& config, double words);
// One pass forward through one layer: 24 T C^2 for the products with weights, 2 T (T + 1) C for
// scores and mixing under a causal mask.
double layer_operations(int tokens, int width);
// One cell of GloVe: the product, and the update of two rows and of two sums of squares: 12 d.
double glove_operations(double cells, int dim);

inline constexpr int kCostDim = 64, kCostWindow = 5, kCostNegatives = 5;
inline constexpr int kCostWidth = 32, kCostContext = 64;  // while the other is changed
inline constexpr int kCostLine = 200;                     // words in a line of the made-up text

}  // namespace wordspace
