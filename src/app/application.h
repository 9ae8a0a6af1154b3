// The graphical program: owns platform, workspace, labs and shell, and turns the crank once a
// frame. Not a window (platform/) and not a lab (labs/).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/keeping.h"
#include "app/link.h"
#include "app/mirror.h"
#include "app/scripting.h"
#include "app/shell.h"
#include "app/touch_scroll.h"
#include "app/tour.h"
#include "labs/lab.h"
#include "labs/session.h"
#include "platform/platform.h"
#include "train/run_status.h"
#include "ui/picture.h"
#include "ui/ui.h"

namespace wordspace {

class Keeper;
class RunControls;
class Workspace;

// What the command line of the desktop program may ask for; empty: not asked.
struct ApplicationOptions {
  std::string lab, language, theme;
  LabFields fields;   // of the lab, as links set them
  int text_size = 0;  // percent; 0: not asked
  bool train = false;
};

class Application {
 public:
  Application(std::unique_ptr<Platform> platform, ApplicationOptions options);
  ~Application();

  // What Platform::run calls. True: call again at once.
  bool frame();
  Platform& platform() { return *platform_; }

 private:
  class FieldHost;
  struct Assets {
    std::string fonts[5];
    std::string languages[2];  // en, vi
    std::vector<std::pair<std::string, std::string>> shaders;
    int awaited = 0;
    std::string missing;  // first asset that could not be had
  };

  void fetch_assets();
  void start();
  void draw();
  void draw_interface();
  void connect_pictures();
  void connect_guides(ShellActions& actions);
  void take_picture();
  void save_picture(const std::string& chart, ui::PictureKind kind, std::string_view bytes);
  void start_tour(std::size_t step, std::function<void(Status)> done);
  bool open_lab(const std::string& name);  // from the next frame on
  void enter_wanted_lab();
  // What the transport bar of the open lab drives.
  RunControls& run();
  RunControls& run_of(const std::string& lab);
  void set_fields(const std::string& lab, const LabFields& fields);
  bool set_language(const std::string& language);
  void set_theme(ui::ThemeKind theme, bool keep);
  void set_text_size(int percent, bool keep);
  void restyle();

  // application_links.cpp
  void open_link(const std::string& fragment);
  void apply_link(const Link& link);
  void leave_link();
  void refresh_view();
  Status may_change() const;
  Status may_open(const std::string& lab) const;
  void follow_link();
  Link current_link() const;
  void make_link(const Restrictions& wanted, LinkMade made);
  void copy_link(const Restrictions& wanted);
  void set_projector(bool on);

  // --- Keeping her work (application_keeping.cpp).
  void join_keeping();
  SessionActions session_actions();
  void keep();  // once a frame
  void start_afresh();
  void picture_is_back();
  void take_messages();
  void announce_run();
  void touch_everything();
  StateFacts facts() const;

  std::unique_ptr<Platform> platform_;
  ApplicationOptions options_;
  Assets assets_;
  ui::Ui ui_;
  ui::Pictures pictures_;
  Tour tour_;
  std::unique_ptr<FieldHost> fields_;
  std::unique_ptr<Workspace> workspace_;
  std::vector<std::unique_ptr<Lab>> labs_;
  std::unique_ptr<Shell> shell_;
  std::unique_ptr<Scripts> scripts_;
  std::unique_ptr<Keeper> keeper_;
  std::uint64_t kept_bytes_ = 0;  // as the last frame had them
  Session at_start_;              // fields of labs
  std::string address_at_start_;
  bool was_hidden_ = false, afresh_ = false, keeping_begun_ = false;
  TouchScroll touch_scroll_;
  Mirror mirror_;
  std::size_t current_ = 0;
  std::string wanted_lab_;            // opened at the end of the frame
  std::vector<ui::NamedRect> rects_;  // of the last drawn frame
  std::uint64_t frames_ = 0;
  std::string last_error_;
  bool started_ = false;
  bool busy_ = true;
  bool restyle_ = false;  // style is written between frames
  std::string fragment_;
  double fragment_at_ms_ = 0;
  Restrictions restrictions_;      // of the link that is open
  std::string home_lab_;           // that it opened
  bool applying_link_ = false;     // its own settings pass its lock
  bool unpacking_ = false;         // its text is still being inflated
  std::uint64_t link_ticket_ = 0;  // answers for an earlier link are dropped
  std::string packed_text_;        // the own text of packed_version_, as links carry it
  std::uint64_t packed_version_ = 0;
  bool projector_ = false;
  ui::ThemeKind theme_before_ = ui::ThemeKind::kLight;  // the projector
  int text_size_before_ = 100;
  RunStatus announced_ = RunStatus::kIdle;
  int announced_quarter_ = 0;
};

}  // namespace wordspace
