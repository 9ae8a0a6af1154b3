// The only seam to the machine: window or canvas, input, files, downloads, clipboard, address,
// clock. Not the application: platform_web.cpp and platform_native.cpp implement it; CMake picks
// one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

struct ImDrawData;

namespace wordspace {

// What this build is.
struct Variant {
  bool simd = false;
  bool relaxed = false;
  int threads = 1;   // hardware threads that it may use
  std::string name;  // "relaxed", "threads", "simd", "native"
  // Why there is one thread: "file" (a page from a disk), "insecure" (plain http from another
  // machine), "isolation" (a page that is not isolated); empty: no reason that anybody can change.
  std::string one_thread;
};

struct PlatformOptions {
  std::string title = "Wordspace";
  int width = 1280, height = 800;  // native window, logical pixels
  std::string assets;              // native: folder of lang/, fonts/, shaders/, corpora/, data/
  std::string fragment;            // native: as if it stood in an address
  std::string screenshot;          // native: draw until quiet, write this PNG, leave
};

// What scripts reach through window.wordspace; set by the application. JSON text in and out.
struct Scripting {
  std::function<std::string()> state;
  std::function<std::string()> rects;
  std::function<std::string(const Error&)> sentence;  // as commands are refused with
  // Calls answer exactly once, maybe frames later: {"ok": value} or {"error": sentence}.
  // attached: bytes that came beside the command; mostly none.
  std::function<void(const std::string& command, std::string attached,
                     std::function<void(std::string)> answer)>
      command;
};

// A text field laid over the canvas; mirrors ui::TextFieldRequest without knowing it.
struct OverlayField {
  std::string name, label, hint;
  float x = 0, y = 0, width = 0, height = 0, font_px = 14;  // CSS pixels
  bool multiline = false, numeric = false;
  std::uint32_t text_colour = 0;  // 0xAABBGGRR as Dear ImGui packs it
};
struct OverlayEvent {
  bool changed = false, submitted = false, focused = false;
};

// Whose the store of kept bytes is: one window writes it, others leave it alone.
enum class StoreClaim { kMine, kOthers, kNone };

// What is known of the texts and ready-made models that a page keeps for visits without a network.
// Not how they are kept (web/sw.js).
struct KeptFiles {
  bool available = false;  // they can be kept here; never where they lie beside the program
  bool keeping = false;    // the rest is being kept now
  int num_files = 0, num_kept = 0;
  std::uint64_t total_bytes = 0, kept_bytes = 0;
  // Of the last attempt to keep all: empty, "room" (storage is full), "network", "changed" (the
  // server has other files by now), "storage" (the browser refuses).
  std::string problem;
};

// All calls on the interface thread. Callbacks come on the same thread, between frames.
class Platform {
 public:
  static Result<std::unique_ptr<Platform>> create(const PlatformOptions& options);
  virtual ~Platform() = default;

  virtual Variant variant() const = 0;
  virtual double now_ms() const = 0;
  // Calls frame() for each frame; frame() returns true to be called again at once, false to sleep
  // until input, a callback or request_frame(). Native: returns when the window is closed. Web:
  // returns immediately and the browser goes on calling.
  virtual void run(std::function<bool()> frame) = 0;
  virtual void request_frame() = 0;
  // Calls frame() again in this many milliseconds at the latest.
  virtual void wake_after(double ms) = 0;
  // Something came in since the last drawn frame (input, a callback, request_frame): draw it.
  virtual bool wants_drawing() const = 0;
  virtual bool hidden() const = 0;  // the tab is in the background
  virtual float pixel_ratio() const = 0;
  // Begins and ends Dear ImGui's frame on this platform (input, size, renderer, swap).
  virtual void begin_frame() = 0;
  virtual void end_frame(std::uint32_t clear_colour) = 0;

  // One frame that nobody sees, drawn with density times the pixels: draw() comes between Dear
  // ImGui's NewFrame and Render, then what piece() answers is drawn alone on one colour and handed
  // over as PNG, at once or later. piece() null: nothing is, and done is not called.
  //   Errors: picture.failed.
  virtual void picture(float density, const std::function<void()>& draw,
                       const std::function<const ImDrawData*()>& piece, std::uint32_t clear_colour,
                       std::function<void(Result<std::string>)> done) = 0;
  // Opens a page of the lab itself beside it: a new tab, or the desktop's browser.
  //   Errors: page.not_found (native only: a browser shows that itself).
  virtual Status open_page(const std::string& path) = 0;

