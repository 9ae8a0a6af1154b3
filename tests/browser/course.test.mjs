// The rest of the course in a real browser: GloVe, entropy, positions, stability, two corpora, cost.
// All four together train in lesson_sheets.test.mjs.
// The real buttons are pressed; the numbers are those that the C++ tests compute in another way.
import assert from 'node:assert/strict';
import { test } from './fixture.mjs';

const number = async (lab, field) => Number((await lab.command({ do: 'get', field })).value);

// Waits until a field of the lab holds a number that is meant (0 stands there before anything is measured).
async function numberOf(lab, field, seconds = 60, meant = value => value !== 0) {
  let value = NaN;
  await lab.until(`${field} has a number`, async () => {
    const text = (await lab.command({ do: 'get', field })).value;
    value = text === '' ? NaN : Number(text);
    return Number.isFinite(value) && meant(value);
  }, seconds);
  return value;
}

test('GloVe trains through the Train button and answers the analogies of its world', async ({ lab, page }) => {
  await lab.open('#lab=glove&preset=toy-en&seed=1');
  await lab.settle();
  await lab.press('train');
  await lab.untilStatus('done', 90);
  const { run, model, corpus } = await lab.state();
  assert.equal(model, 'glove');
  assert.equal(corpus, 'toy-en');
  assert.equal(run.unit, 'cells');
  assert.ok(run.loss > 0 && run.loss < 0.1, `loss ${run.loss}`);
  lab.note(`GloVe on toy-en: loss ${run.loss.toFixed(4)}`);
  for (const view of [1, 2, 3]) {
    await lab.press(`glove.view.${view}`);
    await page.mouse.move(1, 1);
    await lab.settle();
  }
  await lab.command({ do: 'open', lab: 'analogies' });
  await lab.command({ do: 'set', field: 'analogies.vectors', value: 'glove' });
  await lab.settle();
  const { results } = await lab.command({ do: 'analogy', words: ['man', 'king', 'woman'] });
  assert.equal(results[0].word, 'queen');
});

test('Entropy: perplexity is exp of the mean nats, and the grammar bounds the model on long texts', async ({ lab }) => {
  await lab.open('#lab=entropy');
  const nats = await numberOf(lab, 'entropy.nats');
  const perplexity = await numberOf(lab, 'entropy.perplexity');
  assert.ok(nats > 0 && Math.abs(perplexity - Math.exp(nats)) < 1e-3 * perplexity);
  await lab.command({ do: 'set', field: 'entropy.view', value: 'exact' });
  await numberOf(lab, 'entropy.exact_nats');
  await lab.until('a long fresh text is measured', async () => {
    const [exact, model] = [await number(lab, 'entropy.fresh_exact'), await number(lab, 'entropy.fresh_model')];
    return exact > 0.3 && model > exact && model < 2 * exact;
  }, 60);
  await lab.settle();
  await lab.command({ do: 'set', field: 'entropy.view', value: 'masked' });
  await numberOf(lab, 'entropy.pseudo_perplexity', 60, value => value > 1);
});

test('Positions: sine waves beat their shuffled null, the lens ends at the model, random output is lost',
  async ({ lab, page }) => {
  await lab.open('#lab=positions');
  const sine = await numberOf(lab, 'positions.sinusoidal_score');
  const learned = await numberOf(lab, 'positions.score');
  const [low] = (await lab.command({ do: 'get', field: 'positions.null' })).value.split(' ').map(Number);
  // Correlation of likeness with distance: nearer positions are more alike.
  assert.ok(sine < -0.5 && learned < low - 0.3, `learned ${learned}, null from ${low}, sine ${sine}`);
  await lab.press('positions.view.2');
  const loss = await numberOf(lab, 'positions.loss');
  await lab.press('positions.view.3');
  const random = await numberOf(lab, 'positions.random_loss');
  assert.ok(random > loss + 2, `tied ${loss}, random ${random}`);
  await lab.press('positions.view.4');
  await page.mouse.move(1, 1);
  await lab.settle();
});

test('Stability: three seeds in a row differ in every number and agree in their geometry', async ({ lab }) => {
  await lab.open('#lab=stability');
  await lab.command({ do: 'set', field: 'stability.view', value: 'seeds' });
  await lab.command({ do: 'set', field: 'stability.num', value: 3 });
  await lab.press('stability.start');
  await lab.until('three pairs', async () => await number(lab, 'stability.pairs') === 3, 200);
  const raw = await numberOf(lab, 'stability.raw');
  const [aligned, rsa] = [await number(lab, 'stability.aligned'), await number(lab, 'stability.rsa')];
  lab.note(`raw cosine ${raw}, after Procrustes ${aligned}, RSA ${rsa}`);
  assert.ok(Math.abs(raw) < 0.3 && aligned > 0.6 && rsa > 0.5);
});

test('Two corpora: the same text with another seed is nearly the same geometry', async ({ lab }) => {
  await lab.open('#lab=corpora');
  await lab.command({ do: 'set', field: 'corpora.preset', value: 'toy' });
  await lab.settle();
  await lab.press('corpora.begin');
  const r = await numberOf(lab, 'corpora.r', 200);
  lab.note(`RSA ${r}`);
  assert.ok(r > 0.5 && r <= 1);
});

test('Cost: a sweep is measured in the background and its exponent is near the theory', async ({ lab }) => {
  await lab.open('#lab=cost');
  await lab.command({ do: 'set', field: 'cost.sweep', value: 'negatives' });
  await lab.press('cost.start');
  await lab.until('all sizes are measured', async () =>
    await number(lab, 'cost.points') >= 5 && !(await lab.state()).busy, 200);
  const exponent = await numberOf(lab, 'cost.exponent');
  lab.note(`time against negatives: exponent ${exponent}`);
  assert.ok(exponent > 0.2 && exponent < 1.5);
});
