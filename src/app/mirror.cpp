// Keys for what was noted, groups of what belongs together, and the difference to last time.
// Not noting (ui/access.cpp).
#include "app/mirror.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

namespace wordspace {
namespace {

using Json = nlohmann::json;
using ui::AccessNode;
using ui::AccessRole;

const char* role_name(AccessRole role) {
  switch (role) {
    case AccessRole::kText:
      return "text";
    case AccessRole::kHeading:
      return "heading";
    case AccessRole::kAlert:
      return "alert";
    case AccessRole::kButton:
      return "button";
    case AccessRole::kLink:
      return "link";
    case AccessRole::kSwitch:
      return "switch";
    case AccessRole::kRadio:
      return "radio";
    case AccessRole::kSlider:
      return "slider";
    case AccessRole::kChoice:
      return "choice";
    case AccessRole::kField:
      return "field";
    case AccessRole::kNote:
      return "note";
    case AccessRole::kProgress:
      return "progress";
    case AccessRole::kChart:
      return "chart";
    case AccessRole::kTable:
      return "table";
  }
  return "text";
}

// Texts may hold broken UTF-8 (cut tokens): it is replaced, never thrown about.
std::string dumped(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json json_of(const AccessNode& node) {
  Json out = {{"role", role_name(node.role)}, {"label", node.label}};
  if (!node.name.empty()) out["name"] = node.name;
  if (!node.value.empty()) out["value"] = node.value;
  if (!node.help.empty()) out["help"] = node.help;
  if (!node.enabled) out["off"] = true;
  if (node.on) out["on"] = true;
  if (node.role == AccessRole::kHeading) out["level"] = node.level;
  if (node.role == AccessRole::kSlider || node.role == AccessRole::kProgress) {
    out["low"] = node.low;
    out["high"] = node.high;
    out["now"] = node.now;
    if (node.whole) out["whole"] = true;
    if (node.logarithmic) out["log"] = true;
  }
  if (node.role == AccessRole::kChoice) {
    out["choices"] = node.choices;
    out["chosen"] = node.chosen;
  }
  if (node.movable) out["move"] = true;
  if (node.has_table) {
    out["rows"] = node.num_rows;
    if (!node.table.header.empty()) {
      out["head"] = node.table.header;
      out["cells"] = node.table.rows;
    }
  }
  if (node.shown) {
    out["at"] = {std::lround(node.min.x), std::lround(node.min.y),
                 std::lround(node.max.x - node.min.x), std::lround(node.max.y - node.min.y)};
  }
  return out;
}

// "strip.words.12" belongs to "strip.words"; empty: stands for itself.
std::string group_of(const AccessNode& node) {
  if (node.name.empty() || node.role == AccessRole::kChart || node.role == AccessRole::kField ||
      node.role == AccessRole::kTable || node.role == AccessRole::kSlider) {
    return {};
  }
  if (node.name.starts_with("lab.")) return "labs";
  if (const std::size_t word = node.name.find(".word."); word != std::string::npos) {
    return node.name.substr(0, word + 5);
  }
  const std::size_t dot = node.name.rfind('.');
  if (dot == std::string::npos || dot + 1 == node.name.size()) return {};
  const bool number = std::all_of(node.name.begin() + static_cast<std::ptrdiff_t>(dot) + 1,
                                  node.name.end(), [](char c) { return c >= '0' && c <= '9'; });
  return number ? node.name.substr(0, dot) : std::string();
}

std::string part_of(const AccessNode& node) {
  if (node.popup != 0) return "popup:" + std::to_string(node.popup);
  return node.region.empty() ? "picture" : node.region;
}

constexpr std::size_t kLongestGroupName = 80;

constexpr const char* kWords[] = {"nav",   "header",     "picture",    "side",     "transport",
                                  "popup", "table.show", "table.hide", "rows.all", "rows.some"};

}  // namespace

double Mirror::put_off(double now_ms) {
  pending_ = true;
  return std::max(1.0, read_ms_ + kEveryMs - now_ms);
}

void Mirror::forget() {
  nodes_.clear();
  order_.clear();
  words_.clear();
  at_.clear();
  pending_ = true;
}

std::string Mirror::changes(ui::Ui& ui, unsigned focused, double now_ms) {
  read_ms_ = now_ms;
  pending_ = false;
  acted_ = false;
  ui.access.pressed.clear();
  ui.access.set_name.clear();
  ui.access.focus.clear();
  std::map<std::string, std::string> nodes;
  std::map<std::string, int> seen;
  std::map<std::string, Json> parts;
  std::vector<std::string> sequence;
  std::string at;
  std::string last_part, last_group;
  const AccessNode* before = nullptr;
  for (const AccessNode& node : ui.access.nodes) {
    std::string key = !node.name.empty() ? node.name
                      : node.role == AccessRole::kProgress
                          ? std::string("=progress")
                          : "=" + std::to_string(std::hash<std::string>{}(node.label));
    if (const int times = ++seen[key]; times > 1) key += "~" + std::to_string(times);
    if (node.id != 0 && node.id == focused) at = key;
    Json described = json_of(node);
    // A list or field without a name of its own is called as the words before it.
    if (node.label.empty() && before != nullptr && part_of(*before) == part_of(node)) {
      described["label"] = before->label.substr(0, before->label.find('\n'));
    }
    nodes[key] = dumped(described);
    const std::string part = part_of(node), group = group_of(node);
    if (parts.find(part) == parts.end()) {
      parts[part] = Json::array();
      sequence.push_back(part);
    }
    Json& keys = parts[part];
    if (group.empty()) {
      keys.push_back(key);
    } else {
      if (part != last_part || group != last_group || keys.empty() || !keys.back().is_object()) {
        Json made = {{"group", group}, {"keys", Json::array()}};
        if (node.role == AccessRole::kRadio) made["radio"] = true;
        // Words right before it are its name.
        if (before != nullptr && before->role == AccessRole::kText && part == last_part &&
            before->label.size() <= kLongestGroupName) {
          made["label"] = before->label;
        }
        keys.push_back(std::move(made));
      }
      keys.back()["keys"].push_back(key);
    }
    last_part = part;
    last_group = group;
    before = &node;
  }
  Json order = Json::array();
  const auto add_part = [&](const std::string& part) {
    order.push_back({{"part", part}, {"keys", parts[part]}});
  };
  for (const char* part : {"nav", "header", "picture", "side", "transport"}) {
    if (parts.find(part) != parts.end()) add_part(part);
  }
  for (const std::string& part : sequence) {
    if (part.starts_with("popup:")) add_part(part);
  }

  Json words = Json::object();
  for (const char* word : kWords) words[word] = ui.t(std::string("access.") + word);

  Json out = Json::object();
  if (std::string now = dumped(words); now != words_) {
    words_ = std::move(now);
    out["words"] = std::move(words);
  }
  if (std::string now = dumped(order); now != order_) {
    order_ = std::move(now);
    out["order"] = std::move(order);
  }
  if (at != at_) {
    at_ = at;
    out["at"] = at;
  }
  Json changed = Json::object();
  for (const auto& [key, told] : nodes) {
    const auto old = nodes_.find(key);
    if (old == nodes_.end() || old->second != told) {
      changed[key] = Json::parse(told, nullptr, false);
    }
  }
  if (!changed.empty()) out["nodes"] = std::move(changed);
  nodes_ = std::move(nodes);
  return out.empty() ? std::string() : dumped(out);
}

namespace {

void scroll(double pages) {
  ImGuiContext& g = *GImGui;
  ImGuiWindow* window = g.NavWindow;
  const auto scrolls = [](const ImGuiWindow* w) { return w->ScrollMax.y > 0; };
  while (window != nullptr && !scrolls(window)) {
    window = (window->Flags & ImGuiWindowFlags_ChildWindow) != 0 ? window->ParentWindow : nullptr;
  }
  // Nothing there scrolls: the tallest part does.
  if (window == nullptr) {
    for (ImGuiWindow* other : g.Windows) {
      if (!other->WasActive || other->Hidden || !scrolls(other)) continue;
      if (window == nullptr || other->Size.y > window->Size.y) window = other;
    }
  }
  if (window == nullptr) return;
  const float way = static_cast<float>(pages) * window->InnerRect.GetHeight() * 0.85f;
  ImGui::SetScrollY(window, std::clamp(window->Scroll.y + way, 0.0f, window->ScrollMax.y));
}

}  // namespace

bool Mirror::act(ui::Ui& ui, std::string_view json) {
  const Json action = Json::parse(json, nullptr, false);
  if (!action.is_object()) return false;
  const auto text = [&](const char* field) {
    const auto found = action.find(field);
    return found != action.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  ui::Access& access = ui.access;
  acted_ = true;
  pending_ = true;
  if (action.contains("press")) {
    access.pressed = text("press");
  } else if (action.contains("set")) {
    access.set_name = text("set");
    access.set_value = text("value");
  } else if (action.contains("focus")) {
    access.focus = text("focus");
  } else if (action.contains("table")) {
    const bool open = action.contains("open") && action["open"].is_boolean() && action["open"];
    if (open) {
      access.open_tables.insert(text("table"));
    } else {
      access.open_tables.erase(text("table"));
    }
  } else if (action.contains("escape")) {
    ImGuiContext& g = *GImGui;
    if (g.OpenPopupStack.Size > 0) ImGui::ClosePopupToLevel(g.OpenPopupStack.Size - 1, false);
  } else if (action.contains("scroll")) {
    scroll(action["scroll"].is_number() ? action["scroll"].get<double>() : 0);
  } else if (action.contains("blur")) {
    GImGui->NavCursorVisible = false;
    GImGui->NavHighlightItemUnderNav = false;
  } else {
    return false;
  }
  ui.want_frame = true;
  return true;
}

}  // namespace wordspace
