// The service worker: keeps one release of the lab whole, answers from it with or without a network, and adds the
// isolation headers that threads need where the host does not send them.
// Not the page's side of it (offline.js): it shows nothing, reloads nothing, and takes over only when told to.

// The release that this worker installs; the build stamps it (cmake/release.py), so that a changed file anywhere
// makes a changed worker, which is how browsers notice.
const kVersion = 'none';

const kPrefix = 'wordspace-release-';
const kRelease = kPrefix + kVersion;
// Texts and ready-made models, by path and hash: they stay from release to release as long as they are the same.
const kExtras = 'wordspace-extras';
const kList = 'release.json';
const kAtOnce = 4;

const addressOf = path => new URL(path, self.registration.scope).href;
const keyOf = file => addressOf(file.path) + '?' + file.sha256;

// A module of one function of type () -> v128: i8x16.splat twice, i8x16.relaxed_swizzle.
const hasRelaxedSimd = () => WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123,
  3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11]));

// Two of the three programs, about 1 MB each on the way. The one with threads that this browser can run, because
// with this worker's headers the page is isolated on any host. And `simd`, because isolation is the browser's to
// refuse (a page inside a frame, an older Safari): without it such a browser would keep a lab that cannot start.
// The third would never run here; who forces it with ?variant= needs the network once more.
function belongsHere(file) {
  const threaded = hasRelaxedSimd() ? 'relaxed' : 'threads';
  return ['page', 'simd', threaded].includes(file.group);
}

class Refusal extends Error {
  constructor(what, detail) {
    super(`${what}: ${detail}`);
    this.what = what;  // 'network', 'changed', 'room', 'storage'
  }
}
function refusalOf(problem) {
  if (problem instanceof Refusal) return problem;
  return new Refusal(problem?.name === 'QuotaExceededError' ? 'room' : 'storage', String(problem));
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
}

// What is kept of an answer: its bytes, what they are, and the rules that the host gave for them.
function headersFor(response) {
  const headers = new Headers();
  for (const name of ['content-type', 'content-security-policy', 'x-content-type-options', 'referrer-policy']) {
    const value = response.headers.get(name);
    if (value) headers.set(name, value);
  }
  return headers;
}

// Asks the server itself (its caches only after asking whether the file is still the same), and believes nothing
// but the hash. told(bytes so far).
async function download(file, told) {
  let response, bytes;
  try {
    response = await fetch(addressOf(file.path), { cache: 'no-cache' });
    if (!response.ok) throw new Error(String(response.status));
    bytes = await readWhole(response, file.bytes, told);
  } catch (problem) {
    throw problem instanceof Refusal ? problem : new Refusal('network', `${file.path}: ${problem.message}`);
  }
  return checked(file, bytes, response);
}
async function readWhole(response, size, told) {
  if (!told || !response.body) return new Uint8Array(await response.arrayBuffer());
  const bytes = new Uint8Array(size);
  let end = 0;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, end);
    if (end + value.length > size) throw new Refusal('changed', 'longer than listed');
    bytes.set(value, end);
    told(end += value.length);
  }
}
async function checked(file, bytes, response) {
  if (bytes.length !== file.bytes || await sha256(bytes) !== file.sha256) throw new Refusal('changed', file.path);
  const headers = headersFor(response);
  headers.set('content-length', String(bytes.length));
  return new Response(bytes, { headers });
}

// --- Installing: all or nothing. The list goes in last and is the mark of a whole cache.

async function readList(cacheName) {
  const kept = await caches.match(addressOf(kList), { cacheName });
  return kept ? kept.json() : null;
}
async function releaseCaches() {
  return (await caches.keys()).filter(name => name.startsWith(kPrefix));
}

// Files of whole releases that are here already, by their hash.
async function filesHere() {
  const here = new Map();
  for (const name of await releaseCaches()) {
    const list = await readList(name);
    if (!list && name !== kRelease) await caches.delete(name);  // an install that was cut short, of another release
    for (const file of list?.files ?? []) here.set(file.sha256, { name, path: file.path });
  }
  return here;
}

async function install() {
  let list;
  try {
    list = await (await fetch(addressOf(kList), { cache: 'no-store' })).json();
  } catch (problem) {
    throw new Refusal('network', `${kList}: ${problem.message}`);
  }
  // The server is in the middle of a change; the browser asks again at the next visit.
  if (list.version !== kVersion) throw new Refusal('changed', `${kList} lists ${list.version}, not ${kVersion}`);
  const here = await filesHere();
  const cache = await caches.open(kRelease);
  const waiting = list.files.filter(belongsHere).sort((a, b) => a.bytes - b.bytes);
  const take = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const address = addressOf(file.path);
      if (await cache.match(address)) continue;  // of an install that was cut short
      const old = here.get(file.sha256);
      const copy = old && await caches.match(addressOf(old.path), { cacheName: old.name });
      await cache.put(address, copy ?? await download(file));
    }
  };
  await Promise.all(Array.from({ length: kAtOnce }, take));
  await cache.put(addressOf(kList), new Response(JSON.stringify(list), { headers: { 'content-type': 'application/json' } }));
}

