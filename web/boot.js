// Starts the lab: chooses the variant this browser runs best, shows what is being loaded, says in one
// sentence what is missing, and offers window.wordspace from the first moment.
// Not the lab: that is the WebAssembly program; what it needs of the page is in host.js.
import { bytesOfBody, openFile, openProgram } from './download.js';
import { createHost } from './host.js';
import { createOffline, whyOneThread } from './offline.js';

const words = {
  en: {
    line: 'Words become vectors, in front of you.',
    loading: 'Loading',
    bytes: (done, total) => `${done} of ${total} MB`,
    starting: 'Starting',
    no_wasm: 'This browser cannot run WebAssembly, which Wordspace computes with.',
    no_simd: 'This browser lacks WebAssembly SIMD, which Wordspace computes with.',
    no_unpacking: 'This browser cannot unpack the files that this page carries.',
    no_webgl: 'This browser cannot draw with WebGL 2, which Wordspace needs for its pictures.',
    update: 'Please use a current Chrome, Edge, Firefox or Safari.',
    webgl_hint: 'Please switch hardware acceleration on, or use a current Chrome, Edge, Firefox or Safari.',
    failed: 'The program could not be started.',
    failed_hint: 'Please load the page again.',
    no_memory: 'The program has stopped: there was no memory left.',
    stopped: 'The program has stopped because of a fault of its own.',
    stopped_hint: 'What you made is kept, up to the last seconds: load the page again to go on.',
    load_again: 'Load the page again',
    unknown_variant: name => `There is no variant “${name}”.`,
    unknown_variant_hint: 'Known are relaxed, threads and simd; without ?variant= the best one is chosen.',
    no_relaxed: 'The variant “relaxed” cannot run here: this browser lacks relaxed SIMD.',
    no_threads: name => `The variant “${name}” cannot run here: threads need a page served with isolation headers.`,
    forced_hint: 'Leave ?variant= out of the address and the best one is chosen.',
  },
  vi: {
    line: 'Từ trở thành vector, ngay trước mắt bạn.',
    loading: 'Đang tải',
    bytes: (done, total) => `${done.replace('.', ',')} / ${total.replace('.', ',')} MB`,
    starting: 'Đang khởi động',
    no_wasm: 'Trình duyệt này không chạy được WebAssembly, thứ Wordspace dùng để tính toán.',
    no_simd: 'Trình duyệt này thiếu WebAssembly SIMD, thứ Wordspace dùng để tính toán.',
    no_unpacking: 'Trình duyệt này không giải nén được các tệp mà trang này mang theo.',
    no_webgl: 'Trình duyệt này không vẽ được bằng WebGL 2, thứ Wordspace dùng để vẽ hình.',
    update: 'Hãy dùng Chrome, Edge, Firefox hoặc Safari bản hiện hành.',
    webgl_hint: 'Hãy bật tăng tốc phần cứng, hoặc dùng Chrome, Edge, Firefox hay Safari bản hiện hành.',
    failed: 'Không khởi động được chương trình.',
    failed_hint: 'Hãy tải lại trang.',
    no_memory: 'Chương trình đã dừng: không còn bộ nhớ.',
    stopped: 'Chương trình đã dừng vì một lỗi của chính nó.',
    stopped_hint: 'Bài làm của bạn vẫn được giữ, trừ vài giây cuối: hãy tải lại trang để làm tiếp.',
    load_again: 'Tải lại trang',
    unknown_variant: name => `Không có biến thể “${name}”.`,
    unknown_variant_hint: 'Có các biến thể relaxed, threads và simd; bỏ ?variant= thì bản tốt nhất được chọn.',
    no_relaxed: 'Biến thể “relaxed” không chạy được ở đây: trình duyệt này thiếu relaxed SIMD.',
    no_threads: name => `Biến thể “${name}” không chạy được ở đây: luồng cần trang được phục vụ với các tiêu đề cách ly.`,
    forced_hint: 'Bỏ ?variant= khỏi địa chỉ thì bản tốt nhất được chọn.',
  },
};

// Fetched beside the program, so that the first frame waits for nothing more.
const assets = [
  'fonts/be-vietnam-pro-regular.ttf', 'fonts/be-vietnam-pro-semibold.ttf', 'fonts/dejavu-sans.ttf',
  'fonts/jetbrains-mono.ttf', 'fonts/codicon.ttf', 'lang/en.json', 'lang/vi.json',
  'corpora/corpora.json', 'data/questions-small.txt', 'data/questions-en.txt', 'shaders/scatter.vert', 'shaders/scatter.frag', 'shaders/heatmap.vert', 'shaders/heatmap.frag',
];

