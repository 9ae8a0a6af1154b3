// The page's side of the service worker: registers it once the lab is usable, offers a new release, reloads once for
// isolation where that disturbs nobody, and keeps texts for visits without a network.
// Not what is kept and how (sw.js).

import { showBar } from './bar.js';

const kGuard = 'wordspace.isolation';
const kHour = 3600e3;

// Why the program has one thread here; '' when it has several or the reason is nobody's to change.
export function whyOneThread() {
  if (globalThis.crossOriginIsolated === true) return '';
  if (location.protocol === 'file:') return 'file';
  return globalThis.isSecureContext ? 'isolation' : 'insecure';
}

// A browser without service workers, a page from a disk, plain http from another machine, a private window of some
// browsers: the lab works from the network as ever, and offers to keep nothing.
const canKeep = () => location.protocol.startsWith('http') && globalThis.isSecureContext === true &&
  'serviceWorker' in navigator && 'caches' in globalThis;

// changed(): what texts() answers is different now. used(): somebody has done something here.
export function createOffline({ changed, used }) {
  const state = { available: false, keeping: false, problem: '', total: 0, kept: 0, totalBytes: 0, keptBytes: 0 };
  let files = [];  // texts and ready-made models of the release
  let keptNow = new Set();
  let underWay = 0;  // bytes of the file that is being kept

  // Asks the active worker; told() gets what it says on the way.
  async function ask(request, told = () => {}) {
    const { active } = await navigator.serviceWorker.ready;
    return new Promise((resolve, reject) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => {
        if (!data.done) return told(data);
        port1.close();
        if (data.problem) reject(Object.assign(new Error(data.problem), { what: data.problem }));
        else resolve(data.value);
      };
      active.postMessage(request, [port2]);
    });
  }

  function count() {
    const sum = list => list.reduce((bytes, file) => bytes + file.bytes, 0);
    const kept = files.filter(file => keptNow.has(file.path));
    Object.assign(state, {
      total: files.length, totalBytes: sum(files), kept: kept.length, keptBytes: sum(kept) + underWay,
    });
    changed();
  }

  async function learn() {
    const list = await (await fetch('release.json')).json();
    files = list.files.filter(file => file.group === 'text' || file.group === 'model');
    keptNow = new Set(await ask({ do: 'kept' }));
    state.available = true;
    count();
  }

  async function keepFiles(wanted) {
    for (const file of wanted) {
      if (keptNow.has(file.path)) continue;
      let last = 0;
      await ask({ do: 'keep', path: file.path }, ({ bytes }) => {
        if (bytes - last < 200000) return;
        last = underWay = bytes;
        count();
      });
      underWay = 0;
      keptNow.add(file.path);
      count();
    }
  }

  async function keepTexts() {
    if (!state.available || state.keeping) return;
    Object.assign(state, { keeping: true, problem: '' });
    changed();
    // She asked for it: the browser should not clear it away when room is short. A refusal changes nothing.
    navigator.storage?.persist?.().catch(() => {});
    try {
      keptNow = new Set(await ask({ do: 'kept' }));  // texts used meanwhile
      await keepFiles(files);
    } catch (problem) {
      state.problem = problem.what ?? 'storage';
    }
    underWay = 0;
    state.keeping = false;
    count();
  }

  // The ready-made models (1 MB) that the labs of GPT and BERT open with, quietly, once all else is done; not where
  // the person asked the browser to save data.
  async function keepModels() {
    if (navigator.connection?.saveData) return;
    await keepFiles(files.filter(file => file.group === 'model'));
  }

  // --- Isolation. On a host that sends no isolation headers the first visit has one thread: only answers that came
  // through the worker isolate a page, and the worker must not be installed before the first lab is usable (its
  // files are what the lab itself is waiting for). So when the worker is there, the page can be loaded again to get
  // its threads, from the cache and in a fraction of a second. That is right only while nothing would be lost or
  // interrupted: before she has pressed, typed, dropped or scripted anything, and while she can see it happen. Later
  // it is hers to choose (the bar), and the next visit is isolated anyhow.
  //   Never a loop: one such reload a tab, noted in sessionStorage before it is made; where that cannot be noted, or
  // the page already came through a worker and is not isolated all the same (the browser refuses), there is none.
  function mayReload() {
    try {
      if (sessionStorage.getItem(kGuard) !== null) return false;
      sessionStorage.setItem(kGuard, '1');
      return sessionStorage.getItem(kGuard) === '1';
    } catch {
      return false;
    }
  }
  function isolate(cameThroughWorker) {
    if (globalThis.crossOriginIsolated !== false || cameThroughWorker || window.parent !== window) return;
    if (!mayReload()) return;
    if (!used() && !document.hidden) return location.reload();
    const cores = Math.min(8, navigator.hardwareConcurrency || 1);
    if (cores > 1) showBar('threads', { act: () => location.reload(), values: [cores] });
  }

  // --- Updates. A new release waits until she presses, or until no page of the lab is open.
  function watchUpdates(registration, cameThroughWorker) {
    let pressed = false;
    const offer = worker => showBar('update', {
      act() {
        pressed = true;
        worker.postMessage({ do: 'activate' });
      },
    });
    const watch = worker => {
      if (!worker) return;
      const look = () => {
        if (worker.state === 'installed' && registration.active) offer(worker);
      };
      worker.addEventListener('statechange', look);
      look();
    };
    watch(registration.waiting);
    watch(registration.installing);
    registration.addEventListener('updatefound', () => watch(registration.installing));
    let controlled = cameThroughWorker;
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      if (pressed) location.reload();
      else if (controlled) showBar('elsewhere', { act: () => location.reload() });
      controlled = true;
    });
    let asked = Date.now();
    document.addEventListener('visibilitychange', () => {
      if (document.hidden || Date.now() - asked < kHour) return;
      asked = Date.now();
      registration.update().catch(() => {});
    });
  }

  async function start() {
    if (!canKeep()) return;
    const cameThroughWorker = navigator.serviceWorker.controller !== null;
    navigator.serviceWorker.addEventListener('message', ({ data }) => {
      if (data?.about !== 'install' || cameThroughWorker) return;  // an update that fails leaves all as it is
      if (data.problem === 'room') showBar('no_room');
      if (data.problem === 'storage') showBar('no_storage');
    });
    try {
      const registration = await navigator.serviceWorker.register('sw.js');
      watchUpdates(registration, cameThroughWorker);
      await navigator.serviceWorker.ready;
      await activated(registration.active);
      isolate(cameThroughWorker);
      await learn();
      await keepModels();
    } catch (problem) {
      console.info(`nothing is kept for offline use: ${problem.message}`);
    }
  }

  return { start, texts: () => state, keepTexts };
}

function activated(worker) {
  if (worker.state === 'activated') return Promise.resolve();
  return new Promise(resolve => {
    worker.addEventListener('statechange', () => { if (worker.state === 'activated') resolve(); });
  });
}
