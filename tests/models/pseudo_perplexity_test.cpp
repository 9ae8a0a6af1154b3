// BERT's pseudo-perplexity against the loss of one masked position at a time.
// Not GPT's perplexity (transformer_text).
#include "models/pseudo_perplexity.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "made_transformer.h"
#include "models/transformer_losses.h"
#include "text/codec_kind.h"
#include "text/token_codec.h"

namespace wordspace {
namespace {

std::shared_ptr<const TokenCodec> bert_codec() {
  std::vector<std::string> tokens = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
  for (const char* word : {"the", "king", "wore", "his", "crown", "queen", "her", "dog", "slept"}) {
    tokens.emplace_back(word);
  }
  auto codec = codec_from_tokens(CodecKind::kWord, std::move(tokens));
  REQUIRE(codec.ok());
  return codec.value();
}

std::shared_ptr<const Transformer> bert(int vocab, int context) {
  TransformerConfig config;
  config.kind = TransformerKind::kBert;
  config.vocab = vocab;
  config.context = context;
  config.layers = 2;
  config.heads = 2;
  config.width = 16;
  auto model = std::make_shared<Transformer>(config, nullptr);
  fill_with_hashes(*model);
  return model;
}

TEST_CASE("pseudo-perplexity is exp of the mean loss of each token masked alone") {
  const auto codec = bert_codec();
  const auto model = bert(codec->size(), 16);
  const std::string text = "the king wore his crown\nthe queen wore her crown\nthe dog slept";
  auto rows = masked_rows(*codec, 16, text);
  REQUIRE(rows.ok());
  PseudoMeasure measure(model, codec->special().mask, codec->size(), rows.value());
  CHECK(measure.num_tokens() == 13);
  int frames = 1;
  while (measure.advance(0)) ++frames;
  CHECK(frames == 13);  // a pass a token
  const PseudoSurprisals& result = measure.result();
  REQUIRE(result.nats.size() == 13);
  CHECK(result.tokens == codec->encode(text));

  // By the training loss: each line with its neighbour, one target, [MASK] in its place.
  const std::string lines[] = {"the king wore his crown", "the queen wore her crown",
                               "the dog slept"};
  double sum = 0;
  std::size_t at = 0;
  for (std::size_t l = 0; l < 3; ++l) {
    const std::string_view second = l < 2 ? lines[l + 1] : lines[2];
    const auto input = bert_input(*codec, 16, l < 2 ? lines[l] : lines[1], &second);
    REQUIRE(input.ok());
    const std::size_t length = codec->encode(lines[l]).size();
    const std::size_t begin = l < 2 ? 1 : 2 + codec->encode(lines[1]).size();
    for (std::size_t t = begin; t < begin + length; ++t, ++at) {
      std::vector<TokenId> ids = input->ids;
      std::vector<TokenId> targets(ids.size(), kUnknownToken);
      targets[t] = ids[t];
      ids[t] = codec->special().mask;
      const TransformerLosses losses =
          model->losses({1, static_cast<int>(ids.size()), ids, input->segments}, {targets});
      CHECK(losses.num_tokens == 1);
      CHECK(result.nats[at] == doctest::Approx(losses.tokens_sum).epsilon(1e-5));
      CHECK(result.line[at] == l);
      sum += losses.tokens_sum;
      // And by what fill-mask says.
      BertInput masked = *input;
      masked.ids[t] = codec->special().mask;
      const auto guesses = fill_masks(*model, *codec, masked, codec->size());
      REQUIRE(guesses.ok());
      CHECK(result.best[at].id == (*guesses)[0].guesses[0].id);
      CHECK(result.best[at].probability ==
            doctest::Approx((*guesses)[0].guesses[0].probability).epsilon(1e-6));
      CHECK((*guesses)[0].guesses[static_cast<std::size_t>(result.ranks[at])].id ==
            result.tokens[at]);
    }
  }
  CHECK(result.pseudo_perplexity() == doctest::Approx(std::exp(sum / 13)).epsilon(1e-5));
}

TEST_CASE("a line alone stands alone, and a long one is cut so that each token counts once") {
  const auto codec = bert_codec();
  auto one = masked_rows(*codec, 16, "\n the king \n\n");
  REQUIRE(one.ok());
  REQUIRE(one->size() == 1);
  CHECK((*one)[0].input.ids.size() == 4);
  std::string text;
  for (int i = 0; i < 23; ++i) text += "king ";
  auto cut = masked_rows(*codec, 10, text + "\nthe dog");
  REQUIRE(cut.ok());
  std::size_t tokens = 0;
  for (const MaskedRow& row : cut.value()) {
    CHECK(row.input.ids.size() <= 10);
    CHECK(row.input.ids.size() == row.input.segments.size());
    CHECK(row.end > row.begin);
    CHECK(row.input.ids[0] == codec->special().classify);
    tokens += row.end - row.begin;
  }
  CHECK(tokens == 25);
}

TEST_CASE("no words, and tokenizers without [CLS] or [MASK], are refused with a sentence") {
  const auto codec = bert_codec();
  CHECK(masked_rows(*codec, 16, " \n ").error().code == "bert.empty_text");
  auto gpt = codec_from_tokens(CodecKind::kWord, {"<|endoftext|>", "king"});
  REQUIRE(gpt.ok());
  CHECK(masked_rows(*gpt.value(), 16, "king").error().code == "bert.no_special_tokens");
  auto no_mask = codec_from_tokens(CodecKind::kWord, {"[CLS]", "[SEP]", "king"});
  REQUIRE(no_mask.ok());
  CHECK(masked_rows(*no_mask.value(), 16, "king").error().code == "bert.no_mask_token");
  PseudoMeasure none;
  CHECK(none.done());
  CHECK(!none.advance(1));
  CHECK(none.result().pseudo_perplexity() == 1);
}

}  // namespace
}  // namespace wordspace
