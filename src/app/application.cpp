// Loads what the first frame needs, then polls and draws; keeps language, theme, size and address.
// Not layout (shell.cpp) and not scripts' verbs (scripting.cpp).
#include "app/application.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "labs/offline_texts.h"
#include "labs/run_controls.h"
#include "labs/services.h"
#include "labs/transformer_room.h"
#include "labs/workspace.h"
#include "train/run_status.h"
#include "train/snapshot.h"
#include "ui/widgets.h"

namespace wordspace {
namespace {

// In the order of ui::FontFiles.
constexpr const char* kFonts[5] = {"be-vietnam-pro-regular", "be-vietnam-pro-semibold",
                                   "dejavu-sans", "jetbrains-mono", "codicon"};
constexpr const char* kLanguages[2] = {"en", "vi"};
constexpr const char* kShaders[4] = {"scatter.vert", "scatter.frag", "heatmap.vert",
                                     "heatmap.frag"};

// A tooltip that waits for the pointer to rest needs frames until it shows.
bool hover_is_pending() {
  const ImGuiContext& g = *GImGui;
  return g.HoverItemDelayId != 0 && g.HoverItemDelayTimer < g.Style.HoverDelayNormal + 0.05f;
}

}  // namespace

// Text fields of the interface as the platform's own.
class Application::FieldHost : public ui::TextFieldHost {
 public:
  explicit FieldHost(Platform& platform) : platform_(platform) {}
  bool has_own_fields() const override { return platform_.has_overlay_fields(); }
  ui::TextFieldEvent show(const ui::TextFieldRequest& request, std::string& value) override {
    OverlayField field;
    field.name = request.name;
    field.label = request.label;
    field.hint = request.hint;
    field.x = request.min.x;
    field.y = request.min.y;
    field.width = request.max.x - request.min.x;
    field.height = request.max.y - request.min.y;
    field.font_px = request.font_px;
    field.multiline = request.multiline;
    field.numeric = request.numeric;
    field.text_colour = ImGui::GetColorU32(ImGuiCol_Text);
    const OverlayEvent event = platform_.show_field(field, value);
    return {event.changed, event.submitted, event.focused};
  }

