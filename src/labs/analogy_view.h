// a is to b as c is to ?: three fields, the answers with and without the words asked, and the
// parallelogram in its own plane.
// Not the arithmetic (analysis/analogy) and not a lab.
#pragma once

#include <string>
#include <vector>

#include "analysis/analogy.h"
#include "labs/vector_choice.h"
#include "ui/scatter.h"

namespace wordspace {

class AnalogyView {
 public:
  void draw(LabContext& context, VectorChoice& choice);
  void set_shader(const std::string& name, const std::string& source);
  void forget_gl() { scatter_.forget_gl(); }
  bool set(std::string_view field, std::string_view value);
  std::string get(std::string_view field) const;

 private:
  void answer(const VectorChoice& choice);
  void lay_out(const WordVectors& vectors);
  void follow_examples(Workspace& workspace, const VectorChoice& choice);
  void draw_fields(LabContext& context);
  void draw_answers(LabContext& context, const VectorChoice& choice);
  void draw_plane(LabContext& context, const VectorChoice& choice);

  std::string a_ = "man", b_ = "king", c_ = "woman";
  int method_ = 0;  // 0 add, 1 multiply
  bool include_query_ = false;
  std::vector<Question> examples_;  // that fit the vectors' text
  std::string examples_of_;         // that text, and the state of the vectors
  std::string signature_;
  std::vector<ScoredWord> without_, with_;
  std::vector<std::string> unknown_;
  bool asked_ = false;

  ui::Scatter scatter_;
  std::string vertex_shader_, fragment_shader_;
  std::vector<std::string> labels_;  // a, b, c, target, then answers
  std::vector<float> positions_;     // [n, 2] in the plane
  float distance_ = 0;               // of the first answer from the plane, unit vectors
  std::uint64_t positions_version_ = 0;
};

}  // namespace wordspace
