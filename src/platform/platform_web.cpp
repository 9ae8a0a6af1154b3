// The platform in a browser: our own Dear ImGui backend over web/host.js, WebGL 2, text fields that
// are DOM inputs, frames only when one is wanted. Not the page's side of it (web/host.js), nor the
// bindings (host_web.cpp).
#include <emscripten/emscripten.h>
#include <emscripten/heap.h>
#include <emscripten/html5.h>
#include <emscripten/html5_webgl.h>
#include <imgui.h>

#include <GLES3/gl3.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "platform/draw_renderer.h"
#include "platform/host_web.h"
#include "platform/input_web.h"
#include "platform/platform.h"
#include "platform/store_web.h"

namespace wordspace {

Platform::KeptBytes kept_bytes_of(const std::string& json) {
  Platform::KeptBytes bytes;
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  if (!parsed.is_object()) return bytes;
  for (const auto& [name, length] : parsed.items()) {
    if (length.is_number_unsigned()) bytes[name] = length.get<std::uint64_t>();
  }
  return bytes;
}
namespace {

// Frames drawn after an input, so that hover, popups and layout settle.
constexpr double kCopiesOfFile = 4;  // what reading a file takes at most, in its own size
constexpr int kSettleFrames = 3;

std::string take_string(char* text) {
  std::string result = text;
  std::free(text);
  return result;
}

Variant variant_from(const std::string& name) {
  Variant variant;
  variant.name = name;
  variant.simd = true;
  variant.relaxed = name == "relaxed";
  // The build makes at most eight threads (emscripten.cmake).
  variant.threads = name == "simd" ? 1 : std::clamp(host_concurrency(), 1, 8);
  if (variant.threads == 1) variant.one_thread = take_string(host_one_thread());
  return variant;
}

bool operator==(const OverlayField& a, const OverlayField& b) {
  return a.name == b.name && a.label == b.label && a.hint == b.hint && a.x == b.x && a.y == b.y &&
         a.width == b.width && a.height == b.height && a.font_px == b.font_px &&
         a.multiline == b.multiline && a.numeric == b.numeric && a.text_colour == b.text_colour;
}

// Too much for the room that is left.
Error no_room_error(const std::string& name, double num_bytes, double room) {
  const std::string size = std::to_string(static_cast<std::int64_t>(num_bytes) >> 20);
  const std::string most = std::to_string(static_cast<std::int64_t>(room) >> 20);
  return {"file.no_room",
          name + " has " + size + " MB; there is room for " + most + " MB.",
          "Take a smaller file, or load the page again: that frees memory.",
          {name, size, most}};
}

}  // namespace

class WebPlatform final : public Platform {
 public:
  explicit WebPlatform(const PlatformOptions& options);
  ~WebPlatform() override;

  bool create_context();
  void attach() { host_attach(this); }

  Variant variant() const override { return variant_; }
  double now_ms() const override { return emscripten_get_now(); }
  void run(std::function<bool()> frame) override {
    frame_ = std::move(frame);
    request_frame();
  }
  void request_frame() override {
    fresh_ = true;
    host_request_frame();
  }
  void wake_after(double ms) override { host_wake_after(ms); }
  bool wants_drawing() const override { return fresh_ || settle_ > 0; }
  bool hidden() const override { return hidden_; }
  float pixel_ratio() const override { return static_cast<float>(ratio_); }
  void begin_frame() override;
  void end_frame(std::uint32_t clear_colour) override;
  void picture(float density, const std::function<void()>& draw,
               const std::function<const ImDrawData*()>& piece, std::uint32_t clear_colour,
               std::function<void(Result<std::string>)> done) override;
  Status open_page(const std::string& path) override {
    host_open_page(path.c_str());
    return Done{};
  }

