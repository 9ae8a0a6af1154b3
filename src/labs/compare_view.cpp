// The four models side by side.
// Not the numbers.
#include "labs/compare_view.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "labs/lab_parts.h"
#include "text/token_corpus.h"
#include "train/series.h"
#include "ui/scatter.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr int kNeighbors = 5;
constexpr double kHardlyBegun = 0.85;  // of the loss of knowing word counts only
constexpr float kWide = 640;           // logical px that five columns need
constexpr const char* kFirstWords[] = {"king", "vua", "god", "love"};
constexpr std::array kModels = {FourModel::kWord2Vec, FourModel::kGlove, FourModel::kGpt,
                                FourModel::kBert};
constexpr std::array kSpaces = {FourSpace::kWord2Vec,  FourSpace::kGlove,
                                FourSpace::kGpt,       FourSpace::kBert,
                                FourSpace::kGptStates, FourSpace::kBertStates};

FourSpace states_of(FourModel model) {
  return model == FourModel::kGpt ? FourSpace::kGptStates : FourSpace::kBertStates;
}
bool has_states(FourModel model) { return model == FourModel::kGpt || model == FourModel::kBert; }

// What is not known yet; becomes kNever where nothing more is coming.
constexpr const char* kComing = "…";
constexpr const char* kNever = "–";

std::string name_of(FourModel model) { return kFourNames[static_cast<std::size_t>(model)]; }

double metric(const FinishedRun& run, std::string_view name) {
  for (std::size_t i = 0; i < run.metric_names.size() && i < run.metrics.size(); ++i) {
    if (run.metric_names[i] == name && run.metrics[i].count > 0) {
      return run.metrics[i].sum / static_cast<double>(run.metrics[i].count);
    }
  }
  return 0;
}

std::string context_range(const Ui& ui, const FourAnswers& answers, FourModel model) {
  const FourSettings& settings = answers.settings();
  const int range = model == FourModel::kWord2Vec ? settings.word2vec.config.window
                    : model == FourModel::kGlove  ? settings.glove.config.window
                    : model == FourModel::kGpt    ? settings.gpt.model.context
                                                  : settings.bert.model.context;
  return ui.format("compare.range." + name_of(model), {std::to_string(range)});
}

std::string loss_text(const Ui& ui, const FinishedRun& run, FourModel model) {
  if (model == FourModel::kBert) {
    return ui.format("compare.loss.bert",
                     {fixed(metric(run, "mlm"), 3), fixed(metric(run, "nsp"), 3)});
  }
  return ui.format(
      "compare.loss." + name_of(model),
      {model == FourModel::kGlove ? ui::format_number(run.loss, 3) : fixed(run.loss, 3)});
}

std::string baseline_text(const FinishedRun& run, FourModel model) {
  return model == FourModel::kGlove ? ui::format_number(run.baseline_loss, 3)
                                    : fixed(run.baseline_loss, 2);
}

std::string perplexity_text(const Ui& ui, const FourModelAnswer& answer, FourModel model) {
  if (!has_states(model)) return ui.t("compare.perplexity.none." + name_of(model));
  if (!answer.perplexity) return kComing;
  return ui.format("compare.perplexity." + name_of(model), {fixed(*answer.perplexity, 2)});
}

std::string score_text(const FourSpaceAnswer& space) {
  if (!space.analogies) return kComing;
  return std::to_string(space.analogies->correct) + " / " + std::to_string(space.analogies->total) +
         " (" + percent(static_cast<double>(space.analogies->correct) / space.analogies->total) +
         ")";
}

std::string selectivity_text(const Ui& ui, const FourSpaceAnswer& space) {
  if (!space.selectivity) return kComing;
  const Selectivity& s = *space.selectivity;
  return ui.format("compare.selectivity.value",
                   {fixed(s.difference, 2), fixed(s.within, 2), fixed(s.between, 2)});
}

