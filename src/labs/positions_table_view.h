// Learned against sinusoidal position vectors: pictures, similarity, curves, the shuffled null.
// Not the numbers (positions_answers.h) and not a lab.
#pragma once

#include <string>

#include "labs/lab.h"
#include "labs/positions_answers.h"
#include "labs/positions_picture.h"

namespace wordspace {

struct AnsweringModel;

class PositionsTableView {
 public:
  void forget_gl();
  void set_shader(const std::string& name, const std::string& source);
  // Answers anew when the model is new.
  void follow(const AnsweringModel& model);
  void draw(LabContext& context, const AnsweringModel& model);
  const PositionAnswer& learned() const { return learned_; }
  const PositionAnswer& sinusoidal() const { return sinusoidal_; }
  int position = 10, dimension = 0;

 private:
  void draw_pictures(LabContext& context, const AnsweringModel& model);
  void draw_scores(LabContext& context);
  void draw_row_curve(LabContext& context);
  void draw_dimension(LabContext& context);
  void draw_wavelengths(LabContext& context);
  void draw_shuffled(LabContext& context);

  bool known_ = false;
  std::uint64_t version_ = 0, answers_ = 0;
  double init_deviation_ = 0.02;
  PositionAnswer learned_, sinusoidal_;
  std::vector<float> shuffled_;  // similarity of the shown table, shuffled
  double shuffled_score_ = 0;
  PositionPicture learned_picture_, sinusoidal_picture_, shuffled_picture_;
};

}  // namespace wordspace
