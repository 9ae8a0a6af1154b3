// Settings as JSON, folders of the desktop.
#include "platform/places_native.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "core/file_io.h"
#include "platform/png_native.h"

using namespace wordspace;

TEST_CASE("settings come back, whatever their text") {
  const std::map<std::string, std::string> settings = {{"language", "vi"}, {"odd", "\"\\\n đ"}};
  CHECK(parse_settings(to_json(settings)) == settings);
}

TEST_CASE("a damaged settings file reads as empty, foreign values are left out") {
  CHECK(parse_settings("").empty());
  CHECK(parse_settings("[1]").empty());
  CHECK(parse_settings("{\"theme\": \"dark").empty());
  const auto some = parse_settings("{\"theme\": \"dark\", \"n\": 1}");
  CHECK(some.size() == 1);
  CHECK(some.at("theme") == "dark");
}

TEST_CASE("an asset is found in the folder that was named, and not where it is not") {
  const auto folder = std::filesystem::temp_directory_path() / "wordspace_places_test";
  std::filesystem::create_directories(folder / "lang");
  REQUIRE(write_file((folder / "lang" / "xx.json").string(), "{}").ok());
  CHECK(!find_asset(folder.string(), "lang/xx.json").empty());
  CHECK(find_asset(folder.string(), "lang/yy.json").empty());
  std::filesystem::remove_all(folder);
}

TEST_CASE("a picture becomes a PNG file") {
  const std::uint8_t pixels[2 * 3 * 4] = {255, 0, 0, 255};
  const auto png = png_from_rgba(pixels, 2, 3);
  REQUIRE(png.ok());
  CHECK(png.value().starts_with("\x89PNG"));
  CHECK(png.value().size() > 50);
}
