// Offline and everywhere: the service worker's releases, isolation where the host sends no headers, texts kept for
// later, storage that is full or refused, the one file from a disk, and memory over a long run.
// Not how fast a first visit is (page.test.mjs).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { folder, root, serve, singleFile, test } from './fixture.mjs';
import { Lab } from './lab.mjs';

// A copy of the folder that may be changed: files are linked, and replaced whole when changed.
class Release {
  constructor() {
    this.folder = mkdtempSync(join(dirname(folder), '.release-'));
    this.link(folder, this.folder);
  }
  link(from, to) {
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const source = join(from, entry.name);
      const target = join(to, entry.name);
      if (entry.isDirectory()) {
        mkdirSync(target);
        this.link(source, target);
      } else if (!/\.(br|gz)$/.test(entry.name)) {
        linkSync(source, target);
      }
    }
  }
  change(path, edit) {
    const file = join(this.folder, path);
    const text = readFileSync(file, 'utf8');
    rmSync(file);
    writeFileSync(file, edit(text));
  }
  // Lists what the folder holds now; the version.
  list() {
    for (const name of ['release.json', 'sw.js']) rmSync(join(this.folder, name));
    return execFileSync('python3', ['-B', join(root, 'cmake', 'release.py'), '--out', this.folder]).toString().trim();
  }
  remove() { rmSync(this.folder, { recursive: true, force: true }); }
}

async function withRelease(run) {
  const release = new Release();
  try {
    await run(release);
  } finally {
    release.remove();
  }
}

// Of the memory test: so many frames of a run, measured by their number because a busy machine draws fewer a second;
// WORDSPACE_SOAK=50000 is about an hour.
const kSoakFrames = Number(process.env.WORDSPACE_SOAK ?? 200);
const kWarmFrames = 100;

const listedExtras = () => JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8')).files
  .filter(file => ['text', 'model'].includes(file.group));
const releaseCaches = page => page.evaluate(async () =>
  (await caches.keys()).filter(name => name.startsWith('wordspace-release-')));
const kept = page => page.evaluate(async () =>
  (await (await caches.open('wordspace-extras')).keys()).map(request => new URL(request.url).pathname.slice(1)));
const untilControlled = page =>
  page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
// A worker is in charge and everything that is kept unasked is kept.
async function untilKept(lab) {
  await untilControlled(lab.page);
  const models = listedExtras().filter(file => file.group === 'model');
  await lab.until('the models are kept', async () => (await kept(lab.page)).length >= models.length);
}
// The page has all that makes it reload, if anything does; that it does not has no event.
async function staysLoaded(lab) {
  await lab.settle();
  await sleep(800);
}
function countLoads(page) {
  const counted = { loads: 0 };
  page.on('load', () => { counted.loads += 1; });
  return counted;
}

test('the page can be installed: its manifest names icons that are there in their sizes',
  async ({ page, server, lab }) => {
  await lab.open();
  const address = await page.locator('link[rel="manifest"]').getAttribute('href');
  const manifest = await (await fetch(server.url + address)).json();
  assert.equal(manifest.display, 'standalone');
  for (const size of ['192x192', '512x512']) assert.ok(manifest.icons.some(icon => icon.sizes === size));
  assert.ok(manifest.icons.some(icon => icon.purpose === 'maskable'));
  for (const icon of manifest.icons.filter(i => i.type === 'image/png')) {
    const png = Buffer.from(await (await fetch(server.url + icon.src)).arrayBuffer());
    assert.equal(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, icon.sizes, icon.src);
  }
  const session = await page.context().newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // Contexts of tests are private windows, which install nothing; any other reason would be the page's.
  assert.deepEqual(installabilityErrors.map(e => e.errorId).filter(id => id !== 'in-incognito'), []);
});

test('the worker waits until the lab is usable, and fetches no text by itself',
  { workers: true }, async ({ lab, server, page }) => {
  await lab.open();
  await untilKept(lab);
  const order = [...server.sent.keys()];
  assert.ok(order.indexOf('/sw.js') > order.findIndex(path => path.endsWith('.wasm')), `order ${order}`);
  assert.deepEqual(order.filter(path => /^\/corpora\/.*\.txt$/.test(path) && !path.endsWith('NOTICES.txt')), []);
  const list = JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8'));
  assert.deepEqual(await releaseCaches(page), [`wordspace-release-${list.version}`]);
  assert.ok(!order.includes('/wordspace-threads.wasm'), 'the variant that never runs here is left out');
});

