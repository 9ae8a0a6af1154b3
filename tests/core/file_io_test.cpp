// Files in and out: whole or not at all.
#include "core/file_io.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

using namespace wordspace;
namespace fs = std::filesystem;

namespace {

// A folder of the test's own that goes away with it.
struct Folder {
  fs::path path = fs::temp_directory_path() /
                  ("wordspace-file-io-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
  Folder() {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  std::string file(const char* name) const { return (path / name).string(); }
  std::size_t count() const {
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(path)) ++files;
    return files;
  }
};

}  // namespace

TEST_CASE("bytes come back as they were written, zeros and all") {
  const Folder folder;
  const std::string bytes = std::string("a\0b\r\n\xff", 6) + std::string(200000, 'x');
  REQUIRE(write_file(folder.file("one"), bytes).ok());
  const Result<std::string> read = read_file(folder.file("one"));
  REQUIRE(read.ok());
  CHECK(*read == bytes);
  REQUIRE(write_file(folder.file("one"), "short").ok());
  CHECK(*read_file(folder.file("one")) == "short");
  REQUIRE(write_file(folder.file("one"), "").ok());
  CHECK(read_file(folder.file("one"))->empty());
  CHECK(folder.count() == 1);
}

TEST_CASE("a file that is not there, a folder and a large file are refused by name") {
  const Folder folder;
  CHECK(read_file(folder.file("none")).error().code == "file.not_found");
  CHECK(read_file(folder.path.string()).error().code == "file.unreadable");
  REQUIRE(write_file(folder.file("ten"), "0123456789").ok());
  CHECK(read_file(folder.file("ten"), 9).error().code == "file.too_large");
  CHECK(read_file(folder.file("ten"), 10).ok());
}

TEST_CASE("writing where it cannot be done leaves nothing behind") {
  const Folder folder;
  CHECK(write_file(folder.file("missing/out"), "x").error().code == "file.unwritable");
  fs::create_directories(folder.path / "taken");
  CHECK(write_file(folder.file("taken"), "x").error().code == "file.unwritable");
  CHECK(write_file("", "x").error().code == "file.unwritable");
  CHECK(folder.count() == 1);
  CHECK_FALSE(fs::exists(folder.path / "missing"));
}
