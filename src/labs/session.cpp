// A session as a container: header (JSON) and parts in its order.
// Not where it is kept.
#include "labs/session.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "text/corpus.h"
#include "train/checkpoint.h"
#include "train/container.h"
#include "train/embedding_history.h"
#include "train/glove_learner.h"
#include "train/run_record.h"
#include "train/transformer_learner.h"
#include "train/word2vec_learner.h"

namespace wordspace {
namespace {

using Json = nlohmann::ordered_json;
using PartSource = std::function<std::optional<std::string_view>(const std::string& name)>;

constexpr std::string_view kMagic = "WSSN";
constexpr const char* kModels[] = {"word2vec", "glove", "gpt", "bert"};

Error damaged(const std::string& what) {
  return Error{"session.damaged",
               "The session is damaged: " + what + ".",
               "Use another copy of the file.",
               {what}};
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t number_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::shared_ptr<const void> owned(const std::shared_ptr<const Corpus>& text) { return text; }

// --- Out.

Json described(const SessionRoom& room, const Session& session) {
  Json out = {{"model", room.model},
              {"corpus", room.corpus},
              {"preset", room.preset},
              {"settings", room.settings}};
  if (!room.before_fit.empty()) out["before_fit"] = room.before_fit;
  if (!room.run || (!room.run->saved.checkpoint && !room.run->kept)) return out;
  Json run = Json::object();
  if (!room.run->id.empty()) run["id"] = room.run->id;
  run["units"] = room.run->saved.units_done;
  run["of"] = room.run->saved.units_total;
  if (room.run->text) {
    run["text"] = room.run->text == session.own_text ? "text" : "text." + room.model;
  }
  if (const auto& history = room.run->saved.history) {
    run["words"] = history->words;
    run["dim"] = history->dim;
    Json moments = Json::array();
    for (const auto& moment : history->moments) {
      moments.push_back({{"units", moment->units}, {"loss", moment->loss}});
    }
    run["moments"] = std::move(moments);
  }
  out["run"] = std::move(run);
  return out;
}

Json header_of(const Session& session) {
  Json header = {{"number", session.number}, {"lab", session.lab}, {"address", session.address}};
  Json fields = Json::object();
  for (const auto& [lab, values] : session.fields) {
    Json list = Json::array();
    for (const auto& [field, value] : values) list.push_back({field, value});
    fields[lab] = std::move(list);
  }
  header["fields"] = std::move(fields);
  if (session.own_text) header["own_title"] = session.own_title;
  if (!session.on_hand.empty()) header["on_hand"] = session.on_hand;
  if (session.vectors) {
    header["vectors"] = {{"name", session.vectors->name}, {"dim", session.vectors->dim}};
  }
  Json folders = Json::array();
  for (const SessionFolder& folder : session.folders) {
    Json names = Json::array();
    for (const auto& [file, bytes] : *folder.files) names.push_back(file);
    folders.push_back(
        {{"model", folder.model}, {"name", folder.name}, {"files", std::move(names)}});
  }
  if (!folders.empty()) header["folders"] = std::move(folders);
  Json rooms = Json::array();
  for (const SessionRoom& room : session.rooms) rooms.push_back(described(room, session));
  header["rooms"] = std::move(rooms);
  return header;
}

// --- In.

// Whether the settings are those of the model.
Status check_settings(const std::string& model, const std::string& json) {
  if (model == "word2vec") {
    const auto run = word2vec_run_from_json(json);
    return run.ok() ? Status(Done{}) : Status(run.error());
  }
  if (model == "glove") {
    const auto run = glove_run_from_json(json);
    return run.ok() ? Status(Done{}) : Status(run.error());
  }
  const auto run = transformer_run_from_json(json);
  if (!run.ok()) return run.error();
  if (to_string(run->model.kind) != model) return damaged("settings of another model");
  return Done{};
}

Result<std::shared_ptr<const Corpus>> read_text(const PartSource& part, const std::string& name,
                                                const std::string& title) {
  const auto bytes = part(name);
  if (!bytes) return damaged("a part is missing");
  auto text = corpus_from_bytes(title, std::string(*bytes));
  if (!text.ok()) return text.error();
  text->name = "own";
  return std::make_shared<const Corpus>(std::move(text.value()));
}

Result<std::shared_ptr<const EmbeddingHistory>> read_history(const Json& run,
                                                             const std::string& model,
                                                             const PartSource& part) {
  const auto words = run.find("words"), dim = run.find("dim"), moments = run.find("moments");
  if (moments == run.end()) return std::shared_ptr<const EmbeddingHistory>();
  if (words == run.end() || !words->is_number_unsigned() || dim == run.end() ||
      !dim->is_number_unsigned() || !moments->is_array() || moments->size() > kHistoryMoments ||
      words->get<std::uint64_t>() > static_cast<std::uint64_t>(kHistoryWords) ||
      dim->get<std::uint64_t>() > 100000) {
    return damaged("the moments of a run cannot be read");
  }
  auto history = std::make_shared<EmbeddingHistory>();
  history->words = words->get<std::int64_t>();
  history->dim = dim->get<int>();
  const std::size_t num_bytes = words->get<std::size_t>() * dim->get<std::size_t>() * sizeof(float);
  for (std::size_t i = 0; i < moments->size(); ++i) {
    const Json& row = (*moments)[i];
    const auto bytes = part("moment." + model + "." + std::to_string(i));
    if (!bytes) return damaged("a part is missing");
    if (bytes->size() != num_bytes || !row.is_object() || !row.contains("units") ||
        !row["units"].is_number_integer() || !row.contains("loss") || !row["loss"].is_number()) {
      return damaged("the moments of a run cannot be read");
    }
    auto moment = std::make_shared<EmbeddingMoment>();
    moment->units = row["units"].get<std::int64_t>();
    moment->loss = row["loss"].get<double>();
    moment->vectors.resize(num_bytes / sizeof(float));
    if (num_bytes > 0) std::memcpy(moment->vectors.data(), bytes->data(), num_bytes);
    for (const float value : moment->vectors) {
      if (!std::isfinite(value)) return damaged("a vector is not finite");
    }
    history->moments.push_back(std::move(moment));
  }
  return std::shared_ptr<const EmbeddingHistory>(std::move(history));
}

Result<SessionRun> read_run(const Json& json, const std::string& model, const Session& session,
                            const PartSource& part) {
  const auto bytes = part("run." + model), record = part("record." + model);
  if (!bytes) return damaged("a part is missing");
  const auto info = inspect_checkpoint(*bytes);
  if (!info.ok()) return info.error();
  if (info->kind != model) return damaged("a run of another model");
  if (Status fine = check_settings(model, info->config_json); !fine.ok()) return fine.error();
  SessionRun run;
  run.id = text_of(json, "id");
  run.saved.units_done = number_of(json, "units");
  run.saved.units_total = number_of(json, "of");
  run.corpus = info->corpus;
  run.settings = info->config_json;
  run.saved.checkpoint = std::make_shared<const std::string>(*bytes);
  if (record) {
    if (const auto read = read_run_record(*record); !read.ok()) return read.error();
    run.saved.record = std::make_shared<const std::string>(*record);
  }
  auto history = read_history(json, model, part);
  if (!history.ok()) return history.error();
  run.saved.history = std::move(history.value());
  const std::string text = text_of(json, "text");
  if (text == "text") {
    if (!session.own_text) return damaged("a part is missing");
    run.text = session.own_text;
  } else if (!text.empty()) {
    auto read = read_text(part, text, session.own_title);
    if (!read.ok()) return read.error();
    run.text = std::move(read.value());
  }
  return run;
}

Result<SessionVectors> read_opened_vectors(const Json& header, const PartSource& part) {
  const auto words = part("vectors.words"), rows = part("vectors.rows");
  const std::int64_t dim = number_of(header, "dim");
  if (!words || !rows) return damaged("a part is missing");
  const auto num_words = static_cast<std::uint64_t>(std::count(words->begin(), words->end(), '\n'));
  if (dim <= 0 || dim > 100000 || num_words == 0 || words->back() != '\n' ||
      rows->size() != num_words * static_cast<std::uint64_t>(dim) * sizeof(float)) {
    return damaged("its vectors cannot be read");
  }
  SessionVectors out;
  out.name = text_of(header, "name");
  out.dim = static_cast<int>(dim);
  out.words = std::make_shared<const std::string>(*words);
  std::vector<float> values(rows->size() / sizeof(float));
  std::memcpy(values.data(), rows->data(), rows->size());
  for (const float value : values) {
    if (!std::isfinite(value)) return damaged("a vector is not finite");
  }
  out.rows = std::make_shared<const std::vector<float>>(std::move(values));
  return out;
}

Result<SessionFolder> read_session_folder(const Json& json, const PartSource& part) {
  SessionFolder out;
  if (!json.is_object()) return damaged("its header is not complete");
  out.model = text_of(json, "model");
  out.name = text_of(json, "name");
  const auto names = json.find("files");
  if ((out.model != "gpt" && out.model != "bert") || names == json.end() || !names->is_array()) {
    return damaged("its header is not complete");
  }
  std::map<std::string, std::string, std::less<>> files;
  for (const Json& name : *names) {
    if (!name.is_string()) return damaged("its header is not complete");
    const auto bytes = part("folder." + out.model + "." + name.get<std::string>());
    if (!bytes) return damaged("a part is missing");
    files[name.get<std::string>()] = *bytes;
  }
  out.files =
      std::make_shared<const std::map<std::string, std::string, std::less<>>>(std::move(files));
  return out;
}

Result<Session> session_of(const Json& header, const PartSource& part) {
  Session session;
  session.number = static_cast<std::uint64_t>(number_of(header, "number"));
  session.lab = text_of(header, "lab");
  session.address = text_of(header, "address");
  session.on_hand = text_of(header, "on_hand");
  if (const auto fields = header.find("fields"); fields != header.end() && fields->is_object()) {
    for (const auto& [lab, list] : fields->items()) {
      if (!list.is_array()) return damaged("its header is not complete");
      for (const Json& pair : list) {
        if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string()) {
          return damaged("its header is not complete");
        }
        session.fields[lab].emplace_back(pair[0].get<std::string>(), pair[1].get<std::string>());
      }
    }
  }
  if (header.contains("own_title")) {
    session.own_title = text_of(header, "own_title");
    auto text = read_text(part, "text", session.own_title);
    if (!text.ok()) return text.error();
    session.own_text = std::move(text.value());
  }
  if (const auto vectors = header.find("vectors"); vectors != header.end()) {
    if (!vectors->is_object()) return damaged("its header is not complete");
    auto read = read_opened_vectors(*vectors, part);
    if (!read.ok()) return read.error();
    session.vectors = std::move(read.value());
  }
  if (const auto folders = header.find("folders"); folders != header.end()) {
    if (!folders->is_array()) return damaged("its header is not complete");
    for (const Json& row : *folders) {
      auto folder = read_session_folder(row, part);
      if (!folder.ok()) return folder.error();
      session.folders.push_back(std::move(folder.value()));
    }
  }
  const auto rooms = header.find("rooms");
  if (rooms == header.end() || !rooms->is_array()) return damaged("its header is not complete");
  for (const Json& row : *rooms) {
    if (!row.is_object()) return damaged("its header is not complete");
    SessionRoom room;
    room.model = text_of(row, "model");
    room.corpus = text_of(row, "corpus");
    room.preset = text_of(row, "preset");
    room.settings = text_of(row, "settings");
    room.before_fit = text_of(row, "before_fit");
    const bool known =
        std::find(std::begin(kModels), std::end(kModels), room.model) != std::end(kModels);
    if (!known || room.corpus.empty() || session.room(room.model) != nullptr) {
      return damaged("its header is not complete");
    }
    if (Status fine = check_settings(room.model, room.settings); !fine.ok()) return fine.error();
    if (!room.before_fit.empty()) {
      if (Status fine = check_settings(room.model, room.before_fit); !fine.ok()) {
        return fine.error();
      }
    }
    if (const auto run = row.find("run"); run != row.end()) {
      if (!run->is_object()) return damaged("its header is not complete");
      auto read = read_run(*run, room.model, session, part);
      if (!read.ok()) return read.error();
      room.run = std::move(read.value());
    }
    session.rooms.push_back(std::move(room));
  }
  return session;
}

struct Opened {
  Json header;
  std::string_view body;
};

Result<Opened> open_checked(std::string_view bytes) {
  const Container opened =
      open_container(bytes, kMagic, static_cast<std::uint32_t>(kSessionVersion));
  switch (opened.problem) {
    case Container::Problem::kNotOne:
      return Error{"session.not_one", "This file is not a session of Wordspace.",
                   "Open a file that was saved with “Save session”."};
    case Container::Problem::kTruncated:
      return Error{"session.truncated", "The session ends too early.",
                   "Copy or download the file again."};
    case Container::Problem::kNewer:
      return Error{"session.newer_version",
                   "This session was saved by a newer Wordspace.",
                   "Open it with that version. Nothing has been changed.",
                   {std::to_string(opened.version)}};
    case Container::Problem::kNoVersion:
    case Container::Problem::kLongHeader:
      return damaged("its header is not complete");
    case Container::Problem::kNone:
      break;
  }
  Opened out;
  out.header = Json::parse(opened.header.begin(), opened.header.end(), nullptr, false);
  if (!out.header.is_object() || !out.header.contains("parts") || !out.header["parts"].is_array()) {
    return damaged("its header is not JSON");
  }
  out.body = opened.body;
  std::size_t total = 0;
  for (const Json& row : out.header["parts"]) {
    if (!row.is_object() || text_of(row, "name").empty() || !row.contains("bytes") ||
        !row["bytes"].is_number_unsigned()) {
      return damaged("its header is not complete");
    }
    if (row.contains("key")) continue;  // kept apart
    const auto num_bytes = row["bytes"].get<std::uint64_t>();
    if (num_bytes > out.body.size() - total) {
      return Error{"session.truncated", "The session ends too early.",
                   "Copy or download the file again."};
    }
    total += static_cast<std::size_t>(num_bytes);
  }
  if (total != out.body.size()) return damaged("it is longer than it says");
  if (!checksum_holds(bytes)) return damaged("its checksum differs");
  return out;
}

}  // namespace

const SessionRoom* Session::room(std::string_view model) const {
  for (const SessionRoom& one : rooms) {
    if (one.model == model) return &one;
  }
  return nullptr;
}

bool Session::has_run() const {
  return std::any_of(rooms.begin(), rooms.end(),
                     [](const SessionRoom& one) { return one.run.has_value(); });
}

std::vector<SessionPart> session_parts(const Session& session) {
  std::vector<SessionPart> parts;
  if (session.own_text) {
    parts.push_back({"text", session.own_text->text, owned(session.own_text)});
  }
  if (session.vectors) {
    const SessionVectors& opened = *session.vectors;
    const auto* bytes = reinterpret_cast<const char*>(opened.rows->data());
    parts.push_back({"vectors.words", *opened.words, opened.words});
    parts.push_back({"vectors.rows", std::string_view(bytes, opened.rows->size() * sizeof(float)),
                     opened.rows});
  }
  for (const SessionFolder& folder : session.folders) {
    for (const auto& [file, bytes] : *folder.files) {
      parts.push_back({"folder." + folder.model + "." + file, bytes, folder.files});
    }
  }
  for (const SessionRoom& room : session.rooms) {
    if (!room.run) continue;
    const SessionRun& run = *room.run;
    if (run.text && run.text != session.own_text) {
      parts.push_back({"text." + room.model, run.text->text, owned(run.text)});
    }
    if (!run.saved.checkpoint) continue;
    parts.push_back({"run." + room.model, *run.saved.checkpoint, run.saved.checkpoint});
    if (run.saved.record) {
      parts.push_back({"record." + room.model, *run.saved.record, run.saved.record});
    }
    if (!run.saved.history) continue;
    const auto& moments = run.saved.history->moments;
    for (std::size_t i = 0; i < moments.size(); ++i) {
      const std::vector<float>& vectors = moments[i]->vectors;
      const auto* bytes = reinterpret_cast<const char*>(vectors.data());
      parts.push_back({"moment." + room.model + "." + std::to_string(i),
                       std::string_view(bytes, vectors.size() * sizeof(float)), moments[i]});
    }
  }
  return parts;
}

std::string part_key(const SessionPart& part) {
  // A checkpoint's and a record's own checksum stands for all before it.
  const bool container = part.name.starts_with("run.") || part.name.starts_with("record.");
  const std::uint64_t sum = container ? stored_checksum(part.bytes) : checksum(part.bytes);
  char key[40];
  std::snprintf(key, sizeof key, "%016llx-%llx", static_cast<unsigned long long>(sum),
                static_cast<unsigned long long>(part.bytes.size()));
  return key;
}

std::string write_outline(const Session& session) {
  Session outline = session;
  outline.own_text.reset();
  outline.vectors.reset();
  outline.folders.clear();
  for (SessionRoom& room : outline.rooms) room.run.reset();
  return dumped(header_of(outline));
}

Result<Session> read_outline(std::string_view outline) {
  const Json header = Json::parse(outline.begin(), outline.end(), nullptr, false);
  if (!header.is_object()) return damaged("its header is not JSON");
  return session_of(header, [](const std::string&) { return std::nullopt; });
}

std::string write_session(const Session& session) {
  const std::vector<SessionPart> parts = session_parts(session);
  Json header = header_of(session);
  Json list = Json::array();
  std::size_t total = 0;
  for (const SessionPart& part : parts) {
    list.push_back({{"name", part.name}, {"bytes", part.bytes.size()}});
    total += part.bytes.size();
  }
  header["parts"] = std::move(list);
  std::string bytes =
      begin_container(kMagic, static_cast<std::uint32_t>(kSessionVersion), dumped(header), total);
  for (const SessionPart& part : parts) bytes += part.bytes;
  close_container(bytes);
  return bytes;
}

bool is_session(std::string_view bytes) { return bytes.starts_with(kMagic); }

Result<Session> read_session(std::string_view bytes) {
  const auto opened = open_checked(bytes);
  if (!opened.ok()) return opened.error();
  std::map<std::string, std::string_view> found;
  std::size_t at = 0;
  for (const Json& row : opened->header["parts"]) {
    if (row.contains("key")) continue;
    const auto num_bytes = row["bytes"].get<std::size_t>();
    found[text_of(row, "name")] = opened->body.substr(at, num_bytes);
    at += num_bytes;
  }
  return session_of(opened->header,
                    [&found](const std::string& name) -> std::optional<std::string_view> {
                      const auto part = found.find(name);
                      if (part == found.end()) return std::nullopt;
                      return part->second;
                    });
}

std::string write_kept_list(const Session& session, const std::vector<KeptPart>& parts) {
  Json header = header_of(session);
  Json list = Json::array();
  for (const KeptPart& part : parts) {
    list.push_back({{"name", part.name}, {"bytes", part.num_bytes}, {"key", part.key}});
  }
  header["parts"] = std::move(list);
  std::string bytes =
      begin_container(kMagic, static_cast<std::uint32_t>(kSessionVersion), dumped(header), 0);
  close_container(bytes);
  return bytes;
}

Result<std::vector<KeptPart>> read_kept_list(std::string_view bytes) {
  const auto opened = open_checked(bytes);
  if (!opened.ok()) return opened.error();
  std::vector<KeptPart> parts;
  for (const Json& row : opened->header["parts"]) {
    parts.push_back({text_of(row, "name"), text_of(row, "key"), row["bytes"].get<std::size_t>()});
    if (parts.back().key.empty()) return damaged("its header is not complete");
  }
  return parts;
}

Result<Session> read_kept(std::string_view list, const PartSource& part) {
  const auto opened = open_checked(list);
  if (!opened.ok()) return opened.error();
  return session_of(opened->header, part);
}

}  // namespace wordspace
