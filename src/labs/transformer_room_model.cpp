// The model that answers: of the run, ready-made (data/models), or opened from files.
// Not its answers (models/transformer_text.h).
#include <utility>

#include "core/ensure.h"
#include "labs/session.h"
#include "labs/transformer_room_impl.h"
#include "models/transformer.h"
#include "models/transformer_config.h"

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
    fetch_ready(self.preferred_ready);
  }
  return self.answering;
}

void TransformerRoom::prefer_world(const std::string& corpus) {
  Impl& self = *impl_;
  self.preferred_ready = corpus;
  const bool untouched = preset() == "demo" || preset() == "demo-vi";
  if (!untouched || !snapshot().kind.empty() || preparing()) return;
  if (!services().changeable().ok()) return;
  ENSURE(choose_preset(corpus == "toy-vi" ? "demo-vi" : "demo").ok());
}

void TransformerRoom::answer_with(AnsweringModel model) {
  impl_->answering = std::move(model);
  impl_->answering.version = ++impl_->versions;
}

// --- Of the run.

void TransformerRoom::take_model() {
  Impl& self = *impl_;
  const ModelSnapshot& now = runner().model(slot());
  self.seen_model = now.version;
  const auto origin = self.answering.origin;
  if ((origin == AnsweringModel::Origin::kFile || origin == AnsweringModel::Origin::kReady) &&
      !self.run_answers) {
    return;
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
  impl_->run_answers = true;
  if (runner().model(slot()).trained.model != nullptr) take_model();
}
void TransformerRoom::run_wanted() { use_run_model(); }

// --- Ready-made: three files of a folder in data/models.

void TransformerRoom::use_ready_model(const std::string& name) {
  Impl& self = *impl_;
  self.run_answers = false;
  if (self.ready.ok() && self.ready.name == name) {
    answer_with(self.ready);
  } else {
    fetch_ready(name);
  }
}

void TransformerRoom::fetch_ready(const std::string& name) {
  Impl& self = *impl_;
  self.ready_name = name;
  self.ready_files.clear();
  if (!services().fetch) return;
  self.ready_missing = std::size(kFolderFiles);
  for (const char* file : kFolderFiles) {
    services().fetch(
        "models/" + std::string(model()) + "-" + name + "/" + file, {},
        [this, name, file, still = std::weak_ptr<bool>(self.alive)](Result<std::string> bytes) {
          if (still.expired()) return;
          Impl& inner = *impl_;
          if (name != inner.ready_name || inner.ready_missing == 0) return;
          if (!bytes.ok()) {
            // Nothing is lost: a run of her own still answers. A build without models says nothing.
            inner.ready_missing = 0;
            return;
          }
          inner.ready_files[file] = std::move(bytes.value());
          if (--inner.ready_missing == 0) take_ready();
        });
  }
}

void TransformerRoom::take_ready() {
  Impl& self = *impl_;
  auto read =
      hugging_face::read_folder(hugging_face::view_of(self.ready_files), kMaxModelBytes, nullptr);
  self.ready_files.clear();
  if (!read.ok()) {
    say(read.error());
    return;
  }
  self.ready = {};
  self.ready.origin = AnsweringModel::Origin::kReady;
  self.ready.name = self.ready.corpus = self.ready_name;
  self.ready.transformer = std::move(read->transformer);
  self.ready.codec = std::move(read->codec);
  if (!self.run_answers || self.answering.origin == AnsweringModel::Origin::kNone) {
    answer_with(self.ready);
  }
}

// --- Files.

Status TransformerRoom::open_folder(const std::string& name, std::shared_ptr<const Files> files) {
  Impl& self = *impl_;
  auto read = hugging_face::read_folder(hugging_face::view_of(*files), kMaxModelBytes, nullptr);
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
  model.files = std::move(files);
  self.run_answers = false;
  answer_with(std::move(model));
  return Done{};
}

std::optional<SessionFolder> TransformerRoom::session_folder() const {
  const AnsweringModel& now = impl_->answering;
  if (now.origin != AnsweringModel::Origin::kFile || now.files == nullptr) return std::nullopt;
  return SessionFolder{model(), now.name, now.files};
}

std::function<void()> TransformerRoom::way_back() {
  if (!impl_->answering.ok()) return nullptr;
  return [this, model = impl_->answering, run_answers = impl_->run_answers] {
    impl_->run_answers = run_answers;
    answer_with(model);
  };
}

Status TransformerRoom::export_folder() {
  Impl& self = *impl_;
  if (!services().save_file) return no_place_error();
  if (!self.answering.ok()) {
    return Error{"export.no_model", "There is no model to save yet.", "Press Train first."};
  }
  std::string where;
  const auto folder =
      hugging_face::write_folder(*self.answering.transformer, *self.answering.codec);
  for (const auto& [file, bytes] : folder) {
    const bool weights = file == hugging_face::kWeightsFile;
    auto saved = services().save_file(
        file, weights ? "application/octet-stream" : "application/json", bytes);
    if (!saved.ok()) return saved.error();
    where += (where.empty() ? "" : ", ") + saved.value();
  }
  say({Message::Kind::kInfo, {"message.saved", "", "", {where}}});
  return Done{};
}

}  // namespace wordspace
