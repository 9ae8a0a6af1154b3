// Sampling, scoring and the entropy of template grammars.
// Not a parser of anything richer: no recursion, one token a place.
#include "text/toy_grammar.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/ensure.h"

namespace wordspace {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    if (end > at) parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

}  // namespace

ToyGrammar::Table toy_table(std::string_view text) {
  ToyGrammar::Table table;
  for (const std::string_view line : split(text, '\n')) {
    std::vector<std::string> row;
    for (const std::string_view word : split(line, ' ')) row.emplace_back(word);
    if (!row.empty()) table.push_back(std::move(row));
  }
  return table;
}

void ToyGrammar::add_table(char name, Table table, std::size_t rows_per_theme) {
  ENSURE(!table.empty());
  for (const auto& row : table) ENSURE(row.size() == table[0].size());
  if (rows_per_theme > 0) {
    ENSURE(table.size() % rows_per_theme == 0);
    for (std::size_t row = 0; row < table.size(); row += rows_per_theme) {
      themes_.push_back({static_cast<int>(tables_.size()), row, row + rows_per_theme});
    }
  }
  table_names_.push_back(name);
  tables_.push_back(std::move(table));
}

void ToyGrammar::add_template(int weight, std::string_view text) {
  ENSURE(weight > 0);
  Template t;
  t.weight = weight;
  for (const std::string_view word : split(text, ' ')) {
    Place place;
    if (word[0] != '$') {
      place.literal = std::string(word);
    } else {
      ENSURE(word.size() == 3);
      const auto named = std::find(table_names_.begin(), table_names_.end(), word[1]);
      ENSURE(named != table_names_.end());
      const auto table = static_cast<int>(named - table_names_.begin());
      place.column = word[2] - '0';
      ENSURE(place.column >= 0 &&
             place.column < static_cast<int>(tables_[static_cast<std::size_t>(table)][0].size()));
      const auto known = std::find(t.tables.begin(), t.tables.end(), table);
      place.table = static_cast<int>(known - t.tables.begin());
      if (known == t.tables.end()) {
        t.tables.push_back(table);
        if (num_themes_of(table) > 0) {
          ENSURE(t.subject < 0);
          t.subject = table;
        }
      }
    }
    t.places.push_back(std::move(place));
  }
  total_weight_ += weight;
  templates_.push_back(std::move(t));
}

void ToyGrammar::add_analogies(const std::vector<std::array<std::string, 2>>& pairs) {
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto& next = pairs[(i + 1) % pairs.size()];
    analogies_.push_back({pairs[i][0], pairs[i][1], next[0], next[1]});
  }
}

std::string ToyGrammar::line_of(const Template& t, const std::vector<std::size_t>& rows) const {
  std::string line;
  for (const Place& place : t.places) {
    if (!line.empty()) line += ' ';
    if (place.table < 0) {
      line += place.literal;
    } else {
      const auto k = static_cast<std::size_t>(place.table);
      line += tables_[static_cast<std::size_t>(t.tables[k])][rows[k]]
                     [static_cast<std::size_t>(place.column)];
    }
  }
  return line;
}

const ToyGrammar::Template& ToyGrammar::template_at(std::uint32_t weight, int table) const {
  auto left = static_cast<int>(weight);
  const Template* chosen = nullptr;
  for (const Template& t : templates_) {
    if (table >= 0 && t.subject != table) continue;
    chosen = &t;
    left -= t.weight;
    if (left < 0) break;
  }
  ENSURE(chosen != nullptr);
  return *chosen;
}

int ToyGrammar::weight_of(int table) const {
  int weight = 0;
  for (const Template& t : templates_) weight += t.subject == table ? t.weight : 0;
  return weight;
}

std::size_t ToyGrammar::num_themes_of(int table) const {
  return static_cast<std::size_t>(std::count_if(
      themes_.begin(), themes_.end(), [&](const Theme& theme) { return theme.table == table; }));
}

