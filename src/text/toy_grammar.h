// A template grammar over tables of words: samples lines, scores a line, knows its own entropy.
// Not the worlds' words (toy_world_english.cpp, toy_world_vietnamese.cpp).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/rng.h"

namespace wordspace {

// A line: a template by its weight, then for each table that it names one row, uniformly and
// independently; every place of that table in the template shows that row.
// A theme is what all lines of a document have in common: a few rows of a subject table. Every
// template names one subject table, so that a line drawn alone has a theme too, and lines of a
// document are independent once their theme is known.
class ToyGrammar {
 public:
  // Rows of one table; all have the same number of columns, one token each.
  using Table = std::vector<std::vector<std::string>>;

  // name is one capital letter. A subject table is one whose rows, rows_per_theme at a time, make
  // themes; 0 for other tables.
  void add_table(char name, Table table, std::size_t rows_per_theme = 0);
  // Tokens between spaces; "$P2" is column 2 of table P's row. All tables exist already (ENSURE).
  void add_template(int weight, std::string_view text);
  void add_analogy(std::array<std::string, 4> analogy) { analogies_.push_back(std::move(analogy)); }
  // Each pair with the next one, the last with the first: a : b :: c : d.
  void add_analogies(const std::vector<std::array<std::string, 2>>& pairs);

  void append_line(Rng& rng, std::string& out) const;
  // A theme with the probability with which lines have it; a line of that theme.
  std::size_t draw_theme(Rng& rng) const;
  void append_line(Rng& rng, std::size_t theme, std::string& out) const;
  // Natural log of the line's probability, summed over all derivations; -infinity when there is
  // none.
  double log_probability(std::string_view line) const;
  // Themes that can make the line, ascending.
  std::vector<std::size_t> themes_of(std::string_view line) const;
  std::size_t num_themes() const { return themes_.size(); }
  double theme_probability(std::size_t theme) const;
  double theme_entropy_nats() const;
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
    int subject = -1;         // the subject table among them
    std::vector<Place> places;
  };

  struct Theme {
    int table = 0;  // index into tables_
    std::size_t row_begin = 0, row_end = 0;
  };

  // A template with the weight that is left of a random number below the sum of weights; of all, or
  // of those that name the table.
  const Template& template_at(std::uint32_t weight, int table = -1) const;
  int weight_of(int table) const;
  std::size_t num_themes_of(int table) const;
  std::vector<bool> fits(const Template& t, std::size_t k,
                         const std::vector<std::string_view>& words) const;
  std::string line_of(const Template& t, const std::vector<std::size_t>& rows) const;

  std::vector<char> table_names_;
  std::vector<Table> tables_;
  std::vector<Theme> themes_;
  std::vector<Template> templates_;
  int total_weight_ = 0;
  std::vector<std::array<std::string, 4>> analogies_;
};

// A table from text: a row a line, columns between spaces.
ToyGrammar::Table toy_table(std::string_view text);
// A person's row for every role (he-word, she-word, things), gender, thing and piece of clothing:
// the person, the words of the gender, the clothing, the thing. Every person carries the marks of a
// role and of a gender, each in the same places: that is what makes king - man + woman come out at
// queen.
using ToyGenders = std::array<std::vector<std::string>, 2>;  // his, hers
ToyGrammar::Table toy_people(const ToyGrammar::Table& roles, const ToyGenders& words,
                             const ToyGenders& clothes);
// Columns a and b of every row, for analogies.
std::vector<std::array<std::string, 2>> toy_pairs(const ToyGrammar::Table& table, std::size_t a,
                                                  std::size_t b);

ToyGrammar make_english_grammar();
ToyGrammar make_vietnamese_grammar();

}  // namespace wordspace
