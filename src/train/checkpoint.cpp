// Checkpoints: little-endian, everything checked before anything is changed.
// Not a file format of another tool: formats/ exports those.
//
//   A container (container.h) "WSPC": header (JSON), then tensors (rows packed, float32, in header
//   order) and state (state_bytes bytes)
#include "train/checkpoint.h"

#include <cmath>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "models/parameters.h"
#include "train/container.h"
#include "train/learner.h"

namespace wordspace {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kMagic = "WSPC";

std::uint64_t text_hash(const Learner& learner) { return checksum(learner.text_key()); }

std::string hex(std::uint64_t value) {
  char buffer[17];
  std::snprintf(buffer, sizeof buffer, "%016llx", static_cast<unsigned long long>(value));
  return buffer;
}

std::optional<std::uint64_t> from_hex(const std::string& text) {
  if (text.size() != 16) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<std::uint64_t>(digit);
  }
  return value;
}

std::int64_t rows_of(const Parameter& parameter) {
  std::int64_t rows = 1;
  for (std::size_t i = 0; i + 1 < parameter.shape.size(); ++i) rows *= parameter.shape[i];
  return rows;
}
std::int64_t columns_of(const Parameter& parameter) {
  return parameter.shape.empty() ? 1 : parameter.shape.back();
}

Error damaged(const std::string& what) {
  return Error{"checkpoint.damaged",
               "The saved run is damaged: " + what + ".",
               "Save the run again or use another copy.",
               {what}};
}
Error truncated() {
  return Error{"checkpoint.truncated", "The saved run ends too early.",
               "Copy or download the file again."};
}

struct Tensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::string_view bytes;
};

// A checkpoint taken apart; views into its bytes.
struct Parsed {
  CheckpointInfo info;
  std::vector<Tensor> tensors;
  std::string_view state;
};

std::optional<std::string> text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<std::size_t> size_of(const Json& value, std::size_t limit) {
  if (!value.is_number_unsigned()) return std::nullopt;
  const auto size = value.get<std::uint64_t>();
  if (size > limit) return std::nullopt;
  return static_cast<std::size_t>(size);
}

Result<Parsed> parse(std::string_view bytes) {
  const Container opened =
      open_container(bytes, kMagic, static_cast<std::uint32_t>(kCheckpointVersion));
  switch (opened.problem) {
    case Container::Problem::kNotOne:
      return Error{"checkpoint.not_one", "This file is not a saved run of Wordspace.",
                   "Open a file that was saved with Save."};
    case Container::Problem::kTruncated:
      return truncated();
    case Container::Problem::kNewer:
      return Error{"checkpoint.newer_version",
                   "This run was saved by a newer Wordspace.",
                   "Open it with that version.",
                   {std::to_string(opened.version)}};
    case Container::Problem::kNoVersion:
      return damaged("its version is 0");
    case Container::Problem::kLongHeader:
      return damaged("its header is too long");
    case Container::Problem::kNone:
      break;
  }
  Parsed parsed;
  parsed.info.version = static_cast<int>(opened.version);
  const std::string_view header_text = opened.header;
  const Json header = Json::parse(header_text.begin(), header_text.end(), nullptr, false);
  if (header.is_discarded() || !header.is_object()) return damaged("its header is not JSON");

  const std::optional<std::string> kind = text_of(header, "kind");
  const std::optional<std::string> config = text_of(header, "config");
  const std::optional<std::string> corpus = text_of(header, "corpus");
  const std::optional<std::string> hash = text_of(header, "vocabulary_hash");
  if (!kind || !config || !corpus || !hash || !from_hex(*hash)) {
    return damaged("its header is not complete");
  }
  parsed.info.kind = *kind;
  parsed.info.config_json = *config;
  parsed.info.corpus = *corpus;
  parsed.info.vocabulary_hash = *from_hex(*hash);

  const std::string_view body = opened.body;
  std::size_t at = 0;
  const std::size_t end = body.size();
  const auto tensors = header.find("tensors");
  const auto state = header.find("state_bytes");
  if (tensors == header.end() || !tensors->is_array() || state == header.end()) {
    return damaged("its header is not complete");
  }
  for (const Json& entry : *tensors) {
    if (!entry.is_object()) return damaged("a tensor has no description");
    const std::optional<std::string> name = text_of(entry, "name");
    const auto shape = entry.find("shape");
    if (!name || shape == entry.end() || !shape->is_array()) {
      return damaged("a tensor has no description");
    }
    Tensor tensor;
    tensor.name = *name;
    std::size_t count = 1;
    bool too_large = false;
    for (const Json& side : *shape) {
      const std::optional<std::size_t> length = size_of(side, std::size_t{1} << 31);
      if (!length) return damaged("a tensor has no shape");
      tensor.shape.push_back(static_cast<std::int64_t>(*length));
      const std::size_t most = (end - at) / sizeof(float);
      if (*length != 0 && count > most / *length) too_large = true;
      count = too_large ? 0 : count * *length;
    }
    if (too_large || count > (end - at) / sizeof(float)) return truncated();
    tensor.bytes = body.substr(at, count * sizeof(float));
    at += tensor.bytes.size();
    parsed.tensors.push_back(std::move(tensor));
  }
  const std::optional<std::size_t> state_bytes = size_of(*state, std::size_t{1} << 31);
  if (!state_bytes) return damaged("its header is not complete");
  if (*state_bytes > end - at) return truncated();
  if (*state_bytes < end - at) return damaged("it is longer than it says");
  parsed.state = body.substr(at, *state_bytes);

  if (!checksum_holds(bytes)) return damaged("its checksum differs");
  return parsed;
}