// The loss of GPT or BERT that knows how often each word occurs and nothing else; BERT's also
// tosses a coin for the pair of lines.
double counts_loss(const FourAnswers& answers, FourModel model) {
  const bool bert = model == FourModel::kBert;
  const auto& corpus = bert ? answers.texts()->bert : answers.texts()->gpt;
  return corpus ? corpus->unigram_entropy + (bert ? std::numbers::ln2 : 0.0) : 0;
}

}  // namespace

ui::Table table_of_four(const Ui& ui, const FourAnswers& answers, bool coming) {
  ui::Table table;
  table.header = {std::string()};
  for (const FourModel model : kModels) table.header.emplace_back(four_title(model));
  const auto row = [&](const char* key, const auto& cell) {
    std::vector<std::string> cells = {key};
    for (const FourModel model : kModels) {
      const FourModelAnswer& answer = answers.model(model);
      if (answer.run && answer.run->error) {
        cells.emplace_back(ui.words.error_message(*answer.run->error));
      } else {
        cells.push_back(cell(model, answer));
        if (!coming && cells.back() == kComing) cells.back() = kNever;
      }
    }
    table.rows.push_back(std::move(cells));
  };
  const auto waits = [](const FourModelAnswer& answer) { return answer.run == nullptr; };
  row("predicts", [&](FourModel model, const FourModelAnswer&) -> std::string {
    return ui.t("compare.predicts." + name_of(model));
  });
  row("probability", [&](FourModel model, const FourModelAnswer&) -> std::string {
    return ui.t("compare.probability." + name_of(model));
  });
  row("range",
      [&](FourModel model, const FourModelAnswer&) { return context_range(ui, answers, model); });
  row("embedding", [&](FourModel model, const FourModelAnswer&) -> std::string {
    return ui.t(has_states(model) ? "compare.embedding.both" : "compare.embedding.static");
  });
  row("loss", [&](FourModel model, const FourModelAnswer& answer) {
    return waits(answer) ? std::string(kComing) : loss_text(ui, *answer.run, model);
  });
  row("baseline", [&](FourModel model, const FourModelAnswer& answer) {
    return waits(answer) ? std::string(kComing) : baseline_text(*answer.run, model);
  });
  row("counts", [&](FourModel model, const FourModelAnswer& answer) {
    if (!has_states(model)) return std::string(kNever);
    return waits(answer) ? std::string(kComing) : fixed(counts_loss(answers, model), 2);
  });
  row("perplexity", [&](FourModel model, const FourModelAnswer& answer) {
    return waits(answer) && has_states(model) ? std::string(kComing)
                                              : perplexity_text(ui, answer, model);
  });
  row("analogies", [&](FourModel model, const FourModelAnswer&) {
    return score_text(answers.space(static_cast<FourSpace>(model)));
  });
  row("analogies_states", [&](FourModel model, const FourModelAnswer&) {
    return has_states(model) ? score_text(answers.space(states_of(model))) : std::string(kNever);
  });
  row("selectivity", [&](FourModel model, const FourModelAnswer&) {
    return selectivity_text(ui, answers.space(static_cast<FourSpace>(model)));
  });
  row("selectivity_states", [&](FourModel model, const FourModelAnswer&) {
    return has_states(model) ? selectivity_text(ui, answers.space(states_of(model)))
                             : std::string(kNever);
  });
  row("time", [&](FourModel, const FourModelAnswer& answer) {
    return waits(answer) ? std::string(kComing)
                         : ui.format("compare.seconds", {fixed(answer.run->seconds, 1)});
  });
  row("parameters", [&](FourModel, const FourModelAnswer& answer) {
    return waits(answer) ? std::string(kComing)
                         : ui::format_count(static_cast<double>(answer.parameters));
  });
  row("memory", [&](FourModel, const FourModelAnswer& answer) {
    return waits(answer) ? std::string(kComing)
                         : ui::format_bytes(static_cast<double>(answer.training_bytes));
  });
  return table;
}