  // A file of the lab itself, e.g. "corpora/bible-en.txt". progress(received, total or 0).
  //   Errors: fetch.not_found, fetch.failed.
  virtual void fetch(const std::string& path,
                     std::function<void(std::uint64_t, std::uint64_t)> progress,
                     std::function<void(Result<std::string>)> done) = 0;
  // Lets the person pick files. done gets name and bytes of each; never called when she cancels.
  virtual void open_file(const std::string& accept,
                         std::function<void(std::string name, Result<std::string>)> done) = 0;
  // Files dropped on the window at any time, one call each.
  virtual void on_drop(std::function<void(std::string name, Result<std::string>)> dropped) = 0;
  // Hands a file to the person (download; native: written whole into the downloads or home folder).
  // Returns where it went, for the message on screen.
  virtual Result<std::string> save_file(const std::string& name, const std::string& mime,
                                        std::string_view bytes) = 0;
  // Texts and ready-made models for visits without a network. Native: they lie beside the program.
  virtual KeptFiles kept_files() const { return {}; }
  // Begins to keep all; the state tells how far it is. Nothing happens where they cannot be kept.
  virtual void keep_texts_offline() {}
  // Memory that the program takes; in a browser without its code and what is the browser's own. 0:
  // unknown.
  virtual std::uint64_t memory_bytes() const = 0;
  virtual void set_clipboard(const std::string& text) = 0;

  // --- A store of named bytes that outlives the visit (IndexedDB; native: files of the user).
  // claimed comes once, and kOthers again when another window takes over; kNone: nothing can be
  // kept here. take_over: also from another window, where that can be.
  virtual void claim_store(bool take_over, std::function<void(StoreClaim)> claimed) = 0;
  // Keeps copies of all items and forgets the names, whole or not at all; the last item counts as
  // the one that names the others. Bytes are taken before the call returns, and what was begun is
  // carried through even when the window closes meanwhile, where the store can.
  //   Errors: kept.full, kept.refused.
  struct StoreItem {
    std::string name;
    std::string_view bytes;
  };
  virtual void keep(const std::vector<StoreItem>& items, const std::vector<std::string>& forget,
                    std::function<void(Status)> done) = 0;
  // Errors: kept.none (nothing has that name), kept.refused.
  virtual void kept(const std::string& name, std::function<void(Result<std::string>)> done) = 0;
  // Bytes of all that is kept, by name.   Errors: kept.refused.
  using KeptBytes = std::map<std::string, std::uint64_t>;
  virtual void kept_bytes(std::function<void(Result<KeptBytes>)> done) = 0;
  // A small text that is on its way to the disk when the call returns (localStorage; native: a
  // file); empty: none. False: it was refused, and what was there before may be gone.
  virtual bool write_note(const std::string& name, const std::string& text) = 0;
  virtual std::string note(const std::string& name) const = 0;
  // The window is about to close, to be frozen or to load anew: the last moment to keep something.
  virtual void on_leaving(std::function<void()> leaving) = 0;
  // Begins the program anew, as if it had just been opened without a link. False: it cannot.
  virtual bool start_over() = 0;

  // The address's fragment without '#'; native: kept in memory.
  virtual std::string fragment() const = 0;
  virtual void set_fragment(const std::string& fragment) = 0;
  virtual void on_fragment_change(std::function<void(std::string)> changed) = 0;
  // The address without its fragment; native: empty.
  virtual std::string address() const = 0;
  // Deflates in zlib's format and back; done comes later, between frames.
  //   Errors: deflate.failed; inflate.damaged, inflate.too_large (more than max_bytes).
  virtual void deflate(std::string bytes, std::function<void(Result<std::string>)> done) = 0;
  virtual void inflate(std::string bytes, std::size_t max_bytes,
                       std::function<void(Result<std::string>)> done) = 0;
  // Small settings that outlive the visit (language, theme, text size).
  virtual std::string setting(const std::string& key) const = 0;
  virtual void set_setting(const std::string& key, const std::string& value) = 0;
  virtual std::string preferred_language() const = 0;  // "en", "vi", "fr", ...
  virtual bool prefers_dark() const = 0;
  virtual bool prefers_reduced_motion() const = 0;
  virtual void set_document_language(const std::string& language, const std::string& title) = 0;
  // A polite announcement for screen readers.
  virtual void announce(const std::string& sentence) = 0;

  virtual bool has_overlay_fields() const = 0;
  virtual OverlayEvent show_field(const OverlayField& field, std::string& value) = 0;

  virtual void set_scripting(Scripting scripting) = 0;
  // The interface in words for screen readers (app/mirror.h): what changed, as JSON; and what was
  // chosen there. Without a mirror nothing is ever told.
  virtual bool has_mirror() const { return false; }
  virtual void mirror(const std::string& /*changes*/) {}
  virtual void on_mirror(std::function<void(std::string action)> /*chosen*/) {}
  // GL context was lost and is back: textures and buffers must be made again.
  virtual void on_context_restored(std::function<void()> restored) = 0;
};

// What deflate and inflate answer on every platform.
inline Error deflate_failed() {
  return {"deflate.failed", "This browser cannot compress a text.", "Use a current browser."};
}
inline Error inflate_damaged() {
  return {"inflate.damaged", "The compressed bytes are damaged.",
          "Take them from where they came."};
}
inline Error inflate_too_large() {
  return {"inflate.too_large", "The compressed bytes hold more than is allowed.",
          "Use a smaller file."};
}

}  // namespace wordspace