const $ = id => document.getElementById(id);

function stored(key) {
  try { return localStorage.getItem('wordspace.' + key); } catch { return null; }
}

function chooseLanguage() {
  const inAddress = /(?:^|[#&])language=(en|vi)(?:&|$)/.exec(location.hash);
  if (inAddress) return inAddress[1];
  const kept = stored('language');
  if (kept === 'en' || kept === 'vi') return kept;
  return (navigator.language || 'en').toLowerCase().startsWith('vi') ? 'vi' : 'en';
}

// A module of one function of type () -> v128, with this body: valid only where the feature is.
function validates(body) {
  const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0,
    10, body.length + 4, 1, body.length + 2, 0, ...body, 11];
  return WebAssembly.validate(new Uint8Array(bytes));
}
// i8x16.splat, i8x16.popcnt
const hasSimd = () => validates([65, 0, 253, 15, 253, 98]);
// i8x16.splat twice, i8x16.relaxed_swizzle
const hasRelaxedSimd = () => validates([65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2]);
const hasThreads = () => globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function';

class Problem extends Error {
  constructor(sentence, hint) {
    super(sentence);
    this.hint = hint;
  }
}

function chooseVariant(t) {
  if (typeof WebAssembly !== 'object' || typeof WebAssembly.validate !== 'function') {
    throw new Problem(t.no_wasm, t.update);
  }
  if (!hasSimd()) throw new Problem(t.no_simd, t.update);
  if (globalThis.wordspacePacked && typeof DecompressionStream !== 'function') {
    throw new Problem(t.no_unpacking, t.update);
  }
  const probe = document.createElement('canvas').getContext('webgl2');
  if (!probe) throw new Problem(t.no_webgl, t.webgl_hint);
  probe.getExtension('WEBGL_lose_context')?.loseContext();

  const forced = new URLSearchParams(location.search).get('variant');
  if (forced === null) return !hasThreads() ? 'simd' : hasRelaxedSimd() ? 'relaxed' : 'threads';
  if (!['relaxed', 'threads', 'simd'].includes(forced)) {
    throw new Problem(t.unknown_variant(forced), t.unknown_variant_hint);
  }
  if (forced === 'relaxed' && !hasRelaxedSimd()) throw new Problem(t.no_relaxed, t.forced_hint);
  if (forced !== 'simd' && !hasThreads()) throw new Problem(t.no_threads(forced), t.forced_hint);
  return forced;
}

// Counts bytes as they arrive, over everything that the first frame needs.
class Progress {
  constructor(t) {
    this.t = t;
    this.done = 0;
    this.total = 0;
    this.waiting = false;
  }
  expect(bytes) { this.total += bytes; }
  add(bytes) {
    this.done += bytes;
    if (this.waiting) return;
    this.waiting = true;
    setTimeout(() => { this.waiting = false; this.show(); }, 60);
  }
  finish(sentence) {
    this.waiting = true;
    $('loading-bytes').textContent = sentence;
  }
  show() {
    if ($('loading-bytes').textContent === this.t.starting) return;
    const megabytes = bytes => (bytes / 1e6).toFixed(1);
    const total = Math.max(this.total, this.done);
    $('loading-bar').value = total > 0 ? this.done / total : 0;
    $('loading-bytes').textContent = this.t.bytes(megabytes(this.done), megabytes(total));
  }
}

async function fetchCounted(path, progress, size) {
  const response = await openFile(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  if (size === undefined && !response.headers.get('content-encoding')) {
    progress.expect(Number(response.headers.get('content-length')) || 0);
  }
  return response;
}

// Compiles while it arrives.
async function instantiate(path, imports, progress, size) {
  const response = await fetchCounted(path, progress, size);
  const counted = response.body.pipeThrough(new TransformStream({
    transform(chunk, controller) {
      progress.add(chunk.length);
      controller.enqueue(chunk);
    },
  }));
  return WebAssembly.instantiateStreaming(
    new Response(counted, { headers: { 'content-type': 'application/wasm' } }), imports);
}

async function fetchBytes(path, progress, size) {
  return bytesOfBody(await fetchCounted(path, progress, size), size, length => progress.add(length));
}

// window.wordspace: commands given before the program is there wait for it.
function offerScripting() {
  let settle;
  const ready = new Promise((resolve, reject) => { settle = { resolve, reject }; });
  ready.catch(() => {});
  let program = null;
  let used = false;
  const empty = () => ({
    lab: '', language: document.documentElement.lang, theme: '', corpus: '', model: '',
    run: { status: 'idle', step: 0, steps: 0, loss: null, heldOut: null, rate: 0, seed: 0, reproducible: true, threads: 0 },
    frames: 0, lastError: null, variant: '', hidden: document.hidden,
  });
  window.wordspace = Object.freeze({
    ready,
    state: () => (program ? program.state() : empty()),
    rects: () => (program ? program.rects() : []),
    command(request) {
      used = true;
      return ready.then(() => program.command(request));
    },
  });
  return {
    used: () => used,
    running: () => program !== null,
    started(api, facts) { program = api; settle.resolve(facts); },
    refused(sentence) { settle.reject(new Error(sentence)); },
  };
}

// Whether the person has pressed, typed, pasted or dropped anything yet.
function watchHands() {
  let touched = false;
  for (const name of ['pointerdown', 'keydown', 'click', 'input', 'paste', 'drop', 'wheel']) {
    window.addEventListener(name, () => { touched = true; }, { capture: true, once: true, passive: true });
  }
  return () => touched;
}

// What stopped the program: its own words, as the compiler's runtime puts them.
const isMemory = problem => /memory|OOM/i.test(problem.message);

// running: the lab was there already. Returns the sentence.
function showProblem(problem, t, running = false) {
  const known = problem instanceof Problem;
  if (!known) console.error(problem);
  const sentence = known ? problem.message : !running ? t.failed : isMemory(problem) ? t.no_memory : t.stopped;
  const hint = known ? problem.hint : running ? t.stopped_hint : t.failed_hint;
  const box = $('problem');
  for (const text of [sentence, hint]) {
    const paragraph = document.createElement('p');
    paragraph.textContent = text;
    box.append(paragraph);
  }
  if (running) {
    const button = document.createElement('button');
    button.textContent = t.load_again;
    button.addEventListener('click', () => location.reload());
    box.append(button);
    setTimeout(() => button.focus());
  }
  box.hidden = false;
  $('loading-bar').hidden = true;
  $('loading-bytes').hidden = true;
  $('loading').hidden = false;
  $('loading').classList.remove('done');
  return sentence;
}

async function start() {
  const language = chooseLanguage();
  const t = words[language];
  document.documentElement.lang = language;
  const theme = stored('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  document.documentElement.style.setProperty('--text-scale', (Number(stored('text_size')) || 100) / 100);
  $('loading-line').textContent = t.line;
  $('loading-bar').setAttribute('aria-label', t.loading);

  const scripting = offerScripting();
  const touched = watchHands();
  try {
    const variant = chooseVariant(t);
    const progress = new Progress(t);
    // The length of a compressed answer is not that of its bytes: this file, written by the build, knows.
    const sizes = await openFile('sizes.json').then(r => (r.ok ? r.json() : {})).catch(() => ({}));
    const wasm = `wordspace-${variant}.wasm`;
    for (const path of [wasm, ...assets]) progress.expect(sizes[path] ?? 0);

    const prefetched = new Map(assets.map(path => {
      const bytes = fetchBytes(path, progress, sizes[path]);
      bytes.catch(() => {});
      return [path, bytes];
    }));
    const script = openProgram(variant);
    const offline = createOffline({
      changed: () => host.offlineChanged(), used: () => touched() || scripting.used(),
    });
    const host = createHost({
      canvas: $('canvas'), fields: $('fields'), live: $('live'), prefetched, variant,
      offline, oneThread: whyOneThread(),
      started(api, facts) {
        $('loading').classList.add('done');
        setTimeout(() => { $('loading').hidden = true; }, 200);
        scripting.started(api, { ...facts, crossOriginIsolated: globalThis.crossOriginIsolated === true });
        offline.start();  // not before: what it fetches would delay the lab
      },
      failed(problem) {
        const sentence = showProblem(problem, words[document.documentElement.lang] ?? t, scripting.running());
        scripting.refused(sentence);
        return sentence;
      },
    });
    const { default: createWordspace } = await script;
    await new Promise((resolve, reject) => {
      createWordspace({
        canvas: $('canvas'), host,
        instantiateWasm(imports, receive) {
          instantiate(wasm, imports, progress, sizes[wasm])
            .then(({ instance, module }) => {
              progress.finish(t.starting);
              receive(instance, module);
            })
            .catch(reject);
          return {};
        },
        print: line => console.log(line),
        printErr: line => console.warn(line),
        onAbort: what => host.aborted(what),
      }).then(resolve, reject);
    });
  } catch (problem) {
    scripting.refused(showProblem(problem, t));
  }
}

start();
