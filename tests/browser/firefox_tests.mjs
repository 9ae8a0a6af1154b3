// The lab in Firefox: served with threads, without its server, and as one file from a disk.
// Not what every browser does alike (the other tests).
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PNG } from 'pngjs';
import { findFirefox, withFirefox } from './firefox.mjs';
import { coloursOf } from './lab.mjs';

const command = (page, request) => page.evaluate(r => window.wordspace.command(r), request);
const state = page => page.evaluate(() => window.wordspace.state());
const wait = ms => new Promise(resolve => setTimeout(resolve, ms));

async function until(what, check, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  while (!await check()) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await wait(100);
  }
}

async function ready(page) {
  await page.waitForFunction(() => window.wordspace?.ready, { timeout: 60000 });
  return page.evaluate(() => window.wordspace.ready);
}

async function press(page, name) {
  let found = null;
  await until(`${name} on screen`, async () => {
    found = (await page.evaluate(() => window.wordspace.rects())).find(r => r.name === name);
    return found;
  });
  await page.mouse.click(found.x + found.width / 2, found.y + found.height / 2);
}

// Trains the English toy world by the Train button; queen comes first and the map is drawn.
async function train(page) {
  await command(page, { do: 'set', field: 'corpus', value: 'toy-en' });
  await command(page, { do: 'set', field: 'epochs', value: 2 });
  await press(page, 'train');
  await until('the run is done', async () => (await state(page)).run.status === 'done', 120);
  const { results } = await command(page, { do: 'analogy', words: ['man', 'king', 'woman'] });
  assert.equal(results[0].word, 'queen');
  await until('nothing moves, nothing is drawn', async () => {
    const { frames } = await state(page);
    await wait(1000);
    const now = await state(page);
    return !now.busy && now.frames === frames;
  });
  assert.ok(coloursOf(PNG.sync.read(Buffer.from(await page.screenshot()))) > 100);
  assert.equal((await state(page)).lastError, null);
}

const tests = [
  {
    name: 'Firefox: trains with threads, and without its server a reload brings the work back',
    noisy: true,
    seconds: 400,
    async run({ server }) {
      await withFirefox(async page => {
        await page.goto(`${server.url}#lab=word2vec&language=vi`);
        const facts = await ready(page);
        assert.equal(facts.crossOriginIsolated, true);
        assert.ok(facts.variant.simd && facts.variant.threads > 1);
        await train(page);
        const { step } = (await state(page)).run;
        await until('the release is kept', () => page.evaluate(async () => {
          const registration = await navigator.serviceWorker.getRegistration();
          return registration?.active?.state === 'activated' && (await indexedDB.databases()).length > 0;
        }));
        await wait(5000);  // the work is kept after three seconds of rest
        await server.close();
        await page.reload();
        await ready(page);
        await until('the run is back', async () => (await state(page)).run.step === step);
      });
    },
  },
  {
    name: 'Firefox: the one file from a disk trains and answers',
    noisy: true,
    seconds: 400,
    async run({ folder }) {
      const file = process.env.WORDSPACE_SINGLE ?? join(folder, '..', 'wordspace.html');
      assert.ok(existsSync(file), `${file} is there`);
      await withFirefox(async page => {
        await page.goto(`${pathToFileURL(file).href}#lab=word2vec&language=en`);
        assert.deepEqual((await ready(page)).variant, { simd: true, relaxed: false, threads: 1 });
        await train(page);
      });
    },
  },
];

const here = findFirefox() !== null;
if (!here) console.log('Firefox is not here: its tests are left out.');
const listed = here ? tests : [];
export { listed as tests };
