// `wordspace evaluate`: analogy accuracy by section, and agreement with similarity judgements.
// Not training, and not perplexity (evaluate_perplexity.cpp).
#include "cli/evaluate.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "analysis/analogy.h"
#include "cli/common.h"
#include "cli/input.h"
#include "cli/progress.h"

namespace wordspace::cli {
namespace {

struct Options {
  std::string vectors, questions, pairs, method = "add";
  bool json = false;
};

constexpr std::size_t kMaxSetBytes = 64u << 20;

double percent(int correct, int total) { return total > 0 ? 100.0 * correct / total : 0.0; }

int run_analogies(const Options& options) {
  const Result<std::string> text = read_input(options.questions, kMaxSetBytes);
  if (!text.ok()) return fail(text.error());
  const Result<std::vector<QuestionSection>> sections = parse_questions(*text);
  if (!sections.ok()) return fail(in_file(sections.error(), options.questions));
  const Result<WordVectors> vectors = load_vectors(options.vectors);
  if (!vectors.ok()) return fail(vectors.error());

  std::int64_t total = 0;
  for (const QuestionSection& section : *sections) {
    total += static_cast<std::int64_t>(section.questions.size());
  }
  const AnalogyMethod method = options.method == "mul" ? AnalogyMethod::kMul : AnalogyMethod::kAdd;
  AnalogyRun run(*vectors, *sections, method);
  {
    Progress progress("questions");
    const double begin = steady_ms();
    while (run.advance(64)) {
      const std::int64_t done = run.score().total + run.score().skipped;
      progress.show(done, total, 1000 * static_cast<double>(done) / (steady_ms() - begin + 1e-3),
                    "");
    }
  }
  const AnalogyScore& score = run.score();
  if (options.json) {
    Json list = Json::array();
    for (const SectionScore& section : score.sections) {
      list.push_back({{"name", section.name},
                      {"correct", section.correct},
                      {"total", section.total},
                      {"skipped", section.skipped}});
    }
    const bool printed = print_json({{"sections", std::move(list)},
                                     {"correct", score.correct},
                                     {"total", score.total},
                                     {"skipped", score.skipped}});
    return printed ? kExitDone : kExitFailure;
  }
  std::size_t width = 3;
  for (const SectionScore& section : score.sections) width = std::max(width, section.name.size());
  const auto row = [&](const char* name, int correct, int asked, int skipped) {
    std::printf("%-*s  %5.1f %%  %5d of %5d", static_cast<int>(width), name,
                percent(correct, asked), correct, asked);
    if (skipped > 0) std::printf("  (%d skipped: a word is unknown)", skipped);
    std::printf("\n");
  };
  for (const SectionScore& section : score.sections) {
    row(section.name.c_str(), section.correct, section.total, section.skipped);
  }
  row("all", score.correct, score.total, score.skipped);
  return kExitDone;
}

int run_similarity(const Options& options) {
  const Result<std::string> text = read_input(options.pairs, kMaxSetBytes);
  if (!text.ok()) return fail(text.error());
  const Result<std::vector<SimilarityPair>> pairs = parse_pairs(*text);
  if (!pairs.ok()) return fail(in_file(pairs.error(), options.pairs));
  const Result<WordVectors> vectors = load_vectors(options.vectors);
  if (!vectors.ok()) return fail(vectors.error());
  const SimilarityScore score = evaluate_similarity(*vectors, *pairs);
  if (score.pairs < 2) {
    return fail(
        {"similarity.too_few",
         "Only " + std::to_string(score.pairs) + " of the pairs have both words among the vectors.",
         "Use vectors of a larger corpus or other pairs."});
  }
  if (options.json) {
    const bool printed = print_json(
        {{"spearman", score.spearman}, {"pairs", score.pairs}, {"skipped", score.skipped}});
    return printed ? kExitDone : kExitFailure;
  }
  std::printf("Spearman's rho %.4f over %d pairs", score.spearman, score.pairs);
  if (score.skipped > 0) std::printf(" (%d skipped: a word is unknown)", score.skipped);
  std::printf("\n");
  return kExitDone;
}

}  // namespace

void add_evaluate(Program& program) {
  CLI::App* evaluate =
      program.app().add_subcommand("evaluate", "Measure vectors on questions, a GPT on a text");
  evaluate->require_subcommand(1);
  auto options = std::make_shared<Options>();

  CLI::App* analogies = evaluate->add_subcommand("analogies", "Accuracy on analogies, by section");
  analogies->add_option("--vectors", options->vectors, "File of vectors, text or binary")
      ->required();
  analogies
      ->add_option("--questions", options->questions, "': section' lines, then four words a line")
      ->required();
  analogies->add_option("--method", options->method, "3CosAdd or 3CosMul")
      ->check(CLI::IsMember({"add", "mul"}))
      ->capture_default_str();
  analogies->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(analogies, [options] { return run_analogies(*options); });

  CLI::App* similarity = evaluate->add_subcommand("similarity", "Spearman's rho over scored pairs");
  similarity->add_option("--vectors", options->vectors, "File of vectors, text or binary")
      ->required();
  similarity->add_option("--pairs", options->pairs, "Word, tab, word, tab, score a line")
      ->required();
  similarity->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(similarity, [options] { return run_similarity(*options); });

  add_evaluate_perplexity(program, *evaluate);
}

}  // namespace wordspace::cli