void ToyGrammar::append_line(Rng& rng, std::string& out) const {
  const Template& t = template_at(rng.below(static_cast<std::uint32_t>(total_weight_)));
  std::vector<std::size_t> rows;
  rows.reserve(t.tables.size());
  for (const int table : t.tables) {
    rows.push_back(
        rng.below(static_cast<std::uint32_t>(tables_[static_cast<std::size_t>(table)].size())));
  }
  out += line_of(t, rows);
}

std::size_t ToyGrammar::draw_theme(Rng& rng) const {
  const int table = template_at(rng.below(static_cast<std::uint32_t>(total_weight_))).subject;
  ENSURE(table >= 0);
  std::size_t skip = rng.below(static_cast<std::uint32_t>(num_themes_of(table)));
  std::size_t theme = 0;
  while (themes_[theme].table != table || skip-- > 0) ++theme;
  return theme;
}

void ToyGrammar::append_line(Rng& rng, std::size_t theme, std::string& out) const {
  const Theme& about = themes_[theme];
  const auto weight = static_cast<std::uint32_t>(weight_of(about.table));
  const Template& t = template_at(rng.below(weight), about.table);
  std::vector<std::size_t> rows;
  rows.reserve(t.tables.size());
  for (const int table : t.tables) {
    const bool subject = table == about.table;
    const std::size_t begin = subject ? about.row_begin : 0;
    const std::size_t end =
        subject ? about.row_end : tables_[static_cast<std::size_t>(table)].size();
    rows.push_back(begin + rng.below(static_cast<std::uint32_t>(end - begin)));
  }
  out += line_of(t, rows);
}

double ToyGrammar::theme_probability(std::size_t theme) const {
  const int table = themes_[theme].table;
  return static_cast<double>(weight_of(table)) / total_weight_ /
         static_cast<double>(num_themes_of(table));
}

double ToyGrammar::theme_entropy_nats() const {
  double entropy = 0;
  for (std::size_t theme = 0; theme < num_themes(); ++theme) {
    const double p = theme_probability(theme);
    entropy -= p * std::log(p);
  }
  return entropy;
}

// Which rows of the template's table k show the words in their places.
std::vector<bool> ToyGrammar::fits(const Template& t, std::size_t k,
                                   const std::vector<std::string_view>& words) const {
  const Table& table = tables_[static_cast<std::size_t>(t.tables[k])];
  std::vector<bool> fitting(table.size(), true);
  for (std::size_t row = 0; row < table.size(); ++row) {
    for (std::size_t i = 0; i < words.size() && fitting[row]; ++i) {
      const Place& place = t.places[i];
      fitting[row] = place.table != static_cast<int>(k) ||
                     table[row][static_cast<std::size_t>(place.column)] == words[i];
    }
  }
  return fitting;
}

double ToyGrammar::log_probability(std::string_view line) const {
  const std::vector<std::string_view> words = split(line, ' ');
  double probability = 0;
  for (const Template& t : templates_) {
    if (t.places.size() != words.size()) continue;
    double p = static_cast<double>(t.weight) / total_weight_;
    for (std::size_t i = 0; i < words.size() && p > 0; ++i) {
      if (t.places[i].table < 0 && t.places[i].literal != words[i]) p = 0;
    }
    for (std::size_t k = 0; k < t.tables.size() && p > 0; ++k) {
      const std::vector<bool> fitting = fits(t, k, words);
      p *= static_cast<double>(std::count(fitting.begin(), fitting.end(), true)) /
           static_cast<double>(fitting.size());
    }
    probability += p;
  }
  return probability > 0 ? std::log(probability) : -std::numeric_limits<double>::infinity();
}

