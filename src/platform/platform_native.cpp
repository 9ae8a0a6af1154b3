// The platform on a desktop: a GLFW window with OpenGL ES 3, Dear ImGui's GLFW backend, files of
// the machine, frames only when one is wanted. Not the browser (platform_web.cpp); text fields are
// Dear ImGui's own here.
#include <GLES3/gl3.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>
#include <vector>

#include "core/file_io.h"
#include "core/worker_pool.h"
#include "platform/deflate_native.h"
#include "platform/draw_renderer.h"
#include "platform/places_native.h"
#include "platform/platform.h"
#include "platform/png_native.h"
#include "platform/store_native.h"

namespace wordspace {
namespace {

constexpr int kSettleFrames = 3;
constexpr double kNever = 1e300;
constexpr int kQuietFrames = 5;  // of stillness before a screenshot

// Where SIMD kernels exist; what they are is chosen when the program runs (math/kernels).
Variant native_variant() {
  Variant variant;
  variant.simd = true;
  variant.threads = WorkerPool::hardware_threads();
  variant.name = "native";
  return variant;
}

}  // namespace

class NativePlatform final : public Platform {
 public:
  explicit NativePlatform(PlatformOptions options)
      : options_(std::move(options)), fragment_(options_.fragment) {
    settings_ = parse_settings(read_file(settings_path(false)).ok()
                                   ? read_file(settings_path(false)).value()
                                   : std::string());
  }
  ~NativePlatform() override;
  Status open();

