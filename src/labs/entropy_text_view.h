// A text token by token under GPT: surprisal, running mean, perplexity, and what was expected.
// Not the numbers (models/transformer_text.h, analysis/entropy.h) and not a lab.
#pragma once

#include <string>
#include <vector>

#include "analysis/entropy.h"
#include "labs/lab.h"
#include "models/transformer_text.h"
#include "ui/widgets.h"

namespace wordspace {

struct AnsweringModel;

// "3.2 · 10⁷" for numbers that fixed digits cannot say, from their natural log.
std::string large_number(double log_value);

class EntropyTextView {
 public:
  static constexpr int kNumExpected = 5;

  // Measures when model or text are new. Cheap otherwise.
  void measure(const AnsweringModel& model, const std::string& text);
  void draw(LabContext& context, const AnsweringModel& model, bool in_bits);
  bool empty() const { return surprisals_.tokens.size() <= surprisals_.first_counted; }
  const Surprisals& surprisals() const { return surprisals_; }
  const TextEntropy& entropy() const { return entropy_; }
  int selected() const { return selected_; }
  void select(int token) { selected_ = token; }

 private:
  void draw_figures(LabContext& context, const AnsweringModel& model, bool in_bits);
  void draw_tokens(LabContext& context, const AnsweringModel& model, bool in_bits);
  void draw_selected(LabContext& context, const AnsweringModel& model, bool in_bits);
  void draw_running(LabContext& context, const AnsweringModel& model, bool in_bits);
  void draw_sum(LabContext& context, bool in_bits);
  ui::Table table(LabContext& context, const AnsweringModel& model) const;

  std::string measured_text_;
  std::uint64_t measured_version_ = 0;
  bool measured_ = false, shortened_ = false;
  Surprisals surprisals_;
  TextEntropy entropy_;
  std::vector<double> places_, counted_, running_, sums_;  // [counted]; nats
  std::vector<std::string> displays_, names_;
  int selected_ = -1;
  std::string corpus_;
  double exact_ = 0;  // nats a token of the toy world that the model has read; 0: no such world
};

}  // namespace wordspace
