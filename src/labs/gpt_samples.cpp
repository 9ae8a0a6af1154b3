// Samples of a model that learns.
// Not drawing.
#include "labs/gpt_samples.h"

#include <cmath>
#include <limits>
#include <utility>

#include "labs/answering_model.h"
#include "labs/transformer_parts.h"
#include "train/snapshot.h"

namespace wordspace {

bool GptSamples::follow(const AnsweringModel& model, const Snapshot& snapshot,
                        const std::string& prompt) {
  if (snapshot.run != run_) {
    run_ = snapshot.run;
    samples_.clear();
    writer_.reset();
    prompt_ = prompt;
  }
  if (!writer_ && model.origin == AnsweringModel::Origin::kRun && model.ok() &&
      model.version != version_) {
    version_ = model.version;
    begin(model, snapshot);
  }
  if (!writer_) return false;
  for (int i = 0; i < kTokensAFrame && left_ > 0 && !writer_->ended(); ++i, --left_) {
    writer_->write();
  }
  const std::string text = writer_->text();
  samples_.back().text = text.compare(0, prompt_text_.size(), prompt_text_) == 0
                             ? text.substr(prompt_text_.size())
                             : text;
  if (left_ > 0 && !writer_->ended()) return true;
  samples_.back().finished = true;
  writer_.reset();
  thin_out();
  return false;
}

void GptSamples::begin(const AnsweringModel& model, const Snapshot& snapshot) {
  SamplingOptions sampling;
  sampling.temperature = kTemperature;
  auto writer = Writer::begin(model.transformer, model.codec, prompt_, sampling, kSeed);
  if (!writer.ok()) return;
  writer_ = std::move(writer.value());
  prompt_text_ = writer_->text();
  left_ = kTokens;
  const std::int64_t step = model.units_done / tokens_per_step(snapshot);
  // The same step again (a last copy at the end of a run): it would be the same text.
  if (!samples_.empty() && samples_.back().step == step) samples_.pop_back();
  samples_.push_back({step, {}, false});
}

void GptSamples::thin_out() {
  if (samples_.size() <= kMaxSamples) return;
  // Learning is fast at first: gaps are measured by their ratio. First and newest stay.
  std::size_t least = 1;
  double smallest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i + 2 < samples_.size(); ++i) {
    const double ratio = std::log(static_cast<double>(samples_[i + 1].step + 1)) -
                         std::log(static_cast<double>(samples_[i - 1].step + 1));
    if (ratio < smallest) {
      smallest = ratio;
      least = i;
    }
  }
  samples_.erase(samples_.begin() + static_cast<std::ptrdiff_t>(least));
}

}  // namespace wordspace