  Variant variant() const override { return native_variant(); }
  double now_ms() const override {
    return std::chrono::duration<double, std::milli>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
  void run(std::function<bool()> frame) override;
  void request_frame() override {
    fresh_ = true;
    glfwPostEmptyEvent();
  }
  void wake_after(double ms) override { alarm_ms_ = std::min(alarm_ms_, now_ms() + ms); }
  bool wants_drawing() const override { return fresh_ || settle_ > 0; }
  bool hidden() const override { return glfwGetWindowAttrib(window_, GLFW_ICONIFIED) != 0; }
  float pixel_ratio() const override { return scale_; }
  void begin_frame() override;
  void end_frame(std::uint32_t clear_colour) override;
  void picture(float density, const std::function<void()>& draw,
               const std::function<const ImDrawData*()>& piece, std::uint32_t clear_colour,
               std::function<void(Result<std::string>)> done) override;
  Status open_page(const std::string& path) override;

  void fetch(const std::string& path, std::function<void(std::uint64_t, std::uint64_t)> progress,
             std::function<void(Result<std::string>)> done) override;
  void open_file(const std::string& accept,
                 std::function<void(std::string, Result<std::string>)> done) override;
  void on_drop(std::function<void(std::string, Result<std::string>)> dropped) override {
    dropped_ = std::move(dropped);
  }
  Result<std::string> save_file(const std::string& name, const std::string& mime,
                                std::string_view bytes) override;
  std::uint64_t memory_bytes() const override;
  void set_clipboard(const std::string& text) override {
    glfwSetClipboardString(window_, text.c_str());
  }

  // A picture shows what was asked for, not what somebody did before.
  void claim_store(bool, std::function<void(StoreClaim)> claimed) override {
    later([this, claimed = std::move(claimed)] {
      const auto claim = options_.screenshot.empty() ? store_.claim() : StoreNative::Claim::kNone;
      claimed(claim == StoreNative::Claim::kMine     ? StoreClaim::kMine
              : claim == StoreNative::Claim::kOthers ? StoreClaim::kOthers
                                                     : StoreClaim::kNone);
    });
  }
  void keep(const std::vector<StoreItem>& items, const std::vector<std::string>& forget,
            std::function<void(Status)> done) override {
    Status status = Done{};
    for (const StoreItem& item : items) {
      if (status.ok()) status = store_.keep(item.name, item.bytes);
    }
    if (status.ok()) {
      for (const std::string& name : forget) store_.forget(name);
    }
    later([status, done = std::move(done)] { done(status); });
  }
  void kept(const std::string& name, std::function<void(Result<std::string>)> done) override {
    later([this, name, done = std::move(done)] { done(store_.kept(name)); });
  }
  void kept_bytes(std::function<void(Result<KeptBytes>)> done) override {
    later([this, done = std::move(done)] { done(store_.sizes()); });
  }
  bool write_note(const std::string& name, const std::string& text) override {
    return store_.write_note(name, text);
  }
  std::string note(const std::string& name) const override { return store_.note(name); }
  void on_leaving(std::function<void()> leaving) override { leaving_ = std::move(leaving); }
  bool start_over() override { return false; }

  std::string fragment() const override { return fragment_; }
  void set_fragment(const std::string& fragment) override { fragment_ = fragment; }
  void on_fragment_change(std::function<void(std::string)>) override {}
  std::string address() const override { return {}; }
  void deflate(std::string bytes, std::function<void(Result<std::string>)> done) override {
    jobs_.push_back(
        [bytes = std::move(bytes), done = std::move(done)] { done(deflate_bytes(bytes)); });
    glfwPostEmptyEvent();
  }
  void inflate(std::string bytes, std::size_t max_bytes,
               std::function<void(Result<std::string>)> done) override {
    jobs_.push_back([bytes = std::move(bytes), max_bytes, done = std::move(done)] {
      done(inflate_bytes(bytes, max_bytes));
    });
    glfwPostEmptyEvent();
  }
  std::string setting(const std::string& key) const override {
    const auto found = settings_.find(key);
    return found == settings_.end() ? std::string() : found->second;
  }
  void set_setting(const std::string& key, const std::string& value) override {
    settings_[key] = value;
    // A desktop without a place for settings forgets them; nothing else suffers.
    static_cast<void>(write_file(settings_path(true), to_json(settings_)));
  }
  std::string preferred_language() const override;
  bool prefers_dark() const override { return false; }
  bool prefers_reduced_motion() const override { return false; }
  void set_document_language(const std::string&, const std::string& title) override {
    glfwSetWindowTitle(window_, title.c_str());
  }
  void announce(const std::string&) override {}

  bool has_overlay_fields() const override { return false; }
  OverlayEvent show_field(const OverlayField&, std::string&) override { return {}; }

  void set_scripting(Scripting) override {}
  void on_context_restored(std::function<void()>) override {}

 private:
  static NativePlatform& of(GLFWwindow* window) {
    return *static_cast<NativePlatform*>(glfwGetWindowUserPointer(window));
  }
  void woken() { settle_ = kSettleFrames; }
  // Between frames, as callbacks come.
  void later(std::function<void()> job) {
    jobs_.push_back(std::move(job));
    glfwPostEmptyEvent();
  }
  void install_callbacks();
  void read_scale();
  void receive(const std::string& path,
               const std::function<void(std::string, Result<std::string>)>& done);
  bool write_screenshot();

  PlatformOptions options_;
  GLFWwindow* window_ = nullptr;
  std::unique_ptr<DrawRenderer> renderer_;
  float scale_ = 1;    // pixels of the window a logical pixel
  float density_ = 1;  // of a picture's frame
  int settle_ = kSettleFrames;
  bool fresh_ = true;
  double alarm_ms_ = kNever;
  int quiet_frames_ = 0;
  std::deque<std::function<void()>> jobs_;  // callbacks that come between frames
  std::function<void(std::string, Result<std::string>)> dropped_;
  StoreNative store_{kept_folder()};
  std::function<void()> leaving_;
  std::string fragment_;
  std::map<std::string, std::string> settings_;
};

Result<std::unique_ptr<Platform>> Platform::create(const PlatformOptions& options) {
  auto platform = std::make_unique<NativePlatform>(options);
  const Status opened = platform->open();
  if (!opened.ok()) return opened.error();
  return std::unique_ptr<Platform>(std::move(platform));
}

namespace {

Error no_gles() {
  return {"platform.no_gles", "This machine cannot draw with OpenGL ES 3.",
          "Install Mesa, which also draws without a graphics card (Debian: libegl1, "
          "libgl1-mesa-dri)."};
}

// Null: neither the machine's driver nor a renderer in software gives a context.
GLFWwindow* open_window(const PlatformOptions& options) {
  glfwWindowHint(GLFW_CLIENT_API, GLFW_OPENGL_ES_API);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 0);
  if (options.screenshot.empty()) glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
  // The desktop entry's StartupWMClass: its icon stands for the window.
  glfwWindowHintString(GLFW_X11_CLASS_NAME, "wordspace-lab");
  glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "wordspace-lab");
  // Some drivers offer OpenGL ES through EGL only, some through GLX only.
  for (const int api : {GLFW_EGL_CONTEXT_API, GLFW_NATIVE_CONTEXT_API}) {
    glfwWindowHint(GLFW_CONTEXT_CREATION_API, api);
    GLFWwindow* window =
        glfwCreateWindow(options.width, options.height, options.title.c_str(), nullptr, nullptr);
    if (window != nullptr) return window;
  }
  return nullptr;
}

}  // namespace

