// The text that GPT writes on.
// Not drawing.
#include "labs/gpt_writing.h"

#include <algorithm>
#include <array>
#include <utility>

#include "labs/answering_model.h"
#include "labs/transformer_parts.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"

namespace wordspace {

void GptWriting::follow(const AnsweringModel& model) {
  if (model.version == version_ && ready() == model.ok()) return;
  if (writing() && model.codec == codec_) return;
  version_ = model.version;
  const bool other_codec = model.codec != codec_;
  transformer_ = model.ok() ? model.transformer : nullptr;
  codec_ = model.codec;
  writer_.reset();
  logits_.clear();
  candidates_known_ = false;
  if (!other_codec) return;
  prompt_tokens_.clear();
  if (codec_) prompt_tokens_ = codec_->encode(prompt_);
  restart();
}

void GptWriting::set_prompt(std::string_view prompt) {
  if (prompt == prompt_) return;
  prompt_ = prompt;
  prompt_tokens_.clear();
  if (codec_) prompt_tokens_ = codec_->encode(prompt_);
  restart();
}

void GptWriting::set_sampling(const SamplingOptions& sampling) {
  sampling_ = sampling;
  if (writer_) writer_->set_sampling(sampling);
  candidates_known_ = false;
}

void GptWriting::set_seed(std::uint64_t seed) {
  if (seed == seed_) return;
  seed_ = seed;
  restart();
}

void GptWriting::restart() {
  left_ = 0;
  written_.clear();
  pieces_.clear();
  writer_.reset();
  logits_.clear();
  candidates_known_ = false;
  ended_ = false;
  error_.reset();
}

void GptWriting::rewind(std::size_t index) {
  if (index >= written_.size()) return;
  left_ = 0;
  written_.resize(index);
  pieces_.clear();
  writer_.reset();
  logits_.clear();
  candidates_known_ = false;
  ended_ = false;
}

bool GptWriting::make_writer() {
  if (writer_) return true;
  if (!ready()) return false;
  // The whole text from its beginning is one stream of draws; one that goes on after a change of
  // model or a step back begins a stream of its own.
  const std::uint64_t seed =
      written_.empty() ? seed_ : seed_ * 0x9e3779b97f4a7c15u + written_.size();
  auto writer = Writer::begin(transformer_, codec_, prompt_, sampling_, seed);
  if (!writer.ok()) {
    error_ = writer.error();
    return false;
  }
  error_.reset();
  writer_ = std::move(writer.value());
  for (const Token& token : written_) writer_->append(token.id);
  return true;
}

void GptWriting::take_logits(std::span<const float> logits) {
  const std::size_t size = std::min(logits.size(), static_cast<std::size_t>(codec_->size()));
  logits_.assign(logits.begin(), logits.begin() + static_cast<std::ptrdiff_t>(size));
  candidates_known_ = false;
}

// The next token's logits by one pass over the end of the text: quicker than reading it token by
// token, so that the candidates can follow a model that learns.
void GptWriting::read_context() {
  std::vector<TokenId> all;
  const TokenId start = codec_->special().start();
  if (start != kUnknownToken && prompt_tokens_.empty()) all.push_back(start);
  all.insert(all.end(), prompt_tokens_.begin(), prompt_tokens_.end());
  for (const Token& token : written_) all.push_back(token.id);
  if (all.empty()) return;
  const auto context = static_cast<std::size_t>(transformer_->config().context);
  const std::size_t kept = std::min(all.size(), context);
  std::vector<float> logits;
  transformer_->forward({1, static_cast<int>(kept), std::span<const TokenId>(all).last(kept)},
                        logits, nullptr, nullptr);
  const auto vocab = static_cast<std::size_t>(transformer_->config().vocab);
  take_logits(std::span<const float>(logits).last(vocab));
}

const std::vector<GptWriting::Candidate>& GptWriting::candidates() {
  if (candidates_known_) return candidates_;
  candidates_known_ = true;
  candidates_.clear();
  if (!ready() || ended_) return candidates_;
  if (logits_.empty()) {
    if (writer_) {
      take_logits(writer_->logits());
    } else {
      read_context();
    }
    candidates_known_ = true;
  }
  if (logits_.empty()) return candidates_;
  const std::vector<float> drawn = sampling_distribution(logits_, sampling_);
  for (const TokenProbability& one : likeliest(logits_, codec_->size(), kNumCandidates)) {
    candidates_.push_back(
        {one.id, one.probability, static_cast<double>(drawn[static_cast<std::size_t>(one.id)])});
  }
  return candidates_;
}

const std::vector<std::string>& GptWriting::pieces() {
  if (codec_ && pieces_.size() != prompt_tokens_.size() + written_.size()) {
    std::vector<TokenId> all = prompt_tokens_;
    for (const Token& token : written_) all.push_back(token.id);
    extend_pieces(*codec_, all, pieces_);
  }
  return pieces_;
}

void GptWriting::write(int num) {
  if (ended_) {
    // The same seed would write the same text again.
    seed_ = seed_ % kMaxSeed + 1;
    restart();
  }
  left_ = num;
}

bool GptWriting::advance() {
  if (left_ <= 0) return false;
  --left_;
  if (write_one()) return true;
  left_ = 0;
  return false;
}

bool GptWriting::write_one() {
  if (ended_ || full() || !make_writer()) return false;
  take_logits(writer_->logits());
  const TokenId id = writer_->write();
  if (id == kUnknownToken) {
    ended_ = true;
    logits_.clear();
    candidates_known_ = false;
    return false;
  }
  add(id, false);
  return true;
}

bool GptWriting::choose(TokenId token) {
  if (ended_ || full() || !make_writer()) return false;
  left_ = 0;
  take_logits(writer_->logits());
  if (token == codec_->special().end_of_text) {
    ended_ = true;
    logits_.clear();
    candidates_known_ = false;
    return true;
  }
  writer_->append(token);
  add(token, true);
  return true;
}

// Notes a token that the writer has read, by the logits from before it.
void GptWriting::add(TokenId id, bool by_hand) {
  const auto index = static_cast<std::size_t>(id);
  Token token{id, 0, 0, 0, by_hand};
  if (index < logits_.size()) {
    const std::vector<float> drawn = sampling_distribution(logits_, sampling_);
    token.probability = probabilities_of(logits_)[index];
    token.drawn = static_cast<double>(drawn[index]);
    const float own = logits_[index];
    token.rank = static_cast<int>(
        std::count_if(logits_.begin(), logits_.end(), [own](float other) { return other > own; }));
  }
  written_.push_back(token);
  take_logits(writer_->logits());
}

namespace {

struct Beginning {
  std::string_view corpus;
  const char *prompt, *sentence;
};
constexpr std::array kBeginnings = {
    Beginning{"toy-en", "the king", "the king wore his gown to the palace at dawn"},
    Beginning{"toy-vi", "khi vua", "buổi sáng vua mang váy đến cung_điện"},
    Beginning{"austen", "She was",
              "It is a truth universally acknowledged, that a single man in possession of a good "
              "fortune, must be in want of a wife."},
    Beginning{"bible-en", "The king", "Then the king spoke to his servants and they went out."},
    Beginning{"king-james", "And the LORD",
              "In the beginning God created the heaven and the earth."},
    Beginning{"wordnet", "a person who", "a person who writes books"},
    Beginning{"wordnet+bible", "a person who", "a person who writes books"},
    Beginning{"hacker", "A program", "A program that works is better than one that is finished."},
    Beginning{"help-vi", "Nhấn vào", "Nhấn vào nút để mở hộp thoại."},
};

const Beginning* beginning_of(std::string_view corpus) {
  const auto found = std::find_if(kBeginnings.begin(), kBeginnings.end(),
                                  [&](const Beginning& one) { return one.corpus == corpus; });
  return found == kBeginnings.end() ? nullptr : &*found;
}

}  // namespace

const char* first_prompt(std::string_view corpus) {
  const Beginning* found = beginning_of(corpus);
  return found == nullptr ? "" : found->prompt;
}

const char* first_sentence(std::string_view corpus) {
  const Beginning* found = beginning_of(corpus);
  return found == nullptr ? "" : found->sentence;
}

}  // namespace wordspace