  void fetch(const std::string& path, std::function<void(std::uint64_t, std::uint64_t)> progress,
             std::function<void(Result<std::string>)> done) override;
  void open_file(const std::string& accept,
                 std::function<void(std::string, Result<std::string>)> done) override;
  void on_drop(std::function<void(std::string, Result<std::string>)> dropped) override {
    dropped_ = std::move(dropped);
  }
  Result<std::string> save_file(const std::string& name, const std::string& mime,
                                std::string_view bytes) override {
    host_save(name.c_str(), mime.c_str(), bytes.data(), static_cast<double>(bytes.size()));
    return name;
  }
  KeptFiles kept_files() const override { return offline_; }
  void keep_texts_offline() override { host_keep_texts(); }
  // The heap only grows: its end is what was needed at most.
  std::uint64_t memory_bytes() const override {
    return static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(sbrk(0)));
  }
  void set_clipboard(const std::string& text) override { host_copy(text.c_str()); }

  void claim_store(bool take_over, std::function<void(StoreClaim)> claimed) override {
    store_.claim(take_over, std::move(claimed));
  }
  void keep(const std::vector<StoreItem>& items, const std::vector<std::string>& forget,
            std::function<void(Status)> done) override {
    store_.keep(items, forget, std::move(done));
  }
  void kept(const std::string& name, std::function<void(Result<std::string>)> done) override {
    store_.kept(name, std::move(done));
  }
  void kept_bytes(std::function<void(Result<KeptBytes>)> done) override {
    store_.kept_bytes(std::move(done));
  }
  bool start_over() override {
    host_start_over();
    return true;
  }
  // Nothing is drawn for its answers: what they bring asks for frames itself.
  StoreWeb& store() { return store_; }

  std::string fragment() const override { return take_string(host_fragment()); }
  void set_fragment(const std::string& fragment) override { host_set_fragment(fragment.c_str()); }
  void on_fragment_change(std::function<void(std::string)> changed) override {
    fragment_changed_ = std::move(changed);
  }
  std::string address() const override { return take_string(host_address()); }
  void deflate(std::string bytes, std::function<void(Result<std::string>)> done) override {
    const int token = next_token_++;
    packs_[token] = std::move(done);
    host_deflate(bytes.data(), static_cast<double>(bytes.size()), token);
  }
  void inflate(std::string bytes, std::size_t max_bytes,
               std::function<void(Result<std::string>)> done) override {
    const int token = next_token_++;
    packs_[token] = std::move(done);
    host_inflate(bytes.data(), static_cast<double>(bytes.size()), static_cast<double>(max_bytes),
                 token);
  }
  std::string setting(const std::string& key) const override {
    return take_string(host_setting(key.c_str()));
  }
  void set_setting(const std::string& key, const std::string& value) override {
    host_set_setting(key.c_str(), value.c_str());
  }
  std::string preferred_language() const override { return take_string(host_language()); }
  bool prefers_dark() const override { return host_prefers("(prefers-color-scheme: dark)") != 0; }
  bool prefers_reduced_motion() const override {
    return host_prefers("(prefers-reduced-motion: reduce)") != 0;
  }
  void set_document_language(const std::string& language, const std::string& title) override {
    host_set_document(language.c_str(), title.c_str());
  }
  void announce(const std::string& sentence) override { host_announce(sentence.c_str()); }

  bool has_overlay_fields() const override { return true; }
  OverlayEvent show_field(const OverlayField& field, std::string& value) override;

  void set_scripting(Scripting scripting) override { scripting_ = std::move(scripting); }
  bool has_mirror() const override { return true; }
  void mirror(const std::string& changes) override { host_mirror(changes.c_str()); }
  void on_mirror(std::function<void(std::string)> chosen) override { chosen_ = std::move(chosen); }
  bool write_note(const std::string& name, const std::string& text) override {
    return host_write_note(name.c_str(), text.c_str()) != 0;
  }
  std::string note(const std::string& name) const override {
    return take_string(host_note(name.c_str()));
  }
  void on_leaving(std::function<void()> leaving) override { leaving_ = std::move(leaving); }
  void leaving() {
    if (leaving_) leaving_();
  }
  void on_context_restored(std::function<void()> restored) override {
    restored_ = std::move(restored);
  }

