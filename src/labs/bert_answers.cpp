// What lab BERT asks its model.
// No drawing here.
#include "labs/bert_answers.h"

#include <algorithm>
#include <cmath>

#include "core/ensure.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/transformer_trace.h"
#include "models/transformer_weights.h"
#include "text/codec_kind.h"
#include "text/token_codec.h"
#include "text/token_corpus.h"
#include "text/unicode.h"

namespace wordspace {

namespace {

constexpr BertExamples kToyEnglish = {
    {"the little puppy *sleeps in the kennel *dreaming of bones",
     "the queen kept *her crown safe and *she smiled quietly",
     "the nation of france speaks *french and exports cheese today"},
    {"the little puppy sleeps in the kennel dreaming of bones",
     "many dogs live in the kennel and share bones together"},
    {{{"army", "the emperor kept his army safe and he smiled quietly",
       "the army of france guards the seine border by dawn"},
      {"her", "the queen kept her crown safe and she smiled quietly",
       "when the queen lost the crown we all helped her gladly"}}}};

constexpr BertExamples kToyVietnamese = {
    {"chú chó_con bé *nằm trong cũi *mơ thấy xương", "hôm_qua họ *đã lặng_lẽ nấu *canh tại nhà_bếp",
     "nước pháp nói *tiếng_pháp và hằng_năm xuất_khẩu phô_mai"},
    {"chú chó_con bé nằm trong cũi mơ thấy xương",
     "cả đàn_chó đông sống trong cũi chia nhau xương vui_vẻ"},
    {{{"chú", "chú giữ món_quà của cô rồi cô cười lặng_lẽ",
       "chú chó_con bé nằm trong cũi mơ thấy xương"},
      {"người", "hôm_qua người đầu_bếp đã ở nhà_bếp cùng canh lặng_lẽ",
       "khi vua mất vương_miện mọi người vui_vẻ giúp hoàng_hậu"}}}};

constexpr BertExamples kEnglish = {
    {"She was a *woman of little *understanding and uncertain temper.",
     "He left the *room and closed the *door behind him.", "I am very *glad to *see you, my dear."},
    {"She was not at home when he called at the house.",
     "He left his card and said that he would come again."},
    {{{"hand", "She gave him her hand and he went away.",
       "On the other hand, he was not a rich man."},
      {"mind", "She had made up her mind to be happy.",
       "Never mind the weather, said her mother."}}}};

constexpr BertExamples kVietnamese = {
    {"Tôi *rất vui được *gặp bạn.", "Mở *tệp này rồi chọn *nút lưu.",
     "Anh ấy *ra khỏi *phòng và đóng cửa lại."},
    {"Hôm nay trời mưa rất to.", "Mọi người đều ở trong nhà."},
    {{{"đường", "Cho thêm một thìa đường vào cà phê.", "Con đường này dẫn ra bờ sông."},
      {"ba", "Ba tôi đi làm từ sáng sớm.", "Tôi có ba quyển sách trên bàn."}}}};

double cosine(std::span<const double> a, std::span<const double> b) {
  double dot = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    dot += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return aa > 0 && bb > 0 ? dot / std::sqrt(aa * bb) : 0;
}

// Mean over rows [begin, end) of a [T, C] matrix.
std::vector<double> mean_rows(std::span<const float> rows, std::size_t width, std::size_t begin,
                              std::size_t end) {
  std::vector<double> mean(width, 0.0);
  for (std::size_t t = begin; t < end; ++t) {
    for (std::size_t i = 0; i < width; ++i) mean[i] += static_cast<double>(rows[t * width + i]);
  }
  for (double& one : mean) one /= static_cast<double>(std::max<std::size_t>(end - begin, 1));
  return mean;
}

std::vector<double> static_vector(const Transformer& model, std::span<const TokenId> ids) {
  const TransformerLayout layout(model.config());
  const auto width = static_cast<std::size_t>(model.config().width);
  const auto table = model.flat_parameters().subspan(layout.token_embedding);
  std::vector<double> mean(width, 0.0);
  for (const TokenId id : ids) {
    const auto row = table.subspan(static_cast<std::size_t>(id) * width, width);
    for (std::size_t i = 0; i < width; ++i) mean[i] += static_cast<double>(row[i]);
  }
  return mean;
}

// Mean cosine over pairs of different ordinary tokens, one of each sentence.
double mean_different(const TokenCodec& codec, const BertInput& first, const BertInput& second,
                      std::span<const float> a, std::span<const float> b, std::size_t width) {
  double sum = 0;
  std::size_t num = 0;
  std::vector<std::vector<double>> others;
  for (std::size_t t = 0; t < second.ids.size(); ++t) {
    others.push_back(is_special_token(codec, second.ids[t]) ? std::vector<double>()
                                                            : mean_rows(b, width, t, t + 1));
  }
  for (std::size_t s = 0; s < first.ids.size(); ++s) {
    if (is_special_token(codec, first.ids[s])) continue;
    const std::vector<double> row = mean_rows(a, width, s, s + 1);
    for (std::size_t t = 0; t < second.ids.size(); ++t) {
      if (others[t].empty() || first.ids[s] == second.ids[t]) continue;
      sum += cosine(row, others[t]);
      ++num;
    }
  }
  return num > 0 ? sum / static_cast<double>(num) : 0;
}

bool is_punctuation(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
           !(c >= '0' && c <= '9');
  });
}

std::string trimmed(std::string text) {
  const std::size_t begin = text.find_first_not_of(" \t\n\r");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\n\r") - begin + 1);
}

}  // namespace

bool is_special_token(const TokenCodec& codec, TokenId id) {
  const SpecialTokens& special = codec.special();
  return id == special.classify || id == special.separator || id == special.mask ||
         id == special.padding || id == special.end_of_text;
}

