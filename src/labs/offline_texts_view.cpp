// One sentence that says what is kept, one button, progress, and what went wrong.
// Not keeping the texts: that is the platform's (Services).
#include "labs/offline_texts_view.h"

#include <utility>

#include "labs/offline_texts.h"
#include "labs/services.h"
#include "labs/workspace.h"
#include "ui/icons.h"
#include "ui/widgets.h"

namespace wordspace {
namespace {

struct ProblemKeys {
  std::string_view problem;
  const char *message, *hint;
};
constexpr ProblemKeys kProblems[] = {
    {"room", "text.offline.room", "text.offline.room.hint"},
    {"network", "text.offline.network", "text.offline.network.hint"},
    {"changed", "text.offline.changed", "text.offline.changed.hint"},
    {"storage", "text.offline.storage", "text.offline.storage.hint"},
};

std::string bytes_of(std::uint64_t bytes) { return ui::format_bytes(static_cast<double>(bytes)); }

}  // namespace

void draw_offline_texts(LabContext& context) {
  const Services& services = context.workspace.services();
  if (!services.offline_texts) return;
  const OfflineTexts texts = services.offline_texts();
  if (!texts.available) return;
  ui::Ui& ui = context.ui;
  ui::section(ui, ui.t("text.offline"));
  if (texts.num_kept == texts.num_files) {
    ui::text_small(ui, ui.format("text.offline.all", {bytes_of(texts.total_bytes)}));
    return;
  }
  if (texts.keeping) {
    ui::progress_bar(ui,
                     static_cast<double>(texts.kept_bytes) / static_cast<double>(texts.total_bytes),
                     ui.format("text.offline.keeping",
                               {bytes_of(texts.kept_bytes), bytes_of(texts.total_bytes)}));
    return;
  }
  ui::text_small(ui, ui.format("text.offline.some",
                               {bytes_of(texts.kept_bytes), bytes_of(texts.total_bytes)}));
  for (const ProblemKeys& keys : kProblems) {
    if (texts.problem != keys.problem) continue;
    ui::notice(ui, "text.offline.problem", ui::NoticeKind::kWarning, ui.t(keys.message),
               ui.t(keys.hint));
  }
  ui::ButtonOptions options;
  options.icon = ui::icons::kDownload;
  options.tooltip = ui.t("text.offline.keep.about");
  if (ui::button(ui, "text.offline.keep",
                 ui.format("text.offline.keep", {bytes_of(texts.total_bytes - texts.kept_bytes)}),
                 options)) {
    services.keep_texts_offline();
  }
}

}  // namespace wordspace
