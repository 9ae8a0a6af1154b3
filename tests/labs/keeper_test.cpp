// Keeping as it goes: when, in which order, at most how much; bringing back; two windows, a full or
// a refusing store, a newer version. The store and the clock are of this test.
#include "labs/keeper.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <deque>

#include "lab_fixture.h"
#include "labs/session.h"
#include "text/corpus.h"
#include "train/snapshot.h"

using namespace wordspace;

namespace {

// What outlives a visit; answers wait until they are let go.
struct FakeStore {
  std::map<std::string, std::string> bytes;
  std::vector<std::string> writes;  // names, in order
  std::deque<std::function<void()>> answers;
  std::function<void(ShelfClaim)> holder;
  bool refuses = false;
  std::size_t room = ~std::size_t{0};

  std::size_t used() const {
    std::size_t total = 0;
    for (const auto& [name, value] : bytes) total += value.size();
    return total;
  }
  Shelf shelf() {
    Shelf made;
    made.claim = [this](bool take_over, std::function<void(ShelfClaim)> claimed) {
      if (holder && !take_over) {
        answers.push_back([claimed] { claimed(ShelfClaim::kOthers); });
        return;
      }
      if (holder) answers.push_back([old = holder] { old(ShelfClaim::kOthers); });
      holder = claimed;
      answers.push_back([claimed] { claimed(ShelfClaim::kMine); });
    };
    made.keep = [this](const std::string& name, std::string_view value,
                       std::function<void(Status)> done) {
      if (refuses) {
        answers.push_back([done] { done(Error{"kept.refused", "No.", "No."}); });
      } else if (used() + value.size() > room) {
        answers.push_back([done] { done(Error{"kept.full", "Full.", "Full."}); });
      } else {
        bytes[name] = std::string(value);
        writes.push_back(name);
        answers.push_back([done] { done(Done{}); });
      }
    };
    made.kept = [this](const std::string& name, std::function<void(Result<std::string>)> done) {
      const auto found = bytes.find(name);
      if (found == bytes.end()) {
        answers.push_back([done] { done(Error{"kept.none", "None.", "None."}); });
      } else {
        answers.push_back([done, value = found->second] { done(value); });
      }
    };
    made.forget = [this](const std::string& name) { bytes.erase(name); };
    made.sizes = [this](std::function<void(Result<Shelf::Sizes>)> done) {
      if (refuses) {
        answers.push_back([done] { done(Error{"kept.refused", "No.", "No."}); });
        return;
      }
      Shelf::Sizes sizes;
      for (const auto& [name, value] : bytes) sizes[name] = value.size();
      answers.push_back([done, sizes] { done(sizes); });
    };
    return made;
  }
  void answer_all() {
    while (!answers.empty()) {
      const auto next = std::move(answers.front());
      answers.pop_front();
      next();
    }
  }
};

// One window: a workspace, its keeper, a clock that this test turns.
struct Visit {
  LabWorld world;
  Workspace workspace;
  Keeper keeper;
  FakeStore& store;
  double now = 1000;

  explicit Visit(FakeStore& store_in, std::uint64_t limit = Keeper::kLimitBytes)
      : workspace(world.services(), 1),
        keeper(&workspace, store_in.shelf(), limit),
        store(store_in) {
    keeper.begin();
    settle();
  }
  // Lets answers come and the trainer work until nothing is under way.
  void settle() {
    for (int i = 0; i < 3; ++i) {
      store.answer_all();
      REQUIRE(wait_for(workspace, [&] { return !workspace.busy(); }));
      keeper.tick(now);
    }
    REQUIRE(wait_for(workspace, [&] {
      store.answer_all();
      keeper.tick(now);
      return !workspace.busy() && !keeper.busy() && store.answers.empty();
    }));
  }
  void pass(double ms) {
    const double until = now + ms;
    while (now < until) {
      now = std::min(until, now + 250);
      keeper.tick(now);
      workspace.poll();
      store.answer_all();
      if (workspace.snapshot().status != RunStatus::kTraining &&
          workspace.gpt().snapshot().status != RunStatus::kTraining) {
        settle();
      }
    }
  }
  int said(const std::string& code) const {
    auto& messages = const_cast<Workspace&>(workspace).messages();
    return static_cast<int>(
        std::count_if(messages.begin(), messages.end(),
                      [&](const Message& message) { return message.error.code == code; }));
  }
};

void train_small(Visit& visit) {
  REQUIRE(choose_small(visit.workspace.gpt()));
  visit.workspace.gpt().train();
  REQUIRE(wait_for(visit.workspace, [&] {
    return visit.workspace.gpt().snapshot().status == RunStatus::kDone && !visit.workspace.busy();
  }));
}

bool has_run(const FakeStore& store) {
  const auto list = store.bytes.find(Keeper::kListName);
  if (list == store.bytes.end()) return false;
  const auto parts = read_kept_list(list->second);
  return parts.ok() && std::any_of(parts->begin(), parts->end(),
                                   [](const KeptPart& part) { return part.name == "run.gpt"; });
}

}  // namespace

