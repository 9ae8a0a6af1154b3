// The list of corpora that the build packs: names, titles, sizes, licences, how they are joined.
// Not their text: callers read the files that `parts` name from wherever the platform keeps them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"

namespace wordspace {

struct CorpusPart {
  std::string file;  // "wordnet.txt", in the corpora folder
  std::uint64_t num_bytes = 0;
};

struct CorpusInfo {
  std::string name;      // "wordnet+bible"
  std::string title;     // English title; translations are keyed corpus.<name>.title
  std::string language;  // "en" or "vi"
  std::uint64_t num_words = 0;
  std::uint64_t num_documents = 0;
  std::string licence;
  std::string source;
  std::vector<CorpusPart> parts;  // empty for the toy worlds, which are made on the spot
};

inline constexpr const char* kDefaultCorpus = "wordnet+bible";

// Parses corpora.json, which the build writes beside the packed texts, and adds the toy worlds.
//   Errors: corpora.bad_list.
Result<std::vector<CorpusInfo>> parse_corpora_list(const std::string& json);

}  // namespace wordspace
