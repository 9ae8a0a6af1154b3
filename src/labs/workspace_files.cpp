// What the workspace takes in and gives out as files: vectors, checkpoints, texts.
// Not the formats (formats/, train/checkpoint) and not the disk (the application's services).
#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "formats/word2vec_file.h"
#include "labs/workspace_impl.h"
#include "models/transformer_config.h"
#include "train/checkpoint.h"

namespace wordspace {

namespace {

// After the last path separator.
std::string file_name_of(const std::string& path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

double steady_ms() {
  using Clock = std::chrono::steady_clock;
  return std::chrono::duration<double, std::milli>(Clock::now().time_since_epoch()).count();
}

constexpr std::size_t kSmallFile = 4 << 20;  // bytes of vectors that are read at once
// Rows of a file and their unit copies may take this much, in bytes: what a browser's program has
// room for beside the file itself.
constexpr std::size_t kVectorBytes = std::size_t{128} << 20;

constexpr double kFolderPauseMs = 400;  // files of one drop come closer together than this

// All counts equal: the vocabulary keeps the order of the file.
std::shared_ptr<const WordVectors> vectors_of(std::vector<std::string> words,
                                              std::span<const float> rows, int dim) {
  std::vector<std::int64_t> counts(words.size(), 1);
  auto vocabulary = std::make_shared<Vocabulary>(std::move(words), std::move(counts));
  return std::make_shared<WordVectors>(std::move(vocabulary), rows, dim);
}

}  // namespace

Result<std::string> Workspace::export_as(const std::string& format) {
  Impl& self = *impl_;
  if (!self.services.save_file) {
    return no_place_error();
  }
  if (format == "checkpoint") {
    if (self.prepared_signature.empty() || self.runner.snapshot().kind.empty()) {
      return Error{"export.no_run", "There is no run to save yet.", "Press Train first."};
    }
    if (!self.send(command::SaveCheckpoint{})) return busy_error();
    self.checkpoint_wanted = true;
    return std::string();
  }
  if (format != "word2vec-text" && format != "word2vec-binary" && format != "glove" &&
      format != "projector") {
    return Error{"export.unknown_format",
                 "There is no file format called \"" + format + "\".",
                 "The formats are word2vec-text, word2vec-binary, glove, projector and checkpoint.",
                 {format}};
  }
  const WordVectors& from = vectors();
  if (from.empty()) {
    return Error{"export.no_vectors", "There are no word vectors to save yet.",
                 "Press Train, or open a file of vectors."};
  }
  const std::span<const float> rows =
      self.vectors_origin == "run"                ? self.runner.embeddings(kWord2VecSlot).vectors
      : self.vectors_origin == self.glove.model() ? self.runner.embeddings(kGloveSlot).vectors
                                                  : std::span<const float>(*self.opened_file.rows);
  const std::span<const std::string> words = from.vocabulary().words();
  std::string where;
  const auto save = [&](const char* name, const char* mime, const std::string& bytes) -> Status {
    auto saved = self.services.save_file(name, mime, bytes);
    if (!saved.ok()) return saved.error();
    where += where.empty() ? saved.value() : ", " + saved.value();
    return Done{};
  };
  Status status = Done{};
  if (format == "projector") {
    const ProjectorFiles files = write_projector(words, rows, from.dim());
    status = save("vectors.tsv", "text/tab-separated-values", files.vectors_tsv);
    if (status.ok()) status = save("metadata.tsv", "text/tab-separated-values", files.metadata_tsv);
  } else if (format == "word2vec-text") {
    status = save("vectors.txt", "text/plain",
                  write_word2vec(words, rows, from.dim(), VectorFormat::kText));
  } else if (format == "glove") {
    status = save("vectors.glove.txt", "text/plain", write_glove(words, rows, from.dim()));
  } else {
    status = save("vectors.bin", "application/octet-stream",
                  write_word2vec(words, rows, from.dim(), VectorFormat::kBinary));
  }
  if (!status.ok()) return status.error();
  self.say(Message::Kind::kInfo, {"message.saved", "", "", {where}});
  return where;
}

// A file as vectors; made on whichever side has the time.
struct Workspace::Impl::ReadVectors {
  std::optional<Error> error;
  std::shared_ptr<const WordVectors> vectors;
  std::vector<float> rows;  // as the file has them
  std::size_t left_out = 0;
  std::vector<Error> warnings;  // what was odd in the file

