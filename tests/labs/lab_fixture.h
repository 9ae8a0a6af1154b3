// A workspace whose world is in memory, and patience: what every test of labs/ begins with.
// Not the application: nothing here draws.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "analysis/vectors.h"
#include "core/file_io.h"
#include "labs/services.h"
#include "labs/transformer_room.h"
#include "labs/workspace.h"
#include "train/run_status.h"
#include "train/snapshot.h"

namespace wordspace {

struct LabWorld {
  std::map<std::string, std::string> served;  // path -> bytes, besides the project's data/
  std::map<std::string, std::string> saved;   // name -> bytes
  std::vector<std::string> asked;             // paths, in order

  LabWorld() {
    served["corpora/corpora.json"] =
        R"({"corpora": [{"name": "mini", "title": "Mini", "language": "en", "licence": "free",
            "source": "made up", "words": 12, "documents": 2,
            "parts": [{"file": "one.txt", "bytes": 20}, {"file": "two.txt", "bytes": 20}]},
           {"name": "gone", "title": "Gone", "language": "en", "licence": "free",
            "source": "made up", "words": 12, "documents": 2,
            "parts": [{"file": "gone.txt", "bytes": 20}]}]})";
    served["corpora/one.txt"] = "the king and the queen\nthe man and the woman";
    served["corpora/two.txt"] = "the king and the man";
  }

  Services services() {
    Services made;
    made.fetch = [this](const std::string& path, std::function<void(std::uint64_t, std::uint64_t)>,
                        std::function<void(Result<std::string>)> done) {
      asked.push_back(path);
      const auto found = served.find(path);
      if (found != served.end()) {
        done(found->second);
      } else if (path.rfind("data/", 0) == 0) {
        done(read_file(path));
      } else {
        done(Error{"fetch.not_found", "Not there.", "Try another.", {path}});
      }
    };
    made.save_file = [this](const std::string& name, const std::string&,
                            std::string_view bytes) -> Result<std::string> {
      saved[name] = std::string(bytes);
      return name;
    };
    made.open_file = [](const std::string&, std::function<void(std::string, Result<std::string>)>) {
    };
    made.set_clipboard = [](const std::string&) {};
    made.now_ms = [] { return 0.0; };
    return made;
  }
};

// Polls until condition holds; false after a minute and a half. The trainer works on a thread of
// its own and tells nobody when it is done, so the wall clock bounds the wait and the condition
// ends it.
inline bool wait_for(Workspace& workspace, const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(90);
  while (!condition()) {
    workspace.poll();
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

inline bool wait_until_done(Workspace& workspace) {
  return wait_for(workspace, [&] { return workspace.snapshot().status == RunStatus::kDone; });
}

// A short run on the English toy world, vectors and score included.
inline bool train_toy(Workspace& workspace, int dim = 16, int epochs = 1) {
  if (!workspace.set("corpus", "toy-en").ok()) return false;
  if (!workspace.set("dim", std::to_string(dim)).ok()) return false;
  if (!workspace.set("epochs", std::to_string(epochs)).ok()) return false;
  workspace.train();
  return wait_until_done(workspace) &&
         wait_for(workspace, [&] { return !workspace.busy() && !workspace.vectors().empty(); });
}

// A GPT or BERT that trains in a moment.
inline bool choose_small(TransformerRoom& room) {
  bool fine = room.choose_preset("demo").ok();
  for (const auto& [field, value] : {std::pair{"layers", "1"},
                                     {"heads", "2"},
                                     {"width", "16"},
                                     {"context", "16"},
                                     {"batch", "4"},
                                     {"warmup", "2"},
                                     {"steps", "50"}}) {
    fine = fine && room.set(field, value).ok();
  }
  return fine;
}

// One step, and whether it was made.
inline bool step(Workspace& workspace, RunControls& room) {
  bool done = false;
  room.step([&](const Status& status) { done = status.ok(); });
  return wait_for(workspace, [&] { return done && !workspace.busy(); });
}

}  // namespace wordspace
