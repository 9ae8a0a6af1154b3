// Reloads at thirty moments that a seed chooses, while each of the four models trains, texts and files come, settings
// change: whatever was finished, paused, typed or opened comes back whole, and of a run in progress at most five
// seconds are lost.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from './fixture.mjs';

const kSeed = 20261130;
const kMoments = 30;
const kLostMs = 5000;

// mulberry32: a small generator, so that a moment that failed can be had again.
function randomFrom(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const kModels = {
  word2vec: { lab: 'word2vec', settings: { epochs: 400, dim: 48 }, field: 'window', values: [3, 4, 5, 6] },
  glove: { lab: 'glove', settings: { epochs: 3000, dim: 32 }, field: 'window', values: [4, 6, 8, 10] },
  gpt: { lab: 'gpt', settings: { corpus: 'toy-en', steps: 4000, width: 32, layers: 1 }, field: 'seed', values: [2, 3, 4, 5] },
  bert: { lab: 'bert', settings: { corpus: 'toy-en', steps: 4000, width: 32, layers: 1 }, field: 'seed', values: [2, 3, 4, 5] },
};
const textOf = number => `the king and the queen walk to palace number${number}\nthe cat sat on the mat by the sea\n`.repeat(1500);
const vectorsOf = number => `3 2\ncat${number} 1 0\ndog 0.5 ${number}\nsea 0 1\n`;

// What a learner would miss: settings, text, vectors, and each model's run.
async function everything(lab) {
  const found = { runs: {}, settings: {} };
  for (const [model, { lab: name, field }] of Object.entries(kModels)) {
    await lab.command({ do: 'open', lab: name });
    const state = await lab.state();
    const { status, step, steps, seed } = state.run;
    found.runs[model] = { status, step, steps, seed };
    found.settings[model] = (await lab.command({ do: 'get', field })).value;
    if (model === 'word2vec') found.corpus = state.corpus;
    found.vectors = state.vectors;
  }
  return found;
}

test(`nothing is lost by a reload at ${kMoments} moments (seed ${kSeed}), but at most 5 s of a run in progress`, { seconds: 900 },
  async ({ lab, page }) => {
    const random = randomFrom(kSeed);
    const pick = list => list[Math.floor(random() * list.length)];
    await lab.open('#lab=word2vec&language=en');
    for (const { lab: name, settings } of Object.values(kModels)) {
      await lab.command({ do: 'open', lab: name });
      for (const [field, value] of Object.entries(settings)) await lab.command({ do: 'set', field, value });
    }
    // Models that trained within this moment. One that another has made pause counts as in progress: the trainer hands
    // out no run while it prepares the next.
    let recent = new Set();
    const train = async model => {
      recent.add(model);
      await lab.command({ do: 'open', lab: kModels[model].lab });
      await lab.command({ do: 'train' });
    };
    const actions = {
      train: () => train(pick(Object.keys(kModels))),
      pause: () => lab.command({ do: 'pause' }),
      settings: async () => {
        const { lab: name, field, values } = kModels[pick(Object.keys(kModels))];
        await lab.command({ do: 'open', lab: name });
        await lab.command({ do: 'set', field, value: pick(values) });
      },
      paste: async () => {
        await lab.command({ do: 'open', lab: 'word2vec' });
        await lab.command({ do: 'text', text: textOf(Math.floor(random() * 1e6)), name: 'mine.txt' });
      },
      open: () => lab.command({ do: 'import', name: 'mine.vec', text: vectorsOf(Math.floor(random() * 1e6)) }),
      save: () => lab.command({ do: 'export', format: 'session' }),
    };
    const losses = [];
    await lab.command({ do: 'open', lab: 'word2vec' });
    await lab.command({ do: 'text', text: textOf(0), name: 'mine.txt' });
    for (let moment = 0; moment < kMoments; ++moment) {
      // A training most times, then something else in its midst.
      const done = [];
      recent = new Set();
      if (moment % 4 !== 3) {
        await train(Object.keys(kModels)[moment % 4]);
        await sleep(random() * 2500);
        done.push('train');
      }
      const what = pick(Object.keys(actions));
      await actions[what]();
      done.push(what);
      if (random() < 0.7) await sleep(random() * 1500);
      const before = await everything(lab);
      const at = Date.now();
      // Where the run in progress is, until the page goes.
      const track = [];
      const until = at + random() * 1200;
      const shown = await lab.state();
      while (Date.now() < until) {
        const { run } = await lab.state();
        track.push({ at: Date.now(), step: run.step });
        await sleep(40);
      }
      const last = await lab.state();
      await page.reload();
      await lab.ready();
      const where = `moment ${moment}: ${done.join(', ')}, ${Date.now() - at} ms`;
      await lab.until(`${where}: all is back`, async () => {
        const now = await lab.state();
        return !now.busy && now.keeping === 'keeping';
      });
      const after = await everything(lab);
      assert.deepEqual(after.settings, before.settings, where);
      assert.equal(after.corpus, before.corpus, where);
      assert.equal(after.vectors > 0, before.vectors > 0, where);
      if (before.vectors === 3) assert.equal(after.vectors, 3, where);
      for (const model of Object.keys(kModels)) {
        const was = before.runs[model], is = after.runs[model];
        if (was.status === 'training' || (was.status === 'paused' && recent.has(model))) {
          const newest = model !== last.model ? 0 : track.filter(({ at: time }) => time <= Date.now() - kLostMs).at(-1)?.step ?? 0;
          const reached = model === last.model ? last.run.step : was.step;
          losses.push(reached - is.step);
          assert.ok(is.step >= newest && (was.step === 0 || is.step > 0), `${where}: ${model} at ${is.step}, it was ${reached}`);
          assert.equal(is.seed, was.seed, where);
        } else if (['paused', 'done'].includes(was.status)) {
          assert.deepEqual({ ...is, status: '' }, { ...was, status: '' }, `${where}: ${model}`);
        }
      }
      assert.equal(shown.lab, last.lab, where);
    }
    lab.note(`steps of runs in progress that a reload cost: ${losses.join(' ')}`);
  });
