// What scripts/run, test and setup say and leave behind: help, refusals, steps, stops, and what stands in the way.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { Stage, isAlive, isDebian12, kRoot, lines, until } from './stage.mjs';

const debian = { skip: isDebian12 ? false : 'these scripts install packages on Debian 12' };
const kScripts = readdirSync(join(kRoot, 'scripts')).filter(name => !name.includes('.') && name !== '__pycache__');

// Fails unless the script ended with that code and said one line on standard error and none on standard output.
function saidOneLine(run, code, pattern) {
  assert.equal(run.code, code, run.out + run.err);
  assert.equal(run.out, '');
  assert.equal(lines(run.err).length, 1, run.err);
  assert.match(run.err, pattern);
}

async function listen(t) {
  const server = createServer();
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return server.address().port;
}

for (const script of kScripts) {
  test(`scripts/${script} --help answers and does nothing else`, async t => {
    const stage = new Stage(t);
    if (script === 'check_glyphs') stage.stub('python3', 'exec /usr/bin/python3 "$@"');
    const run = await stage.run(script, '--help');
    assert.equal(run.code, 0, run.err);
    assert.match(run.out, new RegExp(`Usage: scripts/${script}\\b`));
    assert.equal(run.err, '');
    assert.deepEqual(stage.calls().filter(call => !call.startsWith('python3')), []);
    assert.ok(!existsSync(join(stage.root, 'build/logs')));
  });

  test(`scripts/${script} refuses an option that it does not know`, async t => {
    const stage = new Stage(t);
    if (script === 'check_glyphs') stage.stub('python3', 'exec /usr/bin/python3 "$@"');
    saidOneLine(await stage.run(script, '--fast'), 2, /^wordspace: .*--/);
    assert.deepEqual(stage.calls().filter(call => !call.startsWith('python3')), []);
  });
}

test('a port that is no number is refused', async t => {
  for (const port of ['http', '-1', '70000', '']) {
    saidOneLine(await new Stage(t).run('run', `--port=${port}`), 2, /is no port/);
  }
});

test('a port that is taken is told before anything is built, with one that is free', async t => {
  const stage = new Stage(t);
  const port = await listen(t);
  saidOneLine(await stage.run('run', '--port', String(port)), 1, new RegExp(`port ${port} is taken.*--port [0-9]+`));
  assert.deepEqual(stage.calls(), []);
});

test('with nothing to do the address comes after one step, and neither apt nor npm nor CMake is asked', debian, async t => {
  const stage = new Stage(t);
  stage.stub('ninja', 'echo "ninja: no work to do."');
  const begun = Date.now();
  const run = stage.start('run', '--port', '0', '--no-open');
  await until(() => run.out.includes('http://'), 'the address');
  assert.ok(Date.now() - begun < 15000);
  assert.match(lines(run.out)[0], /^\[1\/1\] building the lab {2}nothing to do {2}\d+ s$/);
  assert.deepEqual(stage.calls().map(call => call.split(' ')[0]), ['dpkg-query', 'ninja']);
  assert.match(stage.calls()[1], /-C \S+\/build\/web-objects .*web_lab$/);

  const page = await fetch(/http:\S+/.exec(run.out)[0]);
  assert.equal(page.headers.get('cross-origin-embedder-policy'), 'require-corp');
  assert.equal(await page.text(), '<canvas></canvas>');
  process.kill(-run.child.pid, 'SIGINT');
  assert.equal((await run.ended).code, 0);
  assert.equal(run.err, '');
});

test('running --all builds the whole lab', async t => {
  const stage = new Stage(t);
  const run = stage.start('run', '--all', '--port=0', '--no-open');
  await until(() => run.out.includes('http://'), 'the address');
  process.kill(-run.child.pid, 'SIGTERM');
  await run.ended;
  assert.match(stage.calls().at(-1), / web_all$/);
});

test('what runs installs less than what tests', debian, async t => {
  const asked = async (...purpose) => {
    const stage = new Stage(t);
    await stage.run('setup', ...purpose);
    return stage.calls()[0].split(' ');
  };
  const run = await asked('run');
  const all = await asked();
  for (const name of ['clang-19', 'ninja-build', 'python3-brotli']) assert.ok(run.includes(name), name);
  for (const name of ['chromium', 'xvfb', 'clang-format-19', 'libglfw3-dev', 'g++']) {
    assert.ok(!run.includes(name) && all.includes(name), name);
  }
});