Status NativePlatform::open() {
  const Error no_display = {"platform.no_display", "There is no display to open a window on.",
                            "Start it in a desktop session, or under xvfb-run."};
  if (glfwInit() == GLFW_FALSE) return no_display;
  window_ = open_window(options_);
  if (window_ == nullptr && std::getenv("LIBGL_ALWAYS_SOFTWARE") == nullptr) {
    // A driver that cannot: Mesa's renderer in software can, slowly.
    glfwTerminate();
    setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);
    if (glfwInit() == GLFW_FALSE) return no_display;
    window_ = open_window(options_);
  }
  if (window_ == nullptr) return no_gles();
  glfwMakeContextCurrent(window_);
  glfwSwapInterval(options_.screenshot.empty() ? 1 : 0);
  glfwSetWindowUserPointer(window_, this);
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  ImGui::GetIO().LogFilename = nullptr;
  ImGui_ImplGlfw_InitForOther(window_, false);
  install_callbacks();
  renderer_ = std::make_unique<DrawRenderer>();
  if (!renderer_->start()) {
    return no_gles();
  }
  read_scale();
  return Done{};
}

NativePlatform::~NativePlatform() {
  if (window_ != nullptr) {
    if (ImGui::GetCurrentContext() != nullptr) {
      renderer_.reset();
      if (ImGui::GetIO().BackendPlatformUserData != nullptr) ImGui_ImplGlfw_Shutdown();
      ImGui::DestroyContext();
    }
    glfwDestroyWindow(window_);
  }
  glfwTerminate();
}

// Ours run first: they keep frames coming, and turn window coordinates into logical pixels.
void NativePlatform::install_callbacks() {
  glfwSetCursorPosCallback(window_, [](GLFWwindow* window, double x, double y) {
    NativePlatform& self = of(window);
    self.woken();
    const double factor = 1 / static_cast<double>(self.scale_);
    ImGui_ImplGlfw_CursorPosCallback(window, x * factor, y * factor);
  });
  glfwSetCursorEnterCallback(window_, [](GLFWwindow* window, int entered) {
    of(window).woken();
    ImGui_ImplGlfw_CursorEnterCallback(window, entered);
  });
  glfwSetMouseButtonCallback(window_, [](GLFWwindow* window, int button, int action, int mods) {
    of(window).woken();
    ImGui_ImplGlfw_MouseButtonCallback(window, button, action, mods);
  });
  glfwSetScrollCallback(window_, [](GLFWwindow* window, double x, double y) {
    of(window).woken();
    ImGui_ImplGlfw_ScrollCallback(window, x, y);
  });
  glfwSetKeyCallback(window_, [](GLFWwindow* window, int key, int code, int action, int mods) {
    of(window).woken();
    ImGui_ImplGlfw_KeyCallback(window, key, code, action, mods);
  });
  glfwSetCharCallback(window_, [](GLFWwindow* window, unsigned int character) {
    of(window).woken();
    ImGui_ImplGlfw_CharCallback(window, character);
  });
  glfwSetWindowFocusCallback(window_, [](GLFWwindow* window, int focused) {
    of(window).woken();
    ImGui_ImplGlfw_WindowFocusCallback(window, focused);
  });
  glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* window, int, int) { of(window).woken(); });
  glfwSetWindowRefreshCallback(window_, [](GLFWwindow* window) { of(window).woken(); });
  glfwSetWindowContentScaleCallback(window_, [](GLFWwindow* window, float, float) {
    of(window).read_scale();
    of(window).woken();
  });
  glfwSetDropCallback(window_, [](GLFWwindow* window, int num, const char** paths) {
    NativePlatform& self = of(window);
    self.woken();
    if (num > 0 && self.dropped_) self.receive(paths[0], self.dropped_);
  });
}

