// The workspace's text: built-in corpora fetched when first needed, toy worlds made on the spot,
// and a learner's own text. Not encoding: the trainer turns text into numbers on its own side.
#include <algorithm>
#include <utility>

#include "labs/workspace_impl.h"
#include "text/toy_world.h"

namespace wordspace {

namespace {

constexpr std::uint64_t kToySeed = 1;  // the command's too: the same world everywhere
constexpr const char* kOwn = "own";
constexpr std::size_t kLargeText = 200000;     // words; from here on the presets fit as they are
constexpr std::size_t kFittedWords = 1500000;  // words read in all passes together, about

// Words as a quick count: runs of bytes between spaces. Good enough to choose settings by.
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

const CorpusInfo* find_corpus(const std::vector<CorpusInfo>& corpora, const std::string& name) {
  const auto found = std::find_if(corpora.begin(), corpora.end(),
                                  [&](const CorpusInfo& info) { return info.name == name; });
  return found == corpora.end() ? nullptr : &*found;
}

Error unknown_corpus(const std::string& name) {
  return {"corpora.unknown",
          "There is no corpus called \"" + name + "\".",
          "Choose one of the list in the lab Text and tokens.",
          {name}};
}

}  // namespace

const std::vector<CorpusInfo>& Workspace::corpora() const { return impl_->corpora; }
const std::string& Workspace::corpus_name() const { return impl_->corpus_name; }
const Corpus* Workspace::corpus() const { return impl_->corpus.get(); }
const CorpusLoad& Workspace::load() const { return impl_->load; }
std::uint64_t Workspace::corpus_version() const { return impl_->corpus_version; }
const CorpusInfo* Workspace::corpus_info() const {
  return find_corpus(impl_->corpora, impl_->corpus_name);
}
void Workspace::choose_corpus(const std::string& name, std::function<void(Status)> done) {
  Impl& self = *impl_;
  const CorpusInfo* info = find_corpus(self.corpora, name);
  if (info == nullptr && self.corpora_listed) {
    if (done) done(unknown_corpus(name));
    return;
  }
  if (self.load.name.empty() && self.corpus && self.corpus_name == name) {
    if (done) done(Done{});
    return;
  }
  if (done) self.load_waiters.push_back(std::move(done));
  if (self.load.name == name) return;  // on its way
  const std::uint64_t ticket = ++self.load_ticket;
  self.corpus_name = name;
  self.load = {};
  if (info == nullptr) {
    self.load.name = name;  // list_corpora() goes on
    return;
  }
  if (name == kOwn) {
    self.take_text(self.own);
    self.finish_load(Done{});
  } else if (info->parts.empty()) {
    auto toy = make_toy_world(name == "toy-vi" ? ToyLanguage::kVietnamese : ToyLanguage::kEnglish,
                              kToySentences, kToySeed);
    self.toy_analogies = std::move(toy.analogies);
    self.take_text(std::make_shared<Corpus>(std::move(toy.corpus)));
    self.finish_load(Done{});
  } else if (!self.services.fetch) {
    self.finish_load(Error{"fetch.failed",
                           "This program cannot load built-in texts.",
                           "Paste a text of your own.",
                           {name}});
  } else {
    self.load.name = name;
    for (const CorpusPart& part : info->parts) self.load.total_bytes += part.num_bytes;
    self.loaded_text.clear();
    self.fetch_part(*info, 0, ticket);
  }
}

void Workspace::Impl::fetch_part(const CorpusInfo& info, std::size_t part, std::uint64_t ticket) {
  const std::uint64_t before = loaded_text.size();
  const std::weak_ptr<bool> still = alive;
  services.fetch(
      "corpora/" + info.parts[part].file,
      [this, still, ticket, before](std::uint64_t received, std::uint64_t) {
        if (still.expired() || ticket != load_ticket) return;
        load.received_bytes = before + received;
      },
      [this, still, ticket, part, name = info.name](Result<std::string> bytes) {
        if (still.expired() || ticket != load_ticket) return;
        if (!bytes.ok()) {
          finish_load(bytes.error());
          return;
        }
        // An empty line ends a document: parts never share one.
        if (!loaded_text.empty()) loaded_text += "\n\n";
        loaded_text += bytes.value();
        load.received_bytes = loaded_text.size();
        const CorpusInfo* row = find_corpus(corpora, name);
        if (row != nullptr && part + 1 < row->parts.size()) {
          fetch_part(*row, part + 1, ticket);
          return;
        }
        Corpus text;
        text.name = name;
        text.text = std::exchange(loaded_text, {});
        if (row != nullptr) {
          text.licence = row->licence;
          text.source = row->source;
        }
        take_text(std::make_shared<Corpus>(std::move(text)));
        finish_load(Done{});
      });
}

void Workspace::Impl::take_text(std::shared_ptr<const Corpus> text) {
  corpus = std::move(text);
  corpus_name = corpus->name;
  choose_questions();
  ++corpus_version;
  fit_settings_to_text();
}

void Workspace::Impl::finish_load(Status status) {
  load = {};
  loaded_text.clear();
  if (!status.ok()) {
    if (corpus) corpus_name = corpus->name;  // the old text stays
    say(Message::Kind::kError, status.error());
  }
  const auto waiters_now = std::exchange(load_waiters, {});
  for (const auto& waiter : waiters_now) waiter(status);
}

void Workspace::Impl::list_corpora(Result<std::string> json) {
  corpora_listed = true;
  if (json.ok()) {
    auto list = parse_corpora_list(json.value());
    if (list.ok()) {
      const std::optional<CorpusInfo> kept =
          own ? std::optional<CorpusInfo>(*find_corpus(corpora, kOwn)) : std::nullopt;
      corpora = std::move(list.value());
      if (kept) corpora.push_back(*kept);
    } else {
      say(Message::Kind::kError, list.error());
    }
  } else {
    say(Message::Kind::kError, json.error());
  }
  choose_questions();
  if (load.name.empty()) return;
  // Somebody asked for a text before the list was here.
  const std::string name = load.name;
  const CorpusInfo* info = find_corpus(corpora, name);
  if (info == nullptr || info->parts.empty()) {
    finish_load(unknown_corpus(name));
    return;
  }
  for (const CorpusPart& part : info->parts) load.total_bytes += part.num_bytes;
  fetch_part(*info, 0, load_ticket);
}

Status Workspace::own_text(const std::string& name, std::string bytes) {
  Impl& self = *impl_;
  auto made = corpus_from_bytes(name, std::move(bytes));
  if (!made.ok()) {
    self.say(Message::Kind::kError, made.error());
    return made.error();
  }
  Corpus text = std::move(made.value());
  CorpusInfo info;
  info.name = kOwn;
  info.title = name;
  info.language = "own";
  info.num_words = count_spaced_words(text.text);
  info.num_documents = split_documents(text.text).size();
  info.source = name;
  text.name = kOwn;
  std::erase_if(self.corpora, [](const CorpusInfo& row) { return row.name == kOwn; });
  self.corpora.push_back(info);
  self.own = std::make_shared<Corpus>(std::move(text));
  ++self.load_ticket;  // whatever was on its way is no longer wanted
  self.take_text(self.own);
  self.preset.clear();
  if (info.num_words < kMinUsefulWords) {
    self.say(Message::Kind::kWarning, {"text.small", "", "", {std::to_string(info.num_words)}});
  }
  self.finish_load(Done{});
  return Done{};
}

// A rare word is seen too seldom to learn from, but in a small text nearly every word is rare: keep
// more of them and read the text more often. A large text gets back what was set before.
void Workspace::Impl::fit_settings_to_text() {
  const std::size_t words = count_spaced_words(corpus->text);
  if (words >= kLargeText) {
    if (before_fitting) {
      run.min_count = before_fitting->min_count;
      run.held_out_fraction = before_fitting->held_out_fraction;
      run.config.epochs = before_fitting->config.epochs;
      before_fitting.reset();
    }
    return;
  }
  if (!before_fitting) before_fitting = run;
  run.min_count = words < 20000 ? 1 : 2;
  run.held_out_fraction = 0;
  const auto passes = static_cast<int>(kFittedWords / std::max<std::size_t>(words, 1));
  run.config.epochs = std::clamp(passes, 5, 50);
}

}  // namespace wordspace
