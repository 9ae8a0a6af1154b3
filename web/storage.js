// Keeps named bytes beyond the visit (IndexedDB), for one tab at a time (Web Locks, or a channel between
// tabs where a page has no locks).
// Not what is kept and when: the program decides that (src/labs/keeper.cpp).

const kName = 'wordspace';
const kShelf = 'kept';
const kSizes = 'sizes';  // of what is on the shelf, so that nobody reads megabytes to count them
const kListenMs = 200;  // a tab that keeps answers within this time

// What became of a request, as the program numbers it.
export const kDone = 0, kNothing = 1, kFull = 2, kRefused = 3;
export const kMine = 0, kOthers = 1, kNone = 2;

// Where storage is forbidden, even asking for it throws.
function hasDatabase() {
  try { return Boolean(globalThis.indexedDB); } catch { return false; }
}

export function createStorage() {
  const opened = { asked: null, database: null };

  function open() {
    opened.asked ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(kName, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(kShelf);
        request.result.createObjectStore(kSizes);
      };
      request.onsuccess = () => {
        opened.database = request.result;
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error('blocked'));
    });
    return opened.asked;
  }

  // One transaction; resolves to what `work` asks for once everything is on the disk. What is written is
  // committed at once: the browser carries it through although the page may be gone by then.
  async function transact(mode, work) {
    const database = opened.database ?? await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction([kShelf, kSizes], mode);
      const request = work(transaction.objectStore(kShelf), transaction.objectStore(kSizes));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error ?? request?.error ?? new Error('aborted'));
      transaction.onerror = () => {};
      if (mode === 'readwrite') transaction.commit?.();
    });
  }
  const problemOf = error => (error?.name === 'QuotaExceededError' ? kFull : kRefused);

  // items: [name, bytes]. All of it or nothing.
  async function keep(items, names) {
    try {
      await transact('readwrite', (shelf, lengths) => {
        for (const name of names) {
          lengths.delete(name);
          shelf.delete(name);
        }
        for (const [name, bytes] of items) {
          lengths.put(bytes.length, name);
          shelf.put(bytes, name);
        }
      });
      return kDone;
    } catch (error) {
      return problemOf(error);
    }
  }
  async function kept(name) {
    try {
      const bytes = await transact('readonly', shelf => shelf.get(name));
      return bytes instanceof Uint8Array ? { status: kDone, bytes } : { status: kNothing };
    } catch {
      return { status: kRefused };
    }
  }
  // {name: bytes}
  async function sizes() {
    try {
      const found = {};
      await transact('readonly', (_, lengths) => {
        const walk = lengths.openCursor();
        walk.onsuccess = () => {
          const cursor = walk.result;
          if (!cursor) return;
          found[cursor.key] = cursor.value;
          cursor.continue();
        };
        return walk;
      });
      return { status: kDone, sizes: found };
    } catch {
      return { status: kRefused };
    }
  }

  // Small texts that are on their way to the disk when the call returns. A private window keeps none.
  function writeNote(name, text) {
    try {
      if (text) localStorage.setItem(`${kName}.${name}`, text);
      else localStorage.removeItem(`${kName}.${name}`);
      return true;
    } catch {
      try { localStorage.removeItem(`${kName}.${name}`); } catch { /* forbidden, too */ }
      return false;
    }
  }
  function note(name) {
    try { return localStorage.getItem(`${kName}.${name}`) ?? ''; } catch { return ''; }
  }

  // Whose the shelf is. tell(kMine | kOthers | kNone) comes once, kOthers again when another tab takes
  // over, and kMine when that one has closed. A lock is let go when the tab closes or crashes.
  function claim(takeOver, tell) {
    if (!hasDatabase()) return tell(kNone);
    if (navigator.locks) return claimLock(takeOver, tell);
    if (globalThis.BroadcastChannel) return claimChannel(takeOver, tell);
    return tell(kMine);
  }
  const kLock = `${kName}.${kShelf}`;
  let inLine = null;  // this tab waits for the lock
  function waitInLine(tell) {
    inLine = new AbortController();
    navigator.locks.request(kLock, { signal: inLine.signal }, () => {
      inLine = null;
      return hold(tell);
    }).catch(problem => { if (problem.name !== 'AbortError') throw problem; });
  }
  const held = new Set();
  // Holds the lock as long as the tab lives, or until another one takes it.
  function hold(tell) {
    held.add(tell);
    tell(kMine);
    return new Promise(() => {});
  }
  function claimLock(takeOver, tell) {
    inLine?.abort();
    inLine = null;
    navigator.locks.request(kLock, takeOver ? { steal: true } : { ifAvailable: true }, lock => {
      if (lock) return hold(tell);
      tell(kOthers);
      waitInLine(tell);
      return undefined;
    }).catch(() => {
      if (!held.delete(tell)) return tell(kMine);  // a page that may use no locks
      tell(kOthers);
      waitInLine(tell);
      return undefined;
    });
  }
  // Where a page has no locks (plain http): the tab that keeps answers those that ask.
  let channel = null;
  function claimChannel(takeOver, tell) {
    channel?.close();
    const mine = channel = new BroadcastChannel(kLock);
    const me = Math.random();
    let keeps = takeOver, settled = takeOver;
    const settle = whose => {
      keeps = whose === kMine;
      settled = true;
      tell(whose);
    };
    mine.onmessage = ({ data: { what, who } }) => {
      if (what === 'mine' && !settled) settle(kOthers);
      // Of two that ask at once the smaller number keeps.
      else if (what === 'whose' && (keeps || (!settled && me < who))) mine.postMessage({ what: 'mine', who: me });
      else if (what === 'taken' && keeps) settle(kOthers);
      else if (what === 'gone' && settled && !keeps && channel === mine) {
        setTimeout(() => claimChannel(false, tell), 0);
      }
    };
    window.addEventListener('pagehide', () => { if (keeps) mine.postMessage({ what: 'gone', who: me }); });
    if (takeOver) {
      mine.postMessage({ what: 'taken', who: me });
      tell(kMine);
      return;
    }
    mine.postMessage({ what: 'whose', who: me });
    setTimeout(() => { if (!settled) settle(kMine); }, kListenMs);
  }

  return { claim, keep, kept, sizes, note, writeNote };
}