  ReadVectors(std::string_view bytes, std::size_t limit, std::atomic<float>* share) {
    // One word tells how long each is.
    const auto first = read_vectors(bytes, 1);
    if (!first.ok()) {
      error = first.error();
      return;
    }
    const std::size_t room =
        kVectorBytes / (2 * sizeof(float) * static_cast<std::size_t>(first->dim));
    auto file = read_vectors(bytes, limit > 0 ? std::min(limit, room) : room, share);
    if (!file.ok()) {
      error = file.error();
      return;
    }
    left_out = file->left_out;
    vectors = vectors_of(std::move(file->words), file->vectors, file->dim);
    warnings = std::move(file->warnings);
    rows = std::move(file->vectors);
  }
};

Status Workspace::import_bytes(const std::string& name, std::string bytes) {
  Impl& self = *impl_;
  const auto refuse = [&](const Error& error) -> Status {
    self.say(Message::Kind::kError, error);
    return error;
  };
  const std::string base = file_name_of(name);
  if (hugging_face::is_file_name(base)) {
    if (base == hugging_face::kConfigFile) {
      const auto config = hugging_face::read_config(bytes);
      if (!config.ok()) return refuse(config.error());
    }
    if (base == hugging_face::kConfigFile) {
      const auto config = hugging_face::read_config(bytes);
      if (!config.ok()) return refuse(config.error());
    }
    self.pending_folder[base] = std::move(bytes);
    self.pending_name =
        name.size() > base.size() ? name.substr(0, name.size() - base.size() - 1) : base;
    self.pending_since_ms = steady_ms();
    return Done{};
  }
  if (is_session(bytes)) {
    if (Status free = self.services.changeable(); !free.ok()) return refuse(free.error());
    const Status opened = import_session(name, std::move(bytes));
    return opened.ok() ? opened : refuse(opened.error());
  }
  const auto info = inspect_checkpoint(bytes);
  if (info.ok()) {
    // A whole run brings its settings and names its text.
    if (Status free = self.services.changeable(); !free.ok()) return refuse(free.error());
    return import_checkpoint(name, std::move(bytes), info.value());
  }
  if (info.error().code != "checkpoint.not_one") return refuse(info.error());
  if (vector_file_kind(bytes) == VectorFileKind::kNone) return own_text(name, std::move(bytes));

  if (bytes.size() <= kSmallFile) {
    Impl::ReadVectors read(bytes, self.word_limit, nullptr);
    return self.take_vectors(name, read);
  }
  if (!self.opening_name.empty()) return refuse(busy_error());
  auto share = std::make_shared<std::atomic<float>>(0.0f);
  auto read = std::make_shared<std::optional<Impl::ReadVectors>>();
  const Status begun =
      work([file = std::make_shared<const std::string>(std::move(bytes)), limit = self.word_limit,
            share, read] { read->emplace(*file, limit, share.get()); },
           [&self, name, read] {
             self.opening_name.clear();
             static_cast<void>(self.take_vectors(name, **read));
           });
  if (!begun.ok()) return refuse(begun.error());
  self.opening_name = name;
  self.opening_share = std::move(share);
  return Done{};
}

Status Workspace::Impl::take_vectors(const std::string& name, ReadVectors& read) {
  if (read.error) {
    say(Message::Kind::kError, *read.error);
    return *read.error;
  }
  UndoStep step;
  if (!vectors->empty()) {
    step.also = [this, former_file = opened_file, origin = vectors_origin] {
      opened_file = former_file;
      choose_vectors(origin);
    };
  }
  opened_file.vectors = std::move(read.vectors);
  opened_file.name = name == glove.model() || name == "run" ? name + ".txt" : name;
  opened_file.rows = std::make_shared<const std::vector<float>>(std::move(read.rows));
  std::string lines;
  for (const std::string& word : opened_file.vectors->vocabulary().words()) lines += word + "\n";
  opened_file.words = std::make_shared<const std::string>(std::move(lines));
  choose_vectors(opened_file.name);
  const std::string words = std::to_string(vectors->size());
  say(Message::Kind::kInfo,
      {"message.opened", "", "", {name, words, std::to_string(vectors->dim())}});
  for (const Error& warning : read.warnings) say(Message::Kind::kWarning, warning);
  if (read.left_out > 0) {
    say(Message::Kind::kWarning,
        {"message.vectors_cut", "", "", {words, std::to_string(read.left_out)}});
  }
  if (step.also) {
    step.words = "message.vectors_replaced";
    remember(std::move(step));
  }
  return Done{};
}

std::optional<SessionVectors> Workspace::Impl::session_vectors() const {
  if (!opened_file.vectors) return std::nullopt;
  return SessionVectors{opened_file.name, opened_file.words, opened_file.rows,
                        opened_file.vectors->dim()};
}

void Workspace::Impl::take_vectors(const SessionVectors& kept) {
  if (kept.rows == opened_file.rows) return;
  std::vector<std::string> words;
  std::string_view lines = *kept.words;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    words.emplace_back(lines.substr(0, end));
    lines.remove_prefix(end + 1);
  }
  opened_file = {kept.name, vectors_of(std::move(words), *kept.rows, kept.dim), kept.rows,
                 kept.words};
}

void Workspace::set_word_limit(std::size_t words) { impl_->word_limit = words; }
std::size_t Workspace::word_limit() const { return impl_->word_limit; }
Workspace::Opening Workspace::opening() const {
  const Impl& self = *impl_;
  if (self.opening_name.empty()) return {};
  return {self.opening_name, self.opening_share->load(std::memory_order_relaxed)};
}

void Workspace::Impl::open_pending_folder() {
  if (pending_folder.empty() || steady_ms() - pending_since_ms < kFolderPauseMs) return;
  const auto folder =
      std::make_shared<const hugging_face::Folder>(std::exchange(pending_folder, {}));
  const auto config_file = folder->find(hugging_face::kConfigFile);
  if (config_file == folder->end()) {
    say(Message::Kind::kError,
        {"model_folder.no_config", "The model has no config.json.",
         "Open config.json, model.safetensors and tokenizer.json together."});
    return;
  }
  const auto config = hugging_face::read_config(config_file->second);
  if (!config.ok()) {
    say(Message::Kind::kError, config.error());
    return;
  }
  TransformerRoom& room = config->kind == TransformerKind::kGpt ? gpt : bert;
  UndoStep step;
  step.also = room.way_back();
  const Status opened = room.open_folder(pending_name, folder);
  if (!opened.ok()) {
    say(Message::Kind::kError, opened.error());
    return;
  }
  say(Message::Kind::kInfo, {"message.model_opened", "", "", {pending_name}});
  if (!step.also) return;
  step.words = "message.model_replaced";
  remember(std::move(step));
}

Status Workspace::import_checkpoint(const std::string& name, std::string bytes,
                                    const CheckpointInfo& info) {
  Impl& self = *impl_;
  const auto refuse = [&](const Error& error) -> Status {
    self.say(Message::Kind::kError, error);
    return error;
  };
  for (ModelRoom* room : {static_cast<ModelRoom*>(&self.glove), static_cast<ModelRoom*>(&self.gpt),
                          static_cast<ModelRoom*>(&self.bert)}) {
    if (info.kind != room->model()) continue;
    const Status opened = room->open_checkpoint(name, std::move(bytes), info);
    return opened.ok() ? opened : refuse(opened.error());
  }
  auto settings = word2vec_run_from_json(info.config_json);
  if (info.kind != "word2vec") {
    return refuse({"checkpoint.other_model",
                   "This checkpoint is of another model.",
                   "Open it in the lab of that model.",
                   {info.kind}});
  }
  if (!settings.ok()) return refuse(settings.error());
  if (self.corpora.find(info.corpus) == nullptr) return refuse(other_text_error(info.corpus));
  SavedRun saved;
  saved.checkpoint = std::make_shared<const std::string>(std::move(bytes));
  SessionRoom before = session_room();
  choose_text(info.corpus, false,
              [this, name, saved, before, run = settings.value()](Status loaded) {
                if (!loaded.ok()) return;  // said already
                Impl& inner = *impl_;
                inner.run = run;
                inner.before_fitting.reset();
                inner.preset.clear();
                inner.replace_run(before);
                if (inner.prepare(false, saved)) inner.checkpoint_name = name;
              });
  return Done{};
}

}  // namespace wordspace
