// What the program needs of the page: size, pointer, keys, text fields, files, clipboard, address,
// settings, frames. One object, made by boot.js and reached as Module.host.
// Not a widget toolkit, and it decides nothing: the program (src/platform/platform_web.cpp) does.

import { bytesOfBody, openFile as openOwnFile } from './download.js';
import { createMirror } from './mirror.js';
import { deflate, inflate } from './pack.js';
import { watchPrint } from './print.js';
import { createStorage } from './storage.js';

const kReasonMs = 1000;
const kPlainCommand = 1 << 20;  // characters of a text up to which a command carries it within its JSON

export function createHost({ canvas, fields, live, prefetched, variant, offline, oneThread, started, failed }) {
  let wasm = null;          // what the program offers, after attach()
  let frameWanted = false;  // a frame is on its way
  let dead = null;          // why the program has stopped
  const knownSizes = new Map();

  // Calls an exported function of the program; strings become UTF-8 that lives for the call.
  function tell(name, ...args) {
    if (!wasm || dead) return undefined;
    const strings = [];
    const raw = args.map(value => {
      if (typeof value !== 'string') return value;
      const pointer = wasm.newString(value);
      strings.push(pointer);
      return pointer;
    });
    try {
      return wasm.exports['_' + name](wasm.self, ...raw);
    } catch (problem) {
      stop(problem);
      throw problem;
    } finally {
      if (!dead) strings.forEach(pointer => wasm.exports._free(pointer));
    }
  }
  function tellBytes(name, bytes, ...args) {
    const pointer = wasm.exports._malloc(bytes.length || 1);
    wasm.heap().set(bytes, pointer);
    try {
      return tell(name, ...args, pointer, bytes.length);
    } finally {
      if (!dead) wasm.exports._free(pointer);
    }
  }
  const text = pointer => wasm.string(pointer);
  // The program has stopped for good: said once, and to everybody who waits for an answer. Where one of its threads
  // stopped it, this one is only unwound; the reason follows as an error of the page.
  function stop(problem) {
    if (dead) return;
    if (problem === 'unwind') {
      setTimeout(() => stop(new Error('unwound')), kReasonMs);
      return;
    }
    dead = new Error(failed(problem));
    for (const { reject } of answers.values()) reject(dead);
    answers.clear();
  }

  // --- Frames: one is asked for at a time; a hidden page keeps time with a slow clock instead.
  function draw() {
    if (!frameWanted) return;
    frameWanted = false;
    tell('ws_frame');
  }
  function requestFrame() {
    if (frameWanted || dead) return;
    frameWanted = true;
    if (document.hidden) setTimeout(draw, 250);
    else requestAnimationFrame(draw);
  }

  // Every time that was asked for is kept: an earlier one, for something else, must not make a later one be forgotten.
  let alarm = 0;
  let alarms = [];
  function setAlarm() {
    clearTimeout(alarm);
    if (alarms.length === 0) return;
    alarm = setTimeout(() => {
      const now = performance.now();
      alarms = alarms.filter(at => at > now);
      requestFrame();
      setAlarm();
    }, Math.max(0, Math.min(...alarms) - performance.now()));
  }
  function wakeAfter(ms) {
    const at = Math.ceil((performance.now() + ms) / 4) * 4;  // those of one moment are one
    if (alarms.includes(at)) return;
    alarms.push(at);
    setAlarm();
  }

  // --- Size.
  let size = { width: 1, height: 1, ratio: 1 };
  function measure(entry) {
    const box = canvas.getBoundingClientRect();
    const device = entry?.devicePixelContentBoxSize?.[0];
    size = {
      width: Math.max(1, box.width), height: Math.max(1, box.height), ratio: window.devicePixelRatio || 1,
      pixels: device ? [device.inlineSize, device.blockSize] : null,
    };
    tell('ws_resized');
  }
  function watchSize() {
    const observer = new ResizeObserver(entries => measure(entries[0]));
    try { observer.observe(canvas, { box: 'device-pixel-content-box' }); } catch { observer.observe(canvas); }
    window.addEventListener('resize', () => measure());
  }

  // --- Pointer. One finger is the mouse; two fingers pinch, as a wheel at their middle.
  const fingers = new Map();
  let pinch = 0;
  const place = event => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const middle = () => {
    const [a, b] = [...fingers.values()];
    return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, Math.hypot(a[0] - b[0], a[1] - b[1])];
  };
  function watchPointer() {
    canvas.addEventListener('pointerdown', event => {
      canvas.classList.add('pointer');
      canvas.focus({ preventScroll: true });
      canvas.setPointerCapture(event.pointerId);
      const touch = event.pointerType === 'touch';
      const [x, y] = place(event);
      if (!touch) {
        tell('ws_pointer', x, y, 0);
        tell('ws_button', event.button, 1, 0);
        return;
      }
      fingers.set(event.pointerId, [x, y]);
      if (fingers.size === 1) {
        tell('ws_pointer', x, y, 1);
        tell('ws_button', 0, 1, 1);
      } else if (fingers.size === 2) {
        tell('ws_pointer', -1e6, -1e6, 1);  // let go outside, so that nothing is pressed
        tell('ws_button', 0, 0, 1);
        pinch = middle()[2];
      }
    });
    canvas.addEventListener('pointermove', event => {
      const [x, y] = place(event);
      if (event.pointerType !== 'touch') {
        tell('ws_pointer', x, y, 0);
        return;
      }
      if (!fingers.has(event.pointerId)) return;
      fingers.set(event.pointerId, [x, y]);
      if (fingers.size === 1) {
        tell('ws_pointer', x, y, 1);
      } else if (fingers.size === 2) {
        const [mx, my, apart] = middle();
        tell('ws_pointer', mx, my, 1);
        if (pinch > 0 && apart > 0) tell('ws_wheel', 0, Math.log(apart / pinch) * 6);
        pinch = apart;
      }
    });
    const up = event => {
      if (event.pointerType !== 'touch') {
        tell('ws_button', event.button, 0, 0);
        return;
      }
      const last = fingers.size === 1;
      if (!fingers.delete(event.pointerId)) return;
      if (last) tell('ws_button', 0, 0, 1);
      pinch = 0;
    };
    canvas.addEventListener('pointerup', up);
    canvas.addEventListener('pointercancel', up);
    canvas.addEventListener('pointerleave', event => {
      if (event.pointerType !== 'touch') tell('ws_pointer', -1e6, -1e6, 0);
    });
    canvas.addEventListener('contextmenu', event => event.preventDefault());
    canvas.addEventListener('wheel', event => {
      event.preventDefault();
      const unit = event.deltaMode === 1 ? 1 / 3 : event.deltaMode === 2 ? 1 : 1 / 100;
      const [x, y] = place(event);
      tell('ws_pointer', x, y, 0);
      const dx = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      const dy = event.shiftKey && event.deltaX === 0 ? 0 : event.deltaY;
      tell('ws_wheel', -dx * unit, -dy * unit);
    }, { passive: false });
  }

  // --- Keys: those of the canvas; text fields keep their own.
  const kept = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Space', 'Backspace', 'PageUp',
    'PageDown', 'Home', 'End', 'Enter', 'Escape', 'Slash']);
  function watchKeys() {
    const key = down => event => {
      if (event.isComposing) return;
      canvas.classList.remove('pointer');
      if (event.code === 'Tab') return;  // leads on to the text fields and out of the page
      const modifiers = (event.ctrlKey ? 1 : 0) | (event.shiftKey ? 2 : 0) | (event.altKey ? 4 : 0) |
        (event.metaKey ? 8 : 0);
      const code = /^[a-z]$/i.test(event.key) ? 'Key' + event.key.toUpperCase() : event.code;
      tell('ws_key', code, down ? 1 : 0, modifiers);
      const plain = !event.metaKey && (!event.ctrlKey || event.altKey);
      if (down && plain && [...event.key].length === 1) tell('ws_text', event.key);
      if (kept.has(event.code) && !event.ctrlKey && !event.metaKey) event.preventDefault();
    };
    canvas.addEventListener('keydown', key(true));
    canvas.addEventListener('keyup', key(false));
    // The projector's key wherever the keyboard is, but not in a text field, which keeps its letters.
    document.addEventListener('keydown', event => {
      if (event.code !== 'KeyP' || !event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
      if (event.target === canvas || event.target.matches('.field, textarea')) return;
      tell('ws_key', 'KeyP', 1, 4);
      tell('ws_key', 'KeyP', 0, 0);
      event.preventDefault();
    });
    canvas.addEventListener('focus', () => tell('ws_focus', 1));
    canvas.addEventListener('blur', () => tell('ws_focus', 0));
    document.addEventListener('paste', event => {
      if (event.target !== canvas && event.target !== document.body) return;
      tell('ws_paste', event.clipboardData?.getData('text/plain') ?? '');
      requestFrame();
    });
  }

  // --- Text fields, laid over the picture, each at its place among the mirror's elements.
  const shown = new Map();  // name -> element
  const mirror = createMirror({
    root: fields, canvas,
    act: action => tell('ws_mirror', JSON.stringify(action)),
    fieldOf: name => shown.get(name),
  });
  const colour = packed => {
    const part = shift => (packed >>> shift) & 255;
    return `rgba(${part(0)}, ${part(8)}, ${part(16)}, ${part(24) / 255})`;
  };
  function makeField(name, multiline, numeric) {
    const element = document.createElement(multiline ? 'textarea' : 'input');
    element.name = name;
    element.className = 'field';
    element.autocomplete = 'off';
    element.spellcheck = false;
    element.setAttribute('autocapitalize', 'off');
    element.setAttribute('autocorrect', 'off');
    if (!multiline) element.type = 'text';
    if (numeric) {
      element.inputMode = 'decimal';
      element.dataset.numeric = '';
    }
    const changed = () => tell('ws_field', name, element.value, 1);
    element.addEventListener('input', event => { if (!event.isComposing) changed(); });
    element.addEventListener('compositionend', changed);
    element.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.isComposing && !multiline) {
        event.preventDefault();
        tell('ws_field', name, element.value, 2);
      }
      if (event.key === 'Escape' && !event.isComposing) canvas.focus({ preventScroll: true });
    });
    element.addEventListener('focus', () => tell('ws_field', name, element.value, 4));
    element.addEventListener('blur', () => tell('ws_field', name, element.value, 8));
    element.addEventListener('wheel', event => {
      if (multiline && element.scrollHeight > element.clientHeight) return;
      event.preventDefault();
      canvas.dispatchEvent(new WheelEvent('wheel', event));
    }, { passive: false });
    return element;
  }
  function showField(field) {
    let element = shown.get(field.name);
    if (!element) {
      element = makeField(field.name, field.multiline, field.numeric);
      shown.set(field.name, element);
    }
    element.setAttribute('aria-label', field.label);
    element.placeholder = field.hint;
    const style = element.style;
    style.left = field.x + 'px';
    style.top = field.y + 'px';
    style.width = field.width + 'px';
    style.height = field.height + 'px';
    style.fontSize = field.font + 'px';
    style.color = colour(field.colour);
    mirror.adopt(field.name, element);
  }
  function setFieldValue(name, value) {
    const element = shown.get(name);
    if (element && element.value !== value) element.value = value;
  }
  function hideField(name) {
    const element = shown.get(name);
    if (!element) return;
    shown.delete(name);
    const focused = element === document.activeElement;
    if (!mirror.abandon(name, focused) && focused) canvas.focus({ preventScroll: true });
    element.remove();
  }

  // --- Files of the lab.
  async function bytesOf(path, token) {
    const early = prefetched.get(path);
    if (early) {
      prefetched.delete(path);
      return early;
    }
    const response = await openOwnFile(path);
    if (!response.ok) throw Object.assign(new Error(String(response.status)), { status: response.status });
    const length = Number(response.headers.get('content-length')) || 0;
    const total = knownSizes.get(path) ?? (response.headers.get('content-encoding') ? 0 : length);
    return bytesOfBody(response, total, (_, end) => tell('ws_fetch_progress', token, end, total));
  }
  function learnSizes(bytes) {
    try {
      const list = JSON.parse(new TextDecoder().decode(bytes));
      for (const corpus of list.corpora ?? list) {
        for (const part of corpus.parts ?? []) knownSizes.set('corpora/' + part.file, part.num_bytes ?? part.bytes);
      }
    } catch { /* the program says what is wrong with the list */ }
  }
  function fetchFile(path, token) {
    bytesOf(path, token).then(bytes => {
      if (path === 'corpora/corpora.json') learnSizes(bytes);
      tellBytes('ws_fetched', bytes, token, 200);
    }, problem => tell('ws_fetched', token, problem.status ?? 0, 0, 0));
  }

  // --- Files of the person.
  async function give(file, token) {
    if (file.size > tell('ws_file_room')) {
      tell('ws_file', token, file.name, 1, 0, file.size);
      return;
    }
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      tellBytes('ws_file', bytes, token, file.name, 0);
    } catch {
      tell('ws_file', token, file.name, 2, 0, 0);
    }
  }
  async function giveAll(files, token) {
    for (const file of files) await give(file, token);
  }
  function openFile(accept, token) {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.multiple = true;  // a model is a folder of several
    input.addEventListener('change', () => giveAll(input.files, token));
    input.click();
  }
  function watchDrops() {
    window.addEventListener('dragover', event => event.preventDefault());
    window.addEventListener('drop', event => {
      event.preventDefault();
      const files = [...event.dataTransfer?.files ?? []];
      const dropped = event.dataTransfer?.getData('text/plain');
      if (files.length > 0) giveAll(files, 0);
      else if (dropped) give(new File([dropped], 'text.txt'), 0);
    });
  }
  function save(name, mime, bytes) {
    const address = URL.createObjectURL(new Blob([bytes], { type: mime }));
    const anchor = document.createElement('a');
    anchor.href = address;
    anchor.download = name;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  // --- Texts in links: answers later, with 0, or 1 (not possible here), 2 (damaged), 3 (too large).
  function answerPacked(work, token, failure) {
    work.then(bytes => tellBytes('ws_packed', bytes, token, 0), problem => {
      const what = problem instanceof ReferenceError ? 1 : problem instanceof RangeError ? 3 : failure;
      tell('ws_packed', token, what, 0, 0);
    }).finally(requestFrame);
  }

  // The clipboard of today where the page may use it (not over plain HTTP), that of yesterday elsewhere.
  function copyText(string) {
    const byHand = () => {
      const area = document.createElement('textarea');
      area.value = string;
      area.readOnly = true;
      area.className = 'spoken-only';
      document.body.append(area);
      const before = document.activeElement;
      area.select();
      document.execCommand('copy');
      area.remove();
      before?.focus({ preventScroll: true });
    };
    if (navigator.clipboard) navigator.clipboard.writeText(string).catch(byHand);
    else byHand();
  }

  // RGBA, rows from above, as PNG.
  function picture(pixels, width, height, token) {
    const sheet = document.createElement('canvas');
    sheet.width = width;
    sheet.height = height;
    sheet.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), width, height), 0, 0);
    sheet.toBlob(async blob => {
      tellBytes('ws_picture', blob ? new Uint8Array(await blob.arrayBuffer()) : new Uint8Array(), token);
    }, 'image/png');
  }

  // --- What outlives the visit.
  const storage = createStorage();
  const toKeep = [], toForget = [];  // of the request that is being put together
  const stored = (token, { status, bytes }) =>
    (bytes ? tellBytes('ws_stored', bytes, token, status) : tell('ws_stored', token, status, 0, 0));

  // --- The rest of the page.
  let ownFragment = null;
  function watchPage() {
    window.addEventListener('error', ({ error }) => {
      if (/\bAborted\(|RuntimeError/.test(error?.message)) stop(new Error(error.message));
    });
    // Whatever comes first when a page goes for good, is frozen or loads anew.
    const leaving = () => { if (wasm && !dead) tell('ws_leaving'); };
    window.addEventListener('pagehide', leaving);
    document.addEventListener('freeze', leaving);
    document.addEventListener('visibilitychange', () => {
      tell('ws_visibility');
      frameWanted = false;  // the other clock takes over
      requestFrame();
    });
    window.addEventListener('hashchange', () => {
      const fragment = location.hash.slice(1);
      if (fragment !== ownFragment) tell('ws_fragment', fragment);
    });
    canvas.addEventListener('webglcontextlost', event => {
      event.preventDefault();
      tell('ws_context', 1);
    });
    canvas.addEventListener('webglcontextrestored', () => tell('ws_context', 0));
    document.fonts?.load('16px "Be Vietnam Pro"').catch(() => {});
  }

  const answers = new Map();  // of commands
  let nextCommand = 1;
  // A large text or file of a command: bytes, which JSON would copy again and again; null: none, or not base64.
  function largePart({ text: plain, base64 }) {
    if (typeof plain === 'string' && plain.length > kPlainCommand) return new TextEncoder().encode(plain);
    if (typeof base64 !== 'string' || base64.length <= kPlainCommand) return null;
    try { return Uint8Array.from(atob(base64), character => character.charCodeAt(0)); } catch { return null; }
  }
  let lastState = null;
  const api = {
    state() {
      if (dead) return { ...lastState, busy: false, lastError: dead.message };
      return lastState = JSON.parse(text(tell('ws_state')));
    },
    rects: () => (dead ? [] : JSON.parse(text(tell('ws_rects')))),
    command(request) {
      return new Promise((resolve, reject) => {
        if (dead) throw dead;
        const token = nextCommand++;
        const bytes = largePart(request ?? {});
        const size = bytes?.length ?? JSON.stringify(request ?? null).length;
        if (size > tell('ws_file_room')) {
          reject(new Error(text(tell('ws_no_room', String(request.name ?? request.do ?? ''), size))));
          return;
        }
        answers.set(token, { resolve, reject });
        if (bytes) {
          const { text: plain, base64, ...rest } = request;
          tellBytes('ws_command', bytes, JSON.stringify(rest), token);
        } else {
          tell('ws_command', JSON.stringify(request ?? null), token, 0, 0);
        }
        requestFrame();
      });
    },
  };

  return {
    variant,
    // From the program.
    attach(offered) {
      wasm = offered;
      measure();
      watchSize();
      watchPointer();
      watchKeys();
      watchDrops();
      watchPage();
      watchPrint(canvas, fields, () => {
        tell('ws_resized');  // wants a frame, which is drawn now: its pixels last for this task only
        draw();
      });
    },
    ready(facts) { started(api, facts); },
    aborted(what) { stop(new Error(String(what ?? 'aborted'))); },
    requestFrame,
    wakeAfter,
    size: () => size,
    resizeCanvas(width, height) {
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    },
    hidden: () => document.hidden,
    oneThread: () => oneThread,
    offlineTexts: () => offline.texts(),
    keepTexts: () => { offline.keepTexts(); },
    offlineChanged: () => tell('ws_offline'),
    setCursor(name) { if (canvas.style.cursor !== name) canvas.style.cursor = name; },
    copy: copyText,
    showField, setFieldValue, hideField,
    mirror: changes => mirror.update(changes),
    fetchFile, openFile, save, picture,
    openPage(path) { window.open(path, '_blank', 'noopener'); },
    claimStore(takeOver, token) { storage.claim(takeOver, whose => tell('ws_claimed', token, whose)); },
    keepItem(name, bytes) { toKeep.push([name, bytes]); },
    forgetItem(name) { toForget.push(name); },
    keep(token) {
      storage.keep(toKeep.splice(0), toForget.splice(0)).then(status => stored(token, { status }));
    },
    writeNote: storage.writeNote,
    note: storage.note,
    kept(name, token) { storage.kept(name).then(answer => stored(token, answer)); },
    keptBytes(token) {
      storage.sizes().then(({ status, sizes }) =>
        stored(token, { status, bytes: sizes && new TextEncoder().encode(JSON.stringify(sizes)) }));
    },
    startOver() {
      // A page that leaves takes what the store has not done yet with it; an answer comes after all of that.
      const rest = new Promise(resolve => setTimeout(resolve, 3000));
      Promise.race([storage.sizes(), rest]).then(() => {
        history.replaceState(null, '', location.pathname + location.search);
        location.reload();
      });
    },
    fragment: () => location.hash.slice(1),
    address: () => location.href.split('#')[0],
    deflate(bytes, token) { answerPacked(deflate(bytes), token, 1); },
    inflate(bytes, most, token) { answerPacked(inflate(bytes, most), token, 2); },
    setFragment(fragment) {
      if (fragment === location.hash.slice(1)) return;
      ownFragment = fragment;
      try {
        history.replaceState(null, '', fragment ? '#' + fragment : location.pathname + location.search);
      } catch { /* a page from a disk may not touch its address in every browser */ }
    },
    setting(key) {
      try { return localStorage.getItem('wordspace.' + key) ?? ''; } catch { return ''; }
    },
    setSetting(key, value) {
      try { localStorage.setItem('wordspace.' + key, value); } catch { /* private windows keep nothing */ }
      if (key === 'theme') document.documentElement.dataset.theme = value;
      if (key === 'text_size') document.documentElement.style.setProperty('--text-scale', Number(value) / 100);
    },
    language: () => (navigator.language || 'en').slice(0, 2).toLowerCase(),
    prefers: query => matchMedia(query).matches,
    setDocument(language, title) {
      document.documentElement.lang = language;
      document.title = title;
      canvas.setAttribute('aria-label', title);
    },
    announce(sentence) {
      live.textContent = '';
      setTimeout(() => { live.textContent = sentence; }, 50);
    },
    answer(token, json) {
      const waiting = answers.get(token);
      if (!waiting) return;
      answers.delete(token);
      const answer = JSON.parse(json);
      if ('error' in answer) waiting.reject(new Error(answer.error));
      else waiting.resolve(answer.ok);
    },
  };
}
