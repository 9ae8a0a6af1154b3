// What a lesson sheet asks of the lab: acts that its steps tell the class to do, and checks of what the teacher
// is told to expect. web/lessons/README.md says what each means.
// Not the tests themselves (lesson_sheets.test.mjs), nor the text of the sheets (web/lessons).

const kLeastSeconds = 60;  // a busy machine is slower than a sheet promises

const kActs = {
  press: (lab, name) => lab.press(name),
  repeat: async (lab, { press, times }) => {
    for (let i = 0; i < times; i += 1) {
      await lab.press(press);
      await lab.settle();
    }
  },
  done: (lab, seconds) => lab.untilStatus('done', 4 * seconds),
  settle: lab => lab.settle(),
  command: (lab, request) => lab.command(request),
  set: async (lab, fields) => {
    for (const [field, value] of Object.entries(fields)) await lab.command({ do: 'set', field, value });
  },
};

// Does one act of a step, such as {press: 'train'}.
export async function act(lab, step) {
  const [name] = Object.keys(step);
  if (!kActs[name]) throw new Error(`a sheet asks for the act ${name}, which nobody knows`);
  await kActs[name](lab, step[name]);
}

// results.0.word: a field, an item; *: of every item; 2: and :2 slices of a list.
export function follow(value, path) {
  let found = value;
  const steps = path === undefined || path === '' ? [] : path.split('.');
  for (let i = 0; i < steps.length; i += 1) {
    const step = steps[i];
    if (found === undefined || found === null) return undefined;
    if (step === '*') return found.map(item => follow(item, steps.slice(i + 1).join('.')));
    if (step.includes(':')) {
      const [from, to] = step.split(':');
      found = found.slice(from === '' ? 0 : Number(from), to === '' ? undefined : Number(to));
    } else {
      found = found[step];
    }
  }
  return found;
}

const kMeasures = {
  sum: list => list.flat(9).reduce((a, b) => a + b, 0),
  largest: list => Math.max(...list.flat(9)),
  length: list => list.length,
  distinct: list => new Set(list).size,
  exp: Math.exp,
};

// What stands in the lab now, as a check names it.
export async function valueOf(lab, check) {
  let value;
  if (check.command) value = follow(await lab.command(check.command), check.path);
  else if (check.get) value = (await lab.command({ do: 'get', field: check.get })).value;
  else value = follow(await lab.state(), check.state);
  if (check.word !== undefined && value !== undefined) value = value.split(' ')[check.word];
  if (typeof value === 'string' && value !== '' && Number.isFinite(Number(value))) value = Number(value);
  return check.measure ? kMeasures[check.measure](value) : value;
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// True when the value is what the check says. A bound that is a text names an earlier check of the sheet.
export function holds(check, value, named) {
  const bound = given => typeof given === 'string' ? named.get(given) : given;
  if (value === undefined || value === null || value === '') return false;
  if ('is' in check && !same(value, check.is)) return false;
  if ('is_not' in check && same(value, check.is_not)) return false;
  if ('between' in check && !(value >= check.between[0] && value <= check.between[1])) return false;
  if ('less_than' in check && !(value < bound(check.less_than))) return false;
  if ('more_than' in check && !(value > bound(check.more_than))) return false;
  if ('includes' in check && !value.includes(check.includes)) return false;
  if ('lacks' in check && value.includes(check.lacks)) return false;
  if ('one_of' in check && !check.one_of.some(one => same(one, value))) return false;
  if ('near' in check && !(Math.abs(value - named.get(check.near)) < 0.005)) return false;
  if ('same_as' in check && !same(value, named.get(check.same_as))) return false;
  if ('differs_from' in check && same(value, named.get(check.differs_from))) return false;
  return true;
}

// Waits until the check holds (answers may still be computed), and returns the value.
export async function verify(lab, check, named) {
  let value;
  // What holds for more than half of the seeds: tests/labs/promises_test.cpp counts them.
  if (check.often) return value;
  let refusal = '';
  const holding = async () => {
    refusal = '';
    try {
      value = await valueOf(lab, check);
    } catch (problem) {
      refusal = ` (${problem.message})`;
    }
    return refusal === '' && holds(check, value, named);
  };
  await lab.until(`expected ${JSON.stringify(check)}`, holding, Math.max(check.seconds ?? 0, kLeastSeconds))
    .catch(problem => { throw new Error(`${problem.message}; found ${JSON.stringify(value)}${refusal}`); });
  if (check.name) named.set(check.name, value);
  return value;
}
