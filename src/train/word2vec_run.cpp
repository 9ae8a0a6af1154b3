// The settings of a Word2Vec run as JSON.
// Not the run itself (word2vec_learner.cpp).
#include "train/word2vec_run.h"

#include <nlohmann/json.hpp>

#include "train/settings_reader.h"

namespace wordspace {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kModes[] = {"skipgram", "cbow"};
constexpr const char* kObjectives[] = {"ns", "hs", "softmax"};

}  // namespace

std::string to_json(const Word2VecRun& run) {
  const Word2VecConfig& config = run.config;
  Json json;
  json["mode"] = kModes[static_cast<int>(config.mode)];
  json["objective"] = kObjectives[static_cast<int>(config.objective)];
  json["dim"] = config.dim;
  json["window"] = config.window;
  json["negative"] = config.negative;
  json["sample"] = config.sample;
  json["epochs"] = config.epochs;
  json["rate"] = config.rate;
  json["seed"] = config.seed;
  json["min_count"] = run.min_count;
  json["held_out_fraction"] = run.held_out_fraction;
  return json.dump();
}

Result<Word2VecRun> word2vec_run_from_json(const std::string& text) {
  SettingsReader reader(text);
  Word2VecRun run;
  reader.choice("mode", kModes, run.config.mode);
  reader.choice("objective", kObjectives, run.config.objective);
  reader.whole("dim", run.config.dim, 1);
  reader.whole("window", run.config.window, 1);
  reader.whole("negative", run.config.negative);
  reader.whole("epochs", run.config.epochs, 1);
  reader.whole("min_count", run.min_count, 0, std::int64_t{1} << 53);
  reader.real("sample", run.config.sample);
  reader.real("rate", run.config.rate);
  reader.real("held_out_fraction", run.held_out_fraction);
  reader.seed("seed", run.config.seed);
  if (run.held_out_fraction < 0 || run.held_out_fraction >= 1) reader.refuse("held_out_fraction");
  if (const auto error = reader.error(run.config.validate())) return *error;
  return run;
}

}  // namespace wordspace