  // --- What the page tells; called from the functions at the end of this file.
  void draw();
  void resized() {
    read_size();
    woken();
  }
  void woken() {
    settle_ = kSettleFrames;
    request_frame();
  }
  void pasted(const char* text);
  void visibility();
  void context(bool lost);
  void field_event(const char* name, const char* value, int what);
  void fetch_progress(int token, double received, double total);
  void fetched(int token, int status, const char* bytes, std::size_t num_bytes);
  void packed(int token, int problem, const char* bytes, std::size_t num_bytes);
  void file(int token, const char* name, int problem, const char* bytes, std::size_t num_bytes);
  void fragment_changed(const char* fragment);
  void offline_changed();
  void mirrored(const char* action);
  const char* state();
  const char* rects();
  void command(const char* json, double token, std::string attached);
  // Bytes of a file for which there is room now: reading one takes a few times its size.
  double file_room() const;
  const char* no_room(const char* name, double num_bytes);
  void pictured(int token, const char* bytes, std::size_t num_bytes);

 private:
  struct Field {
    OverlayField shown;
    std::string value;  // what the page has
    bool changed = false, submitted = false, focused = false;
    bool wanted = false;  // asked for in this frame
  };
  struct Fetch {
    std::string path;
    std::function<void(std::uint64_t, std::uint64_t)> progress;
    std::function<void(Result<std::string>)> done;
  };

  void read_size();
  void finish_fields();

  Variant variant_;
  std::function<bool()> frame_;
  int settle_ = 0;
  bool fresh_ = true;
  bool hidden_ = false, lost_ = false, told_ready_ = false;
  double width_ = 1, height_ = 1, ratio_ = 1;
  int pixel_width_ = 1, pixel_height_ = 1;
  double last_frame_ms_ = 0;
  float density_ = 1;  // of a picture's frame
  std::map<int, std::function<void(Result<std::string>)>> pictures_;
  std::map<std::string, Field, std::less<>> fields_;
  int next_token_ = 1;
  std::map<int, Fetch> fetches_;
  std::map<int, std::function<void(Result<std::string>)>> packs_;
  std::map<int, std::function<void(std::string, Result<std::string>)>> picks_;
  StoreWeb store_;
  std::function<void(std::string, Result<std::string>)> dropped_;
  std::function<void(std::string)> fragment_changed_, chosen_;
  std::function<void()> restored_, leaving_;
  KeptFiles offline_;
  Scripting scripting_;
  std::string answer_, clipboard_;
  EMSCRIPTEN_WEBGL_CONTEXT_HANDLE context_ = 0;
  std::unique_ptr<DrawRenderer> renderer_;
};

WebPlatform::WebPlatform(const PlatformOptions&)
    : variant_(variant_from(take_string(host_variant()))), hidden_(host_hidden() != 0) {
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.BackendPlatformName = "wordspace_web";
  io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors;
  ImGuiPlatformIO& platform_io = ImGui::GetPlatformIO();
  platform_io.Platform_ClipboardUserData = this;
  platform_io.Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) {
    host_copy(text);
  };
  platform_io.Platform_GetClipboardTextFn = [](ImGuiContext*) {
    const auto* self =
        static_cast<const WebPlatform*>(ImGui::GetPlatformIO().Platform_ClipboardUserData);
    return self->clipboard_.c_str();
  };
}

WebPlatform::~WebPlatform() {
  renderer_.reset();
  ImGui::DestroyContext();
}

