// The journal as JSON, and over what was kept.
#include "labs/journal.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "labs/corpus_store.h"
#include "text/corpus.h"

namespace wordspace {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kJournalVersion = 1;

Json described(const JournalPart& part) { return {{"name", part.name}, {"key", part.key}}; }

Error damaged() {
  return {"session.damaged",
          "The session is damaged: its journal cannot be read.",
          "Use another copy of the file.",
          {"its journal cannot be read"}};
}

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}
std::int64_t number_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : -1;
}

const JournalRun* run_of(const Journal& journal, const std::string& model) {
  for (const JournalRun& run : journal.runs) {
    if (run.model == model) return &run;
  }
  return nullptr;
}

std::string key_of_text(std::string_view text) { return part_key({"text", text, nullptr}); }

// Where her own text is lost, rooms that named it go back to what was kept of them, or go.
void leave_own_text(std::vector<SessionRoom>& rooms, const Session& kept) {
  std::erase_if(rooms, [&](SessionRoom& room) {
    if (room.corpus != kOwnText) return false;
    const SessionRoom* before = kept.room(room.model);
    if (before == nullptr || before->corpus == kOwnText) return true;
    room = *before;
    return false;
  });
}

}  // namespace

std::vector<JournalPart> files_of(const Session& session,
                                  const std::function<std::string(const SessionPart&)>& key_of) {
  std::vector<JournalPart> out;
  if (session.vectors) {
    const auto* rows = reinterpret_cast<const char*>(session.vectors->rows->data());
    const std::string_view bytes(rows, session.vectors->rows->size() * sizeof(float));
    out.push_back({session.vectors->name, key_of({"vectors.rows", bytes, session.vectors->rows})});
  }
  for (const SessionFolder& folder : session.folders) {
    std::string_view largest;
    for (const auto& [name, bytes] : *folder.files) {
      if (bytes.size() >= largest.size()) largest = bytes;
    }
    out.push_back({folder.name, key_of({"folder." + folder.model, largest, folder.files})});
  }
  return out;
}

std::string write_journal(const Journal& journal) {
  Json runs = Json::array();
  for (const JournalRun& run : journal.runs) {
    runs.push_back(
        {{"model", run.model}, {"id", run.id}, {"units", run.units_done}, {"of", run.units_total}});
  }
  Json files = Json::array();
  for (const JournalPart& file : journal.files) files.push_back(described(file));
  const Json out = {{"version", kJournalVersion},
                    {"outline", write_outline(journal.outline)},
                    {"text", described(journal.text)},
                    {"files", std::move(files)},
                    {"runs", std::move(runs)}};
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Journal> read_journal(std::string_view text) {
  const Json json = Json::parse(text.begin(), text.end(), nullptr, false);
  if (!json.is_object() || number_of(json, "version") != kJournalVersion) return damaged();
  auto outline = read_outline(text_of(json, "outline"));
  if (!outline.ok()) return outline.error();
  Journal journal;
  journal.outline = std::move(outline.value());
  const auto text_part = json.find("text"), files = json.find("files");
  if (text_part == json.end() || !text_part->is_object() || files == json.end() ||
      !files->is_array()) {
    return damaged();
  }
  journal.text = {text_of(*text_part, "name"), text_of(*text_part, "key")};
  for (const Json& file : *files) {
    if (!file.is_object()) return damaged();
    journal.files.push_back({text_of(file, "name"), text_of(file, "key")});
  }
  const auto runs = json.find("runs");
  if (runs == json.end() || !runs->is_array()) return damaged();
  for (const Json& run : *runs) {
    if (!run.is_object()) return damaged();
    journal.runs.push_back(
        {text_of(run, "model"), text_of(run, "id"), number_of(run, "units"), number_of(run, "of")});
  }
  return journal;
}

std::vector<Lost> put_over(Session& kept, const Journal& journal,
                           const std::optional<std::string>& text) {
  std::vector<Lost> lost;
  std::vector<SessionRoom> rooms = journal.outline.rooms;

  const std::string text_kept = kept.own_text ? key_of_text(kept.own_text->text) : std::string();
  if (journal.text.key != text_kept) {
    std::shared_ptr<const Corpus> newer;
    if (text && key_of_text(*text) == journal.text.key) {
      if (auto read = corpus_from_bytes(journal.text.name, *text); read.ok()) {
        read->name = kOwnText;
        newer = std::make_shared<const Corpus>(std::move(read.value()));
      }
    }
    if (!newer && !journal.text.key.empty()) {
      lost.push_back({Lost::What::kText, journal.text.name});
      leave_own_text(rooms, kept);
    } else {
      kept.own_text = std::move(newer);
    }
  }
  if (lost.empty()) kept.own_title = journal.text.name;

  const std::vector<JournalPart> files_kept = files_of(kept, part_key);
  const auto holds = [](const std::vector<JournalPart>& files, const std::string& key) {
    return std::any_of(files.begin(), files.end(),
                       [&](const JournalPart& file) { return file.key == key; });
  };
  for (const JournalPart& file : journal.files) {
    if (!holds(files_kept, file.key)) lost.push_back({Lost::What::kFile, file.name});
  }
  // What another file has taken the place of since then.
  if (kept.vectors && !holds(journal.files, files_kept.front().key)) kept.vectors.reset();
  std::size_t next = files_kept.size() - kept.folders.size();
  std::erase_if(kept.folders, [&](const SessionFolder&) {
    return !holds(journal.files, files_kept[next++].key);
  });

  for (SessionRoom& room : rooms) {
    const JournalRun* run = run_of(journal, room.model);
    if (run == nullptr) continue;
    const SessionRoom* before = kept.room(room.model);
    if (before != nullptr && before->run && before->run->id == run->id) {
      room.run = before->run;
      const std::int64_t at = before->run->saved.units_done;
      if (run->units_done > at) {
        lost.push_back({Lost::What::kSteps, room.model, at, run->units_done, run->units_total});
      }
    } else if (run->units_done > 0) {
      lost.push_back({Lost::What::kRun, room.model, 0, run->units_done, run->units_total});
    }
  }
  kept.rooms = std::move(rooms);
  kept.number = journal.outline.number;
  kept.lab = journal.outline.lab;
  kept.address = journal.outline.address;
  kept.fields = journal.outline.fields;
  kept.on_hand = journal.outline.on_hand;
  return lost;
}

}  // namespace wordspace
