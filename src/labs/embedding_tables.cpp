// Rows of the token table and their names.
// Not the model.
#include "labs/embedding_tables.h"

#include <algorithm>
#include <unordered_set>

#include "labs/answering_model.h"
#include "labs/bert_answers.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/transformer_weights.h"
#include "text/codec_kind.h"
#include "text/token_codec.h"

namespace wordspace {

std::string token_as_word(const TokenCodec& codec, TokenId id) {
  constexpr std::string_view kContinues = "##";
  constexpr std::string_view kSpace = "·";
  std::string shown = codec.display(id);
  // Characters and whole words are never parts of a longer one.
  if (codec.kind() == CodecKind::kCharacter || codec.kind() == CodecKind::kWord) return shown;
  const bool space = shown.size() > kSpace.size() && shown.starts_with(kSpace);
  if (space) return shown.substr(kSpace.size());
  if (codec.continues_word(id) && !shown.starts_with(kContinues)) {
    return std::string(kContinues) + shown;
  }
  return shown;
}

WordVectors embedding_table(const AnsweringModel& model) {
  ENSURE(model.ok());
  const TokenCodec& codec = *model.codec;
  const TransformerConfig& config = model.transformer->config();
  const TransformerLayout layout(config);
  const auto width = static_cast<std::size_t>(config.width);
  const auto table = model.transformer->flat_parameters().subspan(layout.token_embedding);
  const TokenId num_tokens = std::min(codec.size(), static_cast<TokenId>(config.vocab));
  std::vector<std::string> words;
  std::vector<float> rows;
  std::unordered_set<std::string> taken;
  for (TokenId id = 0; id < num_tokens; ++id) {
    if (is_special_token(codec, id) || id == codec.special().unknown) continue;
    std::string word = token_as_word(codec, id);
    if (!taken.insert(word).second) {
      word += " #" + std::to_string(id);
      if (!taken.insert(word).second) continue;
    }
    words.push_back(std::move(word));
    const auto row = table.subspan(static_cast<std::size_t>(id) * width, width);
    rows.insert(rows.end(), row.begin(), row.end());
  }
  if (words.empty()) return {};
  // Equal counts keep the tokenizer's order, which is that of frequency or nearly so.
  std::vector<std::int64_t> counts(words.size(), 1);
  return WordVectors(std::make_shared<Vocabulary>(std::move(words), std::move(counts)), rows,
                     config.width);
}

}  // namespace wordspace