bool WebPlatform::create_context() {
  EmscriptenWebGLContextAttributes attributes;
  emscripten_webgl_init_context_attributes(&attributes);
  attributes.majorVersion = 2;
  attributes.alpha = EM_FALSE;
  attributes.depth = EM_FALSE;
  attributes.stencil = EM_FALSE;
  attributes.antialias = EM_FALSE;
  context_ = emscripten_webgl_create_context("#canvas", &attributes);
  if (context_ <= 0) return false;
  if (emscripten_webgl_make_context_current(context_) != EMSCRIPTEN_RESULT_SUCCESS) return false;
  renderer_ = std::make_unique<DrawRenderer>();
  return renderer_->start();
}

Result<std::unique_ptr<Platform>> Platform::create(const PlatformOptions& options) {
  auto platform = std::make_unique<WebPlatform>(options);
  if (!platform->create_context()) {
    return Error{"platform.no_webgl", "This browser cannot draw with WebGL 2.",
                 "Use a current Chrome, Edge, Firefox or Safari."};
  }
  platform->attach();
  return std::unique_ptr<Platform>(std::move(platform));
}

// --- Frames.

void WebPlatform::draw() {
  if (!frame_) return;
  bool again = frame_();
  if (settle_ > 0) {
    --settle_;
    again = true;
  }
  if (again) host_request_frame();
}

void WebPlatform::read_size() {
  host_size(&width_, &height_, &ratio_, &pixel_width_, &pixel_height_);
}

void WebPlatform::begin_frame() {
  fresh_ = false;
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = ImVec2(static_cast<float>(width_), static_cast<float>(height_));
  io.DisplayFramebufferScale = ImVec2(static_cast<float>(pixel_width_ / width_) * density_,
                                      static_cast<float>(pixel_height_ / height_) * density_);
  const double now = emscripten_get_now();
  io.DeltaTime = static_cast<float>(std::clamp((now - last_frame_ms_) / 1000.0, 0.0001, 0.1));
  last_frame_ms_ = now;
  if (!lost_) host_resize_canvas(pixel_width_, pixel_height_);
  for (auto& [name, field] : fields_) field.wanted = false;
  ImGui::NewFrame();
}

