// Whose word vectors are asked: Word2Vec's, GloVe's, the token table of GPT or BERT, an opened
// file's.
// Not the questions (the views of lab 5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/vectors.h"
#include "labs/lab.h"

namespace wordspace {

class TransformerRoom;

class VectorChoice {
 public:
  // Once a frame, before anything is asked: takes new vectors, follows a file that was opened.
  void follow(Workspace& workspace);
  // As follow() left them; empty: there are none yet. Live as long as the workspace does not poll.
  const WordVectors& vectors() const { return *vectors_; }
  std::uint64_t version() const { return version_; }  // changes when vectors() do
  ImU32 colour(const ui::Ui& ui) const;
  const std::string& name() const;  // "word2vec", "glove", "gpt", "bert", "file"
  // The text that they were learned from; empty: that of the workspace, as far as anyone knows.
  std::string corpus(Workspace& workspace) const;
  // A run's or a file's, which can be saved as vectors; a model's token table is saved with it.
  bool can_be_saved() const { return source_ != kGpt && source_ != kBert; }
  TokenId find(std::string_view typed) const {
    return vectors_->empty() ? kUnknownToken : vectors_->vocabulary().find_typed(typed);
  }

  // The index-th word of the families (lab_parts.h) that the vectors know; the index-th word of all
  // where there are too few; empty without vectors.
  std::string example_word(std::size_t index) const;
  // Puts an example in the place of a word that the vectors do not know, unless somebody wrote it:
  // as long as it is what was suggested last.
  void suggest(std::string& word, std::string& suggested, std::size_t index) const;

  // In place of answers while there are no vectors: how far loading is, or what will appear with
  // the button that trains. True: the caller draws nothing more.
  bool draw_missing(LabContext& context, const char* name, const char* what_key);
  // The choice, and what the vectors are. Named "analogies.vectors".
  void draw(LabContext& context);

  // "analogies.vectors".
  bool set(std::string_view field, std::string_view value);
  std::string get(std::string_view field) const;

 private:
  enum Source { kWord2Vec, kGlove, kGpt, kBert, kFile };
  void choose(Workspace& workspace);
  void take_table(TransformerRoom& room);

  Source source_ = kWord2Vec;
  std::optional<Source> wanted_;  // chosen since the last follow()
  std::string seen_origin_;       // of the workspace's vectors; empty: never looked
  const WordVectors* vectors_ = &none_;
  std::uint64_t version_ = 0;
  // What vectors_ was taken from: another one raises the version.
  Source seen_source_ = kWord2Vec;
  std::uint64_t seen_version_ = 0;
  WordVectors none_, table_;
};

}  // namespace wordspace