// Where windows are measured in pixels (X11), a logical pixel is larger than one of them.
void NativePlatform::read_scale() {
  float x = 1, y = 1;
  glfwGetWindowContentScale(window_, &x, &y);
  int width = 1, height = 1, pixel_width = 1, pixel_height = 1;
  glfwGetWindowSize(window_, &width, &height);
  glfwGetFramebufferSize(window_, &pixel_width, &pixel_height);
  const float own = width > 0 ? static_cast<float>(pixel_width) / static_cast<float>(width) : 1;
  scale_ = options_.screenshot.empty() ? std::max(1.0f, x / own) : 1;
}

void NativePlatform::run(std::function<bool()> frame) {
  bool again = true;
  while (glfwWindowShouldClose(window_) == GLFW_FALSE) {
    // A picture is waited for frame by frame: nobody is there to wake a sleeping window.
    if (again || settle_ > 0 || fresh_ || !jobs_.empty() || !options_.screenshot.empty()) {
      glfwPollEvents();
    } else if (alarm_ms_ < kNever) {
      glfwWaitEventsTimeout(std::max(0.001, (alarm_ms_ - now_ms()) / 1000));
    } else {
      glfwWaitEvents();
    }
    if (now_ms() >= alarm_ms_) {
      alarm_ms_ = kNever;
      fresh_ = true;
    }
    for (std::size_t left = jobs_.size(); left > 0; --left) {
      const std::function<void()> job = std::move(jobs_.front());
      jobs_.pop_front();
      job();
    }
    const bool drawn = wants_drawing() || again;
    again = frame();
    if (settle_ > 0) --settle_;
    if (again && !wants_drawing()) {
      // Nothing was drawn, so nothing waited for the screen: leave the processor to the trainer.
      glfwWaitEventsTimeout(0.004);
    }
    if (options_.screenshot.empty()) continue;
    const bool quiet = !again && !drawn && jobs_.empty();
    quiet_frames_ = quiet ? quiet_frames_ + 1 : 0;
    if (quiet_frames_ >= kQuietFrames) {
      fresh_ = true;
      frame();  // what is read back was just drawn
      if (!write_screenshot()) std::exit(1);
      break;
    }
  }
  if (leaving_) leaving_();
}

void NativePlatform::begin_frame() {
  fresh_ = false;
  ImGui_ImplGlfw_NewFrame();
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize.x /= scale_;
  io.DisplaySize.y /= scale_;
  io.DisplayFramebufferScale.x *= scale_ * density_;
  io.DisplayFramebufferScale.y *= scale_ * density_;
  ImGui::NewFrame();
}

