// What the application does for pictures of charts, tours and lesson sheets: frames, names, files.
// Not the frame that is shown (application.cpp).
#include <utility>

#include "app/application.h"
#include "app/picture_files.h"
#include "labs/run_controls.h"
#include "labs/workspace.h"

namespace wordspace {

void Application::connect_pictures() {
  ui_.pictures = &pictures_;
  pictures_.deliver = [this](const std::string& chart, ui::PictureKind kind, std::string bytes) {
    save_picture(chart, kind, bytes);
  };
  pictures_.facts = [this] {
    const std::string lab = ui_.t(std::string("lab.") + lab_registry()[current_].name + ".title");
    return ui::PictureFacts{"Wordspace: " + lab, "Wordspace #" + to_fragment(current_link())};
  };
}

void Application::connect_guides(ShellActions& actions) {
  const auto say_problem = [this](const Status& status) {
    if (!status.ok()) workspace_->say({Message::Kind::kError, status.error()});
  };
  actions.start_tour = [this, say_problem] { start_tour(0, say_problem); };
  actions.open_lesson = [this, say_problem] {
    say_problem(platform_->open_page(std::string("lessons/") + lab_registry()[current_].name + "." +
                                     ui_.language + ".html"));
  };
}

void Application::take_picture() {
  const bool pixels = pictures_.asked() == ui::PictureKind::kPng;
  const std::string chart = pictures_.chart();
  const std::string about = pictures_.facts().description;
  platform_->picture(
      pixels ? 2 : 1,
      [this] {
        pictures_.begin_frame();
        draw_interface();
        pictures_.end_frame();
      },
      [this] { return pictures_.piece(); }, ui_.palette.panel,
      [this, chart, about](Result<std::string> png) {
        if (png.ok()) {
          save_picture(chart, ui::PictureKind::kPng,
                       with_description(std::move(png.value()), about));
        } else {
          workspace_->say({Message::Kind::kError, png.error()});
        }
        platform_->request_frame();
      });
  if (!pictures_.svg().empty()) save_picture(chart, ui::PictureKind::kSvg, pictures_.svg());
  pictures_.forget();
}

void Application::save_picture(const std::string& chart, ui::PictureKind kind,
                               std::string_view bytes) {
  const Link link = current_link();
  const RunControls& shown = run();
  const PictureOrigin origin{link.lab, shown.corpus_name(), link.preset, link.seed};
  const bool png = kind == ui::PictureKind::kPng, svg = kind == ui::PictureKind::kSvg;
  const auto where = platform_->save_file(picture_file_name(origin, chart,
                                                            png   ? "png"
                                                            : svg ? "svg"
                                                                  : "csv"),
                                          png   ? "image/png"
                                          : svg ? "image/svg+xml"
                                                : "text/csv",
                                          bytes);
  if (where.ok()) {
    workspace_->say({Message::Kind::kInfo, {"message.saved", "", "", {where.value()}}});
  } else {
    workspace_->say({Message::Kind::kError, where.error()});
  }
  platform_->request_frame();
}

void Application::start_tour(std::size_t step, std::function<void(Status)> done) {
  const std::string lab = wanted_lab_.empty() ? lab_registry()[current_].name : wanted_lab_;
  if (tour_.open() && tour_.lab() == lab) {
    tour_.show(step);
    platform_->request_frame();
    return done(Done{});
  }
  platform_->fetch("tours/" + lab + ".json", {},
                   [this, lab, step, done = std::move(done)](const Result<std::string>& json) {
                     platform_->request_frame();
                     if (!json.ok()) return done(json.error());
                     auto steps = parse_tour(json.value());
                     if (!steps.ok()) return done(steps.error());
                     tour_.start(lab, std::move(steps.value()), step);
                     done(Done{});
                   });
}

}  // namespace wordspace