test('steps are numbered and named, one line each, with their times', debian, async t => {
  const stage = new Stage(t);
  stage.stub('dpkg-query', 'echo "installed cmake"');
  stage.stub('apt-get', 'case $* in *print-uris*) echo "u f 123456789 h" ;; esac');
  stage.write('project/package-lock.json', '{ "new": 1 }');
  stage.stub('npm', `mkdir -p "${stage.root}/node_modules"`);
  const run = await stage.run('setup', 'run');
  assert.equal(run.code, 0, run.err);
  const [first, second, third, last] = lines(run.out);
  assert.match(first, /^\[1\/3\] reading Debian's package lists {2}\d+ s$/);
  assert.match(second, /^\[2\/3\] installing clang-19, lld-19 and \d+ more from Debian \(124 MB to fetch\) {2}\d+ s$/);
  assert.match(third, /^\[3\/3\] fetching npm packages \(25 MB\) {2}\d+ s$/);
  assert.equal(last, 'wordspace: set up');
  assert.ok(stage.calls().some(call => /^apt-get install .* clang-19 /.test(call)));
});

test('on a terminal one line moves and says how far the step is', async t => {
  const stage = new Stage(t);
  stage.stub('ninja', 'echo "[137/240] Building"; sleep 2; echo "[240/240] Linking"; exit 1');
  stage.write('bin/on-terminal', `#!/bin/sh\nexec script -qec '${stage.root}/scripts/run --port 0' /dev/null\n`, 0o755);
  const run = stage.start('../../bin/on-terminal');
  await run.ended;
  assert.match(run.out, /\r\x1b\[K\[1\/1\] building the lab {2}137\/240 {2}\d+ s/);
  assert.match(run.out, /\r\x1b\[K\[1\/1\] building the lab {2}FAILED {2}\d+ s\r\n/);
});

test('a step that fails shows the last 40 lines of its log and says where the log is', async t => {
  const stage = new Stage(t);
  stage.stub('ninja', 'i=0; while [ $i -lt 100 ]; do i=$((i + 1)); echo "line $i"; done; exit 1');
  const run = await stage.run('run', '--port', '0');
  assert.equal(run.code, 1);
  assert.match(run.out, /^\[1\/1\] building the lab {2}FAILED {2}\d+ s\n$/);
  const said = lines(run.err);
  assert.equal(said.length, 41);
  assert.equal(said[0], 'line 61');
  assert.match(said[40], /building the lab failed.*build\/logs\/build-web_lab\.log/);
  assert.equal(lines(readFileSync(join(stage.root, 'build/logs/build-web_lab.log'), 'utf8')).length, 100);
});

test('Ctrl+C ends what runs, says one line, and the next call goes on', async t => {
  const stage = new Stage(t);
  stage.stub('ninja', `sh -c 'echo $$ >"${stage.top}/pid"; exec sleep 60' & wait`);
  const run = stage.start('run', '--port', '0', '--no-open');
  await until(() => existsSync(join(stage.top, 'pid')) && readFileSync(join(stage.top, 'pid'), 'utf8').endsWith('\n'),
    'the build');
  const pid = Number(readFileSync(join(stage.top, 'pid'), 'utf8'));
  run.child.kill('SIGINT'); // the script alone: a terminal tells the others, too
  await run.ended;
  saidOneLine(run, 130, /stopped at 'building the lab'; the next call goes on/);
  assert.ok(!isAlive(pid), 'what ninja started has ended');

  stage.stub('ninja', ':');
  const next = stage.start('run', '--port', '0', '--no-open');
  await until(() => next.out.includes('http://'), 'the address');
  process.kill(-next.child.pid, 'SIGINT');
  await next.ended;
});

test('Ctrl+C while Emscripten comes leaves no half of it', debian, async t => {
  const stage = new Stage(t);
  const unfinished = () => readdirSync(stage.cache).filter(name => name.startsWith('unfinished'));
  stage.without('../cache/emscripten-3.1.69/usr/share/emscripten/emcc');
  stage.stub('apt-get', `case $* in *indextargets*) echo "http://deb.example/debian|/dev/null|Debian|x" ;;
    *download*) echo half >emscripten_1.deb; echo here >"${stage.top}/downloading"; sleep 60 ;; esac`);
  const run = stage.start('setup', 'run');
  await until(() => existsSync(join(stage.top, 'downloading')), 'the download');
  process.kill(-run.child.pid, 'SIGINT');
  await run.ended;
  assert.equal(run.code, 130, run.err);
  assert.ok(!existsSync(join(stage.cache, 'emcc.path')));

  stage.stub('apt-get', `case $* in *indextargets*) echo "http://deb.example/debian|/dev/null|Debian|x" ;; esac`);
  stage.stub('dpkg', `echo here >"${stage.top}/unpacking"; exec sleep 60`);
  const next = stage.start('setup', 'run');
  await until(() => existsSync(join(stage.top, 'unpacking')), 'the unpacking');
  assert.equal(unfinished().length, 1);
  process.kill(-next.child.pid, 'SIGINT');
  await next.ended;
  assert.equal(next.code, 130, next.err);
  assert.deepEqual(unfinished(), []);
  assert.ok(!existsSync(join(stage.cache, 'emscripten-3.1.69/binaryen')));

  stage.write('cache/unfinished.abcdef/x', 'left by a machine that lost its power');
  stage.stub('apt-get', 'exit 1');
  await stage.run('setup', 'run');
  assert.deepEqual(unfinished(), []);
});

test('Ctrl+C while dpkg installs waits until it has finished', debian, async t => {
  const stage = new Stage(t);
  stage.stub('dpkg-query', 'echo "installed cmake"');
  stage.stub('dpkg', `[ "$1" = --configure ] || { echo >"${stage.top}/at-work"; sleep 1; echo >"${stage.top}/finished"; }`);
  stage.stub('apt-get', 'case $* in *print-uris*) ;; install*) dpkg --unpack; sleep 60 ;; esac');
  const run = stage.start('setup', 'run');
  await until(() => existsSync(join(stage.top, 'at-work')), 'dpkg');
  run.child.kill('SIGINT');
  await run.ended;
  assert.equal(run.code, 130, run.err);
  assert.match(run.err, /^wordspace: dpkg is at work; stopping when it has finished\nwordspace: stopped at 'installing /);
  assert.ok(existsSync(join(stage.top, 'finished')));
  assert.ok(stage.calls().includes('dpkg --configure -a'), 'what an earlier call left half done is finished first');
});

test('without root and without sudo it says what to install and how, and starts nothing', debian, async t => {
  const stage = new Stage(t);
  stage.stub('dpkg-query', 'echo "installed cmake"');
  stage.stub('id', 'echo 1000');
  stage.without('sudo');
  saidOneLine(await stage.run('run', '--port', '0'), 1, /only root.*'apt-get install --no-install-recommends .*clang-19.*'/);
  assert.ok(!stage.calls().some(call => /^(apt-get|ninja)/.test(call)));
});

test('where sudo asks for a password and nobody can type it, it says what to install and how', debian, async t => {
  const stage = new Stage(t);
  stage.stub('dpkg-query', 'echo "installed cmake"');
  stage.stub('id', 'echo 1000');
  stage.stub('sudo', 'echo "sudo: a password is required" >&2; exit 1');
  saidOneLine(await stage.run('test', 'native'), 1, /no terminal.*'apt-get install .*clang-19.*libglfw3-dev.*'/);
  assert.ok(!stage.calls().some(call => /^(apt-get|ninja)/.test(call)));
});

test('a sudo that needs no password is used', debian, async t => {
  const stage = new Stage(t);
  stage.stub('dpkg-query', 'echo "installed cmake"');
  stage.stub('id', 'echo 1000');
  stage.stub('sudo', '[ "$1" != -n ] || shift; exec "$@"');
  stage.stub('true', ':');
  const run = await stage.run('setup', 'run');
  assert.equal(run.code, 0, run.err);
  assert.ok(stage.calls().some(call => /^sudo env .*apt-get install .*clang-19/.test(call)));
});

test('without a network apt and npm fail with one sentence that says what was being fetched', debian, async t => {
  const stage = new Stage(t);
  stage.stub('dpkg-query', 'echo "installed cmake"');
  stage.stub('apt-get', `case $1 in
    update) echo "W: Failed to fetch http://x/  Temporary failure resolving 'x'" ;;
    install) echo "E: Unable to locate package clang-19"; exit 100 ;; esac`);
  const apt = await stage.run('run', '--port', '0');
  assert.equal(apt.code, 1);
  assert.deepEqual(lines(apt.err).length, 1, apt.err);
  assert.match(apt.err, /no network: installing clang-19, .* needs one; the whole log is build\/logs\/apt-install\.log/);

  const other = new Stage(t);
  other.write('project/package-lock.json', '{ "new": 1 }');
  other.stub('npm', 'echo "npm error code EAI_AGAIN"; exit 1');
  const npm = await other.run('run', '--port', '0');
  assert.equal(npm.code, 1);
  assert.deepEqual(lines(npm.err).length, 1, npm.err);
  assert.match(npm.err, /no network: fetching npm packages \(25 MB\) needs one/);
});

test('texts that cannot be fetched are left out, and not asked for again within the hour', debian, async t => {
  const stage = new Stage(t);
  stage.without('../cache/packages/jargon-text_1_all.deb');
  stage.stub('apt-get', 'echo "E: Could not resolve"; exit 100');
  const run = await stage.run('setup', 'run');
  assert.equal(run.code, 0, run.err);
  assert.match(run.out, /left out: jargon-text\n/);
  const before = stage.calls().length;
  await stage.run('setup', 'run');
  assert.deepEqual(stage.calls().slice(before).map(call => call.split(' ')[0]), ['dpkg-query']);
});

test('a disk that is too full is told before anything starts, with what is needed and what is free', debian, async t => {
  const stage = new Stage(t);
  stage.stub('df', 'echo head; case $2 in */build) echo "a 1 1 20480 1% /" ;; *) echo "b 1 1 9999999 1% /c" ;; esac');
  saidOneLine(await stage.run('run', '--port', '0'), 1, /too full: 50 MB are needed for \S+project, 20 MB are free/);
  stage.without('../cache/emscripten-3.1.69/usr/share/emscripten/emcc');
  stage.stub('df', 'echo head; echo "a 1 1 1024000 1% /"');
  saidOneLine(await stage.run('run', '--port', '0'), 1, /too full: 1750 MB are needed for \S+project and \S+cache, 1000 MB are free/);
  assert.ok(!stage.calls().some(call => /^(apt-get|ninja)/.test(call)));
});

test('a disk that fills up during the build is told in one sentence', async t => {
  const stage = new Stage(t);
  stage.stub('ninja', 'echo "fatal error: error in backend: IO failure on output stream: No space left on device"; exit 1');
  const run = await stage.run('run', '--port', '0');
  assert.equal(run.code, 1);
  assert.equal(lines(run.err).length, 1, run.err);
  assert.match(run.err, /the disk is full \(building the lab\).*build\/logs\/build-web_lab\.log/);

  // The log is on the same disk: it may be empty.
  stage.stub('ninja', `printf '#!/bin/sh\\necho head; echo "a 1 1 100 1%% /"\\n' >"${stage.bin}/df"; exit 1`);
  const silent = await stage.run('run', '--port', '0');
  assert.equal(lines(silent.err).length, 1, silent.err);
  assert.match(silent.err, /the disk is full \(building the lab\)/);
});

// --- scripts/test --------------------------------------------------------------------------------

function stageWithTests(t) {
  const stage = new Stage(t);
  for (const layer of ['text', 'labs']) {
    stage.write(`project/build/native-debug/${layer}_tests`,
      `#!/bin/sh\necho "${layer}_tests $*" >>"${stage.said}"\necho "[doctest] test cases: 7 | 7 passed | 0 failed"\n`, 0o755);
  }
  stage.stub('ctest', 'echo "[doctest] test cases: 5 | 5 passed | 0 failed | 0 skipped"');
  return stage;
}

test('a name that scripts/test does not know is refused with the names that it knows', async t => {
  const stage = stageWithTests(t);
  saidOneLine(await stage.run('test', 'native', 'univode_test'), 2,
    /'univode_test' .*format layers scripts native fuzz threads web browser desktop.*labs text/);
  assert.deepEqual(stage.calls(), []);
});

test('a layer builds and runs its own tests only', async t => {
  const stage = stageWithTests(t);
  const run = await stage.run('test', 'text');
  assert.equal(run.code, 0, run.err);
  assert.match(run.out, /^\[1\/2\] building native-debug {2}\d+ s\n\[2\/2\] testing text {2}7 passed {2}\d+ s\n/);
  assert.equal(lines(run.out).at(-1), '7 passed, 0 failed');
  const calls = stage.calls().filter(call => /^(ninja|text_tests)/.test(call));
  assert.match(calls[0], / text_tests$/);
  assert.equal(calls[1], 'text_tests ');
  assert.equal(calls.length, 2);
});

test('a file of tests builds its layer and runs its own cases only', async t => {
  for (const name of ['word', 'word_test', 'tests/labs/shared/word_test.cpp']) {
    const stage = stageWithTests(t);
    const run = await stage.run('test', name);
    assert.equal(run.code, 0, run.err);
    assert.match(stage.calls().find(call => call.startsWith('ninja')), / labs_tests$/);
    assert.equal(stage.calls().at(-1), 'labs_tests --source-file=*/word_test.cpp');
  }
});

test('a file of browser tests builds the whole lab and runs that file only', async t => {
  for (const name of ['page.test', 'tests/browser/page.test.mjs']) {
    const stage = stageWithTests(t);
    stage.write('project/tests/browser/run.mjs', 'console.log(process.argv[2]); console.log("# pass 3")');
    const run = await stage.run('test', name);
    assert.equal(run.code, 0, run.err);
    assert.match(stage.calls().at(-1), /^ninja .*web-objects .* web_all$/);
    assert.equal(lines(readFileSync(join(stage.root, 'build/logs/test-page.test.log'), 'utf8'))[0], 'tests/browser/page.test.mjs');
    assert.equal(lines(run.out).at(-1), '3 passed, 0 failed');
  }
});

test('failures are counted, named with their logs, and do not keep the other parts from running', async t => {
  const stage = stageWithTests(t);
  stage.write('project/scripts/check_layers', '#!/bin/sh\necho upward >&2\nexit 1\n', 0o755);
  stage.stub('ctest', `echo "[doctest] test cases: 12 | 10 passed | 2 failed | 0 skipped"
    echo "tests/text/unicode_test.cpp:7: ERROR: CHECK( 1 == 2 ) is NOT correct!"; exit 8`);
  const run = await stage.run('test', 'layers', 'native');
  assert.equal(run.code, 1);
  assert.match(run.out, /^\[1\/\d\] layers and languages {2}FAILED/);
  assert.match(run.out, /testing natively under sanitizers {2}10 passed, 2 FAILED/);
  assert.match(run.out, /failed:\nlayers and languages: build\/logs\/layers\.log\n/);
  assert.match(run.err, /upward[^]*CHECK\( 1 == 2 \)/);
  assert.match(lines(run.out).at(-1), /^\d+ passed, 3 failed$/);
});

test('a program that dies before it counts, or runs no case, is a failure', async t => {
  const stage = stageWithTests(t);
  stage.write('project/build/native-debug/text_tests', '#!/bin/sh\nkill -SEGV $$\n', 0o755);
  assert.match((await stage.run('test', 'text')).out, /\n0 passed, 1 failed\n$/);
  stage.write('project/build/native-debug/text_tests', '#!/bin/sh\necho "[doctest] test cases: 0 | 0 passed"\n', 0o755);
  assert.match((await stage.run('test', 'unicode_test')).out, /\n0 passed, 1 failed\n$/);
});

test('what did not build is a failure, and its tests are told as not run', async t => {
  const stage = stageWithTests(t);
  stage.stub('ninja', 'echo "x.cpp:1: error: y"; exit 1');
  const run = await stage.run('test', 'text');
  assert.equal(run.code, 1);
  assert.match(run.out, /\[1\/2\] building native-debug {2}FAILED .*\n\[2\/2\] testing text {2}not run: it did not build\n/);
  assert.equal(lines(run.out).at(-1), '0 passed, 1 failed');
  assert.match(run.err, /x\.cpp:1: error: y/);
});

test('what continuous integration runs is scripts/test', () => {
  assert.match(readFileSync(join(kRoot, '.ci/run'), 'utf8'), /^exec .*scripts\/test"?$/m);
});
