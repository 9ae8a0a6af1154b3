// One function a verb, over nlohmann-json values that are checked before they are read.
// Not an engine: a command does what one press of a button does.
#include "app/scripting.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "analysis/analogy.h"
#include "analysis/vectors.h"
#include "app/scripting_call.h"
#include "app/tour.h"
#include "labs/corpus_store.h"
#include "labs/glove_room.h"
#include "labs/run_controls.h"
#include "labs/transformer_room.h"
#include "labs/workspace.h"
#include "labs/workspace_questions.h"
#include "text/builtin_corpora.h"
#include "train/snapshot.h"

namespace wordspace {
namespace {

Json number_or_null(double value, bool known) {
  return known && std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json scored(const WordVectors& vectors, const std::vector<ScoredWord>& words) {
  Json list = Json::array();
  for (const ScoredWord& word : words) {
    list.push_back({{"word", vectors.vocabulary().word(word.id)}, {"score", word.score}});
  }
  return list;
}

// Answers later, when the workspace calls back.
std::function<void(Status)> later(const Call& call, std::function<Json()> value) {
  return [answer = call.answer, ui = call.to.ui, value = std::move(value)](const Status& status) {
    if (status.ok()) {
      resolve(answer, value());
    } else {
      reject(*ui, answer, status.error());
    }
  };
}

void open(const Call& call) {
  const std::string lab = text_of(call.request, "lab");
  if (lab.empty()) return call.fail(missing("open", "lab"));
  if (is_lab(lab)) {
    if (const Status open = call.to.may_open(lab); !open.ok()) return call.fail(open.error());
  }
  if (call.to.open_lab(lab)) return call.ok({{"lab", lab}});
  call.fail(unknown_lab(lab));
}

void preset(const Call& call) {
  std::string name = text_of(call.request, "preset");
  if (name.empty()) name = text_of(call.request, "name");
  const Status status = call.to.run().choose_preset(name);
  if (!status.ok()) return call.fail(status.error());
  call.ok({{"preset", name}, {"corpus", call.to.run().corpus_name()}});
}

void set(const Call& call) {
  const std::string field = text_of(call.request, "field");
  const std::string value = text_of(call.request, "value");
  if (field.empty()) return call.fail(missing("set", "field"));
  Workspace& workspace = *call.to.workspace;
  RunControls& run = call.to.run();
  if (field == "text-size") {
    const auto percent = call.whole("value", 100, 100, 200);
    if (!percent) return;
    call.to.set_text_size(*percent);
    return call.ok({{"field", field}, {"value", std::lround(call.to.ui->text_scale * 100)}});
  }
  if (field == "speed") {
    const auto share = call.real("value", 1, 0.001, 1);
    if (!share) return;
    run.set_speed(*share);
    return call.ok({{"field", field}, {"value", run.speed()}});
  }
  if (const Status free = call.to.may_change(); !free.ok()) return call.fail(free.error());
  Lab* lab = call.to.current_lab();
  if (lab != nullptr && lab->set(field, value))
    return call.ok({{"field", field}, {"value", value}});
  const Status status = run.set(field, value);
  if (!status.ok()) return call.fail(status.error());
  if (field == "corpus" && &run == &workspace) {
    // Resolves when the text is there.
    workspace.choose_corpus(value, later(call, [&workspace] {
                              return Json{{"field", "corpus"}, {"value", workspace.corpus_name()}};
                            }));
    return;
  }
  call.ok({{"field", field}, {"value", run.get(field)}});
}

void get(const Call& call) {
  const std::string field = text_of(call.request, "field");
  if (field.empty()) return call.fail(missing("get", "field"));
  const Lab* lab = call.to.current_lab();
  std::string value = lab != nullptr ? lab->get(field) : std::string();
  if (value.empty()) value = call.to.run().get(field);
  call.ok({{"field", field}, {"value", value}});
}

void train(const Call& call) {
  RunControls& run = call.to.run();
  run.train(later(call, [&run] { return Json{{"status", to_string(run.snapshot().status)}}; }));
}

void pause(const Call& call) {
  call.to.run().pause();
  call.ok({{"status", "paused"}});
}

void step(const Call& call) {
  RunControls& run = call.to.run();
  run.step(later(call, [&run] { return Json{{"step", run.snapshot().units_done}}; }));
}

void reset(const Call& call) {
  call.to.run().reset();
  call.ok({{"status", "idle"}});
}

void own_text(const Call& call) {
  auto text = call.bytes_of("text");
  if (!text) return call.fail(missing("text", "text"));
  std::string name = text_of(call.request, "name");
  if (name.empty()) name = call.to.ui->t("shell.own_text");
  const Status status = call.to.workspace->own_text(name, std::move(*text));
  if (!status.ok()) return call.fail(status.error());
  const CorpusInfo* info = call.to.workspace->corpus_info();
  call.ok({{"corpus", call.to.workspace->corpus_name()},
           {"words", info != nullptr ? info->num_words : 0}});
}

void analogy(const Call& call) {
  std::vector<std::string> words;
  const auto given = call.request.find("words");
  if (given != call.request.end() && given->is_array()) {
    for (const Json& word : *given) {
      if (word.is_string()) words.push_back(word.get<std::string>());
    }
  }
  if (words.size() != 3) return call.fail(missing("analogy", "words (three of them: A, B, C)"));
  constexpr const char* kMethods[] = {"add", "mul"};
  const auto method = call.one_of("method", "add", kMethods);
  if (!method) return;
  const auto top = call.whole("top", 10, 1, 1000);
  if (!top) return;
  const auto include_query = call.flag("includeQuery", false);
  if (!include_query) return;
  Workspace& workspace = *call.to.workspace;
  const auto answer = workspace.answer_analogy(
      words[0], words[1], words[2], *method == "mul" ? AnalogyMethod::kMul : AnalogyMethod::kAdd,
      *include_query, *top);
  if (!answer.ok()) return call.fail(answer.error());
  call.ok(
      {{"results", scored(workspace.vectors(), answer->results)}, {"unknown", answer->unknown}});
}

void neighbors(const Call& call) {
  const std::string word = text_of(call.request, "word");
  if (word.empty()) return call.fail(missing("neighbors", "word"));
  const auto top = call.whole("top", 10, 1, 1000);
  if (!top) return;
  Workspace& workspace = *call.to.workspace;
  const auto answer = workspace.answer_neighbors(word, *top);
  if (!answer.ok()) {
    if (answer.error().code != "analogy.unknown_word") return call.fail(answer.error());
    return call.ok({{"results", Json::array()}, {"unknown", {word}}});
  }
  call.ok({{"results", scored(workspace.vectors(), answer.value())}, {"unknown", Json::array()}});
}

void export_file(const Call& call) {
  std::string format = text_of(call.request, "format");
  if (format == "session") {
    call.to.workspace->save_session(
        [answer = call.answer, ui = call.to.ui](const Result<std::string>& saved) {
          if (!saved.ok()) return reject(*ui, answer, saved.error());
          resolve(answer, {{"format", "session"}, {"file", saved.value()}});
        });
    return;
  }
  if (TransformerRoom* room = call.room(call.to.run().model())) {
    const bool whole = format == "checkpoint";
    const Status saved = whole ? room->save_checkpoint() : room->export_folder();
    if (!saved.ok()) return call.fail(saved.error());
    return call.ok({{"format", whole ? "checkpoint" : "hugging-face"}, {"model", room->model()}});
  }
  GloveRoom& glove = call.to.workspace->glove();
  if (&call.to.run() == &glove) {
    if (format.empty()) format = "glove";
    const auto saved = glove.export_as(format);
    if (!saved.ok()) return call.fail(saved.error());
    return call.ok({{"format", format}, {"file", saved.value()}, {"model", glove.model()}});
  }
  if (format.empty()) format = "word2vec-text";
  const auto where = call.to.workspace->export_as(format);
  if (!where.ok()) return call.fail(where.error());
  call.ok({{"format", format}, {"file", where.value()}});
}

void import_file(const Call& call) {
  std::string name = text_of(call.request, "name");
  if (name.empty()) name = "file";
  std::string bytes;
  const auto packed = call.request.find("base64");
  if (auto given = call.bytes_of("text")) {
    bytes = std::move(*given);
  } else if (packed != call.request.end() && packed->is_string()) {
    auto decoded = decode_base64(packed->get_ref<const std::string&>());
    if (!decoded.ok()) return call.fail(decoded.error());
    bytes = std::move(decoded.value());
  } else {
    return call.fail(missing("import", "text or base64"));
  }
  const Status status = call.to.workspace->import_bytes(name, std::move(bytes));
  if (!status.ok()) return call.fail(status.error());
  call.ok({{"name", name},
           {"corpus", call.to.workspace->corpus_name()},
           {"words", call.to.workspace->vectors().size()}});
}

void undo(const Call& call) {
  const bool undone = call.to.workspace->undo_step() != 0;
  call.to.workspace->undo();
  call.ok({{"undone", undone}});
}

void language(const Call& call) {
  const std::string wanted = text_of(call.request, "language");
  if (call.to.set_language(wanted)) return call.ok({{"language", wanted}});
  call.fail(unknown_language(wanted));
}

void theme(const Call& call) {
  const std::string wanted = text_of(call.request, "theme");
  if (wanted != "light" && wanted != "dark") {
    return call.fail({"script.unknown_theme",
                      "There is no theme called \"" + wanted + "\".",
                      "The themes are light and dark.",
                      {wanted}});
  }
  call.to.set_theme(wanted == "dark" ? ui::ThemeKind::kDark : ui::ThemeKind::kLight);
  call.ok({{"theme", wanted}});
}

// {do: "link", hide: ["rail"], lock: true, labs: ["text"]} -> {link}
void make_link(const Call& call) {
  const auto words = [&call](const char* field) {
    std::vector<std::string> out;
    const auto given = call.request.find(field);
    if (given == call.request.end() || !given->is_array()) return out;
    for (const Json& word : *given) {
      if (word.is_string()) out.push_back(word.get<std::string>());
    }
    return out;
  };
  Restrictions wanted;
  wanted.hide = words("hide");
  wanted.labs = words("labs");
  const auto lock = call.flag("lock", false);
  if (!lock) return;
  wanted.lock = *lock;
  call.to.make_link(wanted, [answer = call.answer, ui = call.to.ui](Result<std::string> address) {
    if (!address.ok()) return reject(*ui, answer, address.error());
    resolve(answer, {{"link", address.value()}});
  });
}

void projector(const Call& call) {
  const auto on = call.flag("on", !call.to.ui->projector);
  if (!on) return;
  call.to.set_projector(*on);
  call.ok({{"projector", *on}});
}

void tour(const Call& call) {
  const auto step = call.whole("step", 1, 0, static_cast<int>(kTourSteps));  // 0 leaves it
  if (!step) return;
  call.to.tour(static_cast<std::size_t>(*step),
               later(call, [step = *step] { return Json{{"step", step}}; }));
}

struct Verb {
  std::string_view name;
  void (*run)(const Call&);
  std::string_view fields;  // that it reads, with a blank between two
};
constexpr Verb kVerbs[] = {
    {"open", open, "lab"},
    {"preset", preset, "preset name"},
    {"set", set, "field value"},
    {"get", get, "field"},
    {"train", train, ""},
    {"pause", pause, ""},
    {"step", step, ""},
    {"reset", reset, ""},
    {"text", own_text, "text name"},
    {"analogy", analogy, "words method top includeQuery"},
    {"neighbors", neighbors, "word top"},
    {"generate", script_generate, "prompt tokens temperature topK topP seed"},
    {"attend", script_attend, "text model"},
    {"mask", script_mask, "text top"},
    {"export", export_file, "format"},
    {"import", import_file, "name text base64"},
    {"undo", undo, ""},
    {"bench", script_bench, "what seconds"},
    {"language", language, "language"},
    {"theme", theme, "theme"},
    {"link", make_link, "hide labs lock"},
    {"projector", projector, "on"},
    {"tour", tour, "step"},
};

// A field of the request that the verb does not read; empty: none.
std::string stranger(const Json& request, std::string_view known) {
  for (const auto& [field, value] : request.items()) {
    const std::string wanted = " " + field + " ";
    if (field != "do" && (" " + std::string(known) + " ").find(wanted) == std::string::npos) {
      return field;
    }
  }
  return {};
}

}  // namespace

bool is_lab(const std::string& name) {
  const auto& registry = lab_registry();
  return std::any_of(registry.begin(), registry.end(),
                     [&name](const LabDescription& row) { return name == row.name; });
}

Error unknown_lab(const std::string& lab) {
  return Error{"script.unknown_lab",
               "There is no lab called \"" + lab + "\".",
               "Choose one from the list of labs.",
               {lab}};
}

Error unknown_language(const std::string& language) {
  return Error{"script.unknown_language",
               "The lab does not speak \"" + language + "\".",
               "It speaks en and vi.",
               {language}};
}

void Scripts::command(const std::string& json, std::function<void(std::string)> answer,
                      std::string attached) {
  const Json request = Json::parse(json, nullptr, false);
  if (!request.is_object() || !request.contains("do") || !request["do"].is_string()) {
    reject(*targets_.ui, answer,
           {"script.no_verb", "A command is an object with a field \"do\" that names it.",
            "For example {do: \"train\"}."});
    return;
  }
  const std::string verb = request["do"].get<std::string>();
  for (const Verb& known_verb : kVerbs) {
    if (known_verb.name != verb) continue;
    if (const std::string field = stranger(request, known_verb.fields); !field.empty()) {
      return reject(*targets_.ui, answer,
                    {"script.unknown_field",
                     "The command " + verb + " has no field \"" + field + "\".",
                     "Its fields are: " + std::string(known_verb.fields) + ".",
                     {verb, field, std::string(known_verb.fields)}});
    }
    return known_verb.run(Call{request, answer, targets_, &attached});
  }
  std::string known;
  for (const Verb& one : kVerbs) known += (known.empty() ? "" : ", ") + std::string(one.name);
  reject(*targets_.ui, answer,
         {"script.unknown_verb",
          "There is no command called \"" + verb + "\".",
          "The commands are " + known + ".",
          {verb, known}});
}

std::string Scripts::state(const StateFacts& facts) const {
  const Workspace& workspace = *targets_.workspace;
  const ui::Ui& ui = *targets_.ui;
  RunControls& run = targets_.run();
  const Snapshot& snapshot = run.snapshot();
  const bool has_run = !snapshot.kind.empty();
  const bool has_loss = has_run && !snapshot.losses.empty();
  Json state = {
      {"lab", facts.lab},
      {"language", ui.language},
      {"theme", ui.theme == ui::ThemeKind::kDark ? "dark" : "light"},
      {"textSize", std::lround(ui.text_scale * 100)},
      {"corpus", run.corpus_name()},
      {"corpusLoaded", workspace.corpus() != nullptr && workspace.load().name.empty()},
      {"preset", run.preset()},
      {"locked", ui.locked},
      {"projector", ui.projector},
      {"model", run.model()},
      {"vectors", workspace.vectors().size()},
      {"frames", facts.frames},
      {"lastError", facts.last_error.empty() ? Json(nullptr) : Json(facts.last_error)},
      {"variant", facts.variant.name},
      {"hidden", facts.hidden},
      {"busy", facts.busy},
      {"memory", facts.memory_bytes},
      {"keeping", facts.keeping},
      {"tour", targets_.tour_step ? targets_.tour_step() : 0},
  };
  state["run"] = {
      {"status", to_string(snapshot.status)},
      {"step", snapshot.units_done},
      {"steps", snapshot.units_total},
      {"unit", snapshot.unit_name},
      {"loss", number_or_null(snapshot.loss, has_loss)},
      {"heldOut",
       number_or_null(snapshot.held_out_loss.value_or(0), snapshot.held_out_loss.has_value())},
      {"rate", number_or_null(snapshot.units_per_second, true)},
      {"seed", has_run ? Json(snapshot.seed) : Json::parse(run.get("seed"), nullptr, false)},
      {"reproducible", has_run ? snapshot.reproducible : run.repeatable(facts.variant.threads)},
      {"threads", has_run ? snapshot.num_threads : facts.variant.threads},
  };
  return dumped(state);
}

std::string Scripts::rects(std::span<const ui::NamedRect> rects) {
  Json list = Json::array();
  for (const ui::NamedRect& rect : rects) {
    list.push_back({{"name", rect.name},
                    {"x", rect.min.x},
                    {"y", rect.min.y},
                    {"width", rect.max.x - rect.min.x},
                    {"height", rect.max.y - rect.min.y},
                    {"enabled", rect.enabled}});
  }
  return dumped(list);
}

Result<std::string> decode_base64(std::string_view text) {
  std::string out;
  unsigned held = 0;
  int bits = 0;
  while (text.ends_with('=')) text.remove_suffix(1);
  for (const char c : text) {
    unsigned value = 0;
    if (c >= 'A' && c <= 'Z')
      value = static_cast<unsigned>(c - 'A');
    else if (c >= 'a' && c <= 'z')
      value = static_cast<unsigned>(c - 'a' + 26);
    else if (c >= '0' && c <= '9')
      value = static_cast<unsigned>(c - '0' + 52);
    else if (c == '+')
      value = 62;
    else if (c == '/')
      value = 63;
    else {
      return Error{"import.bad_base64", "The field base64 holds a sign that base64 does not have.",
                   "Encode the bytes with the standard alphabet."};
    }
    held = held << 6 | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>((held >> bits) & 255u);
    }
  }
  return out;
}

}  // namespace wordspace
