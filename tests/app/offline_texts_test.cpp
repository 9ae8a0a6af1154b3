// The part of lab Text that keeps texts for visits without a network: what it says in each state,
// and its button. Not keeping them (tests/browser/offline.test.mjs).
#include "labs/offline_texts.h"

#include <doctest/doctest.h>

#include "app_fixture.h"

namespace wordspace {
namespace {

// A page that can keep texts.
struct KeepingFixture : AppFixture {
  OfflineTexts texts;
  int pressed = 0;
  KeepingFixture() {
    texts.available = true;
    texts.num_files = 4;
    texts.total_bytes = 40000000;
    workspace->services().offline_texts = [this] { return texts; };
    workspace->services().keep_texts_offline = [this] { ++pressed; };
  }
  bool offers() {
    for (int i = 0; i < 3; ++i) frame("text");
    return find("text.offline.keep") != nullptr;
  }
};

TEST_CASE_FIXTURE(KeepingFixture, "Lab Text offers to keep all texts, and asks once a press") {
  CHECK(offers());
  press("text", "text.offline.keep");
  CHECK(pressed == 1);
  texts.problem = "room";
  CHECK(offers());
  CHECK(ui.t("text.offline.room") != "text.offline.room");
}

TEST_CASE_FIXTURE(KeepingFixture,
                  "While texts are being kept, and once they are, nothing is offered") {
  texts.keeping = true;
  CHECK_FALSE(offers());
  texts.keeping = false;
  texts.num_kept = texts.num_files;
  CHECK_FALSE(offers());
}

TEST_CASE_FIXTURE(KeepingFixture, "Where texts lie beside the program nothing is offered") {
  texts.available = false;
  CHECK_FALSE(offers());
  workspace->services().offline_texts = nullptr;
  CHECK_FALSE(offers());
}

}  // namespace
}  // namespace wordspace
