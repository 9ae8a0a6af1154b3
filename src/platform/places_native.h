// Where a desktop keeps things: the lab's own files, settings, downloads.
// Not reading or writing them (core/file_io.h).
#pragma once

#include <map>
#include <string>

namespace wordspace {

// The folder that holds path, of: wanted (when given), the executable's folder, its ../web, ../web
// of the project's build, ../share/wordspace; empty when none does.
std::string find_asset(const std::string& wanted, const std::string& path);
// $XDG_CONFIG_HOME/wordspace/settings.json or ~/.config/...; its folder is made when make is true.
std::string settings_path(bool make);
// The downloads folder of the desktop where it exists, else the home folder.
std::string downloads_folder();

// A flat JSON object of strings; anything else reads as empty.
std::map<std::string, std::string> parse_settings(const std::string& json);
std::string to_json(const std::map<std::string, std::string>& settings);

}  // namespace wordspace