test('with the server stopped a reload brings back the lab, its threads and a text that was used',
  { workers: true, noisy: true }, async ({ lab, server, page }) => {
  await lab.open('#lab=word2vec&language=en');
  await untilKept(lab);
  await lab.command({ do: 'set', field: 'corpus', value: 'help-vi' });
  await lab.until('the text is kept', async () => (await kept(page)).includes('corpora/help-vi.txt'));
  await server.close();
  await assert.rejects(fetch(server.url), 'the server is really stopped');
  await page.reload();
  const facts = await lab.ready();
  assert.equal(facts.crossOriginIsolated, true);
  assert.equal((await lab.state()).variant, 'relaxed');
  await lab.command({ do: 'set', field: 'corpus', value: 'help-vi' });
  assert.equal((await lab.state()).corpus, 'help-vi');
  assert.match(await lab.refusal({ do: 'set', field: 'corpus', value: 'austen' }), /could not be loaded/);
  await lab.command({ do: 'set', field: 'corpus', value: 'toy-en' });
  await lab.command({ do: 'set', field: 'epochs', value: 1 });
  await lab.press('train');
  await lab.untilStatus('done');
  assert.ok((await lab.state()).run.threads > 1, 'it trained with threads');
  await page.goto(server.url + '?variant=simd#lab=gpt');
  await lab.ready();
  assert.equal((await lab.state()).variant, 'simd', 'the variant without threads is kept too');
});

test('a host without isolation headers gets threads through the worker, by one reload',
  { isolated: false, workers: true }, async ({ lab, page }) => {
  const counted = countLoads(page);
  await page.goto(lab.url);
  await page.waitForFunction(() => globalThis.crossOriginIsolated, null);
  const facts = await lab.ready();
  assert.equal(facts.crossOriginIsolated, true);
  assert.equal((await lab.state()).variant, 'relaxed');
  await untilControlled(page);
  await staysLoaded(lab);
  assert.equal(counted.loads, 2);
});

test('who has begun to work is asked before the page reloads for its threads',
  { isolated: false, workers: true }, async ({ lab, page }) => {
  const counted = countLoads(page);
  // The worker comes after the press, however slow the machine is.
  await page.addInitScript(() => {
    if (navigator.serviceWorker.controller) return;
    const register = navigator.serviceWorker.register.bind(navigator.serviceWorker);
    const pressed = new Promise(done => { window.mayRegister = done; });
    navigator.serviceWorker.register = async (...given) => {
      await pressed;
      return register(...given);
    };
  });
  await lab.open('#lab=word2vec&language=vi');
  await lab.press('lab.text');
  await page.evaluate(() => window.mayRegister());
  await page.locator('#bar').waitFor();
  assert.match(await page.locator('#bar-text').innerText(), /nhân của bộ xử lý/);
  await lab.command({ do: 'language', language: 'en' });
  await lab.until('the bar follows the language', async () => /parts of the processor/.test(await page.locator('#bar-text').innerText()));
  assert.equal(counted.loads, 1);
  const report = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(report.violations.map(v => `${v.id}: ${v.help}`), []);
  await page.locator('#bar-later').click();
  assert.ok(await page.locator('#bar').isHidden());
  await page.reload();
  assert.equal((await lab.ready()).crossOriginIsolated, true, 'the next visit has them');
  assert.equal(counted.loads, 2);
});

test('a worker that is blocked, or that does not isolate, never makes the page reload again and again',
  { isolated: false, workers: true, noisy: true }, async ({ lab, page, context }) => {
  const refused = await Lab.prepare(context, lab.url);
  await refused.page.addInitScript(() => {
    navigator.serviceWorker.register = () => Promise.reject(new Error('blocked'));
  });
  let counted = countLoads(refused.page);
  await refused.open();
  await staysLoaded(refused);
  assert.equal(counted.loads, 1);
  assert.equal((await refused.state()).variant, 'simd');
  assert.ok(await refused.page.locator('#bar').isHidden());
  await refused.page.close();

  await page.addInitScript(() => Object.defineProperty(globalThis, 'crossOriginIsolated', { value: false }));
  counted = countLoads(page);
  await page.goto(lab.url);
  await lab.until('one reload', async () => counted.loads === 2);
  await lab.ready();
  await untilControlled(page);
  await staysLoaded(lab);
  assert.equal(counted.loads, 2);
  assert.equal((await lab.state()).variant, 'simd');
});

test('over plain http from another machine the lab runs on one thread and offers to keep nothing',
  { workers: true, noisy: true }, async ({ context }) => {
  const host = Object.values(networkInterfaces()).flat().find(i => i.family === 'IPv4' && !i.internal)?.address;
  if (!host) {
    lab.note('this machine has no address but its own: not tried');
    return;
  }
  const server = await serve(folder, { host });
  try {
    const lab = await Lab.prepare(context, server.url);
    const facts = await lab.open('#lab=text');
    assert.equal(await lab.page.evaluate(() => isSecureContext), false);
    assert.deepEqual(facts.variant, { simd: true, relaxed: false, threads: 1 });
    await lab.settle();
    assert.ok(!(await lab.rects()).some(r => r.name.startsWith('text.offline')));
    assert.ok(await lab.page.locator('#bar').isHidden());
    assert.equal((await lab.state()).lastError, null);
  } finally {
    await server.close();
  }
});

