// The store of kept bytes in a browser: numbers requests to web/storage.js and sorts its answers.
// Not the store (IndexedDB, in storage.js). platform_web.cpp alone includes this, after the
// bindings of host_web.h.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/host_web.h"
#include "platform/platform.h"

namespace wordspace {

// What a list of kept parts says, from its JSON: bytes by name; empty where it cannot be read.
Platform::KeptBytes kept_bytes_of(const std::string& json);

class StoreWeb {
 public:
  void claim(bool take_over, std::function<void(StoreClaim)> claimed) {
    const int token = ++token_;
    claims_.clear();  // a newer claim counts
    claims_[token] = std::move(claimed);
    host_claim_store(take_over ? 1 : 0, token);
  }
  void keep(const std::vector<Platform::StoreItem>& items, const std::vector<std::string>& forget,
            std::function<void(Status)> done) {
    const int token = expect([done = std::move(done)](Result<std::string> answer) {
      if (!done) return;
      answer.ok() ? done(Done{}) : done(answer.error());
    });
    for (const Platform::StoreItem& item : items) {
      host_keep_item(item.name.c_str(), item.bytes.data(), static_cast<double>(item.bytes.size()));
    }
    for (const std::string& name : forget) host_forget_item(name.c_str());
    host_keep(token);
  }
  void kept(const std::string& name, std::function<void(Result<std::string>)> done) {
    host_kept(name.c_str(), expect(std::move(done)));
  }
  void kept_bytes(std::function<void(Result<Platform::KeptBytes>)> done) {
    host_kept_bytes(expect([done = std::move(done)](const Result<std::string>& answer) {
      answer.ok() ? done(kept_bytes_of(*answer)) : done(answer.error());
    }));
  }

  // --- What the page answers.
  void claimed(int token, int claim) {
    const auto found = claims_.find(token);
    if (found == claims_.end()) return;
    const auto told = found->second;  // stays: another tab may take over later
    told(claim == 0 ? StoreClaim::kMine : claim == 1 ? StoreClaim::kOthers : StoreClaim::kNone);
  }
  void stored(int token, int status, const char* bytes, std::size_t num_bytes) {
    const auto found = waiting_.find(token);
    if (found == waiting_.end()) return;
    const auto done = std::move(found->second);
    waiting_.erase(found);
    if (status == 0) return done(std::string(bytes, num_bytes));
    if (status == 1) {
      return done(Error{"kept.none", "Nothing of that name is kept.", "Keep it first."});
    }
    if (status == 2) {
      return done(Error{"kept.full", "There is no room left to keep the models here.",
                        "What was kept before stays. Save the session as a file."});
    }
    done(Error{"kept.refused",
               "This browser keeps nothing here: perhaps the window is a private one.",
               "Save the session as a file before you close it."});
  }

 private:
  int expect(std::function<void(Result<std::string>)> done) {
    const int token = ++token_;
    waiting_[token] = std::move(done);
    return token;
  }

  int token_ = 0;
  std::map<int, std::function<void(StoreClaim)>> claims_;
  std::map<int, std::function<void(Result<std::string>)>> waiting_;
};

}  // namespace wordspace
