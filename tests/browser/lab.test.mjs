// The labs in a real browser: training through the real button, answers, the map, files.
// Not the page around them (page.test.mjs) and not numbers that the C++ tests already hold.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from './fixture.mjs';
import { coloursOf } from './lab.mjs';

const kQueen = { do: 'analogy', words: ['man', 'king', 'woman'] };

// A text with a world in it, small enough to learn in a second or two.
function smallText() {
  const people = ['king', 'queen', 'prince', 'princess', 'man', 'woman', 'boy', 'girl'];
  const places = ['palace', 'garden', 'river', 'mountain', 'city'];
  const lines = [];
  for (let i = 0; i < 3000; i += 1) {
    lines.push(`the ${people[i % 8]} walks to the ${places[(i * 7) % 5]} and sees the ${people[(i * 3 + 1) % 8]}`);
    if (i % 20 === 19) lines.push('');
  }
  return lines.join('\n');
}

test('Train on bible-en, with threads, ends with queen', async ({ lab, page }) => {
  await lab.open('#lab=word2vec&preset=demo&seed=1');
  await lab.settle();
  await lab.press('train');
  await lab.until('training shows', async () => ['training', 'done'].includes((await lab.state()).run.status));
  const early = await lab.state();
  assert.equal(early.corpus, 'bible-en');
  await lab.untilStatus('done', 280);
  const done = await lab.state();
  lab.note(`${done.run.steps} words, ${Math.round(done.run.rate)} words/s at the end`);
  assert.ok(done.run.loss > 0 && done.run.loss < 4.16, `loss ${done.run.loss}`);
  assert.equal(done.run.step, done.run.steps);
  const answer = await lab.command({ ...kQueen, top: 5 });
  assert.deepEqual(answer.unknown, []);
  assert.equal(answer.results.length, 5);
  assert.equal(answer.results[0].word, 'queen');
  const own = await lab.command({ ...kQueen, includeQuery: true, top: 3 });
  assert.ok(own.results.some(r => ['king', 'woman', 'man'].includes(r.word)), 'a query word may answer');
  assert.deepEqual((await lab.command({ ...kQueen, words: ['man', 'kling', 'woman'] })).unknown, ['kling']);
  const near = await lab.command({ do: 'neighbors', word: 'river', top: 4 });
  assert.equal(near.results.length, 4);
  await page.mouse.move(1, 1);
  await lab.settle();
  assert.ok(coloursOf(await lab.picture('word2vec.map')) > 40, 'the map is not blank');
});

test('pause holds, continue goes on, reset starts over, all by their buttons', async ({ lab, page }) => {
  await lab.open('#lab=word2vec');
  await lab.command({ do: 'text', text: smallText().repeat(6) });
  await lab.command({ do: 'set', field: 'epochs', value: 50 });
  await lab.command({ do: 'set', field: 'speed', value: 0.1 });
  await lab.press('train');
  await lab.until('steps', async () => (await lab.state()).run.step > 0);
  await lab.press('pause');
  await lab.untilStatus('paused');
  const held = (await lab.state()).run.step;
  await sleep(300);  // several snapshots' time: that a run stands still has no event
  assert.equal((await lab.state()).run.step, held);
  await lab.press('train');
  await lab.until('it goes on', async () => (await lab.state()).run.step > held);
  await lab.press('pause');
  await lab.untilStatus('paused');
  await lab.press('reset');
  await lab.until('it starts over', async () => (await lab.state()).run.step === 0);
});

test('one step is one update with its numbers', async ({ lab }) => {
  await lab.open('#lab=word2vec');
  await lab.command({ do: 'text', text: smallText() });
  await lab.press('step');
  await lab.until('one step', async () => (await lab.state()).run.step > 0);
  const once = (await lab.state()).run.step;
  assert.ok(once < 100, `${once} words`);
  await lab.command({ do: 'step' });
  assert.ok((await lab.state()).run.step > once);
});

test('on one thread the same seed gives the same loss and vectors, bit for bit',
  { isolated: false }, async ({ lab }) => {
  await lab.open('#lab=word2vec');
  const runs = [];
  for (let i = 0; i < 2; i += 1) {
    await lab.command({ do: 'text', text: smallText() });
    await lab.command({ do: 'set', field: 'seed', value: 5 });
    await lab.command({ do: 'set', field: 'epochs', value: 2 });
    await lab.command({ do: 'reset' });
    await lab.command({ do: 'train' });
    await lab.untilStatus('done');
    const { run } = await lab.state();
    assert.equal(run.threads, 1);
    assert.equal(run.reproducible, true);
    const near = await lab.command({ do: 'neighbors', word: 'king', top: 20 });
    runs.push(JSON.stringify({ loss: run.loss, near }));
    await lab.page.reload();
    await lab.ready();
  }
  assert.equal(runs[0], runs[1]);
});

test('a bad file is refused in a sentence and the old text stays', async ({ lab, page }) => {
  await lab.open('#lab=text');
  await lab.command({ do: 'text', text: smallText() });
  const before = (await lab.state()).corpus;
  assert.equal(before, 'own');
  const binary = Buffer.from([0, 1, 2, 255, 254, 0, 0, 9]).toString('base64');
  assert.ok((await lab.refusal({ do: 'import', name: 'picture.png', base64: binary })).length > 20);
  assert.ok((await lab.refusal({ do: 'import', name: 'bad.txt', base64: '////' })).length > 20);
  assert.ok(await lab.refusal({ do: 'import', name: 'empty.txt', text: '' }));
  // The same by dropping a file on the page.
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array([0xff, 0xfe, 0x00, 0xd8, 0x41])], 'broken.txt'));
    document.getElementById('canvas').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await lab.waitForRect('message.0');
  const state = await lab.state();
  assert.ok(state.lastError, 'the sentence is known to scripts');
  assert.equal(state.corpus, 'own');
  await lab.press('message.0.dismiss');
  await lab.command({ do: 'open', lab: 'word2vec' });
  await lab.until('the page goes on', async () => (await lab.state()).lab === 'word2vec');
});

test('vectors are saved as a file and open again', async ({ lab, page }) => {
  await lab.open('#lab=word2vec');
  await lab.command({ do: 'text', text: smallText() });
  await lab.command({ do: 'set', field: 'epochs', value: 1 });
  await lab.command({ do: 'train' });
  await lab.untilStatus('done');
  const [download] = await Promise.all([
    page.waitForEvent('download'), lab.command({ do: 'export', format: 'word2vec-text' })]);
  assert.equal(download.suggestedFilename(), 'vectors.txt');
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const [num, dim] = text.split('\n', 1)[0].split(' ').map(Number);
  assert.ok(num > 5 && dim > 5, text.slice(0, 40));
  const near = await lab.command({ do: 'neighbors', word: 'king', top: 3 });
  await lab.command({ do: 'import', name: 'again.txt', text });
  const again = await lab.command({ do: 'neighbors', word: 'king', top: 3 });
  assert.deepEqual(again.results.map(r => r.word), near.results.map(r => r.word));
});