// Settings without the seed: a run keeps its settings but may be reset with another seed.
Json settings_of(const std::string& config_json) {
  Json json = Json::parse(config_json, nullptr, false);
  if (json.is_object()) json.erase("seed");
  return json;
}

bool all_finite(std::string_view floats) {
  for (std::size_t i = 0; i < floats.size(); i += sizeof(float)) {
    float value = 0;
    std::memcpy(&value, floats.data() + i, sizeof value);
    if (!std::isfinite(value)) return false;
  }
  return true;
}

}  // namespace

std::size_t checkpoint_bytes(Learner& learner) {
  std::size_t floats = 0;
  learner.visit_parameters([&](const Parameter& parameter) {
    floats += static_cast<std::size_t>(rows_of(parameter) * columns_of(parameter));
  });
  // Weights, and two moments of each where there is an optimiser.
  return 3 * floats * sizeof(float);
}

std::string save_checkpoint(Learner& learner) {
  const std::vector<std::uint8_t> state = learner.save_state();
  Json header;
  header["kind"] = learner.kind();
  header["config"] = learner.config_json();
  header["corpus"] = learner.corpus_name();
  header["vocabulary_hash"] = hex(text_hash(learner));
  header["units_done"] = learner.units_done();
  header["units_total"] = learner.units_total();
  header["tensors"] = Json::array();
  std::size_t tensor_bytes = 0;
  learner.visit_parameters([&](const Parameter& parameter) {
    Json entry;
    entry["name"] = parameter.name;
    entry["shape"] = parameter.shape;
    header["tensors"].push_back(std::move(entry));
    tensor_bytes +=
        static_cast<std::size_t>(rows_of(parameter) * columns_of(parameter)) * sizeof(float);
  });
  header["state_bytes"] = state.size();
  // A corpus may be named by a person: what is not UTF-8 in it is replaced, never fatal.
  const std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace);

  std::string bytes = begin_container(kMagic, static_cast<std::uint32_t>(kCheckpointVersion), text,
                                      tensor_bytes + state.size());
  const auto append = [&](const void* data, std::size_t size) {
    bytes.append(static_cast<const char*>(data), size);
  };
  learner.visit_parameters([&](const Parameter& parameter) {
    const auto row_bytes = static_cast<std::size_t>(columns_of(parameter)) * sizeof(float);
    for (std::int64_t row = 0; row < rows_of(parameter); ++row) {
      append(parameter.data + row * parameter.row_stride, row_bytes);
    }
  });
  append(state.data(), state.size());
  close_container(bytes);
  return bytes;
}

Result<CheckpointInfo> inspect_checkpoint(std::string_view bytes) {
  Result<Parsed> parsed = parse(bytes);
  if (!parsed.ok()) return parsed.error();
  return std::move(parsed->info);
}

Status load_checkpoint(Learner& learner, std::string_view bytes) {
  const Result<Parsed> parsed = parse(bytes);
  if (!parsed.ok()) return parsed.error();
  const Error other_model{"checkpoint.other_model",
                          "This run was saved with another model or other settings.",
                          "Set the model and its settings as they were, then open it."};
  if (parsed->info.kind != learner.kind() ||
      settings_of(parsed->info.config_json) != settings_of(learner.config_json())) {
    return other_model;
  }
  if (parsed->info.vocabulary_hash != text_hash(learner)) {
    return Error{"checkpoint.other_corpus",
                 "This run was saved with another text: " + parsed->info.corpus + ".",
                 "Choose that text first, then open the run.",
                 {parsed->info.corpus}};
  }
  std::size_t next = 0;
  bool same_shapes = true;
  learner.visit_parameters([&](const Parameter& parameter) {
    same_shapes = same_shapes && next < parsed->tensors.size() &&
                  parsed->tensors[next].name == parameter.name &&
                  parsed->tensors[next].shape == parameter.shape;
    ++next;
  });
  if (!same_shapes || next != parsed->tensors.size()) return other_model;
  for (const Tensor& tensor : parsed->tensors) {
    if (!all_finite(tensor.bytes)) return damaged("a weight is not finite");
  }

  // The state first: it can be refused, and then no weight has changed.
  const std::vector<std::uint8_t> before = learner.save_state();
  const std::span state(reinterpret_cast<const std::uint8_t*>(parsed->state.data()),
                        parsed->state.size());
  const Status loaded = learner.load_state(state);
  if (!loaded.ok()) {
    ENSURE(learner.load_state(before).ok());
    return loaded;
  }
  next = 0;
  learner.visit_parameters([&](const Parameter& parameter) {
    const char* from = parsed->tensors[next++].bytes.data();
    const auto row_bytes = static_cast<std::size_t>(columns_of(parameter)) * sizeof(float);
    for (std::int64_t row = 0; row < rows_of(parameter); ++row) {
      std::memcpy(parameter.data + row * parameter.row_stride, from, row_bytes);
      from += row_bytes;
    }
  });
  return Done{};
}

}  // namespace wordspace
