// Sessions: what the workspace collects of itself and takes back.
// Not their bytes (session.cpp) and not where they are kept (keeper.cpp).
#include <algorithm>
#include <utility>

#include "labs/workspace_impl.h"
#include "text/corpus.h"

namespace wordspace {

namespace {

constexpr const char* kModels[] = {"word2vec", "glove", "gpt", "bert"};

}  // namespace

// --- Word2Vec's room.

SessionRoom Workspace::Impl::room() const {
  SessionRoom out;
  out.model = "word2vec";
  out.corpus = corpus_name;
  out.preset = preset;
  out.settings = to_json(run);
  if (before_fitting) out.before_fit = to_json(*before_fitting);
  return out;
}
SessionRoom Workspace::session_room() const { return impl_->room(); }

void Workspace::take_room(const SessionRoom& room) {
  const auto settings = word2vec_run_from_json(room.settings);
  if (!settings.ok()) return;  // checked before: of this version it is fine
  std::optional<Word2VecRun> before;
  if (!room.before_fit.empty()) {
    if (const auto read = word2vec_run_from_json(room.before_fit); read.ok()) before = *read;
  }
  const auto take = [this, preset = room.preset, settings = *settings, before] {
    Impl& self = *impl_;
    self.run = settings;
    self.before_fitting = before;
    self.preset = preset;
  };
  Impl& self = *impl_;
  take();
  if (self.corpus == nullptr && !before && room.corpus != kOwnText) {
    self.corpus_name = room.corpus;  // nothing is fetched before somebody needs it
    return;
  }
  choose_text(room.corpus, false, [take](const Status& loaded) {
    if (loaded.ok()) take();  // the text may have changed them
  });
}

bool Workspace::ask_run(std::shared_ptr<command::SavedRunBox> box, std::size_t max_bytes) {
  if (snapshot().kind.empty()) return false;
  return impl_->runner.send(command::SaveCheckpoint{std::move(box), max_bytes}, kWord2VecSlot);
}

std::shared_ptr<const Corpus> Workspace::run_text() const { return impl_->run_text; }

void Workspace::resume(const SessionRun& wanted, std::function<void(Status)> done) {
  const auto settings = word2vec_run_from_json(wanted.settings);
  if (!settings.ok()) return done(settings.error());
  Impl& self = *impl_;
  // With a text and settings for the time of asking; those on screen stay.
  const auto go = [this, saved = wanted.saved, settings = *settings, done](
                      std::shared_ptr<const Corpus> text, bool earlier) {
    Impl& inner = *impl_;
    const Word2VecRun run = std::exchange(inner.run, settings);
    const std::string name = std::exchange(inner.corpus_name, text->name);
    const std::shared_ptr<const Corpus> corpus = std::exchange(inner.corpus, std::move(text));
    if (earlier) inner.encoded.reset();
    const bool sent = inner.prepare(false, saved);
    if (sent && earlier) {
      inner.prepared_signature += "\nearlier text";
      inner.wanted_encoding += "\nearlier text";
    }
    inner.run = run;
    inner.corpus_name = name;
    inner.corpus = corpus;
    if (!sent) return done(busy_error());
    inner.resumed = done;
  };
  const bool earlier = wanted.text != nullptr && wanted.text != self.corpora.own();
  if (earlier) return go(wanted.text, true);
  if (wanted.corpus == self.corpus_name) {
    choose_text(wanted.corpus, false, [this, go, done](const Status& loaded) {
      if (!loaded.ok()) return done(loaded);
      go(impl_->corpus, false);
    });
    return;
  }
  self.corpora.get(wanted.corpus, [go, done](const Result<std::shared_ptr<const Corpus>>& text) {
    if (!text.ok()) return done(text.error());
    go(text.value(), false);
  });
}

// --- Collecting.

void Workspace::set_place(Place place) { impl_->place = std::move(place); }

std::uint64_t Workspace::own_text_version() const { return impl_->corpora.own_version(); }

Session Workspace::session_now() const {
  const Impl& self = *impl_;
  Session session;
  session.rooms = {self.room(), self.glove.session_room(), self.gpt.session_room(),
                   self.bert.session_room()};
  session.own_text = self.corpora.own();
  if (const CorpusInfo* own = self.corpora.find(kOwnText)) session.own_title = own->title;
  session.vectors = self.session_vectors();
  session.on_hand = self.vectors_origin;
  for (const TransformerRoom* room : {&self.gpt, &self.bert}) {
    if (auto folder = room->session_folder()) session.folders.push_back(std::move(*folder));
  }
  if (self.place.tell) self.place.tell(session);
  return session;
}

void Workspace::collect(std::size_t max_bytes, std::function<void(Session, bool)> done,
                        const std::function<bool(std::string_view)>& wanted) {
  Impl& self = *impl_;
  Impl::Collecting next;
  next.session = session_now();
  next.done = std::move(done);
  for (const char* model : kModels) {
    if (wanted && !wanted(model)) continue;
    auto box = std::make_shared<command::SavedRunBox>();
    if (controls(model)->ask_run(box, max_bytes)) next.asked.push_back({model, std::move(box)});
  }
  self.collecting.push_back(std::move(next));
  if (self.collecting.back().asked.empty()) self.end_collecting();
}

bool Workspace::Impl::take_asked(const Asked& asked, Session& session) {
  SavedRun& saved = asked.box->run;
  if (!saved.checkpoint) return saved.too_large_bytes > 0;
  for (SessionRoom& row : session.rooms) {
    if (row.model != asked.model) continue;
    SessionRun taken;
    taken.corpus = saved.corpus;
    taken.settings = saved.config_json;
    if (saved.corpus == kOwnText) taken.text = self->controls(asked.model)->run_text();
    taken.saved = std::move(saved);
    row.run = std::move(taken);
  }
  return false;
}

bool Workspace::Impl::end_collecting() {
  std::vector<Collecting> ended;
  for (std::size_t i = 0; i < collecting.size();) {
    const auto& asked = collecting[i].asked;
    if (!std::all_of(asked.begin(), asked.end(), [](const Asked& one) {
          return one.box->ready.load(std::memory_order_acquire);
        })) {
      ++i;
      continue;
    }
    ended.push_back(std::move(collecting[i]));
    collecting.erase(collecting.begin() + static_cast<std::ptrdiff_t>(i));
  }
  for (Collecting& one : ended) {
    bool too_large = false;
    for (const Asked& asked : one.asked) too_large = take_asked(asked, one.session) || too_large;
    one.done(std::move(one.session), too_large);
  }
  return false;  // nothing on screen has changed
}

// --- Taking back.

Status Workspace::can_restore(const Session& session) const {
  const CorpusStore& corpora = impl_->corpora;
  const auto here = [&](const std::string& name) {
    return !corpora.listed() || corpora.find(name) != nullptr ||
           (name == kOwnText && session.own_text != nullptr);
  };
  for (const SessionRoom& room : session.rooms) {
    // A preset names its text by itself, here or not.
    if (room.preset.empty() && !here(room.corpus)) return other_text_error(room.corpus);
    if (room.run && !room.run->text && !here(room.run->corpus)) {
      return other_text_error(room.run->corpus);
    }
  }
  return Done{};
}

void Workspace::restore(const Session& session, bool place, std::function<void(Status)> done) {
  Impl& self = *impl_;
  if (session.own_text && session.own_text != self.corpora.own()) {
    self.corpora.put_own(session.own_title, session.own_text);
    if (self.corpus_name == kOwnText) self.take_text(session.own_text);
  }
  if (session.vectors) self.take_vectors(*session.vectors);
  const auto take_on_hand = [&self, on_hand = session.on_hand, folders = session.folders] {
    for (const SessionFolder& folder : folders) {
      TransformerRoom& room = folder.model == self.gpt.model() ? self.gpt : self.bert;
      const auto there = room.session_folder();
      if (there && there->files == folder.files) continue;
      const Status opened = room.open_folder(folder.name, folder.files);
      if (!opened.ok()) self.say(Message::Kind::kError, opened.error());
    }
    const bool there = on_hand == "run" || on_hand == self.glove.model() ||
                       (on_hand == self.opened_file.name && self.opened_file.vectors);
    if (there) self.choose_vectors(on_hand);
  };
  take_on_hand();
  for (const SessionRoom& room : session.rooms) {
    if (RunControls* run = controls(room.model)) run->take_room(room);
  }
  struct Waiting {
    int left = 1;
    Status status = Done{};
    std::function<void(Status)> done;
  };
  auto waiting = std::make_shared<Waiting>();
  waiting->done = [take_on_hand, done = std::move(done)](const Status& status) {
    take_on_hand();  // a run that comes back puts its own vectors and its own model there
    if (done) done(status);
  };
  const auto arrived = [waiting](const Status& status) {
    if (!status.ok() && waiting->status.ok()) waiting->status = status;
    if (--waiting->left == 0) waiting->done(waiting->status);
  };
  for (const SessionRoom& room : session.rooms) {
    RunControls* run = controls(room.model);
    if (run == nullptr || !room.run || !room.run->saved.checkpoint) continue;
    ++waiting->left;
    run->resume(*room.run, arrived);
  }
  if (place && self.place.take) self.place.take(session);
  arrived(Done{});
}

// --- Files.

void Workspace::save_session(std::function<void(Result<std::string>)> done) {
  Impl& self = *impl_;
  if (!done) done = [](const Result<std::string>&) {};
  if (!self.services.save_file) {
    self.say(Message::Kind::kError, no_place_error());
    return done(no_place_error());
  }
  collect(~std::size_t{0}, [&self, done = std::move(done)](const Session& session, bool) {
    auto saved =
        self.services.save_file(kSessionFile, "application/octet-stream", write_session(session));
    if (saved.ok()) {
      self.say(Message::Kind::kInfo, {"message.saved", "", "", {saved.value()}});
    } else {
      self.say(Message::Kind::kError, saved.error());
    }
    done(std::move(saved));
  });
}

Status Workspace::import_session(const std::string& name, std::string bytes) {
  auto read = read_session(bytes);
  if (!read.ok()) return read.error();
  if (Status fine = can_restore(*read); !fine.ok()) return fine;
  bytes = {};
  open_session(std::move(read.value()), "message.session_opened", {name});
  return Done{};
}

void Workspace::open_session(Session session, std::string words, std::vector<std::string> args) {
  auto wanted = std::make_shared<const Session>(std::move(session));
  collect(Impl::kUndoBytes, [this, words = std::move(words), args = std::move(args), wanted](
                                Session now, bool too_large) {
    Impl& self = *impl_;
    Impl::UndoStep step;
    step.session = std::move(now);
    step.words = words;
    step.args = args;
    restore(*wanted, true, [&self](const Status& status) {
      if (!status.ok()) self.say(Message::Kind::kError, status.error());
    });
    self.remember(std::move(step));
    if (too_large) self.say(Message::Kind::kWarning, {"undo.too_large", "", "", {}});
  });
}

}  // namespace wordspace