 private:
  Platform& platform_;
};

Application::Application(std::unique_ptr<Platform> platform, ApplicationOptions options)
    : platform_(std::move(platform)), options_(std::move(options)) {
  fields_ = std::make_unique<FieldHost>(*platform_);
  fetch_assets();
}

Application::~Application() = default;

// --- Start.

void Application::fetch_assets() {
  const auto fetch = [this](const std::string& path, std::function<void(std::string)> keep) {
    ++assets_.awaited;
    platform_->fetch(path, {}, [this, path, keep = std::move(keep)](Result<std::string> bytes) {
      if (bytes.ok()) {
        keep(std::move(bytes.value()));
      } else if (assets_.missing.empty()) {
        assets_.missing = path;
      }
      --assets_.awaited;
      platform_->request_frame();
    });
  };
  ++assets_.awaited;  // until all are asked for: a platform may answer at once
  for (int i = 0; i < 5; ++i) {
    fetch(std::string("fonts/") + kFonts[i] + ".ttf",
          [this, i](std::string bytes) { assets_.fonts[i] = std::move(bytes); });
  }
  for (int i = 0; i < 2; ++i) {
    fetch(std::string("lang/") + kLanguages[i] + ".json",
          [this, i](std::string bytes) { assets_.languages[i] = std::move(bytes); });
  }
  for (const char* name : kShaders) {
    fetch(std::string("shaders/") + name, [this, name](std::string bytes) {
      assets_.shaders.emplace_back(name, std::move(bytes));
    });
  }
  --assets_.awaited;
}

void Application::start() {
  started_ = true;
  ui::FontFiles files;
  for (int i = 0; i < 5; ++i) {
    files.data[i] = assets_.fonts[i].empty() ? nullptr : assets_.fonts[i].data();
    files.num_bytes[i] = static_cast<int>(assets_.fonts[i].size());
  }
  if (ui_.fonts.regular == nullptr) ui_.fonts = ui::load_fonts(files);
  ui_.text_fields = fields_.get();
  ui_.reduced_motion = platform_->prefers_reduced_motion();
  connect_pictures();

  Services services;
  services.fetch = [this](const std::string& path,
                          std::function<void(std::uint64_t, std::uint64_t)> progress,
                          std::function<void(Result<std::string>)> done) {
    platform_->fetch(path, std::move(progress), std::move(done));
  };
  services.save_file = [this](const std::string& name, const std::string& mime,
                              std::string_view bytes) {
    return platform_->save_file(name, mime, bytes);
  };
  services.open_file = [this](const std::string& accept,
                              std::function<void(std::string, Result<std::string>)> done) {
    platform_->open_file(accept, std::move(done));
  };
  services.offline_texts = [this] {
    const KeptFiles files = platform_->kept_files();
    return OfflineTexts{.available = files.available,
                        .keeping = files.keeping,
                        .num_files = files.num_files,
                        .num_kept = files.num_kept,
                        .total_bytes = files.total_bytes,
                        .kept_bytes = files.kept_bytes,
                        .problem = files.problem};
  };
  services.keep_texts_offline = [this] { platform_->keep_texts_offline(); };
  services.set_clipboard = [this](const std::string& text) { platform_->set_clipboard(text); };
  services.now_ms = [this] { return platform_->now_ms(); };
  services.may_change = [this] { return may_change(); };
  workspace_ = std::make_unique<Workspace>(std::move(services), platform_->variant().threads);

  for (const LabDescription& row : lab_registry()) {
    labs_.push_back(row.make());
    for (const auto& [name, source] : assets_.shaders) labs_.back()->set_shader(name, source);
  }
  ShellActions actions;
  actions.open_lab = [this](const std::string& name) { open_lab(name); };
  actions.set_language = [this](const std::string& language) { set_language(language); };
  actions.set_theme = [this](ui::ThemeKind theme) { set_theme(theme, true); };
  actions.set_text_size = [this](int percent) { set_text_size(percent, true); };
  actions.wake_after = [this](double ms) { platform_->wake_after(ms); };
  actions.memory_bytes = [this] { return platform_->memory_bytes(); };
  actions.copy_link = [this](const Restrictions& wanted) { copy_link(wanted); };
  actions.leave_link = [this] { leave_link(); };
  actions.switch_projector = [this] { set_projector(!projector_); };
  connect_guides(actions);
  actions.session = session_actions();
  shell_ = std::make_unique<Shell>(platform_->variant(), std::move(actions));

  const std::string theme = options_.theme.empty() ? platform_->setting("theme") : options_.theme;
  const bool dark = theme.empty() ? platform_->prefers_dark() : theme == "dark";
  set_theme(dark ? ui::ThemeKind::kDark : ui::ThemeKind::kLight, false);
  const std::string size = platform_->setting("text_size");
  set_text_size(size.empty() ? 100 : std::atoi(size.c_str()), false);
  std::string language = options_.language;
  if (language.empty()) language = platform_->setting("language");
  if (language.empty()) language = platform_->preferred_language();
  if (!set_language(language)) set_language("en");
  restyle();

  ScriptTargets targets;
  targets.workspace = workspace_.get();
  targets.run = [this]() -> RunControls& { return run(); };
  targets.ui = &ui_;
  targets.current_lab = [this] { return labs_[current_].get(); };
  // A script's next request finds the lab open: between two frames nothing is being drawn.
  targets.open_lab = [this](const std::string& name) {
    const bool known = open_lab(name);
    enter_wanted_lab();
    return known;
  };
  targets.set_language = [this](const std::string& wanted) { return set_language(wanted); };
  targets.set_theme = [this](ui::ThemeKind wanted) { set_theme(wanted, true); };
  targets.set_text_size = [this](int percent) { set_text_size(percent, true); };
  targets.may_open = [this](const std::string& lab) { return may_open(lab); };
  targets.may_change = [this] { return may_change(); };
  targets.make_link = [this](const Restrictions& wanted, LinkMade made) {
    make_link(wanted, std::move(made));
  };
  targets.set_projector = [this](bool on) { set_projector(on); };
  targets.tour = [this](std::size_t step, std::function<void(Status)> done) {
    if (step > 0) return start_tour(step - 1, std::move(done));
    tour_.leave();
    done(Done{});
  };
  targets.tour_step = [this] { return tour_.open() ? tour_.step() + 1 : 0; };
  scripts_ = std::make_unique<Scripts>(std::move(targets));
  Scripting scripting;
  scripting.state = [this] { return scripts_->state(facts()); };
  scripting.rects = [this] { return Scripts::rects(rects_); };
  scripting.sentence = [this](const Error& error) { return ui_.words.error_message(error); };
  scripting.command = [this](const std::string& json, std::string attached,
                             std::function<void(std::string)> answer) {
    scripts_->command(
        json,
        [this, answer = std::move(answer)](std::string result) {
          answer(std::move(result));
          platform_->request_frame();
        },
        std::move(attached));
  };
  platform_->set_scripting(std::move(scripting));
  platform_->on_drop([this](std::string name, Result<std::string> bytes) {
    if (bytes.ok()) {
      // A refusal is said by the workspace itself.
      static_cast<void>(workspace_->import_bytes(name, std::move(bytes.value())));
    } else {
      workspace_->say({Message::Kind::kError, bytes.error()});
    }
  });
  platform_->on_mirror([this](const std::string& action) {
    if (mirror_.act(ui_, action)) platform_->request_frame();
  });
  platform_->on_context_restored([this] {
    for (const auto& lab : labs_) lab->forget_gl();
    picture_is_back();
  });
  platform_->on_fragment_change([this](const std::string& fragment) { open_link(fragment); });

  if (!assets_.missing.empty()) {
    workspace_->say({Message::Kind::kError,
                     {"fetch.not_found",
                      assets_.missing + " is missing from the lab's files.",
                      "Build the lab again.",
                      {assets_.missing}}});
  }
  address_at_start_ = platform_->fragment();
  join_keeping();
  open_link(address_at_start_);
  if (parse_fragment(address_at_start_).lab.empty()) open_lab(platform_->setting("lab"));
  if (!options_.lab.empty()) open_lab(options_.lab);
  if (!options_.fields.empty()) set_fields(options_.lab, options_.fields);
  if (options_.text_size > 0) set_text_size(options_.text_size, false);
  if (options_.train) run_of(options_.lab).train();
}

// --- Language, theme, size.

bool Application::set_language(const std::string& language) {
  const int index = language == "en" ? 0 : language == "vi" ? 1 : -1;
  if (index < 0) return false;
  auto words = ui::Translations::parse(assets_.languages[index]);
  if (words.ok()) ui_.words = std::move(words.value());
  if (ui_.language != language && frames_ > 0) platform_->set_setting("language", language);
  ui_.language = language;
  platform_->set_document_language(language, ui_.t("shell.title"));
  if (workspace_) {
    const char* const world = language == "vi" ? "toy-vi" : "toy-en";
    workspace_->gpt().prefer_world(world);
    workspace_->bert().prefer_world(world);
  }
  platform_->request_frame();
  return true;
}

void Application::set_theme(ui::ThemeKind theme, bool keep) {
  ui_.theme = theme;
  restyle_ = true;
  if (keep) platform_->set_setting("theme", theme == ui::ThemeKind::kDark ? "dark" : "light");
  platform_->request_frame();
}

void Application::set_text_size(int percent, bool keep) {
  percent = std::clamp(percent, 100, 200);
  ui_.text_scale = static_cast<float>(percent) / 100;
  restyle_ = true;
  if (keep) platform_->set_setting("text_size", std::to_string(percent));
  platform_->request_frame();
}

void Application::restyle() {
  restyle_ = false;
  ui_.palette = ui_.projector ? ui::make_projector_palette() : ui::make_palette(ui_.theme);
  ui::apply_theme(ui_.palette, ui_.theme, ui_.text_scale, &ui_.fonts);
}

// --- Labs and the address.

bool Application::open_lab(const std::string& name) {
  const auto& registry = lab_registry();
  for (const LabDescription& row : registry) {
    if (name != row.name) continue;
    if (const Status open = may_open(name); !open.ok()) {
      workspace_->say({Message::Kind::kWarning, open.error()});
      return true;
    }
    wanted_lab_ = name;
    platform_->request_frame();
    return true;
  }
  return false;
}

void Application::enter_wanted_lab() {
  if (wanted_lab_.empty()) return;
  const auto& registry = lab_registry();
  for (std::size_t i = 0; i < registry.size(); ++i) {
    if (wanted_lab_ == registry[i].name) current_ = i;
  }
  if (options_.lab.empty()) platform_->set_setting("lab", wanted_lab_);
  wanted_lab_.clear();
  platform_->request_frame();
}

void Application::set_fields(const std::string& lab, const LabFields& fields) {
  for (std::size_t i = 0; i < labs_.size(); ++i) {
    if (lab != lab_registry()[i].name) continue;
    for (const auto& [field, value] : fields) labs_[i]->set(field, value);
  }
}

RunControls& Application::run() { return workspace_->shown_run(lab_registry()[current_].model); }

// Of a link, whose lab may not be open yet.
RunControls& Application::run_of(const std::string& lab) {
  for (const LabDescription& row : lab_registry()) {
    if (lab == row.name) return workspace_->shown_run(row.model);
  }
  return run();
}

// --- Frames.

StateFacts Application::facts() const {
  return {lab_registry()[current_].name,
          frames_,
          last_error_,
          platform_->variant(),
          platform_->hidden(),
          busy_ || (platform_->has_mirror() && mirror_.pending()),
          platform_->memory_bytes(),
          keeper_ ? to_string(keeper_->state()) : "off"};
}

void Application::take_messages() {
  for (const Message& message : workspace_->messages()) {
    shell_->show(message, platform_->now_ms());
    const bool news = message.kind == Message::Kind::kInfo;
    const std::string words = news ? ui_.format(message.error.code, message.error.args)
                                   : ui_.words.error_message(message.error);
    if (message.kind == Message::Kind::kError) last_error_ = words;
    // Warnings and errors are alerts of the mirror.
    if (news || !platform_->has_mirror()) platform_->announce(words);
    platform_->request_frame();
  }
  workspace_->messages().clear();
}

void Application::announce_run() {
  const Snapshot& snapshot = run().snapshot();
  const int quarter = static_cast<int>(std::floor(progress_share(workspace_->load(), run()) * 4));
  const bool other = snapshot.status != announced_;
  if (snapshot.status == RunStatus::kTraining && !other && quarter == announced_quarter_) return;
  if (snapshot.status != RunStatus::kTraining && !other) return;
  announced_ = snapshot.status;
  announced_quarter_ = quarter;
  if (snapshot.status == RunStatus::kIdle || snapshot.status == RunStatus::kFailed) return;
  std::string words = progress_sentence(ui_, workspace_->load(), run());
  if (snapshot.status == RunStatus::kDone && !snapshot.losses.empty()) {
    // GloVe's loss has no unit.
    const char* key = run().model() == std::string_view("glove") ? "shell.announce.loss"
                                                                 : "shell.announce.loss.nats";
    words += " " + ui_.format(key, {ui::format_number(snapshot.loss)});
  }
  platform_->announce(words);
}

void Application::draw() {
  if (restyle_) restyle();
  if (pictures_.asked()) take_picture();
  platform_->begin_frame();
  if (!ImGui::GetIO().WantTextInput && ImGui::IsKeyChordPressed(ImGuiMod_Ctrl | ImGuiKey_Z)) {
    workspace_->undo();
  }
  touch_scroll_.follow(rects_);
  const bool read = platform_->has_mirror() && mirror_.due(platform_->now_ms());
  if (read) ui_.access.begin_reading();
  draw_interface();
  if (read) {
    ui_.access.end_reading();
    const std::string changes = mirror_.changes(ui_, GImGui->NavId, ui_.now_ms);
    if (!changes.empty()) platform_->mirror(changes);
  } else if (platform_->has_mirror()) {
    platform_->wake_after(mirror_.put_off(ui_.now_ms));
  }
  if (!ui_.access.say.empty()) platform_->announce(std::exchange(ui_.access.say, {}));
  platform_->end_frame(ui_.palette.page);
  rects_ = ui_.rects;
  ++frames_;
}

void Application::draw_interface() {
  ui_.now_ms = platform_->now_ms();
  ui_.rects.clear();
  ui_.want_frame = false;
  LabContext context{ui_, *workspace_, [this](const std::string& name, const LabFields& fields) {
                       open_lab(name);
                       if (may_open(name).ok()) set_fields(name, fields);
                     }};
  shell_->draw(context, lab_registry()[current_], *labs_[current_]);
  tour_.draw(ui_, *labs_[current_], lab_registry()[current_].name);
  if (ui::popups_are_fitting()) ui_.want_frame = true;
}

bool Application::frame() {
  if (assets_.awaited > 0) return false;
  if (!started_) start();
  if (std::exchange(afresh_, false)) start_afresh();
  const bool changed = workspace_->poll();
  keep();
  take_messages();
  announce_run();
  enter_wanted_lab();
  busy_ = workspace_->busy();
  if (platform_->hidden()) return busy_;
  const bool moving = ui_.want_frame || labs_[current_]->wants_frames();
  const bool unread =
      platform_->has_mirror() && mirror_.pending() && mirror_.due(platform_->now_ms());
  if (changed || moving || restyle_ || unread || platform_->wants_drawing() || hover_is_pending()) {
    draw();
  }
  follow_link();
  busy_ = workspace_->busy() || ui_.want_frame || restyle_ || !wanted_lab_.empty() ||
          labs_[current_]->wants_frames() || hover_is_pending();
  return busy_;
}

}  // namespace wordspace