void NativePlatform::end_frame(std::uint32_t clear_colour) {
  ImGui::Render();
  const ImVec4 clear = ImGui::ColorConvertU32ToFloat4(clear_colour);
  glDisable(GL_SCISSOR_TEST);
  glClearColor(clear.x, clear.y, clear.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  renderer_->draw(*ImGui::GetDrawData());
  // A screenshot reads what was drawn before it is shown.
  if (options_.screenshot.empty()) {
    glfwSwapBuffers(window_);
  } else {
    glFinish();  // or frames pile up in a software renderer faster than it draws them
  }
}

void NativePlatform::picture(float density, const std::function<void()>& draw,
                             const std::function<const ImDrawData*()>& piece,
                             std::uint32_t clear_colour,
                             std::function<void(Result<std::string>)> done) {
  density_ = density;
  begin_frame();
  density_ = 1;
  draw();
  ImGui::Render();
  const ImDrawData* data = piece();
  int width = 0, height = 0;
  const auto pixels = renderer_->pixels(data, clear_colour, &width, &height);
  if (data == nullptr) return;
  if (pixels.empty()) {
    done(Error{"picture.failed", "The picture could not be made.",
               "Make the window smaller and try again."});
    return;
  }
  done(png_from_rgba(pixels, width, height));
}

bool NativePlatform::write_screenshot() {
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  const auto row = static_cast<std::size_t>(width) * 4;
  std::vector<std::uint8_t> pixels(row * static_cast<std::size_t>(height));
  glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
  // OpenGL counts rows from below.
  std::vector<std::uint8_t> turned(pixels.size());
  for (int y = 0; y < height; ++y) {
    std::copy_n(pixels.begin() + static_cast<std::ptrdiff_t>(row) * (height - 1 - y), row,
                turned.begin() + static_cast<std::ptrdiff_t>(row) * y);
  }
  auto png = png_from_rgba(turned, width, height);
  Status written = png.ok() ? write_file(options_.screenshot, png.value()) : Status(png.error());
  if (written.ok()) return true;
  std::fprintf(stderr, "wordspace-lab: %s %s\n", written.error().message.c_str(),
               written.error().hint.c_str());
  return false;
}

// --- Files.

void NativePlatform::fetch(const std::string& path,
                           std::function<void(std::uint64_t, std::uint64_t)> progress,
                           std::function<void(Result<std::string>)> done) {
  jobs_.push_back([this, path, progress = std::move(progress), done = std::move(done)] {
    const std::string file = find_asset(options_.assets, path);
    if (file.empty()) {
      done(Error{"fetch.not_found",
                 path + " is not among the lab's files.",
                 "Build the lab again, or name its folder with --assets.",
                 {path}});
      return;
    }
    auto bytes = read_file(file);
    if (bytes.ok() && progress) progress(bytes.value().size(), bytes.value().size());
    done(std::move(bytes));
  });
  glfwPostEmptyEvent();
}

void NativePlatform::receive(const std::string& path,
                             const std::function<void(std::string, Result<std::string>)>& done) {
  done(std::filesystem::path(path).filename().string(), read_file(path));
  woken();
}

// The desktop's own dialogue, through the helper that its environment brings.
void NativePlatform::open_file(const std::string&,
                               std::function<void(std::string, Result<std::string>)> done) {
  jobs_.push_back([this, done = std::move(done)] {
    std::string path;
    for (const char* ask :
         {"zenity --file-selection 2>/dev/null", "kdialog --getopenfilename 2>/dev/null"}) {
      FILE* answer = popen(ask, "r");
      if (answer == nullptr) continue;
      char buffer[4096];
      path.clear();
      while (std::fgets(buffer, sizeof buffer, answer) != nullptr) path += buffer;
      const int status = pclose(answer);
      while (path.ends_with('\n')) path.pop_back();
      // 127: the shell has no such program; anything else is her answer.
      if (status != -1 && WEXITSTATUS(status) != 127) {
        if (!path.empty()) receive(path, done);
        return;
      }
    }
    done("", Error{"file.no_dialogue", "This desktop has no dialogue to choose a file with.",
                   "Drop the file on the window, or install zenity."});
    woken();
  });
}

Result<std::string> NativePlatform::save_file(const std::string& name, const std::string&,
                                              std::string_view bytes) {
  namespace fs = std::filesystem;
  const fs::path wanted(name);
  // An older file of that name is kept: "vectors (2).txt".
  fs::path path = fs::path(downloads_folder()) / wanted;
  std::error_code error;
  for (int i = 2; fs::exists(path, error) && i < 1000; ++i) {
    path.replace_filename(wanted.stem().string() + " (" + std::to_string(i) + ")" +
                          wanted.extension().string());
  }
  const Status written = write_file(path.string(), bytes);
  if (!written.ok()) return written.error();
  return path.string();
}

std::uint64_t NativePlatform::memory_bytes() const {
  // Pages in memory are the second number; other systems than Linux have no such file.
  std::ifstream statm("/proc/self/statm");
  std::uint64_t all = 0, resident = 0;
  if (!(statm >> all >> resident)) return 0;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

Status NativePlatform::open_page(const std::string& path) {
  const std::string file = find_asset(options_.assets, path);
  if (file.empty()) {
    return Error{"page.not_found",
                 path + " is not among the lab's files.",
                 "Build the lab again, or open it in the browser.",
                 {path}};
  }
  const pid_t child = fork();
  if (child == 0) {
    // A grandchild, so that nobody has to wait for the browser.
    if (fork() == 0) execlp("xdg-open", "xdg-open", file.c_str(), static_cast<char*>(nullptr));
    _exit(0);
  }
  if (child > 0) waitpid(child, nullptr, 0);
  return Done{};
}

std::string NativePlatform::preferred_language() const {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return std::string(value).substr(0, 2);
  }
  return "en";
}

}  // namespace wordspace