TEST_CASE("nothing is written while nothing has changed, and a change once it has settled") {
  FakeStore store;
  Visit visit(store);
  REQUIRE(visit.keeper.state() == Keeper::State::kKeeping);
  visit.pass(60000);
  CHECK(store.writes.empty());
  CHECK(std::isinf(visit.keeper.wake_at()));
  REQUIRE(visit.workspace.set("dim", "33").ok());
  visit.pass(1000);
  CHECK(store.writes.empty());
  CHECK(visit.keeper.wake_at() > visit.now);
  CHECK(visit.keeper.wake_at() < visit.now + 5000);
  visit.pass(5000);
  CHECK(store.writes == std::vector<std::string>{Keeper::kListName});
  visit.pass(60000);
  CHECK(store.writes.size() == 1);
}

TEST_CASE("a model, settings and text come back at the next start, paused, with one sentence") {
  FakeStore store;
  std::int64_t units = 0;
  {
    Visit visit(store);
    REQUIRE(visit.workspace.own_text("mine.txt", "the cat sat on the mat by the sea\n").ok());
    train_small(visit);
    units = visit.workspace.gpt().snapshot().units_done;
    REQUIRE(visit.workspace.bert().set("width", "32").ok());
    visit.pass(8000);
    CHECK(store.writes.back() == Keeper::kListName);
    store.holder = nullptr;  // the window is closed
    store.answers.clear();
  }
  Visit visit(store);
  visit.settle();
  CHECK(visit.workspace.gpt().snapshot().units_done == units);
  CHECK(visit.workspace.gpt().snapshot().status == RunStatus::kDone);
  CHECK(!visit.workspace.gpt().settings_changed());
  CHECK(visit.workspace.bert().get("width") == "32");
  REQUIRE(visit.workspace.corpus() != nullptr);
  CHECK(visit.workspace.corpus()->text.starts_with("the cat sat"));
  CHECK(visit.said("message.brought_back") == 1);
  // What was brought back is not written again, and a later change writes no model anew.
  const std::size_t writes = store.writes.size();
  visit.pass(30000);
  CHECK(store.writes.size() == writes);
  REQUIRE(visit.workspace.bert().set("width", "48").ok());
  visit.pass(8000);
  CHECK(store.writes.size() == writes + 1);
  CHECK(store.writes.back() == Keeper::kListName);
  CHECK(has_run(store));
}

