// A model's folder on disk, opened for one subcommand. Not its writing (output.h).
// Not the formats (formats/hugging_face.h): only files and words of failure.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/worker_pool.h"
#include "formats/hugging_face.h"
#include "models/transformer_text.h"

namespace wordspace::cli {

struct OpenModel {
  std::unique_ptr<WorkerPool> pool;  // outlives the model
  hugging_face::Model files;
  const Transformer& transformer() const { return *files.transformer; }
  const TokenCodec& codec() const { return *files.codec; }
};

enum class Wants { kAny, kGpt, kBert };
// Up to the memory of this machine. needs_tokenizer: refuse a folder without one.
//   Errors: those of hugging_face::read_folder and read_file, model.no_folder, model.not_gpt,
//   model.not_bert, model.no_tokenizer.
Result<OpenModel> open_model(const std::string& folder, Wants wants, bool needs_tokenizer,
                             int threads);

// What open_model reads: the files of a folder that a model may have.
Result<hugging_face::Folder> read_model_files(const std::string& folder);
// Bytes that models may take: the memory of this machine.
std::uint64_t memory_bytes();

// As wordspace::bert_input, but refuses what does not fit.
//   Errors: those of bert_input, model.too_long (names both lengths).
Result<BertInput> whole_bert_input(const OpenModel& model, std::string_view first,
                                   const std::string* second);
Error too_long(std::size_t tokens, int context);

}  // namespace wordspace::cli