void WebPlatform::end_frame(std::uint32_t clear_colour) {
  ImGui::Render();
  finish_fields();
  host_set_cursor(css_cursor(ImGui::GetMouseCursor()));
  if (!lost_) {
    const ImVec4 clear = ImGui::ColorConvertU32ToFloat4(clear_colour);
    glDisable(GL_SCISSOR_TEST);
    glClearColor(clear.x, clear.y, clear.z, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    renderer_->draw(*ImGui::GetDrawData());
  }
  if (scripting_.command && !told_ready_) {
    told_ready_ = true;
    host_ready(variant_.simd, variant_.relaxed, variant_.threads, WORDSPACE_VERSION);
  }
}

void WebPlatform::picture(float density, const std::function<void()>& draw,
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
  std::vector<std::uint8_t> pixels;
  if (!lost_) pixels = renderer_->pixels(data, clear_colour, &width, &height);
  if (data == nullptr) return;
  const int token = next_token_++;
  pictures_[token] = std::move(done);
  if (pixels.empty()) {
    pictured(token, nullptr, 0);
  } else {
    host_picture(pixels.data(), width, height, token);
  }
}

void WebPlatform::pictured(int token, const char* bytes, std::size_t num_bytes) {
  const auto found = pictures_.find(token);
  if (found == pictures_.end()) return;
  const auto done = std::move(found->second);
  pictures_.erase(found);
  woken();
  if (num_bytes > 0) {
    done(std::string(bytes, num_bytes));
  } else {
    done(Error{"picture.failed", "The picture could not be made.",
               "Make the window smaller and try again."});
  }
}

// --- Input that is more than an event for Dear ImGui (input_web.cpp).

void WebPlatform::pasted(const char* text) {
  clipboard_ = text;
  woken();
}

void WebPlatform::visibility() {
  hidden_ = host_hidden() != 0;
  woken();
}

void WebPlatform::context(bool lost) {
  lost_ = lost;
  if (!lost) {
    renderer_->forget();
    if (restored_) restored_();
  }
  woken();
}

// --- Text fields.

OverlayEvent WebPlatform::show_field(const OverlayField& wanted, std::string& value) {
  auto found = fields_.find(wanted.name);
  const bool is_new = found == fields_.end();
  if (is_new) found = fields_.emplace(wanted.name, Field{}).first;
  Field& field = found->second;
  field.wanted = true;
  if (is_new || !(field.shown == wanted)) {
    field.shown = wanted;
    const float numbers[5] = {wanted.x, wanted.y, wanted.width, wanted.height, wanted.font_px};
    const int flags = (wanted.multiline ? 1 : 0) | (wanted.numeric ? 2 : 0);
    host_show_field(wanted.name.c_str(), wanted.label.c_str(), wanted.hint.c_str(), flags, numbers,
                    wanted.text_colour);
  }
  OverlayEvent event;
  event.submitted = std::exchange(field.submitted, false);
  event.focused = field.focused;
  if (std::exchange(field.changed, false)) {
    event.changed = value != field.value;
    value = field.value;
  } else if (is_new || value != field.value) {
    field.value = value;
    host_set_field_value(wanted.name.c_str(), value.c_str());
  }
  return event;
}

void WebPlatform::finish_fields() {
  for (auto it = fields_.begin(); it != fields_.end();) {
    if (it->second.wanted) {
      ++it;
    } else {
      host_hide_field(it->first.c_str());
      it = fields_.erase(it);
    }
  }
}

void WebPlatform::field_event(const char* name, const char* value, int what) {
  const auto found = fields_.find(std::string_view(name));
  if (found == fields_.end()) return;
  Field& field = found->second;
  if (field.value != value) {
    field.value = value;
    field.changed = true;
  }
  if (what == 2) field.submitted = true;
  if (what == 4) field.focused = true;
  if (what == 8) field.focused = false;
  woken();
}

// --- Files.

void WebPlatform::fetch(const std::string& path,
                        std::function<void(std::uint64_t, std::uint64_t)> progress,
                        std::function<void(Result<std::string>)> done) {
  const int token = next_token_++;
  fetches_[token] = {path, std::move(progress), std::move(done)};
  host_fetch(path.c_str(), token);
}

void WebPlatform::fetch_progress(int token, double received, double total) {
  const auto found = fetches_.find(token);
  if (found == fetches_.end() || !found->second.progress) return;
  found->second.progress(static_cast<std::uint64_t>(received), static_cast<std::uint64_t>(total));
  request_frame();
}

void WebPlatform::fetched(int token, int status, const char* bytes, std::size_t num_bytes) {
  const auto found = fetches_.find(token);
  if (found == fetches_.end()) return;
  const Fetch fetch = std::move(found->second);
  fetches_.erase(found);
  woken();
  if (status == 200) {
    fetch.done(std::string(bytes, num_bytes));
  } else if (status == 404) {
    fetch.done(Error{"fetch.not_found",
                     fetch.path + " is not on the server.",
                     "Build the web folder again; it holds every file of the lab.",
                     {fetch.path}});
  } else {
    fetch.done(Error{"fetch.failed",
                     fetch.path + " could not be loaded.",
                     "Check the connection and try again.",
                     {fetch.path}});
  }
}

// problem: 0 none, 1 not possible here, 2 damaged, 3 too large.
void WebPlatform::packed(int token, int problem, const char* bytes, std::size_t num_bytes) {
  const auto found = packs_.find(token);
  if (found == packs_.end()) return;
  const auto done = std::move(found->second);
  packs_.erase(found);
  woken();
  if (problem == 0) return done(std::string(bytes, num_bytes));
  done(problem == 1 ? deflate_failed() : problem == 2 ? inflate_damaged() : inflate_too_large());
}

void WebPlatform::open_file(const std::string& accept,
                            std::function<void(std::string, Result<std::string>)> done) {
  picks_.clear();  // an earlier dialogue that was cancelled never answers
  const int token = next_token_++;
  picks_[token] = std::move(done);
  host_open_file(accept.c_str(), token);
}

void WebPlatform::file(int token, const char* name, int problem, const char* bytes,
                       std::size_t num_bytes) {
  std::function<void(std::string, Result<std::string>)> receive = dropped_;
  if (token != 0) {
    const auto found = picks_.find(token);
    if (found == picks_.end()) return;
    receive = found->second;  // stays: she may have picked several files
  }
  woken();
  if (!receive) return;
  if (problem == 0) {
    receive(name, std::string(bytes, num_bytes));
  } else if (problem == 1) {
    receive(name, no_room_error(name, static_cast<double>(num_bytes), file_room()));
  } else {
    receive(name, Error{"file.unreadable",
                        std::string(name) + " could not be read.",
                        "Choose it again, or another file.",
                        {name}});
  }
}

void WebPlatform::fragment_changed(const char* fragment) {
  if (fragment_changed_) fragment_changed_(fragment);
  woken();
}

void WebPlatform::offline_changed() {
  double numbers[6] = {};
  offline_.problem = take_string(host_offline(numbers));
  offline_.available = numbers[0] != 0;
  offline_.keeping = numbers[1] != 0;
  offline_.num_files = static_cast<int>(numbers[2]);
  offline_.num_kept = static_cast<int>(numbers[3]);
  offline_.total_bytes = static_cast<std::uint64_t>(numbers[4]);
  offline_.kept_bytes = static_cast<std::uint64_t>(numbers[5]);
  woken();
}

void WebPlatform::mirrored(const char* action) {
  if (chosen_) chosen_(action);
  woken();
}

// --- Scripting.

const char* WebPlatform::state() {
  answer_ = scripting_.state ? scripting_.state() : "{}";
  return answer_.c_str();
}

const char* WebPlatform::rects() {
  answer_ = scripting_.rects ? scripting_.rects() : "[]";
  return answer_.c_str();
}

double WebPlatform::file_room() const {
  const auto free_inside = static_cast<double>(static_cast<unsigned>(mallinfo().fordblks));
  const double free_above =
      static_cast<double>(emscripten_get_heap_max()) - static_cast<double>(memory_bytes());
  return (free_inside + free_above) / kCopiesOfFile;
}

const char* WebPlatform::no_room(const char* name, double num_bytes) {
  const Error error = no_room_error(name, num_bytes, file_room());
  answer_ = scripting_.sentence ? scripting_.sentence(error) : error.message;
  return answer_.c_str();
}

void WebPlatform::command(const char* json, double token, std::string attached) {
  woken();
  if (!scripting_.command) return;
  scripting_.command(json, std::move(attached),
                     [token](const std::string& answer) { host_answer(token, answer.c_str()); });
}

}  // namespace wordspace