TEST_CASE("while a run trains it is kept now and then, and what it was before goes") {
  FakeStore store;
  Visit visit(store);
  REQUIRE(choose_small(visit.workspace.gpt()));
  REQUIRE(visit.workspace.gpt().set("steps", "100000").ok());
  visit.workspace.gpt().train();
  REQUIRE(
      wait_for(visit.workspace, [&] { return visit.workspace.gpt().snapshot().units_done > 0; }));
  const auto keep_once = [&] {
    const std::size_t writes = store.writes.size();
    return wait_for(visit.workspace, [&] {
      visit.now += 20;
      visit.keeper.tick(visit.now);
      store.answer_all();
      return store.writes.size() > writes && store.writes.back() == Keeper::kListName &&
             !visit.keeper.busy();
    });
  };
  REQUIRE(keep_once());  // the settings that changed before
  double before = visit.now;
  REQUIRE(keep_once());
  CHECK(visit.now - before >= 20000);
  CHECK(visit.workspace.gpt().snapshot().status == RunStatus::kTraining);
  before = visit.now;
  REQUIRE(keep_once());
  CHECK(visit.now - before >= 20000);
  // One list, one run, one record: nothing that the list does not name.
  const auto parts = read_kept_list(store.bytes[Keeper::kListName]);
  REQUIRE(parts.ok());
  CHECK(store.bytes.size() == parts->size() + 1);
  for (const KeptPart& part : *parts) CHECK(store.bytes.count(part.key) == 1);
  visit.workspace.gpt().pause();
}

TEST_CASE("a crash between any two writings leaves what was kept before whole") {
  FakeStore store;
  {
    Visit visit(store);
    train_small(visit);
    visit.pass(8000);
    REQUIRE(has_run(store));
    // The next writing is cut after its first part.
    visit.workspace.gpt().reset();
    visit.workspace.gpt().train();
    REQUIRE(wait_for(visit.workspace, [&] {
      return visit.workspace.gpt().snapshot().status == RunStatus::kDone && !visit.workspace.busy();
    }));
    REQUIRE(visit.workspace.gpt().set("seed", "5").ok());
    visit.workspace.gpt().train();
    REQUIRE(wait_for(visit.workspace, [&] {
      return visit.workspace.gpt().snapshot().status == RunStatus::kDone &&
             visit.workspace.gpt().snapshot().seed == 5 && !visit.workspace.busy();
    }));
    const std::size_t writes = store.writes.size();
    visit.now += 300000;
    REQUIRE(wait_for(visit.workspace, [&] {
      visit.now += 100;
      visit.keeper.tick(visit.now);
      return store.writes.size() > writes;
    }));
    CHECK(store.writes.back() != Keeper::kListName);
    store.holder = nullptr;
    store.answers.clear();
  }
  Visit visit(store);
  visit.settle();
  CHECK(visit.said("kept.damaged") == 0);
  CHECK(visit.workspace.gpt().snapshot().status == RunStatus::kDone);
  CHECK(visit.workspace.gpt().snapshot().seed == 1);
  // And what the crash left behind is gone.
  const auto parts = read_kept_list(store.bytes[Keeper::kListName]);
  REQUIRE(parts.ok());
  CHECK(store.bytes.size() == parts->size() + 1);
}

TEST_CASE("models beyond the limit are not kept, which is said once; settings and text are") {
  FakeStore store;
  Visit visit(store, 4000);
  train_small(visit);
  visit.pass(8000);
  CHECK(visit.said("kept.too_large") == 1);
  CHECK(visit.keeper.small_only());
  CHECK(!has_run(store));
  CHECK(store.bytes.count(Keeper::kListName) == 1);
  REQUIRE(visit.workspace.set("dim", "21").ok());
  visit.pass(8000);
  CHECK(visit.said("kept.too_large") == 1);
}

TEST_CASE("a full store keeps what was kept before, and says so once") {
  FakeStore store;
  Visit visit(store);
  train_small(visit);
  visit.pass(8000);
  REQUIRE(has_run(store));
  const std::string list = store.bytes[Keeper::kListName];
  store.room = store.used() + 5000;
  REQUIRE(visit.workspace.gpt().set("seed", "5").ok());
  visit.workspace.gpt().train();
  REQUIRE(wait_for(visit.workspace, [&] {
    return visit.workspace.gpt().snapshot().seed == 5 && !visit.workspace.busy();
  }));
  visit.pass(60000);
  CHECK(visit.said("kept.full") == 1);
  CHECK(store.bytes[Keeper::kListName] == list);
  const auto parts = read_kept_list(list);
  REQUIRE(parts.ok());
  for (const KeptPart& part : *parts) CHECK(store.bytes.count(part.key) == 1);

  // With nothing kept before, settings and text are kept at least.
  FakeStore empty;
  Visit other(empty);
  empty.room = 6000;
  train_small(other);
  other.pass(8000);
  CHECK(other.said("kept.full") == 1);
  CHECK(empty.bytes.count(Keeper::kListName) == 1);
  CHECK(!has_run(empty));
}