async function installOrSay() {
  try {
    await install();
  } catch (problem) {
    const { what, message } = refusalOf(problem);
    console.warn(`not kept for offline use: ${message}`);
    if (what === 'room' || what === 'storage') await caches.delete(kRelease).catch(() => {});  // gives the room back
    const pages = await self.clients.matchAll({ includeUncontrolled: true, type: 'window' });
    for (const page of pages) page.postMessage({ about: 'install', problem: what });
    throw problem;
  }
}

async function activate() {
  for (const name of await releaseCaches()) {
    if (name !== kRelease) await caches.delete(name);
  }
  const list = await readList(kRelease);
  const current = new Set(list.files.map(keyOf));
  const extras = await caches.open(kExtras);
  for (const request of await extras.keys()) {
    if (!current.has(request.url)) await extras.delete(request);
  }
  await self.clients.claim();  // texts that the first visit loads are kept too
}

self.addEventListener('install', event => event.waitUntil(installOrSay()));
self.addEventListener('activate', event => event.waitUntil(activate()));

// --- Answering.

let ownList = null;
async function listedFile(path) {
  ownList ??= await readList(kRelease).catch(() => null);
  return ownList?.files.find(file => file.path === path);
}

// Every answer makes the page isolated, so that threads work whatever the host sends.
function isolated(response) {
  if (response.type === 'opaqueredirect' || response.type === 'error' || response.type === 'opaque') return response;
  const headers = new Headers(response.headers);
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-embedder-policy', 'require-corp');
  headers.set('cross-origin-resource-policy', 'same-origin');
  const empty = [101, 204, 205, 304].includes(response.status);
  return new Response(empty ? null : response.body, { status: response.status, statusText: response.statusText, headers });
}

async function keepExtra(file, response) {
  const cache = await caches.open(kExtras);
  await cache.put(keyOf(file), await checked(file, new Uint8Array(await response.arrayBuffer()), response));
}

async function answer(event, path) {
  // A storage that fails is no reason not to ask the network.
  const kept = await caches.match(addressOf(path), { cacheName: kRelease }).catch(() => null);
  if (kept) return isolated(kept);
  const file = await listedFile(path);
  const extra = file && (file.group === 'text' || file.group === 'model');
  if (extra) {
    const keptExtra = await caches.match(keyOf(file), { cacheName: kExtras }).catch(() => null);
    if (keptExtra) return isolated(keptExtra);
  }
  const response = await fetch(event.request);
  if (extra && response.ok && response.status === 200) {
    const copy = response.clone();
    event.waitUntil(keepExtra(file, copy).catch(problem => console.warn(`not kept: ${problem.message}`)));
  }
  return isolated(response);
}

self.addEventListener('fetch', event => {
  const { request } = event;
  if (request.method !== 'GET' || request.headers.has('range')) return;
  const [address] = request.url.split(/[?#]/);
  const { scope } = self.registration;
  if (!address.startsWith(scope)) return;
  const path = address.slice(scope.length);
  event.respondWith(answer(event, path === '' || path.endsWith('/') ? path + 'index.html' : path));
});

// --- What the page asks.

async function keep(path, port) {
  const file = await listedFile(path);
  if (!file) throw new Refusal('changed', path);
  const cache = await caches.open(kExtras);
  if (await cache.match(keyOf(file))) return;
  await cache.put(keyOf(file), await download(file, bytes => port.postMessage({ bytes })));
}

async function keptPaths() {
  const keys = (await (await caches.open(kExtras)).keys()).map(request => request.url);
  return (ownList?.files ?? (await readList(kRelease))?.files ?? []).filter(file => keys.includes(keyOf(file)))
    .map(file => file.path);
}

self.addEventListener('message', event => {
  const [port] = event.ports;
  const settle = promise => event.waitUntil(promise.then(
    value => port.postMessage({ done: true, value }),
    problem => port.postMessage({ done: true, problem: refusalOf(problem).what })));
  if (event.data.do === 'activate') self.skipWaiting();
  if (event.data.do === 'keep') settle(keep(event.data.path, port));
  if (event.data.do === 'kept') settle(keptPaths());
});
