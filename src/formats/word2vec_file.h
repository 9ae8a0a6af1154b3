// The word2vec text and binary formats: "V D" header, then a word and its D numbers.
// Not GloVe's format, which has no header.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace wordspace {

struct VectorFile {
  std::vector<std::string> words;
  int dim = 0;
  std::vector<float> vectors;  // [words.size(), dim]
};

enum class VectorFormat { kText, kBinary };

// row(i) gives word i's dim floats. Text: shortest digits that read back to the same float.
std::string write_word2vec(std::span<const std::string> words, std::span<const float> vectors,
                           int dim, VectorFormat format);
// Tells the two formats apart by itself. Every float finite; V and D as the header says; words
// UTF-8.
//   Errors: vectors.empty, vectors.bad_header, vectors.bad_row (its number), vectors.truncated,
//   vectors.not_finite, vectors.duplicate_word, vectors.not_utf8.
Result<VectorFile> read_word2vec(std::string_view bytes);

// TensorFlow's projector: vectors and one-column metadata, both without a header.
struct ProjectorFiles {
  std::string vectors_tsv, metadata_tsv;
};
ProjectorFiles write_projector(std::span<const std::string> words, std::span<const float> vectors,
                               int dim);

}  // namespace wordspace
