// One model's half of the picture: its tokens, all heads as small maps, the chosen head as a large
// map or as arcs.
// Not the arithmetic (attention_arithmetic_view.h) and not the passes (attention_side.h).
#pragma once

#include <string>

#include "labs/attention_side.h"
#include "labs/lab.h"
#include "ui/heatmap.h"

namespace wordspace {

// "gpt" or "bert"; "GPT" or "BERT".
const char* attention_model(TransformerKind kind);
const char* attention_title(TransformerKind kind);
// Numbers with a real minus sign.
std::string signed_number(double value, int digits = 3);

class AttentionMapsView {
 public:
  // side: ok(). True: the person chose something here.
  bool draw_look(LabContext& context, AttentionSide& side, bool as_arcs);
  // The grid alone, in which a press switches a head off or on.
  void draw_switches(LabContext& context, AttentionSide& side);
  void set_shader(const std::string& name, const std::string& source) {
    heatmap_.set_shader(name, source);
  }
  void forget_gl() { heatmap_.forget_gl(); }

 private:
  void take(const AttentionSide& side);
  int draw_grid(LabContext& context, AttentionSide& side, bool switches);
  bool draw_tokens(LabContext& context, AttentionSide& side);
  bool draw_large(LabContext& context, AttentionSide& side);
  bool draw_arcs(LabContext& context, AttentionSide& side);
  void draw_legend(LabContext& context, AttentionSide& side, float high, bool as_arcs);

  ui::Heatmap heatmap_;
  bool beside_ = false;  // grid and large map
};

}  // namespace wordspace
