// The store of kept bytes on a desktop: files, their order, one program at a time.
#include "platform/store_native.h"

#include <doctest/doctest.h>

#include <unistd.h>
#include <cstdlib>
#include <filesystem>

#include "core/file_io.h"

using namespace wordspace;

namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path =
      fs::temp_directory_path() / ("wordspace_store_test_" + std::to_string(::getpid()));
  Folder() { fs::remove_all(path); }
  ~Folder() { fs::remove_all(path); }
};

}  // namespace

TEST_CASE("bytes are kept under their name, replaced, listed and forgotten") {
  const Folder folder;
  StoreNative store((folder.path / "deep" / "kept").string());
  REQUIRE(store.claim() == StoreNative::Claim::kMine);
  const std::string bytes("a\0b\xff", 4);
  REQUIRE(store.keep("session", bytes).ok());
  REQUIRE(store.keep("00ff-3", "abc").ok());
  CHECK(store.kept("session").value() == bytes);
  REQUIRE(store.keep("session", "newer").ok());
  CHECK(store.kept("session").value() == "newer");
  CHECK(store.kept("nothing").error().code == "kept.none");
  CHECK(store.sizes().value() ==
        std::map<std::string, std::uint64_t>{{"00ff-3", 3}, {"session", 5}});
  store.forget("session");
  CHECK(store.kept("session").error().code == "kept.none");
  CHECK(store.sizes()->size() == 1);
}

TEST_CASE("what a crash left half written is not a kept thing, and goes") {
  const Folder folder;
  StoreNative store(folder.path.string());
  REQUIRE(store.claim() == StoreNative::Claim::kMine);
  REQUIRE(write_file((folder.path / "session.kept.1-2.part").string(), "half").ok());
  CHECK(store.sizes()->empty());
  CHECK(!fs::exists(folder.path / "session.kept.1-2.part"));
}

TEST_CASE("of two programs one has the store, and the other gets it when the first has ended") {
  const Folder folder;
  StoreNative second(folder.path.string());
  {
    StoreNative first(folder.path.string());
    REQUIRE(first.claim() == StoreNative::Claim::kMine);
    CHECK(first.claim() == StoreNative::Claim::kMine);
    CHECK(second.claim() == StoreNative::Claim::kOthers);
    REQUIRE(first.keep("session", "hers").ok());
  }
  REQUIRE(second.claim() == StoreNative::Claim::kMine);
  CHECK(second.kept("session").value() == "hers");
}

TEST_CASE("a folder that cannot be made refuses") {
  const Folder folder;
  REQUIRE(write_file(folder.path.string(), "a file is in the way").ok());
  StoreNative store((folder.path / "kept").string());
  CHECK(store.claim() == StoreNative::Claim::kNone);
  CHECK(store.keep("session", "x").error().code == "kept.refused");
}

TEST_CASE("the folder of kept work follows XDG_DATA_HOME") {
  ::setenv("XDG_DATA_HOME", "/somewhere/data", 1);
  CHECK(kept_folder() == "/somewhere/data/wordspace/kept");
  ::unsetenv("XDG_DATA_HOME");
  CHECK(kept_folder().ends_with(".local/share/wordspace/kept"));
}