test('a new release is offered, taken when she presses, and the old one is cleared away',
  { workers: true }, async ({ context }) => {
  await withRelease(async release => {
    const first = release.list();
    const server = await serve(release.folder);
    try {
      const lab = await Lab.prepare(context, server.url);
      const { page } = lab;
      await lab.open();
      await untilKept(lab);
      release.change('style.css', text => text + '/* newer */\n');
      const second = release.list();
      assert.notEqual(second, first);
      server.sent.clear();
      await page.reload();
      await lab.ready();
      await page.locator('#bar').waitFor();
      assert.match(await page.locator('#bar-text').innerText(), /new version/);
      assert.deepEqual([...server.sent.keys()].filter(path => path.endsWith('.wasm') || path.endsWith('.ttf')), [],
        'what did not change is not fetched again');
      const style = () => page.evaluate(async () => (await (await fetch('style.css')).text()).includes('newer'));
      assert.equal(await style(), false, 'the old release goes on until then');
      await page.locator('#bar-do').focus();
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Reload now');
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
      await lab.ready();
      assert.equal(await style(), true);
      await lab.until('the old release is gone',
        async () => JSON.stringify(await releaseCaches(page)) === JSON.stringify([`wordspace-release-${second}`]));
      assert.ok((await kept(page)).some(path => path.startsWith('models/')), 'what is the same stays');
      assert.ok(await page.locator('#bar').isHidden());
      await lab.checkQuiet();
    } finally {
      await server.close();
    }
  });
});

test('a file that is damaged in a new release leaves the old release at work',
  { workers: true }, async ({ context }) => {
  await withRelease(async release => {
    const first = release.list();
    const server = await serve(release.folder);
    try {
      const lab = await Lab.prepare(context, server.url);
      const { page } = lab;
      await lab.open();
      await untilKept(lab);
      release.change('lang/en.json', text => text + '\n');
      release.list();
      release.change('lang/en.json', text => text.slice(0, -9));  // not what the list says
      server.sent.clear();
      const failed = page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        await registration.update().catch(() => {});
        const worker = registration.installing ?? registration.waiting;
        if (!worker || worker.state === 'redundant') return worker?.state ?? 'none';
        return new Promise(resolve => worker.addEventListener('statechange', () => resolve(worker.state)));
      });
      assert.ok(['redundant', 'none'].includes(await failed), 'the new worker is given up');
      assert.ok(server.sent.has('/lang/en.json'), 'because of that file');
      await page.reload();
      await lab.ready();
      assert.equal((await lab.state()).lastError, null);
      assert.ok(await page.evaluate(async version =>
        (await caches.match(new URL('release.json', location.href).href, { cacheName: `wordspace-release-${version}` })) !== undefined, first),
      'the old release is whole');
      assert.ok(await page.locator('#bar').isHidden(), 'nothing is offered');
    } finally {
      await server.close();
    }
  });
});

test('without room on the device the page says so once, and works',
  { workers: true, noisy: true }, async ({ lab, page, context }) => {
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(lab.url).origin, quotaSize: 3e6 });
  await lab.open('#lab=word2vec');
  await page.locator('#bar').waitFor();
  assert.match(await page.locator('#bar-text').innerText(), /no room on this device/);
  assert.ok(await page.locator('#bar-do').isHidden());
  assert.deepEqual(await releaseCaches(page), [], 'the room is given back');
  await page.locator('#bar-later').click();
  await lab.command({ do: 'set', field: 'corpus', value: 'toy-en' });
  assert.equal((await lab.state()).corpus, 'toy-en');
  await page.reload();
  await lab.ready();
});

test('a button keeps all texts and models, and then none of them needs the server',
  { workers: true, noisy: true }, async ({ lab, server, page }) => {
  await lab.open('#lab=text&language=en');
  await untilKept(lab);
  await lab.settle();
  await lab.reach('text.offline.keep');
  await lab.press('text.offline.keep');
  await lab.until('the button is done',
    async () => (await kept(page)).length === listedExtras().length &&
      !(await lab.rects()).some(r => r.name === 'text.offline.keep'), 120);
  await server.close();
  await page.reload();
  await lab.ready();
  const listed = JSON.parse(readFileSync(join(folder, 'corpora', 'corpora.json'), 'utf8')).corpora;
  for (const corpus of listed) {
    assert.equal((await lab.command({ do: 'set', field: 'corpus', value: corpus.name })).value, corpus.name);
  }
  assert.equal((await lab.state()).lastError, null);
  await lab.settle();
  assert.equal(await page.locator('[data-key="lab.text"]').count(), 1);
  assert.equal(await page.locator('[data-key="text.offline.keep"]').count(), 0, 'nothing is left to keep');
});

