// XDG folders and the executable's surroundings.
// Not for the browser: it has no folders.
#include "platform/places_native.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace wordspace {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

fs::path home() {
  const std::string folder = environment("HOME");
  return folder.empty() ? fs::path(".") : fs::path(folder);
}

fs::path config_home() {
  const std::string folder = environment("XDG_CONFIG_HOME");
  return folder.empty() ? home() / ".config" : fs::path(folder);
}

fs::path executable_folder() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path(".") : self.parent_path();
}

}  // namespace

std::string find_asset(const std::string& wanted, const std::string& path) {
  const fs::path here = executable_folder();
  const fs::path places[] = {fs::path(wanted),    here,
                             here / ".." / "web", here / ".." / ".." / "web",
                             here / ".." / "..",  here / ".." / "share" / "wordspace"};
  for (const fs::path& place : places) {
    if (place.empty()) continue;
    std::error_code error;
    const fs::path file = place / path;
    if (fs::is_regular_file(file, error)) return file.lexically_normal().string();
  }
  return {};
}

std::string settings_path(bool make) {
  const fs::path folder = config_home() / "wordspace";
  std::error_code error;
  if (make) fs::create_directories(folder, error);
  return (folder / "settings.json").string();
}

std::string downloads_folder() {
  // user-dirs.dirs has lines such as XDG_DOWNLOAD_DIR="$HOME/Downloads".
  std::ifstream file(config_home() / "user-dirs.dirs");
  std::string line, folder = environment("XDG_DOWNLOAD_DIR");
  while (folder.empty() && std::getline(file, line)) {
    constexpr std::string_view kName = "XDG_DOWNLOAD_DIR=\"";
    if (!line.starts_with(kName)) continue;
    folder = line.substr(kName.size());
    folder.erase(folder.find_last_not_of("\" \t\r") + 1);
    constexpr std::string_view kHome = "$HOME";
    if (folder.starts_with(kHome)) folder = home().string() + folder.substr(kHome.size());
  }
  std::error_code error;
  if (!folder.empty() && fs::is_directory(folder, error)) return folder;
  const fs::path usual = home() / "Downloads";
  return fs::is_directory(usual, error) ? usual.string() : home().string();
}

std::map<std::string, std::string> parse_settings(const std::string& json) {
  std::map<std::string, std::string> settings;
  const Json root = Json::parse(json, nullptr, false);
  if (!root.is_object()) return settings;
  for (const auto& [key, value] : root.items()) {
    if (value.is_string()) settings[key] = value.get<std::string>();
  }
  return settings;
}

std::string to_json(const std::map<std::string, std::string>& settings) {
  return Json(settings).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace wordspace