const char* four_title(FourModel model) {
  static constexpr const char* kTitles[] = {"Word2Vec", "GloVe", "GPT", "BERT"};
  return kTitles[static_cast<std::size_t>(model)];
}

ImU32 four_colour(const Ui& ui, FourModel model) {
  switch (model) {
    case FourModel::kWord2Vec:
      return ui.palette.word2vec;
    case FourModel::kGlove:
      return ui.palette.glove;
    case FourModel::kGpt:
      return ui.palette.gpt;
    default:
      return ui.palette.bert;
  }
}

FourModel model_of_space(FourSpace space) {
  if (space == FourSpace::kGptStates) return FourModel::kGpt;
  if (space == FourSpace::kBertStates) return FourModel::kBert;
  return static_cast<FourModel>(space);
}

std::string space_title(const Ui& ui, FourSpace space) {
  const FourModel model = model_of_space(space);
  if (!has_states(model)) return four_title(model);
  const bool states = space == FourSpace::kGptStates || space == FourSpace::kBertStates;
  return ui.format(states ? "compare.space.states" : "compare.space.table", {four_title(model)});
}

void CompareView::draw_table(LabContext& context, const FourAnswers& answers, bool coming) {
  Ui& ui = context.ui;
  if (table_version_ != answers.version() || table_language_ != ui.language ||
      table_coming_ != coming) {
    table_version_ = answers.version();
    table_language_ = ui.language;
    table_coming_ = coming;
    table_ = table_of_four(ui, answers, coming);
  }
  heading_with_table(ui, ui.t("compare.table"), "compare.table.copy", true, [&] {
    ui::Table named = table_;
    for (auto& row : named.rows) row[0] = ui.t("compare.row." + row[0]);
    return named;
  });
  if (is_wide(ui, kWide)) {
    draw_grid(context, table_);
  } else {
    draw_cards(context, table_);
  }
}

void CompareView::draw_grid(LabContext& context, const ui::Table& table) {
  Ui& ui = context.ui;
  ImGui::PushStyleVar(ImGuiStyleVar_CellPadding, ImVec2(ui.px(6), ui.px(5)));
  ImGui::PushStyleColor(ImGuiCol_TableBorderLight, ui.palette.hairline);
  ImGui::PushStyleColor(ImGuiCol_TableBorderStrong, ui.palette.hairline);
  if (ImGui::BeginTable("compare.grid", 5,
                        ImGuiTableFlags_SizingStretchSame | ImGuiTableFlags_BordersInnerH |
                            ImGuiTableFlags_NoSavedSettings)) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    for (const FourModel model : kModels) {
      ImGui::TableNextColumn();
      const ImVec2 at = ImGui::GetCursorScreenPos();
      const float radius = ui.px(5);
      ui::draw_group_mark(ImGui::GetWindowDrawList(), static_cast<int>(model),
                          ImVec2(at.x + radius, at.y + ui::line_px(ui, ui::kTextBody) / 2), radius,
                          four_colour(ui, model));
      ImGui::SetCursorScreenPos(ImVec2(at.x + 3 * radius, at.y));
      ui::TextStyle strong;
      strong.semibold = true;
      ui::styled_text(ui, four_title(model), strong);
    }
    for (const auto& row : table.rows) {
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      const std::string key = "compare.row." + row[0];
      ui::TextStyle label;
      label.size = ui::kTextSmall;
      label.semibold = true;
      ui::styled_text(ui, ui.t(key), label);
      ui::tooltip_on_hover(ui, ui.t(key + ".about"));
      for (std::size_t i = 1; i < row.size(); ++i) {
        ImGui::TableNextColumn();
        ui::TextStyle cell;
        cell.size = ui::kTextSmall;
        ui::styled_text(ui, row[i], cell);
      }
    }
    ImGui::EndTable();
  }
  ImGui::PopStyleColor(2);
  ImGui::PopStyleVar();
}