test('a browser that refuses to keep texts is said in a sentence, and what is kept stays',
  { workers: true, noisy: true }, async ({ lab, page, context }) => {
  await lab.open('#lab=text&language=en');
  await untilKept(lab);
  const before = await kept(page);
  const session = await context.newCDPSession(page);
  const { usage } = await page.evaluate(() => navigator.storage.estimate());
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(lab.url).origin, quotaSize: usage + 3e6 });
  await lab.settle();
  await lab.reach('text.offline.keep');
  await lab.press('text.offline.keep');
  await lab.until('it gives up', async () => (await lab.rects()).some(r => r.name === 'text.offline.problem'), 60);
  for (const path of before) assert.ok((await kept(page)).includes(path), path);
  assert.ok((await kept(page)).length < listedExtras().length);
  assert.equal((await releaseCaches(page)).length, 1);
  await lab.command({ do: 'set', field: 'corpus', value: 'toy-en' });
});

test('memory does not grow while a run goes on', { seconds: 600 + kSoakFrames }, async ({ lab, page, context }) => {
  await lab.open('#lab=word2vec');
  await lab.command({ do: 'set', field: 'corpus', value: 'toy-en' });
  await lab.command({ do: 'set', field: 'epochs', value: 1000 });
  await lab.press('train');
  const session = await context.newCDPSession(page);
  const measure = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return { program: (await lab.state()).memory, page: (await session.send('Runtime.getHeapUsage')).usedSize };
  };
  const untilDrawn = frames => lab.until(`${frames} frames`, async () => (await lab.state()).frames > frames, 300);
  const before = (await lab.state()).frames;
  await untilDrawn(before + kWarmFrames);
  const warm = await measure();
  let worst = warm;
  for (let drawn = 0; drawn < kSoakFrames; drawn += 100) {
    await untilDrawn((await lab.state()).frames + 100);
    const now = await measure();
    worst = { program: Math.max(worst.program, now.program), page: Math.max(worst.page, now.page) };
  }
  assert.equal((await lab.state()).run.status, 'training', 'it trained all the while');
  const megabytes = bytes => (bytes / 1e6).toFixed(2);
  lab.note(`the program ${megabytes(warm.program)} -> ${megabytes(worst.program)} MB, ` +
    `the page ${megabytes(warm.page)} -> ${megabytes(worst.page)} MB in ${kSoakFrames} frames`);
  assert.ok(warm.program > 1e6 && worst.program - warm.program < 1e6, 'the memory of the program');
  assert.ok(worst.page - warm.page < 0.25e6, 'the memory of the page');
  assert.ok(worst.program < 300e6, 'the budget');
});

test('one file from a disk trains and answers, keeps nothing, and holds every text',
  { noisy: true }, async ({ context }) => {
  assert.ok(existsSync(singleFile), `${singleFile} is there`);
  const lab = await Lab.prepare(context, pathToFileURL(singleFile).href);
  const { page } = lab;
  const facts = await lab.open('#lab=word2vec&language=vi');
  assert.deepEqual(facts.variant, { simd: true, relaxed: false, threads: 1 });
  await lab.command({ do: 'set', field: 'corpus', value: 'toy-en' });
  await lab.command({ do: 'set', field: 'epochs', value: 1 });
  await lab.press('train');
  await lab.untilStatus('done', 400);
  const { results } = await lab.command({ do: 'analogy', words: ['man', 'king', 'woman'] });
  assert.ok(results.length > 0);
  const fonts = await page.evaluate(() => [...document.fonts].map(f => `${f.family} ${f.status}`));
  assert.deepEqual(fonts, ['Be Vietnam Pro loaded']);
  const listed = JSON.parse(readFileSync(join(folder, 'corpora', 'corpora.json'), 'utf8')).corpora;
  for (const corpus of listed) {
    assert.equal((await lab.command({ do: 'set', field: 'corpus', value: corpus.name })).value, corpus.name);
  }
  await lab.command({ do: 'open', lab: 'gpt' });
  await lab.until('the ready-made model is there', async () => (await lab.state()).model === 'gpt');
  assert.equal((await lab.state()).lastError, null);
  await lab.checkQuiet();
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
      Object.defineProperty(window, name, { get() { throw new DOMException('refused', 'SecurityError'); } });
    }
  });
  await page.reload();
  await lab.ready();
  await lab.command({ do: 'theme', theme: 'dark' });
  assert.equal((await lab.state()).lastError, null, 'a browser that keeps nothing for files from a disk is no problem');
});
