// The platform's store as a shelf; which fields of labs are worth keeping.
// Not when (labs/keeper.cpp).
#include "app/keeping.h"

#include <utility>

#include "labs/session.h"

namespace wordspace {
namespace {

// Views and her own words. What a lab computes, it computes again.
constexpr const char* kFields[] = {
    "analogies.view",  "analogy.a",      "analogy.b",      "analogy.c",      "neighbours.word",
    "expression.text", "odd.words",      "attention.view", "attention.text", "bert.view",
    "bert.text",       "bert.first",     "bert.second",    "corpora.view",   "corpora.a",
    "corpora.b",       "entropy.view",   "entropy.text",   "glove.view",     "glove.words",
    "glove.pair",      "gpt.view",       "gpt.prompt",     "gpt.text",       "positions.view",
    "positions.text",  "stability.view", "text.view",      "text.sentence",  "word2vec.view",
    "word2vec.word"};

}  // namespace

Shelf shelf_of(Platform& platform, std::function<void()> answered) {
  Shelf shelf;
  shelf.claim = [&platform, answered](bool take_over, std::function<void(ShelfClaim)> claimed) {
    platform.claim_store(take_over, [claimed = std::move(claimed), answered](StoreClaim claim) {
      claimed(claim == StoreClaim::kMine     ? ShelfClaim::kMine
              : claim == StoreClaim::kOthers ? ShelfClaim::kOthers
                                             : ShelfClaim::kNone);
      answered();
    });
  };
  shelf.keep = [&platform, answered](const std::vector<Shelf::Item>& items,
                                     const std::vector<std::string>& forget,
                                     std::function<void(Status)> done) {
    std::vector<Platform::StoreItem> list;
    for (const Shelf::Item& item : items) list.push_back({item.name, item.bytes});
    platform.keep(list, forget, [done = std::move(done), answered](const Status& status) {
      done(status);
      answered();
    });
  };
  shelf.kept = [&platform, answered](const std::string& name,
                                     std::function<void(Result<std::string>)> done) {
    platform.kept(name, [done = std::move(done), answered](Result<std::string> bytes) {
      done(std::move(bytes));
      answered();
    });
  };
  shelf.write_note = [&platform](const std::string& name, const std::string& text) {
    return platform.write_note(name, text);
  };
  shelf.note = [&platform](const std::string& name) { return platform.note(name); };
  shelf.sizes = [&platform, answered](std::function<void(Result<Shelf::Sizes>)> done) {
    platform.kept_bytes([done = std::move(done), answered](Result<Platform::KeptBytes> sizes) {
      done(std::move(sizes));
      answered();
    });
  };
  return shelf;
}

void tell_fields(const std::vector<std::unique_ptr<Lab>>& labs, const Session& at_start,
                 Session& session) {
  const auto& registry = lab_registry();
  const auto as_at_start = [&](const char* lab, const char* field, const std::string& value) {
    const auto found = at_start.fields.find(lab);
    if (found == at_start.fields.end()) return false;
    for (const auto& [name, was] : found->second) {
      if (name == field) return was == value;
    }
    return false;
  };
  for (std::size_t i = 0; i < labs.size(); ++i) {
    for (const char* field : kFields) {
      std::string value = labs[i]->get(field);
      if (!value.empty() && !as_at_start(registry[i].name, field, value)) {
        session.fields[registry[i].name].emplace_back(field, std::move(value));
      }
    }
  }
}

void take_fields(const std::vector<std::unique_ptr<Lab>>& labs, const Session& session) {
  const auto& registry = lab_registry();
  for (std::size_t i = 0; i < labs.size(); ++i) {
    const auto found = session.fields.find(registry[i].name);
    if (found == session.fields.end()) continue;
    for (const auto& [field, value] : found->second) {
      if (labs[i]->get(field) != value) labs[i]->set(field, value);
    }
  }
}

}  // namespace wordspace
