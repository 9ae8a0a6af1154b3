// A stage for the scripts: a copy of them in a folder of its own, a cache that holds everything, and stubs on the
// PATH in place of whatever installs, builds or asks for root. Nothing here reaches the network or the machine.
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync }
  from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const kRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const isDebian12 = existsSync('/etc/debian_version') && /^12/.test(readFileSync('/etc/debian_version', 'utf8'));

// All that the scripts may find on a machine besides the stubs.
const kTools = ['sh', 'env', 'awk', 'sed', 'grep', 'cat', 'cut', 'tr', 'head', 'tail', 'wc', 'find', 'cmp', 'date', 'du',
  'dirname', 'basename', 'getconf', 'mkdir', 'mktemp', 'mv', 'cp', 'rm', 'touch', 'sleep', 'flock', 'sort', 'xargs',
  'node', 'readlink', 'ls', 'chmod', 'script'];
const kTexts = ['sword-text-web', 'wordnet-base', 'r-cran-janeaustenr', 'sword-text-kjv', 'jargon-text', 'dict-foldoc',
  'libreoffice-help-vi'];

function which(name) {
  return process.env.PATH.split(delimiter).map(folder => join(folder, name)).find(path => existsSync(path));
}

export class Stage {
  constructor(t) {
    this.top = mkdtempSync(join(tmpdir(), 'wordspace-scripts-'));
    this.runs = [];
    t.after(() => {
      for (const run of this.runs) if (run.code === undefined) process.kill(-run.child.pid, 'SIGKILL');
      rmSync(this.top, { recursive: true, force: true });
    });
    this.root = join(this.top, 'project');
    this.cache = join(this.top, 'cache');
    this.bin = join(this.top, 'bin');
    this.said = join(this.top, 'calls');
    mkdirSync(this.bin, { recursive: true });
    cpSync(join(kRoot, 'scripts'), join(this.root, 'scripts'), { recursive: true });
    this.write('project/CMakePresets.json', '{}');
    this.write('project/package.json', '{}');
    this.write('project/tests/text/unicode_test.cpp', '');
    this.write('project/tests/labs/shared/word_test.cpp', '');
    this.write('project/tests/browser/page.test.mjs', '');
    this.write('project/package-lock.json', '{}');
    this.write('project/node_modules/.wordspace-lock.json', '{}');
    this.write('project/build/web/index.html', '<canvas></canvas>');
    this.write('project/build/web-objects/build.ninja', '');
    this.write('project/build/native-debug/build.ninja', '');
    this.write('cache/imgui/imgui.h', '');
    this.write('cache/emscripten-3.1.69/usr/share/emscripten/emcc', '#!/bin/sh\n', 0o755);
    for (const text of kTexts) this.write(`cache/packages/${text}_1_all.deb`, '');

    for (const tool of kTools) {
      const path = tool === 'node' ? process.execPath : which(tool);
      if (path) symlinkSync(path, join(this.bin, tool));
    }
    this.stub('dpkg-query', 'shift 3; for p in "$@"; do echo "installed $p"; done');
    this.stub('df', 'echo head; echo "disk 1 1 99999999 1% /"');
    this.stub('id', 'echo 0');
    for (const name of ['apt-get', 'apt-cache', 'dpkg', 'sudo', 'npm', 'cmake', 'ninja', 'ctest', 'xdg-open', 'firefox']) {
      this.stub(name, ':');
    }
  }

  write(path, text, mode) {
    const file = join(this.top, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (mode) chmodSync(file, mode);
  }

  // A program that writes down how it was called and does what the lines of shell say.
  stub(name, lines) {
    rmSync(join(this.bin, name), { force: true });
    this.write(`bin/${name}`, `#!/bin/sh\nprintf '%s\\n' "${name} $*" >>"${this.said}"\n${lines}\n`, 0o755);
  }

  without(name) { rmSync(join(this.bin, name), { force: true }); }

  // The stubs' calls so far, one a line, without those that only ask about the machine.
  calls() {
    const all = existsSync(this.said) ? lines(readFileSync(this.said, 'utf8')) : [];
    return all.filter(call => !/^(df|id) /.test(call));
  }

  start(script, ...words) {
    const child = spawn(join(this.root, 'scripts', script), words, {
      cwd: this.top, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: this.bin, HOME: this.top, WORDSPACE_CACHE: this.cache, TERM: 'xterm' },
    });
    const run = { child, out: '', err: '', code: undefined };
    this.runs.push(run);
    child.stdout.on('data', data => { run.out += data; });
    child.stderr.on('data', data => { run.err += data; });
    run.ended = new Promise(resolve => child.on('close', (code, signal) => { run.code = code ?? signal; resolve(run); }));
    return run;
  }

  // Resolves to {code, out, err} when the script has ended.
  run(script, ...words) { return this.start(script, ...words).ended; }
}

// Resolves when the condition holds; rejects after a minute.
export async function until(condition, what) {
  for (let i = 0; i < 3000; i += 1) {
    if (condition()) return;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error(`waited too long for ${what}`);
}

// Whether a process is there and not only waiting to be buried.
export function isAlive(pid) {
  return existsSync(`/proc/${pid}/stat`) && !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

export const lines = text => text.split('\n').filter(line => line !== '');
