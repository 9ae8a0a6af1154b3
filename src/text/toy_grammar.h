// A template grammar over tables of words: samples lines, scores a line, knows its own entropy.
// Not the worlds' words (toy_world_english.cpp, toy_world_vietnamese.cpp).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/rng.h"

namespace wordspace {

// Lines are drawn independently: a template by its weight, then for each table that it names one
// row, uniformly and independently; every place of that table in the template shows that row.
class ToyGrammar {
 public:
  // Rows of one table; all have the same number of columns, one token each.
  using Table = std::vector<std::vector<std::string>>;

  // name is one capital letter.
  void add_table(char name, Table table);
  // Tokens between spaces; "$P2" is column 2 of table P's row. All tables exist already (CHECK).
  void add_template(int weight, std::string_view text);
  void add_analogy(std::array<std::string, 4> analogy) { analogies_.push_back(std::move(analogy)); }
  // Each pair with the next one, the last with the first: a : b :: c : d.
  void add_analogies(const std::vector<std::array<std::string, 2>>& pairs);

  void append_line(Rng& rng, std::string& out) const;
  // Natural log of the line's probability, summed over all derivations; -infinity when there is
  // none.
  double log_probability(std::string_view line) const;
  // Entropy of a line in nats, exact as long as no two templates make the same line and no table's
  // place is ambiguous inside its template (a test enumerates all lines).
  double line_entropy_nats() const;
  // Mean number of tokens of a line, its end counted.
  double mean_line_tokens() const;
  // Calls nothing, returns every line that the grammar makes, with repetitions (for tests).
  std::vector<std::string> all_lines() const;
  const std::vector<std::array<std::string, 4>>& analogies() const { return analogies_; }

 private:
  struct Place {
    int table = -1;  // index into the template's tables, -1 for a literal
    int column = 0;
    std::string literal;
  };
  struct Template {
    int weight = 0;
    std::vector<int> tables;  // indices into tables_
    std::vector<Place> places;
  };

  std::string line_of(const Template& t, const std::vector<std::size_t>& rows) const;

  std::vector<char> table_names_;
  std::vector<Table> tables_;
  std::vector<Template> templates_;
  int total_weight_ = 0;
  std::vector<std::array<std::string, 4>> analogies_;
};

// A table from text: a row a line, columns between spaces.
ToyGrammar::Table toy_table(std::string_view text);

ToyGrammar make_english_grammar();
ToyGrammar make_vietnamese_grammar();

}  // namespace wordspace
