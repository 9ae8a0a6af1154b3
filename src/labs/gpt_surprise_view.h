// How surprising each token of a text is for GPT, with its mean and the perplexity.
// Not the arithmetic (models/transformer_text.h) and not a lab.
#pragma once

#include <string>
#include <vector>

#include "labs/lab.h"
#include "models/transformer_text.h"

namespace wordspace {

struct AnsweringModel;

class GptSurpriseView {
 public:
  void draw(LabContext& context, const AnsweringModel& model);
  const std::string& text() const { return text_; }
  void set_text(std::string_view text) { text_ = text; }
  bool in_bits() const { return unit_ == 1; }
  void set_in_bits(bool bits) { unit_ = bits ? 1 : 0; }
  const Surprisals& surprisals() const { return surprisals_; }

 private:
  void measure(const AnsweringModel& model);
  void draw_figures(LabContext& context, const AnsweringModel& model);
  void draw_tokens(LabContext& context, const AnsweringModel& model);
  std::string number(double nats, int digits) const;

  std::string text_, measured_text_;
  std::uint64_t measured_version_ = 0;
  bool measured_ = false, shortened_ = false;
  Surprisals surprisals_;
  std::vector<std::string> displays_, names_;
  int unit_ = 0;  // 0 nats, 1 bits
};

}  // namespace wordspace
