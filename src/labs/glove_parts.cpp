// The states and numbers that several views of lab GloVe show.
#include "labs/glove_parts.h"

#include <algorithm>
#include <cmath>

#include "labs/corpus_store.h"
#include "labs/glove_room.h"
#include "labs/workspace.h"
#include "models/glove.h"
#include "text/cooccurrence.h"
#include "text/encoded_corpus.h"
#include "text/vocabulary.h"
#include "train/run_status.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

bool draw_no_counts(LabContext& context, const char* name, const char* what_key) {
  Ui& ui = context.ui;
  GloveRoom& room = context.workspace.glove();
  const bool training = room.status() == RunStatus::kTraining;
  if (room.counts() != nullptr) {
    // What was counted stays on screen until the new counts have come.
    if (!room.counts_fit() && !room.counting() && !training && !ImGui::IsMouseDown(0)) {
      room.prepare_counts();
    }
    return false;
  }
  const CorpusLoad& load = context.workspace.load();
  if (!load.name.empty() && room.busy()) {
    const auto received = static_cast<double>(load.received_bytes);
    const auto total = static_cast<double>(load.total_bytes);
    ui::progress_bar(
        ui, total > 0 ? std::min(received / total, 1.0) : 0,
        ui.format("waiting.loading", {ui.t("corpus." + load.name + ".title"),
                                      ui::format_bytes(received), ui::format_bytes(total)}));
    return true;
  }
  if (room.busy()) {
    ui::text_muted(ui, ui.t("glove.counting"));
    return true;
  }
  if (ui::empty_state(ui, name, ui.t(what_key), ui.t("glove.count"))) room.prepare_counts();
  return true;
}

std::vector<TokenId> words_in(const Vocabulary& vocabulary, std::string_view text,
                              std::vector<std::string>* unknown) {
  std::vector<TokenId> words;
  std::string word;
  const auto end_word = [&] {
    if (word.empty()) return;
    const TokenId id = vocabulary.find_typed(word);
    if (id == kUnknownToken) {
      if (unknown != nullptr) unknown->push_back(word);
    } else if (std::find(words.begin(), words.end(), id) == words.end()) {
      words.push_back(id);
    }
    word.clear();
  };
  for (const char c : text) {
    if (c == ' ' || c == ',' || c == '\n' || c == '\t') {
      end_word();
    } else {
      word += c;
    }
  }
  end_word();
  return words;
}

const GloveRows* rows_of_run(const GloveRoom& room) {
  const GloveRows& rows = room.rows();
  if (rows.counts == nullptr || room.counts() == nullptr) return nullptr;
  return rows.counts == room.counts()->counts ? &rows : nullptr;
}

void draw_cell_numbers(LabContext& context, const GloveCounts& counts, const GloveRows* rows,
                       TokenId i, TokenId j) {
  Ui& ui = context.ui;
  const GloveRoom& room = context.workspace.glove();
  const Vocabulary& vocabulary = *counts.corpus->vocabulary;
  const double x = static_cast<double>(counts.counts->count(i, j));
  ui::TextStyle head;
  head.size = ui::kTextLead;
  head.semibold = true;
  ui::styled_text(ui, vocabulary.word(i) + " · " + vocabulary.word(j), head);
  if (x == 0) {
    ui::figure(ui, ui.t("glove.cell.x"), "0", ui.t("glove.cell.x.about"));
    ui::text_small(ui, ui.t("glove.cell.zero"));
    return;
  }
  const GloveConfig& config = room.run().config;
  const double x_max = config.x_max > 0 ? config.x_max : counts.automatic_x_max;
  const double f = glove_weight(x, x_max, config.alpha);
  ui::figure(ui, ui.t("glove.cell.x"), ui::format_number(x, 5), ui.t("glove.cell.x.about"));
  ui::figure(ui, ui.t("glove.cell.log"), ui::format_number(std::log(x)),
             ui.t("glove.cell.log.about"));
  ui::figure(ui, ui.t("glove.cell.f"), ui::format_number(f), ui.t("glove.cell.f.about"));
  const int a = rows == nullptr ? -1 : rows->index_of(i),
            b = rows == nullptr ? -1 : rows->index_of(j);
  if (a < 0 || b < 0) {
    ui::text_small(ui, ui.t("glove.cell.untrained"));
    return;
  }
  const double dot = rows->dot(a, b), prediction = rows->predict(a, b);
  const double residual = prediction - std::log(x);
  const double pull = 2 * f * residual;
  ui::hairline(ui);
  ui::figure(ui, "w·w~", ui::format_number(dot), ui.t("glove.cell.dot.about"));
  ui::figure(ui, "b + b~", ui::format_number(prediction - dot), ui.t("glove.cell.bias.about"));
  ui::figure(ui, ui.t("glove.cell.prediction"), ui::format_number(prediction),
             ui.t("glove.cell.prediction.about"));
  ui::figure(ui, ui.t("glove.cell.residual"), ui::format_number(residual),
             ui.t("glove.cell.residual.about"));
  ui::figure(ui, ui.t("glove.cell.loss"), ui::format_number(f * residual * residual),
             ui.t("glove.cell.loss.about"));
  ui::hairline(ui);
  ui::figure(ui, "∂J/∂b = ∂J/∂b~", ui::format_number(pull), ui.t("glove.cell.gradient_b.about"));
  ui::figure(ui, "|∂J/∂w|", ui::format_number(std::abs(pull) * rows->length(b, true)),
             ui.t("glove.cell.gradient_w.about"));
  ui::figure(ui, "|∂J/∂w~|", ui::format_number(std::abs(pull) * rows->length(a, false)),
             ui.t("glove.cell.gradient_w.about"));
}

}  // namespace wordspace
