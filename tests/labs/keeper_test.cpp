// Keeping as it goes: when, in which order, at most how much; bringing back; two windows, a full or
// a refusing store, a newer version. The store and the clock are of this test.
#include "labs/keeper.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <deque>

#include "lab_fixture.h"
#include "labs/answering_model.h"
#include "labs/session.h"
#include "text/corpus.h"
#include "train/snapshot.h"
#include "ui/widgets.h"

using namespace wordspace;

namespace {

// What outlives a visit; answers wait until they are let go.
struct FakeStore {
  std::map<std::string, std::string> bytes;
  std::map<std::string, std::string> notes;
  std::vector<std::string> writes;  // names, in order
  std::deque<std::function<void()>> answers;
  std::function<void(ShelfClaim)> holder;
  std::deque<std::function<void(ShelfClaim)>> in_line;
  bool refuses = false;
  bool dies = false;  // what is written from now on never arrives
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
        in_line.push_back(claimed);
        answers.push_back([claimed] { claimed(ShelfClaim::kOthers); });
        return;
      }
      if (holder) answers.push_back([old = holder] { old(ShelfClaim::kOthers); });
      holder = claimed;
      answers.push_back([claimed] { claimed(ShelfClaim::kMine); });
    };
    made.keep = [this](const std::vector<Shelf::Item>& items,
                       const std::vector<std::string>& forget, std::function<void(Status)> done) {
      if (dies) return;
      std::size_t more = 0;
      for (const Shelf::Item& item : items) more += item.bytes.size();
      if (refuses) {
        answers.push_back([done] { done(Error{"kept.refused", "No.", "No."}); });
        return;
      }
      if (more > 0 && used() + more > room) {
        answers.push_back([done] { done(Error{"kept.full", "Full.", "Full."}); });
        return;
      }
      for (const std::string& name : forget) bytes.erase(name);
      for (const Shelf::Item& item : items) {
        bytes[item.name] = std::string(item.bytes);
        writes.push_back(item.name);
      }
      answers.push_back([done] { done(Done{}); });
    };
    made.write_note = [this](const std::string& name, const std::string& text) {
      notes[name] = text;
      return true;
    };
    made.note = [this](const std::string& name) { return notes[name]; };
    made.kept = [this](const std::string& name, std::function<void(Result<std::string>)> done) {
      const auto found = bytes.find(name);
      if (found == bytes.end()) {
        answers.push_back([done] { done(Error{"kept.none", "None.", "None."}); });
      } else {
        answers.push_back([done, value = found->second] { done(value); });
      }
    };
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
  // The window that keeps has closed: the next in line is told.
  void let_next() {
    holder = nullptr;
    if (in_line.empty()) return;
    holder = in_line.front();
    in_line.pop_front();
    answers.push_back([told = holder] { told(ShelfClaim::kMine); });
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
  // Closes the window without a word; what it had begun to write is written.
  void vanish() {
    store.holder = nullptr;
    store.answers.clear();
  }
  std::vector<std::string> arguments_of(const std::string& code) {
    for (const Message& message : workspace.messages()) {
      if (message.error.code == code) return message.error.args;
    }
    return {};
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
  visit.keeper.tick(visit.now);
  CHECK(store.writes.empty());
  CHECK(visit.keeper.wake_at() > visit.now);
  CHECK(visit.keeper.wake_at() <= visit.now + 500);
  visit.pass(1000);
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
  const std::string steps = ui::format_count(static_cast<double>(units));
  CHECK(visit.arguments_of("message.brought_back") ==
        std::vector<std::string>{"GPT " + steps + " / " + steps});
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
  REQUIRE(keep_once());  // the run that had just begun
  double before = visit.now;
  REQUIRE(keep_once());
  CHECK(visit.now - before >= 3000);
  CHECK(visit.now - before <= 5000);
  CHECK(visit.workspace.gpt().snapshot().status == RunStatus::kTraining);
  before = visit.now;
  REQUIRE(keep_once());
  CHECK(visit.now - before >= 3000);
  CHECK(visit.now - before <= 5000);
  // One list, one run, one record: nothing that the list does not name.
  const auto parts = read_kept_list(store.bytes[Keeper::kListName]);
  REQUIRE(parts.ok());
  CHECK(store.bytes.size() == parts->size() + 1);
  for (const KeptPart& part : *parts) CHECK(store.bytes.count(part.key) == 1);
  visit.workspace.gpt().pause();
}

TEST_CASE("a crash in the middle of a writing leaves what was kept before whole") {
  for (const bool noted : {false, true}) {
    CAPTURE(noted);
    FakeStore store;
    {
      Visit visit(store);
      train_small(visit);
      visit.pass(8000);
      REQUIRE(has_run(store));
      store.dies = true;
      const auto notes = store.notes;
      REQUIRE(visit.workspace.gpt().set("seed", "5").ok());
      visit.workspace.gpt().train();
      REQUIRE(wait_for(visit.workspace, [&] {
        return visit.workspace.gpt().snapshot().status == RunStatus::kDone &&
               visit.workspace.gpt().snapshot().seed == 5 && !visit.workspace.busy();
      }));
      visit.keeper.tick(visit.now + 10000);
      if (!noted) store.notes = notes;
      store.dies = false;
      visit.vanish();
    }
    Visit visit(store);
    visit.settle();
    CHECK(visit.said("kept.damaged") == 0);
    if (noted) {
      // The run that was kept is of other settings than those she had gone on to: it is not passed
      // off as the newer one.
      CHECK(visit.said("kept.lost_run") == 1);
      CHECK(visit.workspace.gpt().get("seed") == "5");
      CHECK(visit.workspace.gpt().snapshot().kind.empty());
    } else {
      CHECK(visit.said("message.brought_back") == 1);
      CHECK(visit.workspace.gpt().snapshot().status == RunStatus::kDone);
      CHECK(visit.workspace.gpt().snapshot().seed == 1);
    }
    visit.pass(2000);
    const auto parts = read_kept_list(store.bytes[Keeper::kListName]);
    REQUIRE(parts.ok());
    CHECK(store.bytes.size() == parts->size() + 1);
  }
}

TEST_CASE("a run that ended is kept at once, also behind a writing that takes long") {
  FakeStore store;
  Visit visit(store);
  REQUIRE(choose_small(visit.workspace.gpt()));
  visit.workspace.gpt().train();
  // The first writing is not answered before the run has ended and a minute has gone by.
  REQUIRE(wait_for(visit.workspace, [&] {
    visit.keeper.tick(visit.now);
    return visit.workspace.gpt().snapshot().status == RunStatus::kDone && !visit.workspace.busy();
  }));
  visit.now += 60000;
  store.answer_all();
  REQUIRE(wait_for(visit.workspace, [&] {
    visit.keeper.tick(visit.now);
    store.answer_all();
    return !visit.keeper.busy();
  }));
  visit.vanish();
  const std::int64_t units = visit.workspace.gpt().snapshot().units_done;
  Visit next(store);
  next.settle();
  CHECK(next.workspace.gpt().snapshot().status == RunStatus::kDone);
  CHECK(next.workspace.gpt().snapshot().units_done == units);
  CHECK(next.said("message.brought_back") == 1);
}

TEST_CASE("settings and text are safe in the tick that sees them, before anything is written") {
  FakeStore store;
  {
    Visit visit(store);
    REQUIRE(visit.workspace.own_text("mine.txt", "the cat sat on the mat by the sea\n").ok());
    REQUIRE(visit.workspace.bert().set("width", "32").ok());
    store.dies = true;
    visit.keeper.tick(visit.now);
    visit.vanish();
  }
  store.dies = false;
  CHECK(store.bytes.empty());
  Visit visit(store);
  visit.settle();
  REQUIRE(visit.workspace.corpus() != nullptr);
  CHECK(visit.workspace.corpus()->text.starts_with("the cat sat"));
  CHECK(visit.workspace.bert().get("width") == "32");
  CHECK(visit.said("message.brought_back_text") == 1);
  // From the journal to the shelf, and the journal's copy of the text goes.
  visit.pass(2000);
  CHECK(store.bytes.size() == 2);
  CHECK(store.notes[Keeper::kNotedText].empty());
}

TEST_CASE("a text too large for the journal that was not written in time is named as lost") {
  FakeStore store;
  {
    Visit visit(store);
    std::string text;
    while (text.size() < (2u << 20)) text += "the cat sat on the mat by the sea\n";
    REQUIRE(visit.workspace.own_text("long.txt", std::move(text)).ok());
    REQUIRE(visit.workspace.bert().set("width", "32").ok());
    store.dies = true;
    visit.keeper.tick(visit.now);
    visit.vanish();
  }
  store.dies = false;
  Visit visit(store);
  visit.settle();
  CHECK(visit.keeper.state() == Keeper::State::kKeeping);
  CHECK(visit.said("kept.lost_text") == 1);
  CHECK(visit.arguments_of("kept.lost_text") == std::vector<std::string>{"long.txt"});
  CHECK(visit.workspace.bert().get("width") == "32");
}

TEST_CASE("what a run in progress did after its last keeping is named, and how far it came back") {
  FakeStore store;
  std::int64_t kept = 0, reached = 0;
  {
    Visit visit(store);
    REQUIRE(choose_small(visit.workspace.gpt()));
    REQUIRE(visit.workspace.gpt().set("steps", "100000").ok());
    visit.workspace.gpt().train();
    REQUIRE(wait_for(visit.workspace, [&] {
      visit.keeper.tick(visit.now);
      store.answer_all();
      return has_run(store) && !visit.keeper.busy();
    }));
    store.dies = true;
    kept = visit.workspace.gpt().snapshot().units_done;
    REQUIRE(wait_for(visit.workspace,
                     [&] { return visit.workspace.gpt().snapshot().units_done > kept + 3; }));
    visit.keeper.tick(visit.now + 2000);  // notes how far it is
    reached = visit.workspace.gpt().snapshot().units_done;
    visit.vanish();
  }
  store.dies = false;
  Visit visit(store);
  visit.settle();
  CHECK(visit.said("message.brought_back") == 0);
  CHECK(visit.said("message.brought_back_rest") == 1);
  CHECK(visit.said("kept.lost_steps") == 1);
  const std::vector<std::string> words = visit.arguments_of("kept.lost_steps");
  REQUIRE(words.size() == 4);
  const std::int64_t back = visit.workspace.gpt().snapshot().units_done;
  CHECK(back < reached);
  CHECK(words[0] == "GPT");
  CHECK(words[1] == ui::format_count(static_cast<double>(back)));
  CHECK(words[2] == ui::format_count(static_cast<double>(reached)));
}

TEST_CASE("a window that closes hands over a run in progress at its last step") {
  FakeStore store;
  std::int64_t units = 0;
  {
    Visit visit(store);
    REQUIRE(choose_small(visit.workspace.gpt()));
    REQUIRE(visit.workspace.gpt().set("steps", "100000").ok());
    visit.workspace.gpt().train();
    REQUIRE(wait_for(visit.workspace, [&] {
      visit.keeper.tick(visit.now);
      return visit.workspace.gpt().snapshot().units_done > 5;
    }));
    units = visit.workspace.gpt().snapshot().units_done;
    visit.keeper.flush();
    visit.vanish();
  }
  Visit visit(store);
  visit.settle();
  CHECK(visit.workspace.gpt().snapshot().units_done >= units);
  CHECK(visit.said("message.brought_back") == 1);
}

TEST_CASE("vectors from a file come back, and are on hand when they were") {
  FakeStore store;
  {
    Visit visit(store);
    REQUIRE(visit.workspace.import_bytes("animals.txt", "2 2\ncat 1 0\ndog 0.5 2\n").ok());
    visit.pass(1000);
    visit.vanish();
  }
  {
    Visit visit(store);
    visit.settle();
    CHECK(visit.workspace.vectors_origin() == "animals.txt");
    REQUIRE(visit.workspace.vectors().size() == 2);
    CHECK(visit.workspace.vectors().length(1) == doctest::Approx(std::sqrt(4.25)));
    visit.workspace.use_run_vectors();
    visit.pass(2000);
    visit.vanish();
  }
  Visit visit(store);
  visit.settle();
  CHECK(visit.workspace.vectors_origin() == "run");
  CHECK(visit.workspace.vectors_file() == "animals.txt");
}

TEST_CASE("a window that inherits an empty shelf keeps its own work and speaks of no other") {
  FakeStore store;
  auto first = std::make_unique<Visit>(store);
  Visit second(store);
  REQUIRE(second.keeper.state() == Keeper::State::kOthers);
  REQUIRE(second.workspace.own_text("mine.txt", "the cat sat on the mat by the sea\n").ok());
  second.settle();
  first.reset();
  store.let_next();
  second.settle();
  second.pass(1000);
  CHECK(second.keeper.state() == Keeper::State::kKeeping);
  CHECK(second.said("kept.other_waits") == 0);
  CHECK(store.bytes.count(Keeper::kListName) == 1);
}

TEST_CASE("a model that was opened comes back and answers") {
  FakeStore store;
  {
    Visit visit(store);
    train_small(visit);
    REQUIRE(visit.workspace.gpt().export_folder().ok());
    for (const char* file : {"config.json", "model.safetensors", "tokenizer.json"}) {
      REQUIRE(visit.world.saved.count(file) == 1);
      REQUIRE(
          visit.workspace.import_bytes(std::string("mine/") + file, visit.world.saved[file]).ok());
    }
    REQUIRE(wait_for(visit.workspace, [&] {
      return visit.workspace.gpt().answering().origin == AnsweringModel::Origin::kFile;
    }));
    visit.pass(1000);
    visit.vanish();
  }
  Visit visit(store);
  visit.settle();
  const AnsweringModel& model = visit.workspace.gpt().answering();
  CHECK(model.origin == AnsweringModel::Origin::kFile);
  CHECK(model.name == "mine");
  CHECK(model.ok());
}

TEST_CASE("a second window takes over when the first has closed, and loses nothing of either") {
  FakeStore store;
  auto first = std::make_unique<Visit>(store);
  train_small(*first);
  first->pass(2000);
  Visit idle(store);
  REQUIRE(idle.keeper.state() == Keeper::State::kOthers);
  first.reset();
  store.let_next();
  idle.settle();
  idle.settle();
  CHECK(idle.keeper.state() == Keeper::State::kKeeping);
  CHECK(idle.workspace.gpt().snapshot().status == RunStatus::kDone);
  CHECK(idle.said("message.inherited") == 1);

  // A third one has work of its own: the other's is set aside, also over a start.
  {
    Visit busy(store);
    REQUIRE(busy.workspace.own_text("mine.txt", "the cat sat on the mat by the sea\n").ok());
    busy.settle();
    store.let_next();
    busy.settle();
    busy.settle();
    CHECK(busy.keeper.state() == Keeper::State::kKeeping);
    CHECK(busy.said("kept.other_waits") == 1);
    CHECK(busy.workspace.gpt().snapshot().kind.empty());
    busy.pass(2000);
    busy.vanish();
  }
  Visit visit(store);
  visit.settle();
  REQUIRE(visit.workspace.corpus() != nullptr);
  CHECK(visit.workspace.corpus()->text.starts_with("the cat sat"));
  CHECK(visit.said("kept.other_waits") == 1);
  visit.keeper.take_over();
  visit.settle();
  visit.settle();
  CHECK(visit.workspace.gpt().snapshot().status == RunStatus::kDone);
  visit.pass(2000);
  CHECK(store.bytes.count(Keeper::kOtherName) == 0);
  CHECK(has_run(store));
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