std::vector<BertWord> words_of_input(const TokenCodec& codec, std::span<const TokenId> ids) {
  std::vector<BertWord> words;
  bool joinable = false;  // whether the token before may be continued
  for (std::size_t t = 0; t < ids.size(); ++t) {
    const bool special = is_special_token(codec, ids[t]);
    const std::string alone = special ? std::string() : trimmed(codec.decode(ids.subspan(t, 1)));
    const bool piece = codec.kind() == CodecKind::kByteBpe || codec.kind() == CodecKind::kWordPiece;
    const bool mark = is_punctuation(alone);
    if (piece && joinable && !special && !mark && codec.continues_word(ids[t])) {
      words.back().end = t + 1;
    } else {
      words.push_back({t, t + 1, {}, special});
    }
    joinable = !special && !mark;
  }
  for (BertWord& word : words) {
    const auto tokens = ids.subspan(word.begin, word.end - word.begin);
    word.text = trimmed(codec.decode(tokens));
    if (word.text.empty()) word.text = codec.display(tokens[0]);
  }
  return words;
}

std::vector<MaskAnswer> answer_masks(const Transformer& model, const TokenCodec& codec,
                                     BertInput input, std::span<const std::size_t> positions,
                                     int num) {
  std::vector<MaskAnswer> answers;
  for (const std::size_t position : positions) {
    ENSURE(position < input.ids.size());
    MaskAnswer answer;
    answer.position = position;
    if (input.ids[position] != codec.special().mask) answer.original = input.ids[position];
    answers.push_back(std::move(answer));
    input.ids[position] = codec.special().mask;
  }
  if (answers.empty()) return answers;
  std::vector<float> logits;
  model.forward({1, static_cast<int>(input.ids.size()), input.ids, input.segments}, logits, nullptr,
                nullptr);
  const auto vocab = static_cast<std::size_t>(model.config().vocab);
  for (MaskAnswer& answer : answers) {
    const auto row = std::span<const float>(logits).subspan(answer.position * vocab, vocab);
    answer.guesses = likeliest(row, codec.size(), num);
    if (answer.original == kUnknownToken) continue;
    const auto original = static_cast<std::size_t>(answer.original);
    answer.original_probability = probabilities_of(row)[original];
    answer.original_rank = 1;
    for (std::size_t id = 0; id < static_cast<std::size_t>(codec.size()); ++id) {
      if (row[id] > row[original] || (row[id] == row[original] && id < original)) {
        ++answer.original_rank;
      }
    }
  }
  return answers;
}

LayerCosines layer_cosines(const Transformer& model, const TokenCodec& codec,
                           const BertInput& first, const BertWord& first_word,
                           const BertInput& second, const BertWord& second_word) {
  const TransformerTrace a = model.trace(first.ids, first.segments);
  const TransformerTrace b = model.trace(second.ids, second.segments);
  const auto width = static_cast<std::size_t>(model.config().width);
  const auto row_of = [&](const BertInput& input, const BertWord& word) {
    return static_vector(
        model, std::span<const TokenId>(input.ids).subspan(word.begin, word.end - word.begin));
  };
  const std::vector<double> first_row = row_of(first, first_word);
  const std::vector<double> second_row = row_of(second, second_word);
  LayerCosines all;
  for (std::size_t l = 0; l < a.hidden.size(); ++l) {
    const auto one = mean_rows(a.hidden[l], width, first_word.begin, first_word.end);
    const auto two = mean_rows(b.hidden[l], width, second_word.begin, second_word.end);
    all.same.push_back(cosine(one, two));
    all.different.push_back(mean_different(codec, first, second, a.hidden[l], b.hidden[l], width));
    all.first_static.push_back(cosine(one, first_row));
    all.second_static.push_back(cosine(two, second_row));
  }
  return all;
}

Result<CorpusPair> draw_corpus_pair(const std::shared_ptr<const TokenCorpus>& corpus, bool is_next,
                                    Rng& rng) {
  // Lines of corpora are seldom longer than this; longer ones are cut as in training.
  constexpr int kContext = 64;
  constexpr int kTries = 200;
  auto made = BertBatcher::make(corpus, 1, kContext);
  if (!made.ok()) return made.error();
  const BertBatcher& batcher = made.value();
  const TokenCodec& codec = *corpus->codec;
  BertBatch batch;
  CorpusPair pair;
  pair.held_out = batcher.has_held_out();
  for (int i = 0; i < kTries; ++i) {
    if (pair.held_out) {
      batcher.held_out(rng.below(1u << 30), batch);
    } else {
      batcher.draw(rng, batch);
    }
    if ((batch.is_next[0] != 0) != is_next) continue;
    std::vector<TokenId> lines[2];
    bool unknown = false;
    for (std::size_t t = 0; t < static_cast<std::size_t>(batch.lengths[0]); ++t) {
      const TokenId id = batch.originals[t];
      unknown = unknown || id == codec.special().unknown;
      if (!is_special_token(codec, id)) lines[batch.segments[t]].push_back(id);
    }
    pair.first = trimmed(codec.decode(lines[0]));
    pair.second = trimmed(codec.decode(lines[1]));
    pair.is_next = is_next;
    // What the tokenizer cannot write would be read differently from the text.
    if (!unknown) break;
  }
  return pair;
}

const BertExamples& bert_examples(std::string_view corpus, std::string_view language) {
  if (corpus == "toy-en") return kToyEnglish;
  if (corpus == "toy-vi") return kToyVietnamese;
  return language == "vi" ? kVietnamese : kEnglish;
}

std::string without_stars(std::string_view example, std::vector<std::size_t>& starts) {
  std::string text;
  starts.clear();
  for (const char c : example) {
    if (c == '*') {
      starts.push_back(text.size());
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace wordspace
