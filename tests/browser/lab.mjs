// One page of the lab in a test: opens it, finds its buttons by name, presses the real ones, and notices
// whatever a quiet page must not do.
// Not a test itself.
import { PNG } from 'pngjs';

export class Lab {
  constructor(page, url) {
    this.page = page;
    this.url = url;
    this.complaints = [];
    page.on('console', message => {
      if (message.type() === 'error') this.complaints.push(`console: ${message.text()}`);
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
  ready() {
    return this.page.evaluate(() => Promise.race([window.wordspace.ready,
      new Promise((_, reject) => setTimeout(() => reject(new Error('not ready after 60 s')), 60000))]));
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
  async waitForRect(name, seconds = 10) {
    return this.until(`${name} on screen`, async () => (await this.rects()).find(r => r.name === name), seconds);
  }
  // Presses what the last frame drew under this name.
  // What is further down is scrolled to, as the keyboard does it.
  async reach(name) {
    await this.page.locator(`[data-key="${name}"]`).focus();
    return this.waitForRect(name);
  }
  async press(name) {
    const r = await this.waitForRect(name);
    if (!r.enabled) throw new Error(`${name} is not enabled`);
    await this.page.mouse.move(r.x + r.width / 2, r.y + r.height / 2);
    const before = (await this.state()).frames;
    await this.page.mouse.click(r.x + r.width / 2, r.y + r.height / 2);
    // Press, release and what follows: a few frames.
    await this.until(`a frame after pressing ${name}`, async () => (await this.state()).frames > before + 2);
    await this.page.waitForTimeout(50);
  }

  // Polls until check() answers something true, and returns it.
  async until(what, check, seconds = 20) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const value = await check();
      if (value) return value;
      if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}; state ${JSON.stringify(await this.state())}`);
      await this.page.waitForTimeout(50);
    }
  }
  async untilStatus(status, seconds) {
    return this.until(`run ${status}`, async () => (await this.state()).run.status === status, seconds);
  }
  // Until the program wants no more frames and drew none for a while.
  async settle(quiet = 250, seconds = 30) {
    const end = Date.now() + seconds * 1000;
    let before = await this.state();
    for (;;) {
      await this.page.waitForTimeout(quiet);
      const now = await this.state();
      if (!now.busy && now.frames === before.frames) return;
      if (Date.now() > end) throw new Error(`frames go on after ${seconds} s: ${JSON.stringify(now)}`);
      before = now;
    }
  }

  async picture(name) {
    const clip = name ? await this.rect(name) : undefined;
    const bytes = await this.page.screenshot(clip ? { clip: { x: clip.x, y: clip.y, width: clip.width, height: clip.height } } : {});
    return PNG.sync.read(bytes);
  }

  // Fails when the page did what it must not.
  async checkQuiet() {
    const violations = await this.page.evaluate(() => window.violations ?? []).catch(() => []);
    const all = [...this.complaints, ...violations.map(v => `content security policy: ${v}`)];
    if (all.length > 0) throw new Error(all.join('\n'));
  }
}

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