TEST_CASE("a store that refuses is told of once, when there is something to keep") {
  FakeStore store;
  store.refuses = true;
  Visit visit(store);
  CHECK(visit.keeper.state() == Keeper::State::kRefused);
  visit.pass(10000);
  CHECK(visit.said("kept.refused") == 0);
  REQUIRE(visit.workspace.set("dim", "21").ok());
  visit.pass(10000);
  REQUIRE(visit.workspace.set("dim", "22").ok());
  visit.pass(10000);
  CHECK(visit.said("kept.refused") == 1);
}

TEST_CASE(
    "of two windows one keeps; the other says so, and may take over without losing anything") {
  FakeStore store;
  Visit first(store);
  train_small(first);
  first.pass(8000);
  REQUIRE(has_run(store));
  Visit second(store);
  CHECK(second.keeper.state() == Keeper::State::kOthers);
  CHECK(second.said("kept.others") == 1);
  const std::size_t writes = store.writes.size();
  REQUIRE(second.workspace.set("dim", "77").ok());
  second.pass(30000);
  CHECK(store.writes.size() == writes);
  CHECK(second.workspace.gpt().snapshot().kind.empty());

  second.keeper.take_over();
  second.settle();
  second.settle();
  CHECK(second.keeper.state() == Keeper::State::kKeeping);
  CHECK(first.keeper.state() == Keeper::State::kOthers);
  CHECK(first.said("kept.taken") == 1);
  CHECK(second.workspace.gpt().snapshot().status == RunStatus::kDone);
  CHECK(second.workspace.get("dim") == "50");
  // What the second window had is one Undo away.
  REQUIRE(second.workspace.undo_step() != 0);
  second.workspace.undo();
  second.settle();
  CHECK(second.workspace.get("dim") == "77");
  REQUIRE(first.workspace.set("dim", "99").ok());
  const std::size_t later = store.writes.size();
  first.pass(30000);
  CHECK(store.writes.size() == later);
}

TEST_CASE("what is kept by a newer version, or damaged, stays as it is until it is cleared") {
  FakeStore made;
  {
    Visit visit(made);
    train_small(visit);
    visit.pass(8000);
  }
  made.holder = nullptr;
  made.answers.clear();
  for (const bool newer : {true, false}) {
    CAPTURE(newer);
    FakeStore store;
    store.bytes = made.bytes;
    std::string& list = store.bytes[Keeper::kListName];
    if (newer) {
      list[4] = 9;
    } else {
      list[list.size() / 2] = static_cast<char>(list[list.size() / 2] ^ 1);
    }
    const auto before = store.bytes;
    Visit visit(store);
    CHECK(visit.keeper.state() == (newer ? Keeper::State::kNewer : Keeper::State::kDamaged));
    CHECK(visit.said(newer ? "kept.newer" : "kept.damaged") == 1);
    CHECK(visit.workspace.gpt().snapshot().kind.empty());
    REQUIRE(visit.workspace.set("dim", "21").ok());
    visit.pass(30000);
    CHECK(store.bytes == before);
    visit.keeper.clear();
    CHECK(store.bytes.empty());
    CHECK(visit.keeper.kept_bytes() == 0);
    REQUIRE(visit.workspace.set("dim", "22").ok());
    visit.pass(1000);
    REQUIRE(visit.workspace.set("dim", "23").ok());
    visit.pass(10000);
    CHECK(store.bytes.count(Keeper::kListName) == 1);
  }
  // A part whose bytes are not those that were kept.
  FakeStore store;
  store.bytes = made.bytes;
  for (auto& [name, value] : store.bytes) {
    if (name != Keeper::kListName && value.size() > 5000) value[100] ^= 1;
  }
  const auto before = store.bytes;
  Visit visit(store);
  visit.settle();
  CHECK(visit.said("kept.damaged") == 1);
  CHECK(store.bytes == before);
}
