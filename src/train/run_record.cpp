// A container whose header describes the curves and whose body holds their points.
// Not readable by other tools.
#include "train/run_record.h"

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "train/container.h"
#include "train/learner_progress.h"

namespace wordspace {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kMagic = "WSRR";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kPointBytes = sizeof(std::int64_t) + sizeof(double);

Error damaged() {
  return Error{"checkpoint.damaged",
               "The saved run is damaged: its curves cannot be read.",
               "Save the run again or use another copy.",
               {"its curves cannot be read"}};
}

Json described(const std::string& name, const LossCurve::State& curve) {
  return {{"name", name},
          {"points", curve.points.size()},
          {"open_end", curve.open_end},
          {"open_sum", curve.open_sum},
          {"open_count", curve.open_count},
          {"stands_in", curve.stands_in}};
}

void append_points(std::string& bytes, const LossCurve::State& curve) {
  for (const LossPoint& point : curve.points) {
    bytes.append(reinterpret_cast<const char*>(&point.units), sizeof point.units);
    bytes.append(reinterpret_cast<const char*>(&point.loss), sizeof point.loss);
  }
}

// Reads one curve; false: it is not one.
bool read_curve(const Json& json, std::string_view body, std::size_t& at, LossCurve::State& out) {
  const auto number = [&](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_number();
  };
  if (!json.is_object() || !number("points") || !number("open_end") || !number("open_sum") ||
      !number("open_count") || !json.value("points", Json()).is_number_unsigned() ||
      !json.contains("stands_in") || !json["stands_in"].is_boolean()) {
    return false;
  }
  const auto points = json["points"].get<std::uint64_t>();
  if (points > kMaxLossPoints || points * kPointBytes > body.size() - at) return false;
  out.open_end = json["open_end"].get<std::int64_t>();
  out.open_sum = json["open_sum"].get<double>();
  out.open_count = json["open_count"].get<std::int64_t>();
  out.stands_in = json["stands_in"].get<bool>();
  for (std::uint64_t i = 0; i < points; ++i) {
    LossPoint point;
    std::memcpy(&point.units, body.data() + at, sizeof point.units);
    std::memcpy(&point.loss, body.data() + at + sizeof point.units, sizeof point.loss);
    at += kPointBytes;
    if (!std::isfinite(point.loss)) return false;
    out.points.push_back(point);
  }
  return true;
}

}  // namespace

std::string write_run_record(const RunRecord& record) {
  Json header = {{"steps", record.steps}, {"train_ms", record.train_ms}};
  Json curves = Json::array();
  curves.push_back(described("loss", record.losses));
  curves.push_back(described("held-out", record.held_out));
  std::size_t points = record.losses.points.size() + record.held_out.points.size();
  for (const auto& [name, curve] : record.metrics) {
    curves.push_back(described(name, curve));
    points += curve.points.size();
  }
  header["curves"] = std::move(curves);
  std::string bytes =
      begin_container(kMagic, kVersion, header.dump(-1, ' ', false, Json::error_handler_t::replace),
                      points * kPointBytes);
  append_points(bytes, record.losses);
  append_points(bytes, record.held_out);
  for (const auto& [name, curve] : record.metrics) append_points(bytes, curve);
  close_container(bytes);
  return bytes;
}

Result<RunRecord> read_run_record(std::string_view bytes) {
  const Container opened = open_container(bytes, kMagic, kVersion);
  switch (opened.problem) {
    case Container::Problem::kNotOne:
      return Error{"checkpoint.not_one", "This file is not a saved run of Wordspace.",
                   "Open a file that was saved with Save."};
    case Container::Problem::kTruncated:
      return Error{"checkpoint.truncated", "The saved run ends too early.",
                   "Copy or download the file again."};
    case Container::Problem::kNewer:
      return Error{"checkpoint.newer_version",
                   "This run was saved by a newer Wordspace.",
                   "Open it with that version.",
                   {std::to_string(opened.version)}};
    default:
      break;
  }
  if (opened.problem != Container::Problem::kNone || !checksum_holds(bytes)) return damaged();
  const Json header = Json::parse(opened.header.begin(), opened.header.end(), nullptr, false);
  if (!header.is_object() || !header.contains("curves") || !header["curves"].is_array() ||
      header["curves"].size() < 2 || header["curves"].size() > 2 + kMaxMetrics ||
      !header.contains("steps") || !header["steps"].is_number_integer() ||
      !header.contains("train_ms") || !header["train_ms"].is_number()) {
    return damaged();
  }
  RunRecord record;
  record.steps = header["steps"].get<std::int64_t>();
  record.train_ms = header["train_ms"].get<double>();
  std::size_t at = 0, index = 0;
  for (const Json& curve : header["curves"]) {
    LossCurve::State state;
    if (!read_curve(curve, opened.body, at, state)) return damaged();
    if (index == 0) {
      record.losses = std::move(state);
    } else if (index == 1) {
      record.held_out = std::move(state);
    } else {
      const auto name = curve.find("name");
      if (name == curve.end() || !name->is_string()) return damaged();
      record.metrics.emplace_back(name->get<std::string>(), std::move(state));
    }
    ++index;
  }
  if (at != opened.body.size()) return damaged();
  return record;
}

}  // namespace wordspace
