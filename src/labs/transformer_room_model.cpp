// The model that answers: of the run, ready-made by the build, or opened from files.
// Not its answers (models/transformer_text.h).
#include <utility>

#include "core/check.h"
#include "labs/transformer_room_impl.h"

namespace wordspace {
namespace {

// Largest model that is opened from files, bytes of weights as floats.
constexpr std::uint64_t kMaxModelBytes = std::uint64_t{240} << 20;
constexpr const char* kFolderFiles[] = {hugging_face::kConfigFile, hugging_face::kWeightsFile,
                                        hugging_face::kTokenizerFile};

}  // namespace

std::span<const char* const> TransformerRoom::ready_models() {
  static constexpr const char* kNames[] = {"toy-en", "toy-vi"};
  return kNames;
}

const AnsweringModel& TransformerRoom::answering() {
  Impl& self = *impl_;
  if (self.answering.origin == AnsweringModel::Origin::kNone && self.ready_name.empty()) {
    self.fetch_ready(self.preferred_ready);
  }
  return self.answering;
}

void TransformerRoom::prefer_world(const std::string& corpus) {
  Impl& self = *impl_;
  self.preferred_ready = corpus;
  const bool untouched = self.preset == "demo" || self.preset == "demo-vi";
  if (!untouched || !self.snapshot().kind.empty() || self.preparing) return;
  CHECK(choose_preset(corpus == "toy-vi" ? "demo-vi" : "demo").ok());
}

void TransformerRoom::Impl::answer_with(AnsweringModel model) {
  answering = std::move(model);
  answering.version = ++versions;
}

// --- Of the run.

void TransformerRoom::Impl::take_model() {
  const ModelSnapshot& now = runner->model(slot);
  seen_model = now.version;
  if (answering.origin == AnsweringModel::Origin::kFile ||
      answering.origin == AnsweringModel::Origin::kReady) {
    if (!run_answers) return;
  }
  AnsweringModel model;
  model.origin = AnsweringModel::Origin::kRun;
  model.name = model.corpus = now.corpus;
  model.units_done = now.units_done;
  model.transformer = now.trained.model;
  model.codec = now.trained.codec;
  answer_with(std::move(model));
}

void TransformerRoom::use_run_model() {
  Impl& self = *impl_;
  self.run_answers = true;
  if (self.runner->model(self.slot).trained.model != nullptr) self.take_model();
}

// --- Ready-made: three files that the build has packed.

void TransformerRoom::use_ready_model(const std::string& name) {
  Impl& self = *impl_;
  self.run_answers = false;
  if (self.ready.ok() && self.ready.name == name) {
    self.answer_with(self.ready);
  } else {
    self.fetch_ready(name);
  }
}

void TransformerRoom::Impl::fetch_ready(const std::string& name) {
  ready_name = name;
  ready_files.clear();
  if (!services->fetch) return;
  ready_missing = std::size(kFolderFiles);
  for (const char* file : kFolderFiles) {
    services->fetch(
        "models/" + std::string(to_string(kind)) + "-" + name + "/" + file, {},
        [this, name, file, still = std::weak_ptr<bool>(alive)](Result<std::string> bytes) {
          if (still.expired() || name != ready_name || ready_missing == 0) return;
          if (!bytes.ok()) {
            // Nothing is lost: a run of her own still answers. A build without models says nothing.
            ready_missing = 0;
            return;
          }
          ready_files[file] = std::move(bytes.value());
          if (--ready_missing == 0) take_ready();
        });
  }
}

void TransformerRoom::Impl::take_ready() {
  auto read =
      hugging_face::read_folder(hugging_face::view_of(ready_files), kMaxModelBytes, nullptr);
  ready_files.clear();
  if (!read.ok()) {
    say({Message::Kind::kError, read.error()});
    return;
  }
  ready = {};
  ready.origin = AnsweringModel::Origin::kReady;
  ready.name = ready.corpus = ready_name;
  ready.transformer = std::move(read->transformer);
  ready.codec = std::move(read->codec);
  if (!run_answers || answering.origin == AnsweringModel::Origin::kNone) answer_with(ready);
}

// --- Files.

Status TransformerRoom::open_folder(const std::string& name,
                                    const std::map<std::string, std::string, std::less<>>& files) {
  Impl& self = *impl_;
  auto read = hugging_face::read_folder(hugging_face::view_of(files), kMaxModelBytes, nullptr);
  if (!read.ok()) return read.error();
  if (read->transformer->config().kind != self.kind) {
    return Error{"model_folder.other_model", "This folder holds the other kind of model.",
                 "Open a GPT in the lab GPT and a BERT in the lab BERT."};
  }
  if (read->codec == nullptr) {
    return Error{"model_folder.no_tokenizer", "The model has no tokenizer.",
                 "Open tokenizer.json (or vocab.txt, or merges.txt) together with the model."};
  }
  AnsweringModel model;
  model.origin = AnsweringModel::Origin::kFile;
  model.name = name;
  model.transformer = std::move(read->transformer);
  model.codec = std::move(read->codec);
  self.run_answers = false;
  self.answer_with(std::move(model));
  self.say({Message::Kind::kInfo, {"message.model_opened", "", "", {name}}});
  return Done{};
}

Status TransformerRoom::export_folder() {
  Impl& self = *impl_;
  if (!self.services->save_file) {
    return Error{"export.nowhere", "This program has no place to save a file.", "Use the command."};
  }
  if (!self.answering.ok()) {
    return Error{"export.no_model", "There is no model to save yet.", "Press Train first."};
  }
  std::string where;
  const auto folder =
      hugging_face::write_folder(*self.answering.transformer, *self.answering.codec);
  for (const auto& [file, bytes] : folder) {
    const bool weights = file == hugging_face::kWeightsFile;
    auto saved = self.services->save_file(
        file, weights ? "application/octet-stream" : "application/json", bytes);
    if (!saved.ok()) return saved.error();
    where += (where.empty() ? "" : ", ") + saved.value();
  }
  self.say({Message::Kind::kInfo, {"message.saved", "", "", {where}}});
  return Done{};
}

}  // namespace wordspace
