// Fetches, makes and keeps texts.
// Not their choice.
#include "labs/corpus_store.h"

#include <algorithm>
#include <utility>

#include "labs/services.h"
#include "text/corpus.h"
#include "text/toy_world.h"

namespace wordspace {
namespace {

constexpr std::uint64_t kToySeed = 1;  // the command's too: the same world everywhere
constexpr std::size_t kKeptTexts = 3;  // the oldest is fetched again when it is needed again

Error unknown_corpus(const std::string& name) {
  return {"corpora.unknown",
          "There is no corpus called \"" + name + "\".",
          "Choose one of the list in the lab Text and tokens.",
          {name}};
}

}  // namespace

std::optional<ToyLanguage> toy_language(std::string_view name) {
  if (name == "toy-en") return ToyLanguage::kEnglish;
  if (name == "toy-vi") return ToyLanguage::kVietnamese;
  return std::nullopt;
}

std::size_t count_spaced_words(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t';
    if (!space && !inside) ++words;
    inside = !space;
  }
  return words;
}

CorpusStore::CorpusStore(Services* services) : services_(services) {
  if (auto toys = parse_corpora_list(R"({"corpora": []})"); toys.ok()) {
    corpora_ = std::move(toys.value());
  }
  listed_ = !services_->fetch;
}

void CorpusStore::fetch_list(std::function<void(Status)> done) {
  if (!services_->fetch) return;
  services_->fetch("corpora/corpora.json", {},
                   [this, done = std::move(done),
                    alive = std::weak_ptr<bool>(alive_)](Result<std::string> json) {
                     if (!alive.expired()) take_list(std::move(json), done);
                   });
}

const CorpusInfo* CorpusStore::find(std::string_view name) const {
  const auto found = std::find_if(corpora_.begin(), corpora_.end(),
                                  [&](const CorpusInfo& info) { return info.name == name; });
  return found == corpora_.end() ? nullptr : &*found;
}

const CorpusLoad& CorpusStore::load() const {
  static const CorpusLoad kNone;
  return fetches_.empty() ? kNone : fetches_.front()->progress;
}

const CorpusLoad* CorpusStore::load_of(std::string_view name) const {
  for (const auto& fetch : fetches_) {
    if (fetch->progress.name == name) return &fetch->progress;
  }
  return nullptr;
}

CorpusStore::Fetch* CorpusStore::fetch_of(std::string_view name) {
  for (const auto& fetch : fetches_) {
    if (fetch->progress.name == name) return fetch.get();
  }
  return nullptr;
}

void CorpusStore::get(const std::string& name, Answer answer) {
  const CorpusInfo* info = find(name);
  if (info == nullptr && listed_) return answer(unknown_corpus(name));
  if (name == kOwnText && own_) return answer(own_);
  for (const auto& text : kept_) {
    if (text->name == name) return answer(text);
  }
  if (const auto language = toy_language(name)) {
    return answer(std::make_shared<const Corpus>(
        make_toy_world(*language, toy_lines(*language), kToySeed).corpus));
  }
  if (!services_->fetch) {
    return answer(Error{"fetch.failed",
                        "This program cannot load built-in texts.",
                        "Paste a text of your own.",
                        {name}});
  }
  if (Fetch* under_way = fetch_of(name)) {
    under_way->waiters.push_back(std::move(answer));
    return;
  }
  auto fetch = std::make_unique<Fetch>();
  fetch->progress.name = name;
  fetch->waiters.push_back(std::move(answer));
  fetches_.push_back(std::move(fetch));
  if (info != nullptr) begin(name);  // else take_list() goes on
}

void CorpusStore::begin(const std::string& name) {
  const CorpusInfo* info = find(name);
  if (info == nullptr || info->parts.empty()) {
    finish(name, unknown_corpus(name));
    return;
  }
  Fetch* fetch = fetch_of(name);
  for (const CorpusPart& part : info->parts) fetch->progress.total_bytes += part.num_bytes;
  fetch_part(name, 0);
}

void CorpusStore::fetch_part(const std::string& name, std::size_t part) {
  const CorpusInfo* info = find(name);
  const std::uint64_t before = fetch_of(name)->text.size();
  const std::weak_ptr<bool> alive = alive_;
  services_->fetch(
      "corpora/" + info->parts[part].file,
      [this, alive, name, before](std::uint64_t received, std::uint64_t) {
        if (alive.expired()) return;
        if (Fetch* fetch = fetch_of(name)) fetch->progress.received_bytes = before + received;
      },
      [this, alive, name, part](Result<std::string> bytes) {
        if (alive.expired()) return;
        Fetch* fetch = fetch_of(name);
        if (fetch == nullptr) return;
        if (!bytes.ok()) {
          finish(name, bytes.error());
          return;
        }
        // An empty line ends a document: parts never share one.
        if (!fetch->text.empty()) fetch->text += "\n\n";
        fetch->text += bytes.value();
        fetch->progress.received_bytes = fetch->text.size();
        const CorpusInfo* row = find(name);
        if (row != nullptr && part + 1 < row->parts.size()) {
          fetch_part(name, part + 1);
          return;
        }
        auto text = std::make_shared<Corpus>();
        text->name = name;
        text->text = std::exchange(fetch->text, {});
        if (row != nullptr) {
          text->licence = row->licence;
          text->source = row->source;
        }
        kept_.push_back(text);
        if (kept_.size() > kKeptTexts) kept_.erase(kept_.begin());
        finish(name, std::shared_ptr<const Corpus>(std::move(text)));
      });
}

void CorpusStore::finish(const std::string& name, Result<std::shared_ptr<const Corpus>> result) {
  const auto found = std::find_if(fetches_.begin(), fetches_.end(),
                                  [&](const auto& fetch) { return fetch->progress.name == name; });
  const std::unique_ptr<Fetch> done = std::move(*found);
  fetches_.erase(found);
  for (const Answer& answer : done->waiters) answer(result);
}

void CorpusStore::take_list(Result<std::string> json, const std::function<void(Status)>& done) {
  listed_ = true;
  Status status = Done{};
  if (json.ok()) {
    auto list = parse_corpora_list(json.value());
    if (list.ok()) {
      std::optional<CorpusInfo> kept;
      if (const CorpusInfo* own = find(kOwnText)) kept = *own;
      corpora_ = std::move(list.value());
      if (kept) corpora_.push_back(*kept);
    } else {
      status = list.error();
    }
  } else {
    status = json.error();
  }
  done(status);
  // Somebody asked for texts before the list was here.
  std::vector<std::string> waiting;
  for (const auto& fetch : fetches_) waiting.push_back(fetch->progress.name);
  for (const std::string& name : waiting) begin(name);
}

Result<std::shared_ptr<const Corpus>> CorpusStore::set_own(const std::string& title,
                                                           std::string bytes) {
  auto made = corpus_from_bytes(title, std::move(bytes));
  if (!made.ok()) return made.error();
  made->name = kOwnText;
  put_own(title, std::make_shared<const Corpus>(std::move(made.value())));
  return own_;
}

void CorpusStore::put_own(const std::string& title, std::shared_ptr<const Corpus> text) {
  CorpusInfo info;
  info.name = kOwnText;
  info.title = title;
  info.language = kOwnText;
  info.num_words = count_spaced_words(text->text);
  info.num_documents = split_documents(text->text).size();
  info.source = title;
  std::erase_if(corpora_, [](const CorpusInfo& row) { return row.name == kOwnText; });
  corpora_.push_back(info);
  own_ = std::move(text);
  ++own_version_;
}

}  // namespace wordspace
