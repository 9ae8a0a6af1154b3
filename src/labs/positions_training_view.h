// How structure among positions emerges while a run trains: a scrubber over kept moments.
// Not the keeping (positions_history.h) and not a lab.
#pragma once

#include <string>

#include "labs/lab.h"
#include "labs/positions_history.h"
#include "labs/positions_picture.h"

namespace wordspace {

class TransformerRoom;

class PositionsTrainingView {
 public:
  void forget_gl() { picture_.forget_gl(); }
  void set_shader(const std::string& name, const std::string& source) {
    picture_.set_shader(name, source);
  }
  void draw(LabContext& context, TransformerRoom& room);
  int moment() const { return moment_; }
  void set_moment(int moment) {
    moment_ = moment;
    newest_ = false;
  }

 private:
  PositionPicture picture_;
  int moment_ = 0;
  bool newest_ = true;  // follows the run until she moves the scrubber
};

}  // namespace wordspace
