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
  let opened = null;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(kName, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(kShelf);
        request.result.createObjectStore(kSizes);
      };
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error('blocked'));
    });
    return opened;
  }

  // One transaction; resolves to what `work` asks for once everything is on the disk.
  async function transact(mode, work) {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction([kShelf, kSizes], mode);
      const request = work(transaction.objectStore(kShelf), transaction.objectStore(kSizes));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error ?? request?.error ?? new Error('aborted'));
      transaction.onerror = () => {};
    });
  }
  const problemOf = error => (error?.name === 'QuotaExceededError' ? kFull : kRefused);

  async function keep(name, bytes) {
    try {
      await transact('readwrite', (shelf, lengths) => {
        lengths.put(bytes.length, name);
        return shelf.put(bytes, name);
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
  async function forget(name) {
    try {
      await transact('readwrite', (shelf, lengths) => {
        lengths.delete(name);
        return shelf.delete(name);
      });
    } catch { /* it stays, and costs only room */ }
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

  // Whose the shelf is. tell(kMine | kOthers | kNone) comes once, and kOthers again when another tab
  // takes over. A lock is let go when the tab closes or crashes.
  function claim(takeOver, tell) {
    if (!hasDatabase()) return tell(kNone);
    if (navigator.locks) return claimLock(takeOver, tell);
    if (globalThis.BroadcastChannel) return claimChannel(takeOver, tell);
    return tell(kMine);
  }
  function claimLock(takeOver, tell) {
    const how = takeOver ? { steal: true } : { ifAvailable: true };
    let held = false;
    navigator.locks.request(`${kName}.${kShelf}`, how, lock => {
      if (!lock) {
        tell(kOthers);
        return undefined;
      }
      held = true;
      tell(kMine);
      return new Promise(() => {});  // held as long as the tab lives
    }).catch(() => tell(held ? kOthers : kMine));
  }
  let channel = null;
  function claimChannel(takeOver, tell) {
    channel?.close();
    channel = new BroadcastChannel(`${kName}.${kShelf}`);
    const me = Math.random();
    let mine = takeOver;
    let settled = takeOver;
    channel.onmessage = ({ data }) => {
      if (data.what === 'mine' && data.who !== me && !settled) {
        settled = true;
        tell(kOthers);
      } else if (data.what === 'whose' && mine) {
        channel.postMessage({ what: 'mine', who: me });
      } else if (data.what === 'taken' && mine) {
        mine = false;
        tell(kOthers);
      }
    };
    if (takeOver) {
      channel.postMessage({ what: 'taken' });
      tell(kMine);
      return;
    }
    channel.postMessage({ what: 'whose' });
    setTimeout(() => {
      if (settled) return;
      settled = mine = true;
      tell(kMine);
    }, kListenMs);
  }

  return { claim, keep, kept, forget, sizes };
}