std::vector<std::size_t> ToyGrammar::themes_of(std::string_view line) const {
  const std::vector<std::string_view> words = split(line, ' ');
  std::vector<bool> possible(themes_.size(), false);
  for (const Template& t : templates_) {
    if (t.places.size() != words.size()) continue;
    bool matches = true;
    for (std::size_t i = 0; i < words.size() && matches; ++i) {
      matches = t.places[i].table >= 0 || t.places[i].literal == words[i];
    }
    std::vector<bool> subject_rows;
    for (std::size_t k = 0; k < t.tables.size() && matches; ++k) {
      std::vector<bool> fitting = fits(t, k, words);
      matches = std::count(fitting.begin(), fitting.end(), true) > 0;
      if (t.tables[k] == t.subject) subject_rows = std::move(fitting);
    }
    for (std::size_t theme = 0; theme < themes_.size() && matches; ++theme) {
      if (themes_[theme].table != t.subject) continue;
      for (std::size_t row = themes_[theme].row_begin; row < themes_[theme].row_end; ++row) {
        if (subject_rows[row]) possible[theme] = true;
      }
    }
  }
  std::vector<std::size_t> themes;
  for (std::size_t theme = 0; theme < possible.size(); ++theme) {
    if (possible[theme]) themes.push_back(theme);
  }
  return themes;
}

double ToyGrammar::line_entropy_nats() const {
  double entropy = 0;
  for (const Template& t : templates_) {
    const double weight = static_cast<double>(t.weight) / total_weight_;
    entropy -= weight * std::log(weight);
    for (std::size_t k = 0; k < t.tables.size(); ++k) {
      // Rows that look alike in the columns that the template shows are one outcome.
      const Table& table = tables_[static_cast<std::size_t>(t.tables[k])];
      std::map<std::string, int> outcomes;
      for (const auto& row : table) {
        std::string shown;
        for (const Place& place : t.places) {
          if (place.table == static_cast<int>(k))
            shown += row[static_cast<std::size_t>(place.column)] + ' ';
        }
        ++outcomes[shown];
      }
      for (const auto& [shown, count] : outcomes) {
        const double p = static_cast<double>(count) / static_cast<double>(table.size());
        entropy -= weight * p * std::log(p);
      }
    }
  }
  return entropy;
}

double ToyGrammar::mean_line_tokens() const {
  double tokens = 0;
  for (const Template& t : templates_) {
    tokens +=
        static_cast<double>(t.weight) / total_weight_ * static_cast<double>(t.places.size() + 1);
  }
  return tokens;
}

std::vector<std::string> ToyGrammar::all_lines() const {
  std::vector<std::string> lines;
  for (const Template& t : templates_) {
    std::vector<std::size_t> rows(t.tables.size(), 0);
    for (;;) {
      lines.push_back(line_of(t, rows));
      std::size_t k = 0;
      while (k < rows.size() &&
             ++rows[k] == tables_[static_cast<std::size_t>(t.tables[k])].size()) {
        rows[k++] = 0;
      }
      if (k == rows.size()) break;
    }
  }
  return lines;
}

ToyGrammar::Table toy_people(const ToyGrammar::Table& roles, const ToyGenders& words,
                             const ToyGenders& clothes) {
  ToyGrammar::Table table;
  for (const auto& role : roles) {
    for (std::size_t gender = 0; gender < 2; ++gender) {
      for (std::size_t thing = 2; thing < role.size(); ++thing) {
        for (const std::string& piece : clothes[gender]) {
          std::vector<std::string> row = {role[gender]};
          row.insert(row.end(), words[gender].begin(), words[gender].end());
          row.push_back(piece);
          row.push_back(role[thing]);
          table.push_back(std::move(row));
        }
      }
    }
  }
  return table;
}

std::vector<std::array<std::string, 2>> toy_pairs(const ToyGrammar::Table& table, std::size_t a,
                                                  std::size_t b) {
  std::vector<std::array<std::string, 2>> pairs;
  for (const auto& row : table) pairs.push_back({row[a], row[b]});
  return pairs;
}

}  // namespace wordspace
