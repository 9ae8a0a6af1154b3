// What web/host.js does for the program: each binding unpacks strings and numbers and calls the
// object that boot.js handed over as Module.host. No behaviour of its own, and not the other
// direction: what the page tells the program is at the end of platform_web.cpp, the one file that
// includes this (a linker would drop an object that holds bindings alone).
#pragma once

#include <emscripten/em_js.h>

#include <cstdint>

// Strings are UTF-8; functions that return char* hand over memory that the caller frees.

// NOLINTBEGIN
// clang-format off
EM_JS_DEPS(wordspace_host, "$UTF8ToString,$stringToNewUTF8");

EM_JS(void, host_attach, (void* platform), {
  Module["host"].attach({
    self: platform,
    exports: Module,
    heap: () => HEAPU8,
    newString: (s) => stringToNewUTF8(s),
    string: (p) => UTF8ToString(p),
  });
});
EM_JS(void, host_ready, (int simd, int relaxed, int threads, const char* version), {
  Module["host"].ready({
    version: UTF8ToString(version),
    variant: { simd: !!simd, relaxed: !!relaxed, threads: threads },
  });
});
EM_JS(void, host_request_frame, (), { Module["host"].requestFrame(); });
EM_JS(void, host_wake_after, (double ms), { Module["host"].wakeAfter(ms); });
EM_JS(void, host_size, (double* width, double* height, double* ratio, int* pixel_width, int* pixel_height), {
  const size = Module["host"].size();
  HEAPF64[width >> 3] = size.width;
  HEAPF64[height >> 3] = size.height;
  HEAPF64[ratio >> 3] = size.ratio;
  HEAP32[pixel_width >> 2] = size.pixels ? size.pixels[0] : Math.round(size.width * size.ratio);
  HEAP32[pixel_height >> 2] = size.pixels ? size.pixels[1] : Math.round(size.height * size.ratio);
});
EM_JS(void, host_resize_canvas, (int width, int height), { Module["host"].resizeCanvas(width, height); });
EM_JS(int, host_hidden, (), { return Module["host"].hidden() ? 1 : 0; });
EM_JS(char*, host_variant, (), { return stringToNewUTF8(Module["host"].variant); });
EM_JS(char*, host_one_thread, (), { return stringToNewUTF8(Module["host"].oneThread()); });
EM_JS(char*, host_offline, (double* numbers), {
  const texts = Module["host"].offlineTexts();
  const values = [texts.available, texts.keeping, texts.total, texts.kept, texts.totalBytes, texts.keptBytes];
  for (let i = 0; i < values.length; i++) HEAPF64[(numbers >> 3) + i] = Number(values[i]);
  return stringToNewUTF8(texts.problem);
});
EM_JS(void, host_keep_texts, (), { Module["host"].keepTexts(); });
EM_JS(int, host_concurrency, (), { return navigator.hardwareConcurrency || 1; });
EM_JS(void, host_set_cursor, (const char* css_name), { Module["host"].setCursor(UTF8ToString(css_name)); });
EM_JS(void, host_copy, (const char* text), { Module["host"].copy(UTF8ToString(text)); });
EM_JS(void, host_show_field, (const char* name, const char* label, const char* hint, int flags,
                              const float* numbers, uint32_t colour), {
  const n = Array.from(HEAPF32.subarray(numbers >> 2, (numbers >> 2) + 5));
  Module["host"].showField({
    name: UTF8ToString(name), label: UTF8ToString(label), hint: UTF8ToString(hint),
    multiline: !!(flags & 1), numeric: !!(flags & 2),
    x: n[0], y: n[1], width: n[2], height: n[3], font: n[4],
    colour: colour >>> 0,
  });
});
EM_JS(void, host_set_field_value, (const char* name, const char* value), {
  Module["host"].setFieldValue(UTF8ToString(name), UTF8ToString(value));
});
EM_JS(void, host_hide_field, (const char* name), { Module["host"].hideField(UTF8ToString(name)); });
EM_JS(void, host_fetch, (const char* path, int token), { Module["host"].fetchFile(UTF8ToString(path), token); });
EM_JS(void, host_open_file, (const char* accept, int token), {
  Module["host"].openFile(UTF8ToString(accept), token);
});
EM_JS(void, host_save, (const char* name, const char* mime, const char* bytes, double num_bytes), {
  Module["host"].save(UTF8ToString(name), UTF8ToString(mime), HEAPU8.slice(bytes, bytes + num_bytes));
});
EM_JS(void, host_picture, (const void* pixels, int width, int height, int token), {
  Module["host"].picture(HEAPU8.slice(pixels, pixels + width * height * 4), width, height, token);
});
EM_JS(void, host_open_page, (const char* path), { Module["host"].openPage(UTF8ToString(path)); });
EM_JS(void, host_claim_store, (int take_over, int token), { Module["host"].claimStore(!!take_over, token); });
EM_JS(void, host_keep_item, (const char* name, const char* bytes, double num_bytes), {
  Module["host"].keepItem(UTF8ToString(name), HEAPU8.slice(bytes, bytes + num_bytes));
});
EM_JS(void, host_forget_item, (const char* name), { Module["host"].forgetItem(UTF8ToString(name)); });
EM_JS(void, host_keep, (int token), { Module["host"].keep(token); });
EM_JS(void, host_kept, (const char* name, int token), { Module["host"].kept(UTF8ToString(name), token); });
EM_JS(void, host_kept_bytes, (int token), { Module["host"].keptBytes(token); });
EM_JS(void, host_start_over, (), { Module["host"].startOver(); });
EM_JS(char*, host_fragment, (), { return stringToNewUTF8(Module["host"].fragment()); });
EM_JS(void, host_set_fragment, (const char* fragment), { Module["host"].setFragment(UTF8ToString(fragment)); });
EM_JS(char*, host_address, (), { return stringToNewUTF8(Module["host"].address()); });
EM_JS(void, host_deflate, (const char* bytes, double num_bytes, int token), {
  Module["host"].deflate(HEAPU8.slice(bytes, bytes + num_bytes), token);
});
EM_JS(void, host_inflate, (const char* bytes, double num_bytes, double most, int token), {
  Module["host"].inflate(HEAPU8.slice(bytes, bytes + num_bytes), most, token);
});
EM_JS(char*, host_setting, (const char* key), {
  return stringToNewUTF8(Module["host"].setting(UTF8ToString(key)));
});
EM_JS(void, host_set_setting, (const char* key, const char* value), {
  Module["host"].setSetting(UTF8ToString(key), UTF8ToString(value));
});
EM_JS(int, host_write_note, (const char* name, const char* text), {
  return Module["host"].writeNote(UTF8ToString(name), UTF8ToString(text)) ? 1 : 0;
});
EM_JS(char*, host_note, (const char* name), {
  return stringToNewUTF8(Module["host"].note(UTF8ToString(name)));
});
EM_JS(char*, host_language, (), { return stringToNewUTF8(Module["host"].language()); });
EM_JS(int, host_prefers, (const char* query), { return Module["host"].prefers(UTF8ToString(query)) ? 1 : 0; });
EM_JS(void, host_set_document, (const char* language, const char* title), {
  Module["host"].setDocument(UTF8ToString(language), UTF8ToString(title));
});
EM_JS(void, host_announce, (const char* sentence), { Module["host"].announce(UTF8ToString(sentence)); });
EM_JS(void, host_mirror, (const char* changes), { Module["host"].mirror(UTF8ToString(changes)); });
EM_JS(void, host_answer, (double token, const char* json), { Module["host"].answer(token, UTF8ToString(json)); });
// clang-format on
// NOLINTEND
