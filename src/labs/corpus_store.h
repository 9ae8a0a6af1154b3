// The texts that labs can choose: the list, built-in ones fetched when first needed, toy worlds
// made on the spot, a learner's own. Shared by all models. Not the choice (each run has its own)
// and not encoding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "text/builtin_corpora.h"

namespace wordspace {

struct Corpus;
struct Services;
enum class ToyLanguage;

inline constexpr const char* kOwnText = "own";

struct CorpusLoad {
  std::string name;  // being fetched; empty: nothing
  std::uint64_t received_bytes = 0, total_bytes = 0;
};

class CorpusStore {
 public:
  using Answer = std::function<void(Result<std::shared_ptr<const Corpus>>)>;

  // services outlives the store.
  explicit CorpusStore(Services* services);
  // Asks for the list of built-in texts; done: it has come or cannot. Not called without fetch.
  void fetch_list(std::function<void(Status)> done);

  const std::vector<CorpusInfo>& list() const { return corpora_; }
  bool listed() const { return listed_; }
  const CorpusInfo* find(std::string_view name) const;
  // The oldest text under way.
  const CorpusLoad& load() const;
  // Its state while it is fetched, else null.
  const CorpusLoad* load_of(std::string_view name) const;

  // Answers at once where the text is here, else frames later. Texts are kept once fetched.
  //   Errors: corpora.unknown, fetch.*.
  void get(const std::string& name, Answer answer);
  // Takes in a text of her own; replaces an earlier one. Errors: those of corpus_from_bytes.
  Result<std::shared_ptr<const Corpus>> set_own(const std::string& title, std::string bytes);
  // The same for a text that was taken in before.
  void put_own(const std::string& title, std::shared_ptr<const Corpus> text);
  const std::shared_ptr<const Corpus>& own() const { return own_; }  // null: none
  std::uint64_t own_version() const { return own_version_; }         // counts them

 private:
  struct Fetch {
    CorpusLoad progress;
    std::string text;  // parts joined so far
    std::vector<Answer> waiters;
  };
  void take_list(Result<std::string> json, const std::function<void(Status)>& done);
  void begin(const std::string& name);
  void fetch_part(const std::string& name, std::size_t part);
  void finish(const std::string& name, Result<std::shared_ptr<const Corpus>> result);
  Fetch* fetch_of(std::string_view name);

  Services* services_;
  std::vector<CorpusInfo> corpora_;
  bool listed_ = false;
  std::vector<std::unique_ptr<Fetch>> fetches_;
  std::vector<std::shared_ptr<const Corpus>> kept_;
  std::shared_ptr<const Corpus> own_;
  std::uint64_t own_version_ = 0;
  // Callbacks that outlive the store look here first.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

// The language of a toy world by its name; nothing for other texts.
std::optional<ToyLanguage> toy_language(std::string_view name);

// Words as a quick count: runs of bytes between spaces. Good enough to choose settings by.
std::size_t count_spaced_words(std::string_view text);

}  // namespace wordspace
