// One page of the lab in a test: opens it, finds its buttons by name, presses the real ones, waits for what it says
// of itself, and notices whatever a quiet page must not do.
// Not a test itself.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';

const kPollMs = 50;
const kSeconds = 60;    // for what comes within one, on a machine that does something else, too
const kCalmFrames = 10;  // of the browser

// Every lab, by name: each has a lesson sheet.
export const labNames = readdirSync(join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'web', 'lessons'))
  .filter(name => name.endsWith('.json') && name !== 'words.json').map(name => name.slice(0, -'.json'.length));

export class Lab {
  constructor(page, url) {
    this.page = page;
    this.url = url;
    this.complaints = [];
    this.note = () => {};  // a word for the test's report
    page.on('console', message => {
      if (message.type() === 'error') this.complaints.push(`console: ${message.text()} (${message.location()?.url ?? ''})`);
    });
    page.on('pageerror', problem => this.complaints.push(`error: ${problem.message}`));
    page.on('request', request => {
      const { protocol, origin } = new URL(request.url());
      if (['data:', 'blob:'].includes(protocol)) return;
      if (origin !== new URL(url).origin) this.complaints.push(`request to ${request.url()}`);
    });
  }

  static async prepare(context, url) {
    const page = await context.newPage();
    await page.addInitScript(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', event => {
        window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    return new Lab(page, url);
  }

  // Opens the page and waits until it is ready; returns what `ready` tells.
  async open(address = '') {
    await this.page.goto(this.url + address);
    return this.ready();
  }
  async ready() {
    await this.page.waitForFunction(() => window.wordspace);
    return this.page.evaluate(() => Promise.race([window.wordspace.ready,
      new Promise((_, reject) => setTimeout(() => reject(new Error('not ready after 120 s')), 120000))]));
  }

  state() { return this.page.evaluate(() => window.wordspace.state()); }
  rects() { return this.page.evaluate(() => window.wordspace.rects()); }
  command(request) { return this.page.evaluate(r => window.wordspace.command(r), request); }
  // The sentence with which a command is refused; null when it is not.
  refusal(request) {
    return this.page.evaluate(r => window.wordspace.command(r).then(() => null, e => e.message), request);
  }

  async rect(name) {
    const found = (await this.rects()).filter(r => r.name === name);
    if (found.length === 0) throw new Error(`nothing on screen is called ${name}`);
    return found[0];
  }
  async waitForRect(name, seconds = kSeconds) {
    return this.until(`${name} on screen`, async () => (await this.rects()).find(r => r.name === name), seconds);
  }
  // What is further down is scrolled to, as the keyboard does it.
  async reach(name) {
    await this.page.locator(`[data-key="${name}"]`).focus();
    return this.waitForRect(name);
  }
  // Presses what is drawn under this name once it is enabled and stays where it is.
  async press(name) {
    let r = { x: -1, y: -1 };
    await this.until(`${name} on screen and enabled`, async () => {
      const before = r;
      r = (await this.rects()).find(one => one.name === name) ?? { x: -1, y: -1 };
      if (!r.enabled) return false;
      await this.page.mouse.move(r.x + r.width / 2, r.y + r.height / 2);
      await this.frame();
      return r.x === before.x && r.y === before.y;
    });
    const before = (await this.state()).frames;
    await this.page.mouse.click(r.x + r.width / 2, r.y + r.height / 2);
    // Press, release and what follows: a few frames.
    await this.until(`a frame after pressing ${name}`, async () => (await this.state()).frames > before + 2);
  }

  // Polls until check() answers something true, and returns it.
  async until(what, check, seconds = kSeconds) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const value = await check();
      if (value) return value;
      if (Date.now() > end) {
        const state = await this.state().catch(() => null);
        throw new Error(`not within ${seconds} s: ${what}; state ${JSON.stringify(state)}`);
      }
      await sleep(kPollMs);
    }
  }
  async untilStatus(status, seconds) {
    return this.until(`run ${status}`, async () => (await this.state()).run.status === status, seconds);
  }
  // Until the browser has shown the next frame.
  frame() {
    return this.page.evaluate(() => new Promise(done => {
      requestAnimationFrame(() => requestAnimationFrame(() => done()));
    }));
  }
  // Until the program wants no more frames and drew none in some of the browser's.
  settle(seconds = kSeconds) {
    return this.page.evaluate(async ([calm, ms]) => {
      const end = performance.now() + ms;
      let before = await window.wordspace.state();
      for (let still = 0; still < calm;) {
        await new Promise(done => requestAnimationFrame(done));
        const now = await window.wordspace.state();
        still = !now.busy && now.frames === before.frames ? still + 1 : 0;
        if (performance.now() > end) throw new Error(`frames go on after ${ms / 1000} s: ${JSON.stringify(now)}`);
        before = now;
      }
    }, [kCalmFrames, seconds * 1000]);
  }
  // Waits and fails if the program draws: for nothing, there is no event.
  async staysStill(ms) {
    const before = (await this.state()).frames;
    await sleep(ms);
    const { frames } = await this.state();
    if (frames !== before) throw new Error(`${frames - before} frames were drawn while nothing moved`);
  }

  // What the page has kept of the work: {sizes: bytes by name, list: what src/labs/session.cpp wrote, or null}.
  shelf() {
    return this.page.evaluate(() => new Promise(resolve => {
      const found = { sizes: {}, list: null };
      const request = indexedDB.open('wordspace', 1);
      request.onupgradeneeded = () => request.transaction.abort();
      request.onerror = () => resolve(found);
      request.onsuccess = () => {
        const reading = request.result.transaction(['kept', 'sizes']);
        const walk = reading.objectStore('sizes').openCursor();
        walk.onsuccess = () => {
          if (!walk.result) return;
          found.sizes[walk.result.key] = walk.result.value;
          walk.result.continue();
        };
        const list = reading.objectStore('kept').get('session');
        list.onsuccess = () => {
          if (!list.result) return;
          // Magic, version, bytes of the header, header: src/train/container.h.
          const length = new DataView(list.result.buffer, list.result.byteOffset).getUint32(8, true);
          found.list = JSON.parse(new TextDecoder().decode(list.result.subarray(12, 12 + length)));
        };
        reading.oncomplete = () => {
          request.result.close();
          resolve(found);
        };
      };
    }));
  }
  // Until a paused run and all else are kept as they are now: a list that names this word was begun after it was set.
  async untilKept(word) {
    await this.command({ do: 'set', field: 'word2vec.word', value: word });
    return this.until('the run is kept as it is now', async () => {
      const { list } = await this.shelf();
      return JSON.stringify(list?.fields ?? {}).includes(`"${word}"`) && keptRun(list) !== undefined && list;
    });
  }
  // As when the learner goes to another tab, and comes back.
  hide(hidden = true) {
    return this.page.evaluate(value => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  }

  async picture(name) {
    const clip = name ? await this.rect(name) : undefined;
    const bytes = await this.page.screenshot(clip ? { clip: { x: clip.x, y: clip.y, width: clip.width, height: clip.height } } : {});
    return PNG.sync.read(bytes);
  }

  // Fails when the page did what it must not.
  async checkQuiet() {
    const violations = await this.page.evaluate(() => window.violations ?? []).catch(() => []);
    this.complaints.push(...violations.map(v => `content security policy: ${v}`));
    if (this.complaints.length > 0) throw new Error(`the page complained:\n${this.complaints.splice(0).join('\n')}`);
  }
}

// Which run a list of the shelf names: the key of its checkpoint, which depends on all its bytes.
export const keptRun = list => list?.parts.find(part => part.name === 'run.word2vec')?.key;

// Number of different colours in a picture.
export function coloursOf(png) {
  const seen = new Set();
  for (let i = 0; i < png.data.length; i += 4) {
    seen.add((png.data[i] << 16) | (png.data[i + 1] << 8) | png.data[i + 2]);
  }
  return seen.size;
}

// Share of pixels that differ visibly; 1 for pictures of different size.
export function difference(a, b) {
  if (a.width !== b.width || a.height !== b.height) return 1;
  let different = 0;
  for (let i = 0; i < a.data.length; i += 4) {
    const apart = Math.abs(a.data[i] - b.data[i]) + Math.abs(a.data[i + 1] - b.data[i + 1]) +
      Math.abs(a.data[i + 2] - b.data[i + 2]);
    if (apart > 24) different += 1;
  }
  return different / (a.width * a.height);
}
