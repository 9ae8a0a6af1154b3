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
  // What was odd and cost single rows: code, sentence and hint; args are the count and the first of
  // them. vectors.duplicate_word (the first row is kept), not_finite, not_utf8, no_word,
  // blank_line.
  std::vector<Error> warnings = {};
};

enum class VectorFormat { kText, kBinary };

// Text: shortest digits that read back to the same float. Blanks inside a word become '_', and one
// more where that is another word already.
std::string write_word2vec(std::span<const std::string> words, std::span<const float> vectors,
                           int dim, VectorFormat format);
// Tells the two formats apart once, by how the file begins. Words are brought to NFC. Single odd
// rows are left out with a warning; what the format does not allow is an error, the first of it.
//   Errors: vectors.empty, vectors.bad_header, vectors.bad_row, vectors.not_a_number and
//   vectors.decimal_comma (with the numbers of word and line), vectors.truncated,
//   vectors.more_words, file.compressed; a warning's, when no row is left.
// max_words: only so many from the start are read (0: all); the rest is counted, not checked.
// share (may be null): how far the reading has come, 0 to 1, for another thread to look at.
Result<VectorFile> read_word2vec(std::string_view bytes, std::size_t max_words = 0,
                                 std::atomic<float>* share = nullptr);

// GloVe's: a line is a word and its D numbers, all lines the same D; a word may hold blanks, as in
// some published files. Errors: as read_word2vec's.
std::string write_glove(std::span<const std::string> words, std::span<const float> vectors,
                        int dim);
Result<VectorFile> read_glove(std::string_view bytes, std::size_t max_words = 0,
                              std::atomic<float>* share = nullptr);

// The rows of all three, without a header.
enum class VectorRows { kText, kBinary, kGlove };
void write_vector_rows(std::string& out, std::span<const std::string> words,
                       std::span<const float> vectors, int dim, VectorRows rows);

// Which of the formats a file is in, by its first lines; kNone: text or something else.
// Vectors of fewer than four numbers are told from texts by lines that all have as many, by words
// that differ, and by decimal points.
enum class VectorFileKind { kNone, kWord2Vec, kGlove };
VectorFileKind vector_file_kind(std::string_view bytes);
// Reads whichever it is: word2vec's when the first line is a header, otherwise GloVe's.
//   Errors: as read_word2vec's.
Result<VectorFile> read_vectors(std::string_view bytes, std::size_t max_words = 0,
                                std::atomic<float>* share = nullptr);

// TensorFlow's projector: vectors and one-column metadata, both without a header.
struct ProjectorFiles {
  std::string vectors_tsv, metadata_tsv;
};
ProjectorFiles write_projector(std::span<const std::string> words, std::span<const float> vectors,
                               int dim);

}  // namespace wordspace
