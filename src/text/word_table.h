// Distinct words numbered by first occurrence, with their counts: the hash table of the counting
// pass. Not a vocabulary: nothing is sorted or left out (text/vocabulary.h).
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ensure.h"

namespace wordspace {

class WordTable {
 public:
  static constexpr std::uint32_t kAbsent = 0xffffffffu;

  WordTable() : slots_(1u << 12, Slot{}) {}

  std::uint32_t size() const { return static_cast<std::uint32_t>(words_.size()); }
  std::int64_t count(std::uint32_t i) const { return words_[i].count; }
  std::string_view word(std::uint32_t i) const {
    return std::string_view(letters_.data() + words_[i].begin, words_[i].length);
  }

  // Counts one more of the word and returns its number.
  std::uint32_t add(std::string_view word) {
    const std::uint32_t hash = hash_of(word);
    const std::size_t slot = find_slot(word, hash);
    std::uint32_t i = slots_[slot].word;
    if (i == kAbsent) {
      i = size();
      ENSURE(i < kAbsent - 1);
      slots_[slot] = {hash, i};
      words_.push_back({letters_.size(), static_cast<std::uint32_t>(word.size()), 0});
      letters_.insert(letters_.end(), word.begin(), word.end());
      if (words_.size() * 2 > slots_.size()) grow();
    }
    ++words_[i].count;
    return i;
  }

  // The word's number, or kAbsent.
  std::uint32_t find(std::string_view word) const {
    return slots_[find_slot(word, hash_of(word))].word;
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t word = kAbsent;
  };
  struct Word {
    std::size_t begin = 0;  // in letters_
    std::uint32_t length = 0;
    std::int64_t count = 0;
  };

  // Eight bytes at a time, mixed by multiplication; not against attackers: a flood only slows its
  // sender.
  static std::uint32_t hash_of(std::string_view word) {
    std::uint64_t hash = word.size() * 0x9e3779b97f4a7c15u;
    const char* at = word.data();
    std::size_t left = word.size();
    for (; left >= 8; at += 8, left -= 8) hash = mix(hash ^ load(at, 8));
    if (left > 0) hash = mix(hash ^ load(at, left));
    return static_cast<std::uint32_t>(hash >> 32);
  }
  static std::uint64_t load(const char* at, std::size_t size) {
    std::uint64_t value = 0;
    std::memcpy(&value, at, size);
    return value;
  }
  static std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 32)) * 0xd6e8feb86659fd93u;
    x = (x ^ (x >> 32)) * 0xd6e8feb86659fd93u;
    return x ^ (x >> 32);
  }

  std::size_t find_slot(std::string_view word, std::uint32_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t slot = hash & mask;; slot = (slot + 1) & mask) {
      const Slot& s = slots_[slot];
      if (s.word == kAbsent) return slot;
      if (s.hash == hash && this->word(s.word) == word) return slot;
    }
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2, Slot{});
    old.swap(slots_);
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& s : old) {
      if (s.word == kAbsent) continue;
      std::size_t slot = s.hash & mask;
      while (slots_[slot].word != kAbsent) slot = (slot + 1) & mask;
      slots_[slot] = s;
    }
  }

  std::vector<Slot> slots_;  // a power of two, at most half full
  std::vector<Word> words_;
  std::vector<char> letters_;
};

}  // namespace wordspace
