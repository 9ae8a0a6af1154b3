// The word2vec text and binary formats ("V D" header, then a word and its D numbers) and GloVe's
// text format, which has no header. Not a store of vectors: what is read is handed over.
#pragma once

#include <atomic>
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
  std::size_t left_out = 0;    // words after those that were asked for
};

enum class VectorFormat { kText, kBinary };

// row(i) gives word i's dim floats. Text: shortest digits that read back to the same float.
std::string write_word2vec(std::span<const std::string> words, std::span<const float> vectors,
                           int dim, VectorFormat format);
// Tells the two formats apart by itself. Every float finite; V and D as the header says; words
// UTF-8.
//   Errors: vectors.empty, vectors.bad_header, vectors.bad_row (its number), vectors.truncated,
//   vectors.not_finite, vectors.duplicate_word, vectors.not_utf8.
// max_words: only so many from the start are read (0: all); the rest is counted, not checked.
// share (may be null): how far the reading has come, 0 to 1, for another thread to look at.
Result<VectorFile> read_word2vec(std::string_view bytes, std::size_t max_words = 0,
                                 std::atomic<float>* share = nullptr);

// GloVe's: a line is a word and its D numbers, all lines the same D; a word may hold blanks (some
// published files have such), which become "_". Errors: as read_word2vec's.
std::string write_glove(std::span<const std::string> words, std::span<const float> vectors,
                        int dim);
Result<VectorFile> read_glove(std::string_view bytes, std::size_t max_words = 0,
                              std::atomic<float>* share = nullptr);

// Which of the formats a file is in, by its first lines; kNone: text or something else.
enum class VectorFileKind { kNone, kWord2Vec, kGlove };
VectorFileKind vector_file_kind(std::string_view bytes);
// Reads whichever it is.
Result<VectorFile> read_vectors(std::string_view bytes, std::size_t max_words = 0,
                                std::atomic<float>* share = nullptr);

// TensorFlow's projector: vectors and one-column metadata, both without a header.
struct ProjectorFiles {
  std::string vectors_tsv, metadata_tsv;
};
ProjectorFiles write_projector(std::span<const std::string> words, std::span<const float> vectors,
                               int dim);

}  // namespace wordspace
