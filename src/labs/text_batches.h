// Tokenizers side by side on one sentence; GPT's windows and BERT's pairs as the data loaders of
// training draw them.
// Not training: nothing here learns, but the tokenizers, windows, pairs and masks are the real
// ones.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "labs/lab.h"
#include "text/token_corpus.h"

namespace wordspace {

class TransformerRoom;

// Word, character, BPE (and WordPiece where an opened BERT brings one) tokens of a sentence; their
// vocabularies are learned from the beginning of the chosen text.
class TokenizerPanels {
 public:
  void draw(LabContext& context, const std::string& sentence);

 private:
  static constexpr std::size_t kNumTrained = 3;
  void follow(LabContext& context);

  int vocab_size_ = 1000;
  int trained_size_ = 0;
  std::uint64_t corpus_version_ = 0;
  std::array<std::shared_ptr<const TokenCodec>, kNumTrained> codecs_;  // null: cannot be trained
};

class TextBatches {
 public:
  void draw(LabContext& context);
  // "gpt" or "bert".
  bool set_model(std::string_view name);
  const char* model() const { return model_ == 0 ? "gpt" : "bert"; }

 private:
  std::shared_ptr<const TokenCorpus> draw_source(LabContext& context, TransformerRoom& room);
  void draw_seed(LabContext& context, const char* button, const char* slider);
  void draw_gpt(LabContext& context);
  void draw_window(LabContext& context, const TokenCodec& codec);
  void draw_batch(LabContext& context, const TokenCodec& codec);
  void draw_strides(LabContext& context, const std::shared_ptr<const TokenCorpus>& corpus);
  void draw_bert(LabContext& context);

  int model_ = 0;
  int seed_ = 1;
  int window_ = 12;  // T
  int rows_ = 4;     // B
  int overlap_ = 4;
  int row_ = 0;  // of the batch, looked at closely
  std::string gpt_signature_, stride_signature_, bert_signature_;
  std::shared_ptr<const TokenCorpus> gpt_corpus_, stride_corpus_, bert_corpus_;
  std::optional<GptBatcher> gpt_batcher_;
  GptBatch gpt_, strides_;
  int num_strides_ = 0;  // rows of strides_ that are windows of the text
  BertBatch bert_;
  Status bert_status_ = Done{};
};

}  // namespace wordspace
