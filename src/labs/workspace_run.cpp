// The workspace's settings and its run: presets, set and get, train, pause, step, reset.
// Not the trainer: every verb here is a command to it.
#include "core/worker_pool.h"
#include "labs/setting_values.h"
#include "labs/workspace_impl.h"
#include "text/corpus.h"
#include "text/encoded_corpus.h"
#include "train/learner.h"
#include "train/word2vec_learner.h"

namespace wordspace {

namespace {

struct Preset {
  const char* name;
  const char* corpus;
  int dim, epochs;
};
// demo: under ten seconds of training on two cores. standard: under a minute. long: some minutes.
constexpr Preset kPresets[] = {
    {"demo", "bible-en", 50, 5},
    {"standard", "wordnet+bible", 100, 5},
    {"long", "wordnet+bible", 150, 15},
};
constexpr double kHeldOutFraction = 0.02;

}  // namespace

std::span<const char* const> Workspace::presets() const {
  static constexpr const char* kNames[] = {"demo", "standard", "long"};
  return kNames;
}
const Word2VecRun& Workspace::run() const { return impl_->run; }
const std::string& Workspace::preset() const { return impl_->preset; }

Status Workspace::choose_preset(std::string_view name) {
  Impl& self = *impl_;
  if (Status free = self.services.changeable(); !free.ok()) return keep_or(name == preset(), free);
  for (const Preset& row : kPresets) {
    if (name != row.name) continue;
    if (self.preset.empty() && self.self != nullptr) {
      Impl::UndoStep step;
      step.session = self.text_now();
      step.words = "message.preset_replaced";
      self.remember(std::move(step));
    }
    const std::uint64_t seed = self.run.config.seed;
    self.run = {};
    self.run.config.dim = row.dim;
    self.run.config.epochs = row.epochs;
    self.run.config.seed = seed;
    self.run.held_out_fraction = kHeldOutFraction;
    self.before_fitting.reset();
    self.preset = row.name;
    if (self.corpus && self.corpus_name != row.corpus) {
      choose_text(row.corpus, false, {});
      self.preset = row.name;
    } else if (!self.corpus) {
      // Nothing is fetched before somebody needs it.
      if (self.load_ticket > 0) {
        choose_text(row.corpus, false, {});
      }
      self.corpus_name = row.corpus;
    }
    return Done{};
  }
  return unknown_preset(name, "demo, standard, long");
}

Status Workspace::set(std::string_view field, std::string_view value) {
  Impl& self = *impl_;
  if (Status free = self.services.changeable(); !free.ok())
    return keep_or(get(field) == value, free);
  if (field == "corpus") {
    const std::string name(value);
    if (self.corpora.listed() && self.corpora.find(name) == nullptr) {
      return Error{"corpora.unknown",
                   "There is no corpus called \"" + name + "\".",
                   "Choose one of the list in the lab Text and tokens.",
                   {name}};
    }
    if (name != self.corpus_name) self.preset.clear();
    choose_text(name, true, {});
    return Done{};
  }
  Word2VecRun run = self.run;
  Word2VecConfig& config = run.config;
  const auto whole = [&](auto& target) {
    std::int64_t number = 0;
    if (!read_setting(value, number) || number < 0 || number > 1000000000) return false;
    target = static_cast<std::remove_reference_t<decltype(target)>>(number);
    return true;
  };
  bool understood = true;
  if (field == "mode") {
    understood = value == "skipgram" || value == "cbow";
    const auto mode = value == "cbow" ? Word2VecMode::kCbow : Word2VecMode::kSkipGram;
    if (understood && mode != config.mode) {
      // The usual rates of the two modes, unless somebody chose her own.
      if (config.rate == 0.025 && mode == Word2VecMode::kCbow)
        config.rate = 0.05;
      else if (config.rate == 0.05 && mode == Word2VecMode::kSkipGram)
        config.rate = 0.025;
    }
    config.mode = mode;
  } else if (field == "objective") {
    understood = value == "ns" || value == "hs" || value == "softmax";
    config.objective = value == "hs"        ? Word2VecObjective::kHierarchicalSoftmax
                       : value == "softmax" ? Word2VecObjective::kFullSoftmax
                                            : Word2VecObjective::kNegativeSampling;
  } else if (field == "seed") {
    understood = read_setting(value, config.seed);
  } else if (field == "dim") {
    understood = whole(config.dim);
  } else if (field == "window") {
    understood = whole(config.window);
  } else if (field == "negative") {
    understood = whole(config.negative);
  } else if (field == "epochs") {
    understood = whole(config.epochs);
  } else if (field == "min-count") {
    understood = whole(run.min_count) && run.min_count >= 1;
  } else if (field == "sample") {
    understood = read_setting(value, config.sample);
  } else if (field == "rate") {
    understood = read_setting(value, config.rate);
  } else {
    return Error{"set.unknown_field",
                 "There is no setting called \"" + std::string(field) + "\".",
                 "The settings are corpus, seed, mode, objective, dim, window, negative, sample, "
                 "min-count, epochs and rate.",
                 {std::string(field)}};
  }
  if (!understood) return bad_setting(field, value);
  if (Status valid = config.validate(); !valid.ok()) return valid;
  const bool is_seed = field == "seed";
  if (to_json(run) != to_json(self.run)) {
    self.run = run;
    if (!is_seed) self.preset.clear();
  }
  return Done{};
}

std::string Workspace::get(std::string_view field) const {
  const Word2VecConfig& config = impl_->run.config;
  if (field == "corpus") return impl_->corpus_name;
  if (field == "seed") return std::to_string(config.seed);
  if (field == "mode") return config.mode == Word2VecMode::kCbow ? "cbow" : "skipgram";
  if (field == "objective") {
    switch (config.objective) {
      case Word2VecObjective::kNegativeSampling:
        return "ns";
      case Word2VecObjective::kHierarchicalSoftmax:
        return "hs";
      case Word2VecObjective::kFullSoftmax:
        return "softmax";
    }
  }
  if (field == "dim") return std::to_string(config.dim);
  if (field == "window") return std::to_string(config.window);
  if (field == "negative") return std::to_string(config.negative);
  if (field == "epochs") return std::to_string(config.epochs);
  if (field == "min-count") return std::to_string(impl_->run.min_count);
  if (field == "sample") return setting_text(config.sample);
  if (field == "rate") return setting_text(config.rate);
  return {};
}

std::string Workspace::Impl::encoding_signature() const {
  return corpus_name + "\n" + std::to_string(corpus_version) + "\n" +
         std::to_string(run.min_count) + "\n" + std::to_string(run.held_out_fraction) + "\n" +
         std::to_string(run.config.seed);
}

std::string Workspace::Impl::signature() const {
  return corpus_name + "\n" + std::to_string(corpus_version) + "\n" + to_json(run);
}

bool Workspace::Impl::send(TrainerCommand command) {
  if (runner.send(std::move(command))) return true;
  say(Message::Kind::kWarning, busy_error());
  return false;
}

bool Workspace::Impl::prepare(bool start, SavedRun resumed_run) {
  command::Prepare prepare;
  prepare.start = start;
  prepare.resume = std::move(resumed_run);
  // The corpus as numbers is made anew only where something that it depends on has changed.
  std::shared_ptr<const EncodedCorpus> ready =
      encoded && encoded_signature == encoding_signature() ? encoded : nullptr;
  prepare.make = [text = corpus, settings = run,
                  ready](WorkerPool* pool) -> Result<PreparedLearner> {
    PreparedLearner prepared;
    prepared.encoded = ready;
    if (!prepared.encoded) {
      EncodeOptions options;
      options.min_count = settings.min_count;
      options.held_out_fraction = settings.held_out_fraction;
      options.seed = settings.config.seed;
      auto made = encode_corpus(*text, options);
      if (!made.ok()) return made.error();
      prepared.encoded = std::move(made.value());
    }
    auto learner = make_word2vec_learner(settings, prepared.encoded, pool);
    if (!learner.ok()) return learner.error();
    prepared.learner = std::move(learner.value());
    return prepared;
  };
  if (!send(std::move(prepare))) return false;
  if (resumed) std::exchange(resumed, nullptr)(busy_error());  // a newer wish counts
  if (!preparing) signature_before = prepared_signature;
  preparing = true;
  preparing_text = corpus->name == kOwnText ? corpus : nullptr;
  run_before_preparing = runner.snapshot().run;
  checkpoint_name.clear();
  prepared_signature = signature();
  wanted_encoding = encoding_signature();
  vectors_origin = "run";
  return true;
}

void Workspace::train(std::function<void(Status)> started) {
  Impl& self = *impl_;
  choose_text(self.corpus_name, false, [this, started = std::move(started)](Status loaded) {
    Impl& inner = *impl_;
    if (!loaded.ok()) {
      if (started) started(loaded);
      return;
    }
    const bool anew = settings_changed();
    RunWaiters::Waiter waiter{false, inner.runner.snapshot().run, 0, anew, started};
    bool sent = true;
    if (anew) {
      inner.replace_run(session_room());
      sent = inner.prepare(true);
    } else {
      if (snapshot().status == RunStatus::kDone) {
        inner.replace_run(session_room());
        sent = inner.send(command::Reset{inner.run.config.seed});
      }
      sent = sent && inner.send(command::Start{});
      inner.vectors_origin = "run";
    }
    if (sent) {
      inner.waiters.add(std::move(waiter));
    } else if (started) {
      started(busy_error());
    }
  });
}

void Workspace::pause() { impl_->send(command::Pause{}); }

void Workspace::step(std::function<void(Status)> done) {
  Impl& self = *impl_;
  choose_text(self.corpus_name, false, [this, done = std::move(done)](Status loaded) {
    Impl& inner = *impl_;
    if (!loaded.ok()) {
      if (done) done(loaded);
      return;
    }
    const Snapshot& now = inner.runner.snapshot();
    RunWaiters::Waiter waiter{true, now.run, now.record_number, false, done};
    bool sent = true;
    if (settings_changed()) {
      inner.replace_run(session_room());
      sent = inner.prepare(false);
    } else if (now.status == RunStatus::kDone) {
      // There is no next word; starting over unasked would throw away what was learned.
      const Error finished = run_finished_error();
      inner.say(Message::Kind::kWarning, finished);
      if (done) done(finished);
      return;
    }
    sent = sent && inner.send(command::Step{});
    if (sent) {
      inner.waiters.add(std::move(waiter));
    } else if (done) {
      done(busy_error());
    }
  });
}

void Workspace::reset() {
  Impl& self = *impl_;
  if (self.prepared_signature.empty() || !self.corpus) return;
  self.replace_run(session_room());
  if (settings_changed()) {
    self.prepare(false);
  } else {
    self.send(command::Reset{self.run.config.seed});
  }
}

void Workspace::set_speed(double share) {
  impl_->speed = share < 0.01 ? 0.01 : share > 1 ? 1 : share;
  impl_->send(command::SetSpeed{impl_->speed});
}
double Workspace::speed() const { return impl_->speed; }

const Snapshot& Workspace::snapshot() const { return impl_->runner.snapshot(); }

bool Workspace::settings_changed() const { return impl_->prepared_signature != impl_->signature(); }

// A refused preparation or checkpoint leaves the trainer as it was and its reason in the snapshot.
void Workspace::Impl::end_preparing() {
  preparing = false;
  const Snapshot& now = runner.snapshot();
  const std::function<void(Status)> answer = std::exchange(resumed, nullptr);
  const bool refused = now.run == run_before_preparing;
  if (refused && answer) {
    prepared_signature = signature_before;
  } else if (refused) {
    prepared_signature.clear();
  } else {
    run_text = std::exchange(preparing_text, nullptr);
  }
  if (now.error && !answer) {
    say(Message::Kind::kError, *now.error);
  } else if (!refused && !checkpoint_name.empty()) {
    say(Message::Kind::kInfo, {"message.checkpoint", "", "", {checkpoint_name}});
  }
  checkpoint_name.clear();
  if (!answer) return;
  if (refused) {
    answer(now.error ? *now.error : busy_error());
  } else {
    answer(Done{});
  }
}

}  // namespace wordspace
