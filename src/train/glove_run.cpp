// The settings of a GloVe run as JSON.
// Not the run itself (glove_learner.cpp).
#include "train/glove_run.h"

#include <nlohmann/json.hpp>

#include "train/settings_reader.h"

namespace wordspace {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

std::string to_json(const GloveRun& run) {
  const GloveConfig& config = run.config;
  Json json;
  json["dim"] = config.dim;
  json["window"] = config.window;
  json["x_max"] = config.x_max;
  json["alpha"] = config.alpha;
  json["epochs"] = config.epochs;
  json["rate"] = config.rate;
  json["seed"] = config.seed;
  json["min_count"] = run.min_count;
  return json.dump();
}

Result<GloveRun> glove_run_from_json(const std::string& text) {
  SettingsReader reader(text);
  GloveRun run;
  reader.whole("dim", run.config.dim, 1);
  reader.whole("window", run.config.window, 1);
  reader.whole("epochs", run.config.epochs, 1);
  reader.whole("min_count", run.min_count, 0, std::int64_t{1} << 53);
  reader.real("x_max", run.config.x_max);
  reader.real("alpha", run.config.alpha);
  reader.real("rate", run.config.rate);
  reader.seed("seed", run.config.seed);
  if (const auto error = reader.error(run.config.validate())) return *error;
  return run;
}

}  // namespace wordspace
