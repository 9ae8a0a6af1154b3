// Names of pictures and data of charts, and what a PNG says about itself.
// Not drawing and not saving.
#pragma once

#include <string>
#include <string_view>

namespace wordspace {

// Where a chart comes from; what does not apply is empty.
struct PictureOrigin {
  std::string lab, corpus, preset, seed;
};

// "wordspace-word2vec-loss-toy-en-seed1.png": ASCII letters, digits and hyphens.
//   chart: its name in rects, "word2vec.loss.plot". extension: without a dot.
std::string picture_file_name(const PictureOrigin& origin, std::string_view chart,
                              std::string_view extension);
// The PNG with a sentence of UTF-8 under the keyword Description; anything else is left as it is.
std::string with_description(std::string png, std::string_view description);

}  // namespace wordspace