// --- What the page calls (web/host.js): the platform it was given at attach, then the arguments.

using wordspace::WebPlatform;

extern "C" {

EMSCRIPTEN_KEEPALIVE void ws_frame(WebPlatform* self) { self->draw(); }
EMSCRIPTEN_KEEPALIVE void ws_resized(WebPlatform* self) { self->resized(); }
EMSCRIPTEN_KEEPALIVE void ws_pointer(WebPlatform* self, double x, double y, int touch) {
  wordspace::feed_pointer(x, y, touch != 0);
  self->woken();
}
EMSCRIPTEN_KEEPALIVE void ws_button(WebPlatform* self, int button, int down, int touch) {
  wordspace::feed_button(button, down != 0, touch != 0);
  self->woken();
}
EMSCRIPTEN_KEEPALIVE void ws_wheel(WebPlatform* self, double x, double y) {
  wordspace::feed_wheel(x, y);
  self->woken();
}
EMSCRIPTEN_KEEPALIVE void ws_key(WebPlatform* self, const char* code, int down, int modifiers) {
  wordspace::feed_key(code, down != 0, modifiers);
  self->woken();
}
EMSCRIPTEN_KEEPALIVE void ws_text(WebPlatform* self, const char* text) {
  wordspace::feed_text(text);
  self->woken();
}
EMSCRIPTEN_KEEPALIVE void ws_focus(WebPlatform* self, int focused) {
  wordspace::feed_focus(focused != 0);
  self->woken();
}
EMSCRIPTEN_KEEPALIVE void ws_paste(WebPlatform* self, const char* text) { self->pasted(text); }
EMSCRIPTEN_KEEPALIVE void ws_visibility(WebPlatform* self) { self->visibility(); }
EMSCRIPTEN_KEEPALIVE void ws_leaving(WebPlatform* self) { self->leaving(); }
EMSCRIPTEN_KEEPALIVE void ws_context(WebPlatform* self, int lost) { self->context(lost != 0); }
EMSCRIPTEN_KEEPALIVE void ws_field(WebPlatform* self, const char* name, const char* value,
                                   int what) {
  self->field_event(name, value, what);
}
EMSCRIPTEN_KEEPALIVE void ws_fetch_progress(WebPlatform* self, int token, double received,
                                            double total) {
  self->fetch_progress(token, received, total);
}
EMSCRIPTEN_KEEPALIVE void ws_fetched(WebPlatform* self, int token, int status, const char* bytes,
                                     int num_bytes) {
  self->fetched(token, status, bytes, static_cast<std::size_t>(num_bytes));
}
EMSCRIPTEN_KEEPALIVE void ws_file(WebPlatform* self, int token, const char* name, int problem,
                                  const char* bytes, int num_bytes) {
  self->file(token, name, problem, bytes, static_cast<std::size_t>(num_bytes));
}
EMSCRIPTEN_KEEPALIVE void ws_packed(WebPlatform* self, int token, int problem, const char* bytes,
                                    int num_bytes) {
  self->packed(token, problem, bytes, static_cast<std::size_t>(num_bytes));
}

EMSCRIPTEN_KEEPALIVE void ws_picture(WebPlatform* self, int token, const char* bytes,
                                     int num_bytes) {
  self->pictured(token, bytes, static_cast<std::size_t>(num_bytes));
}
EMSCRIPTEN_KEEPALIVE void ws_claimed(WebPlatform* self, int token, int claim) {
  self->store().claimed(token, claim);
}
EMSCRIPTEN_KEEPALIVE void ws_stored(WebPlatform* self, int token, int status, const char* bytes,
                                    int num_bytes) {
  self->store().stored(token, status, bytes, static_cast<std::size_t>(num_bytes));
}
EMSCRIPTEN_KEEPALIVE void ws_fragment(WebPlatform* self, const char* fragment) {
  self->fragment_changed(fragment);
}
EMSCRIPTEN_KEEPALIVE void ws_offline(WebPlatform* self) { self->offline_changed(); }
EMSCRIPTEN_KEEPALIVE void ws_mirror(WebPlatform* self, const char* action) {
  self->mirrored(action);
}
EMSCRIPTEN_KEEPALIVE const char* ws_state(WebPlatform* self) { return self->state(); }
EMSCRIPTEN_KEEPALIVE const char* ws_rects(WebPlatform* self) { return self->rects(); }
// The sentence with which a command is refused that brings too much.
EMSCRIPTEN_KEEPALIVE const char* ws_no_room(WebPlatform* self, const char* name, double num_bytes) {
  return self->no_room(name, num_bytes);
}
EMSCRIPTEN_KEEPALIVE double ws_file_room(WebPlatform* self) { return self->file_room(); }
EMSCRIPTEN_KEEPALIVE void ws_command(WebPlatform* self, const char* json, double token,
                                     const char* bytes, int num_bytes) {
  self->command(json, token, std::string(bytes, static_cast<std::size_t>(num_bytes)));
}

}  // extern "C"