void CompareView::draw_cards(LabContext& context, const ui::Table& table) {
  Ui& ui = context.ui;
  std::vector<std::string> names;
  for (const FourModel model : kModels) names.emplace_back(four_title(model));
  ui::segmented(ui, "compare.model", names, chosen_);
  for (const auto& row : table.rows) {
    ui::TextStyle label;
    label.size = ui::kTextSmall;
    label.colour = ui.palette.text_muted;
    ui::styled_text(ui, ui.t("compare.row." + row[0]), label);
    ui::text(ui, row[static_cast<std::size_t>(chosen_) + 1]);
  }
}

void CompareView::draw_word(LabContext& context, const FourAnswers& answers) {
  Ui& ui = context.ui;
  const auto& vocabulary = answers.vocabulary();
  if (!vocabulary) return;
  if (!own_word_ && (word_.empty() || vocabulary->find(word_) == kUnknownToken)) {
    word_ = vocabulary->word(vocabulary->size() / 5);
    for (const char* word : kFirstWords) {
      if (vocabulary->find(word) == kUnknownToken) continue;
      word_ = word;
      break;
    }
  }
  ui::section(ui, ui.t("compare.word.heading"));
  std::string typed = word_;
  if (ui::text_field(ui, "compare.word", ui.t("compare.word"), typed, ui.t("compare.word.hint"))
          .changed) {
    set_word(typed);
  }
  if (word_version_ != answers.version() || word_answered_ != word_) {
    word_version_ = answers.version();
    word_answered_ = word_;
    word_id_ = vocabulary->find_typed(word_);
    for (const FourSpace space : kSpaces) {
      near_[static_cast<std::size_t>(space)] = answers.neighbors_of(space, word_id_, kNeighbors);
    }
  }
  if (word_id_ == kUnknownToken) {
    ui::text_muted(ui, ui.t("compare.word.unknown"));
    return;
  }
  if (!ui::begin_columns(ui, "compare.near", 3, 180)) return;
  for (const FourSpace space : kSpaces) {
    const auto& near = near_[static_cast<std::size_t>(space)];
    ui::next_column(ui);
    ui::TextStyle strong;
    strong.semibold = true;
    ui::styled_text(ui, space_title(ui, space), strong);
    if (near.empty()) {
      const bool there = answers.space(space).vectors != nullptr;
      ui::text_muted(ui, there ? ui.t("compare.near.none") : "…");
      continue;
    }
    const std::string rows = "compare.near." + std::to_string(static_cast<int>(space));
    const int pressed = draw_scored_words(ui, rows, *answers.space(space).vectors, near,
                                          four_colour(ui, model_of_space(space)));
    if (pressed >= 0) set_word(vocabulary->word(near[static_cast<std::size_t>(pressed)].id));
  }
  ui::end_columns(ui);
}

