// What we write ourselves and read back: checkpoints, records, sessions, the journal. Each input is
// given its checksum here, so that the fuzzer reaches what lies behind it.
#include <string>

#include "core/ensure.h"
#include "fuzz.h"
#include "labs/journal.h"
#include "labs/session.h"
#include "text/corpus.h"
#include "text/token_corpus.h"
#include "train/checkpoint.h"
#include "train/container.h"
#include "train/learner.h"
#include "train/run_record.h"
#include "train/transformer_learner.h"

namespace wordspace::fuzz {
namespace {

std::string closed(std::string_view bytes) {
  std::string out(bytes);
  close_container(out);
  return out;
}
std::string opened(std::string bytes) {
  bytes.resize(bytes.size() - kContainerChecksumBytes);
  return bytes;
}

std::unique_ptr<Learner> made_learner() {
  TransformerRun run;
  run.model.context = 8;
  run.model.layers = 1;
  run.model.heads = 1;
  run.model.width = 4;
  run.tokenizer = CodecKind::kCharacter;
  run.vocab_size = 40;
  run.batch = 1;
  run.steps = 5;
  Corpus text;
  text.name = "own";
  for (int line = 0; line < 40; ++line)
    text.text += "the cat sat by the sea and the sea was calm\n";
  const auto corpus = tokenize_corpus(text, tokenize_options(run));
  ENSURE(corpus.ok());
  auto learner = make_transformer_learner(run, *corpus, nullptr);
  ENSURE(learner.ok());
  return std::move(learner.value());
}

void run_checkpoint(std::string_view bytes) {
  static const std::unique_ptr<Learner> learner = made_learner();
  const std::string whole = closed(bytes);
  const auto info = inspect_checkpoint(whole);
  ENSURE(info.ok() || !info.error().message.empty());
  const std::string before = save_checkpoint(*learner);
  if (load_checkpoint(*learner, whole).ok()) {
    ENSURE(load_checkpoint(*learner, before).ok());
  } else {
    ENSURE(save_checkpoint(*learner) == before);  // refused: as it was
  }
}
std::vector<std::string> checkpoint_seeds() { return {opened(save_checkpoint(*made_learner()))}; }

void run_record(std::string_view bytes) {
  const auto record = read_run_record(closed(bytes));
  ENSURE(record.ok() || !record.error().message.empty());
}
std::vector<std::string> record_seeds() {
  RunRecord record;
  record.steps = 3;
  record.metrics.emplace_back("mask", LossCurve::State{});
  return {opened(write_run_record(record))};
}

Session made_session() {
  Session session;
  session.number = 7;
  session.lab = "gpt";
  session.fields["gpt"] = {{"gpt.prompt", "the sea"}};
  auto text = corpus_from_bytes("mine.txt", "the cat sat by the sea\n");
  ENSURE(text.ok());
  text->name = "own";
  session.own_text = std::make_shared<const Corpus>(std::move(text.value()));
  session.own_title = "mine.txt";
  SessionVectors vectors;
  vectors.name = "v.txt";
  vectors.dim = 2;
  vectors.words = std::make_shared<const std::string>("a\nb\n");
  vectors.rows = std::make_shared<const std::vector<float>>(std::vector<float>{1, 2, 3, 4});
  session.vectors = std::move(vectors);
  using Files = std::map<std::string, std::string, std::less<>>;
  session.folders.push_back(
      {"bert", "folder", std::make_shared<const Files>(Files{{"config.json", "{}"}})});
  const std::unique_ptr<Learner> learner = made_learner();
  SessionRoom room;
  room.model = "gpt";
  room.corpus = "own";
  SessionRun run;
  run.saved.checkpoint = std::make_shared<const std::string>(save_checkpoint(*learner));
  const auto info = inspect_checkpoint(*run.saved.checkpoint);
  ENSURE(info.ok());
  room.settings = run.settings = info->config_json;
  run.corpus = "own";
  run.text = session.own_text;
  room.run = std::move(run);
  session.rooms.push_back(std::move(room));
  return session;
}

void run_session(std::string_view bytes) {
  const std::string whole = closed(bytes);
  const auto session = read_session(whole);
  if (session.ok()) {
    const auto again = read_session(write_session(*session));
    ENSURE(again.ok() && again->rooms.size() == session->rooms.size());
  } else {
    ENSURE(!session.error().message.empty());
  }
  const auto list = read_kept_list(whole);
  ENSURE(list.ok() || !list.error().message.empty());
}
std::vector<std::string> session_seeds() {
  const Session session = made_session();
  std::vector<KeptPart> parts;
  for (const SessionPart& part : session_parts(session)) {
    parts.push_back({part.name, part_key(part), part.bytes.size()});
  }
  return {opened(write_session(session)), opened(write_kept_list(session, parts))};
}

void run_journal(std::string_view bytes) {
  const auto journal = read_journal(bytes);
  if (!journal.ok()) return;
  Session kept = made_session();
  static_cast<void>(put_over(kept, *journal, std::string("the dog sat by the sea\n")));
  ENSURE(read_session(write_session(kept)).ok());
}
std::vector<std::string> journal_seeds() {
  Journal journal;
  journal.outline = made_session();
  journal.text = {"mine.txt", "0123-4"};
  journal.files = files_of(journal.outline, part_key);
  journal.runs.push_back({"gpt", "a.1", 3, 5});
  return {write_journal(journal)};
}

constexpr Target kTargets[] = {
    {"checkpoint", run_checkpoint, checkpoint_seeds},
    {"record", run_record, record_seeds},
    {"session", run_session, session_seeds},
    {"journal", run_journal, journal_seeds},
};

}  // namespace

std::span<const Target> keeping_targets() { return kTargets; }

}  // namespace wordspace::fuzz
