// Runs the browser tests, two files at once, the longest first:
//   node tests/browser/run.mjs [FILE ...] [part of a test's name]
// It looks whether there is something to test, prints a line a test with its seconds, node's own counts at the end
// (# pass N, # fail N), and below them once more what failed.
// Every file also runs without it: node --test tests/browser/page.test.mjs
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { findChromium, findFirefox } from './browser.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const folder = process.env.WORDSPACE_WEB ?? join(root, 'build', 'web');
const kAtOnce = 2;
// Started in this order, so that nobody waits for a long file at the end; the others follow by name.
const kLongest = ['lesson_sheets', 'offline', 'reload', 'access', 'model', 'session', 'firefox', 'course'];

function stop(words) {
  console.error(words);
  process.exit(1);
}
if (!existsSync(join(folder, 'index.html'))) {
  stop(`${folder} holds no lab: build it first (cmake --preset web && cmake --build --preset web).`);
}
if (!findChromium()) stop('Chromium was not found: install it, or name it in CHROMIUM.');
if (!findFirefox()) console.log('Firefox is not here: its tests are left out.');
rmSync(join(root, 'build', 'test-browser'), { recursive: true, force: true });

const given = process.argv.slice(2);
const wanted = given.find(word => !word.endsWith('.mjs'));
const rank = name => (kLongest.includes(name) ? kLongest.indexOf(name) : kLongest.length);
const nameOf = file => file.slice(0, -'.test.mjs'.length);
const files = readdirSync(here).filter(name => name.endsWith('.test.mjs'))
  .sort((a, b) => rank(nameOf(a)) - rank(nameOf(b)) || (a < b ? -1 : 1)).map(name => join(here, name));
const givenFiles = given.filter(word => word.endsWith('.mjs')).map(word => resolve(word));

const results = run({
  files: givenFiles.length > 0 ? givenFiles : files, concurrency: kAtOnce,
  ...(wanted ? { testNamePatterns: [new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))] } : {}),
});
results.on('test:fail', () => { process.exitCode = 1; });

async function* lines(events) {
  const failed = [];
  for await (const { type, data } of events) {
    const seconds = `(${((data?.details?.duration_ms ?? 0) / 1000).toFixed(1)} s)`;
    if (type === 'test:pass' && data.skip !== undefined) {
      if (!/pattern/.test(data.skip)) yield `skipped: ${data.name}: ${data.skip}\n`;
    } else if (type === 'test:pass') {
      yield `passed: ${data.name} ${seconds}\n`;
    } else if (type === 'test:fail') {
      const problem = data.details.error?.cause ?? data.details.error;
      failed.push(`FAILED: ${data.name}\n  ${String(problem?.message ?? problem).split('\n', 1)[0].slice(0, 300)}\n`);
      yield `FAILED: ${data.name} ${seconds}\n  ${String(problem?.stack ?? problem).replaceAll('\n', '\n  ')}\n`;
    } else if (type === 'test:diagnostic') {
      yield `# ${data.message}\n`;
    } else if (type === 'test:stdout' || type === 'test:stderr') {
      yield data.message;
    }
  }
  yield* failed;
}
results.compose(process.stdout.isTTY ? new spec() : lines).pipe(process.stdout);