void CompareView::draw_spaces(LabContext& context, const FourAnswers& answers) {
  Ui& ui = context.ui;
  std::vector<std::string> titles;
  for (const FourSpace space : kSpaces) titles.push_back(space_title(ui, space));
  heading_with_table(ui, ui.t("compare.rsa"), "compare.rsa.table", true, [&] {
    ui::Table table{{std::string()}, {}};
    table.header.insert(table.header.end(), titles.begin(), titles.end());
    for (std::size_t i = 0; i < kNumSpaces; ++i) {
      std::vector<std::string> row = {titles[i]};
      for (std::size_t j = 0; j < kNumSpaces; ++j) {
        const auto value = answers.rsa(kSpaces[i], kSpaces[j]);
        row.push_back(value ? fixed(*value, 3) : std::string(kComing));
      }
      table.rows.push_back(std::move(row));
    }
    return table;
  });
  ui::text_muted(ui, ui.t("compare.rsa.about"));
  if (heat_version_ != answers.version()) {
    heat_version_ = answers.version();
    heat_.clear();
    for (const FourSpace a : kSpaces) {
      for (const FourSpace b : kSpaces) {
        const auto value = answers.rsa(a, b);
        // Not known yet: hatched. Below nothing is nothing in the picture, its number in the table.
        heat_.push_back(value ? static_cast<float>(std::max(*value, 0.0)) : -1.0f);
      }
    }
  }
  constexpr int kSide = static_cast<int>(kNumSpaces);
  heatmap_.take({heat_, 1, kSide, kSide, heat_version_});
  ui::HeatmapLarge large;
  large.row_name = [&](int i) -> std::string_view { return titles[static_cast<std::size_t>(i)]; };
  large.column_name = large.row_name;
  large.most_cell = 52;
  large.hover = [&](int row, int column) {
    const auto i = static_cast<std::size_t>(row), j = static_cast<std::size_t>(column);
    const auto value = answers.rsa(kSpaces[i], kSpaces[j]);
    ui::tooltip_text(ui, titles[i] + " · " + titles[j], true);
    ui::tooltip_figure(ui, ui.t("compare.rsa.r"), value ? fixed(*value, 3) : std::string(kComing));
  };
  heatmap_.draw_large(ui, "compare.heat", large);
}

void CompareView::draw_reading(LabContext& context, const FourAnswers& answers) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("compare.reading"));
  ui::text(ui, ui.t("compare.reading.losses"));
  std::array<std::string, kNumFour> scores;
  bool scored = true;
  for (std::size_t i = 0; i < kNumFour; ++i) {
    const auto& analogies = answers.space(static_cast<FourSpace>(i)).analogies;
    scored = scored && analogies.has_value();
    if (analogies) {
      scores[i] = percent(static_cast<double>(analogies->correct) / analogies->total);
    }
  }
  if (scored) {
    ui::text(ui,
             ui.format("compare.reading.analogies", {scores[0], scores[1], scores[2], scores[3]}));
  }
  // A model that has hardly begun says little about what it could learn.
  const FourModelAnswer& hidden = answers.model(FourModel::kBert);
  if (hidden.run && !hidden.run->error && answers.texts()->bert) {
    const double words = metric(*hidden.run, "mlm"),
                 counts = answers.texts()->bert->unigram_entropy;
    if (words > kHardlyBegun * counts) {
      ui::text(ui, ui.format("compare.reading.begun", {fixed(words, 2), fixed(counts, 2)}));
    }
  }
  // The most and the least alike of the four tables.
  double high = -2, low = 2;
  std::array<std::size_t, 2> most{}, least{};
  bool all = true;
  for (std::size_t i = 0; i < kNumFour; ++i) {
    for (std::size_t j = i + 1; j < kNumFour; ++j) {
      const auto value = answers.rsa(kSpaces[i], kSpaces[j]);
      all = all && value.has_value();
      if (!value) continue;
      if (*value > high) {
        high = *value;
        most = {i, j};
      }
      if (*value < low) {
        low = *value;
        least = {i, j};
      }
    }
  }
  if (all) {
    ui::text(ui, ui.format("compare.reading.rsa",
                           {four_title(kModels[most[0]]), four_title(kModels[most[1]]),
                            fixed(high, 2), four_title(kModels[least[0]]),
                            four_title(kModels[least[1]]), fixed(low, 2)}));
  }
  const auto gpt = answers.rsa(FourSpace::kGpt, FourSpace::kGptStates);
  const auto bert = answers.rsa(FourSpace::kBert, FourSpace::kBertStates);
  if (gpt && bert) {
    ui::text(ui, ui.format("compare.reading.states", {fixed(*gpt, 2), fixed(*bert, 2)}));
  }
  ui::text_muted(ui, ui.t("compare.reading.states.why"));
}

}  // namespace wordspace
