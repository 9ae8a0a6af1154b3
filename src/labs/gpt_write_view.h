// Writing with GPT: prompt, sampling, the text token by token, the bars of the next token.
// Not the writing itself (gpt_writing.h) and not a lab.
#pragma once

#include "labs/gpt_writing.h"
#include "labs/lab.h"

namespace wordspace {

class GptWriteView {
 public:
  // bottom: screen pixels down to which the text may reach where there is room.
  void draw(LabContext& context, GptWriting& writing, float bottom);
  // Tokens that one press of Write asks for.
  int length() const { return length_; }
  void set_length(int length) { length_ = length; }

 private:
  void draw_prompt(LabContext& context, GptWriting& writing);
  void draw_sampling(LabContext& context, GptWriting& writing);
  void draw_buttons(LabContext& context, GptWriting& writing);
  void draw_text(LabContext& context, GptWriting& writing);
  void draw_candidates(LabContext& context, GptWriting& writing);

  int length_ = 80;
  std::string field_;     // the prompt as typed
  std::size_t seen_ = 0;  // tokens of the last frame: the newest is kept in sight
};

}  // namespace wordspace
