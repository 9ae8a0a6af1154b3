// Reads corpora.json and adds the toy worlds.
// Not the packer that writes it (cmake/pack_corpora.py).
#include "text/builtin_corpora.h"

#include <nlohmann/json.hpp>

#include "text/toy_world.h"

namespace wordspace {
namespace {

using Json = nlohmann::json;

Error bad_list(const std::string& why) {
  return Error{"corpora.bad_list",
               "The list of corpora cannot be read: " + why + ".",
               "Build the target 'corpora' again.",
               {why}};
}

// Leaves value alone and answers false when the member is missing or of another type.
bool read_string(const Json& row, const char* key, std::string& value) {
  const auto found = row.find(key);
  if (found == row.end() || !found->is_string()) return false;
  value = found->get<std::string>();
  return true;
}

bool read_number(const Json& row, const char* key, std::uint64_t& value) {
  const auto found = row.find(key);
  if (found == row.end() || !found->is_number_unsigned()) return false;
  value = found->get<std::uint64_t>();
  return true;
}

// A plain name in the corpora folder: nothing that leads out of it.
bool is_file_name(const std::string& name) {
  return !name.empty() && name[0] != '.' && name.find_first_of("/\\:") == std::string::npos;
}

CorpusInfo toy_info(ToyLanguage language) {
  const bool english = language == ToyLanguage::kEnglish;
  CorpusInfo info;
  info.name = english ? "toy-en" : "toy-vi";
  info.title = english ? "Toy world, English" : "Toy world, Vietnamese";
  info.language = english ? "en" : "vi";
  info.num_words = english ? kToyWordsEnglish : kToyWordsVietnamese;
  info.num_documents = english ? kToyDocumentsEnglish : kToyDocumentsVietnamese;
  info.licence = kToyLicence;
  info.source = kToySource;
  return info;
}

}  // namespace

Result<std::vector<CorpusInfo>> parse_corpora_list(const std::string& json) {
  const Json document = Json::parse(json, nullptr, false);
  if (document.is_discarded() || !document.is_object()) return bad_list("it is not a JSON object");
  const auto list = document.find("corpora");
  if (list == document.end() || !list->is_array()) return bad_list("it has no list 'corpora'");
  std::vector<CorpusInfo> corpora;
  for (const Json& row : *list) {
    if (!row.is_object()) return bad_list("a row is not an object");
    CorpusInfo info;
    if (!read_string(row, "name", info.name) || info.name.empty())
      return bad_list("a row has no name");
    if (!read_string(row, "title", info.title) || !read_string(row, "language", info.language) ||
        !read_string(row, "licence", info.licence) || !read_string(row, "source", info.source) ||
        !read_number(row, "words", info.num_words) ||
        !read_number(row, "documents", info.num_documents)) {
      return bad_list("the row '" + info.name + "' is incomplete");
    }
    const auto parts = row.find("parts");
    if (parts == row.end() || !parts->is_array() || parts->empty()) {
      return bad_list("the row '" + info.name + "' has no parts");
    }
    for (const Json& part : *parts) {
      CorpusPart read;
      if (!part.is_object() || !read_string(part, "file", read.file) ||
          !read_number(part, "bytes", read.num_bytes) || !is_file_name(read.file)) {
        return bad_list("a part of '" + info.name + "' is not a file and its size");
      }
      info.parts.push_back(std::move(read));
    }
    corpora.push_back(std::move(info));
  }
  corpora.push_back(toy_info(ToyLanguage::kEnglish));
  corpora.push_back(toy_info(ToyLanguage::kVietnamese));
  return corpora;
}

}  // namespace wordspace
