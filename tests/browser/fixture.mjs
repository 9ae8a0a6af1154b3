// What a test of the page stands on: test() declares it to node:test and gives it a server, a browser context and a
// page of its own, so that tests share nothing, whatever their order and however many files run at once.
// A file that runs by itself: node --test tests/browser/page.test.mjs; WORDSPACE_WEB names the folder that is served,
// otherwise build/web.
import { after, test as declare } from 'node:test';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFirefox, launch } from './browser.mjs';
import { Lab } from './lab.mjs';
import { serve } from '../../scripts/serve.mjs';

export { serve };
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const folder = process.env.WORDSPACE_WEB ?? join(root, 'build', 'web');
export const singleFile = process.env.WORDSPACE_SINGLE ?? join(folder, '..', 'wordspace.html');
const pictures = join(root, 'build', 'test-browser');
const kMostSeconds = 900;  // far more than any test needs on a busy machine: it ends what would wait for ever

// One browser a process and kind, started by the first test that needs it; another one after a crash.
const browsers = new Map();
async function browserOf(kind) {
  const known = await browsers.get(kind)?.catch(() => null);
  if (!known?.isConnected()) browsers.set(kind, launch(kind));
  return browsers.get(kind);
}
after(async () => {
  for (const starting of browsers.values()) await (await starting.catch(() => null))?.close();
});

async function within(seconds, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the test took more than ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const pictureOf = (name, number) =>
  join(pictures, name.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 100) + (number > 0 ? `-${number + 1}` : '') + '.png');

// Saves a picture of every page of a test that failed; their paths.
async function photograph(name, context) {
  mkdirSync(pictures, { recursive: true });
  const saved = [];
  for (const [number, page] of context.pages().entries()) {
    const path = pictureOf(name, number);
    await page.screenshot({ path, timeout: 20000 }).then(() => saved.push(relative(root, path)), () => {});
  }
  return saved;
}

async function onPage(name, options, run, note) {
  for (const number of [0, 1]) rmSync(pictureOf(name, number), { force: true });
  const kind = options.browser ?? 'chromium';
  const browser = await browserOf(kind);
  const server = await serve(folder, { isolated: options.isolated ?? true });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 }, locale: 'en-US',
    serviceWorkers: options.workers ? 'allow' : 'block',  // what is counted is one visit's own
    ...options.context,
  });
  const lab = await Lab.prepare(context, server.url);
  context.setDefaultTimeout(120000);
  lab.note = note;
  try {
    await within(options.seconds ?? kMostSeconds, run({ lab, page: lab.page, context, server }));
    if (!options.noisy) await lab.checkQuiet();
  } catch (problem) {
    const saved = await photograph(name, context);
    const more = [...lab.complaints.map(words => `the page said: ${words}`), ...saved.map(path => `its picture: ${path}`)];
    const words = [problem.message, ...more].join('\n');
    problem.stack = `${words}\n${(problem.stack ?? '').split('\n').filter(line => /^\s+at /.test(line)).join('\n')}`;
    problem.message = words;
    throw problem;
  } finally {
    await context.close();
    await server.close();
  }
}

// Declares a test. run gets {lab, page, context, server}; lab.note(words) is printed after the result.
// Options: isolated: false, a server without the headers that threads need; workers: true, with the service worker;
// noisy: true, the page may complain; context, more for the browser's context; browser: 'firefox'; seconds, the most.
export function test(name, options, run) {
  if (typeof options === 'function') return test(name, {}, options);
  const skip = options.browser === 'firefox' && !findFirefox() ? 'Firefox is not here' : false;
  return declare(name, { skip }, t => onPage(name, options, run, words => t.diagnostic(words)));
}
