// The lab in Firefox: served with threads, without its server, and as one file from a disk.
// Not what every browser does alike (the other tests).
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { singleFile, test } from './fixture.mjs';
import { Lab, coloursOf } from './lab.mjs';

const options = { browser: 'firefox', workers: true, noisy: true };

// Trains the English toy world by the Train button; queen comes first and the map is drawn.
async function train(lab) {
  await lab.command({ do: 'set', field: 'corpus', value: 'toy-en' });
  await lab.command({ do: 'set', field: 'epochs', value: 2 });
  await lab.press('train');
  await lab.untilStatus('done', 400);
  const { results } = await lab.command({ do: 'analogy', words: ['man', 'king', 'woman'] });
  assert.equal(results[0].word, 'queen');
  await lab.settle();
  assert.ok(coloursOf(await lab.picture()) > 100);
  assert.equal((await lab.state()).lastError, null);
}

test('Firefox: trains with threads, and without its server a reload brings the work back', options,
  async ({ lab, page, server }) => {
  const facts = await lab.open('#lab=word2vec&language=vi');
  assert.equal(facts.crossOriginIsolated, true);
  assert.ok(facts.variant.simd && facts.variant.threads > 1);
  await train(lab);
  const { step } = (await lab.state()).run;
  await lab.until('the release is kept', () => page.evaluate(async () =>
    (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'));
  await lab.untilKept('palace');
  await server.close();
  await page.reload();
  await lab.ready();
  await lab.until('the run is back', async () => (await lab.state()).run.step === step);
});

test('Firefox: the one file from a disk trains and answers', options, async ({ context }) => {
  assert.ok(existsSync(singleFile), `${singleFile} is there`);
  const lab = await Lab.prepare(context, pathToFileURL(singleFile).href);
  const facts = await lab.open('#lab=word2vec&language=en');
  assert.deepEqual(facts.variant, { simd: true, relaxed: false, threads: 1 });
  await train(lab);
});
