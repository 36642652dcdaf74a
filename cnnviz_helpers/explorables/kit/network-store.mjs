/* The last network of a reader, kept in this browser if the reader says so. Other sites cannot read it. */

const DATABASE = "investigating-cnns", STORE = "networks", KEY = "last";

/** Do something with the store, {put, get, delete}; a promise of what it gives. */
function ask(mode, request) {
  return new Promise((done, fail) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const base = opening.result, change = base.transaction(STORE, mode), asked = request(change.objectStore(STORE));
      change.oncomplete = () => { base.close(); done(asked.result); };
      change.onerror = change.onabort = () => { base.close(); fail(change.error); };
    };
  });
}

/** kept: {name, files}. */
export const keep = (kept) => ask("readwrite", (store) => store.put(kept, KEY));
export const last = () => ask("readonly", (store) => store.get(KEY));
export const forget = () => ask("readwrite", (store) => store.delete(KEY));
