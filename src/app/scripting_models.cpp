// The verbs of window.wordspace that ask GPT and BERT.
// Not their answers: models/transformer_text.h and labs/attention_answers.h.
#include <nlohmann/json.hpp>

#include "app/scripting_call.h"
#include "labs/answering_model.h"
#include "labs/attention_answers.h"
#include "labs/transformer_room.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/transformer_text.h"
#include "text/token_codec.h"

namespace wordspace {
namespace {

Error no_model(const char* model) {
  return {"script.no_model",
          std::string("There is no trained ") + model + " yet.",
          "Train one first, or wait until the ready-made one has come.",
          {model}};
}

// The answering model of a room, or a refusal.
const AnsweringModel* answering(const Call& call, const char* model) {
  const AnsweringModel& found = call.room(model)->answering();
  if (found.ok()) return &found;
  call.fail(no_model(model));
  return nullptr;
}

}  // namespace

void script_generate(const Call& call) {
  const AnsweringModel* model = answering(call, "gpt");
  if (model == nullptr) return;
  const auto temperature = call.real("temperature", 0.8, 0, 100);
  if (!temperature) return;
  const auto top_k = call.whole("topK", 0, 0, 1'000'000);
  if (!top_k) return;
  const auto top_p = call.real("topP", 1, 0, 1);
  if (!top_p) return;
  const auto given_seed = call.whole("seed", 1, 0, 1'000'000'000);
  if (!given_seed) return;
  const auto tokens = call.whole("tokens", 40, 1, 500);
  if (!tokens) return;
  SamplingOptions sampling;
  sampling.temperature = static_cast<float>(*temperature);
  sampling.top_k = *top_k;
  sampling.top_p = static_cast<float>(*top_p);
  const auto seed = static_cast<std::uint64_t>(*given_seed);
  auto writer = Writer::begin(model->transformer, model->codec, text_of(call.request, "prompt"),
                              sampling, seed);
  if (!writer.ok()) return call.fail(writer.error());
  for (int i = 0; i < *tokens && !writer->ended(); ++i) writer->write();
  call.ok({{"text", writer->text()}, {"ids", writer->written()}, {"ended", writer->ended()}});
}

void script_attend(const Call& call) {
  constexpr const char* kModels[] = {"gpt", "bert"};
  const auto name = call.one_of("model", "gpt", kModels);
  if (!name) return;
  const AnsweringModel* model = answering(call, name->c_str());
  if (model == nullptr) return;
  const auto answer = attend(*model->transformer, *model->codec, text_of(call.request, "text"));
  if (!answer.ok()) return call.fail(answer.error());
  const std::size_t tokens = answer->tokens.size();
  Json layers = Json::array();
  for (int layer = 0; layer < answer->layers; ++layer) {
    Json heads = Json::array();
    for (int head = 0; head < answer->heads; ++head) {
      const std::span<const float> cells = answer->head(layer, head);
      Json rows = Json::array();
      for (std::size_t i = 0; i < tokens; ++i) {
        const auto row = cells.subspan(i * tokens, tokens);
        rows.push_back(std::vector<float>(row.begin(), row.end()));
      }
      heads.push_back(std::move(rows));
    }
    layers.push_back(std::move(heads));
  }
  call.ok({{"model", *name},
           {"tokens", answer->tokens},
           {"ids", answer->ids},
           {"causal", answer->causal},
           {"layers", std::move(layers)}});
}

void script_mask(const Call& call) {
  const AnsweringModel* model = answering(call, "bert");
  if (model == nullptr) return;
  const auto input = bert_input(*model->codec, model->transformer->config().context,
                                text_of(call.request, "text"));
  if (!input.ok()) return call.fail(input.error());
  const auto top = call.whole("top", 5, 1, 100);
  if (!top) return;
  const auto filled = fill_masks(*model->transformer, *model->codec, *input, *top);
  if (!filled.ok()) return call.fail(filled.error());
  Json masks = Json::array();
  for (const MaskGuesses& mask : *filled) {
    Json results = Json::array();
    for (const TokenProbability& guess : mask.guesses) {
      results.push_back({{"token", model->codec->token(guess.id)},
                         {"id", guess.id},
                         {"probability", guess.probability}});
    }
    masks.push_back({{"position", mask.position}, {"results", std::move(results)}});
  }
  call.ok({{"masks", std::move(masks)}});
}

}  // namespace wordspace
