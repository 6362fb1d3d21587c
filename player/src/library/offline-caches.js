// The caches with stories for listening offline. Each belongs to one account. The pages and the service
// worker use them.

/** Caches of accounts: `earshot:<account>:pages`, and `earshot:<account>:<kind>:<story>`. */
const PREFIX = "earshot:";

/** The cache with the name of the account that is logged in. */
const ACCOUNT_CACHE = "earshot-account";
const ACCOUNT_KEY = "/account";

/** The reader chose to keep the story. */
export const CHOSEN = "chosen";

/** The story is one of the next in the queue. */
export const QUEUED = "queued";

/** Whether this browser can keep stories: it needs a secure address. */
export const CAN_KEEP = "caches" in globalThis && "serviceWorker" in navigator;

/** @param {string} account */
export function pagesCache(account) {
  return `${PREFIX}${account}:pages`;
}

/**
 * @param {string} account
 * @param {string} kind
 * @param {string} story
 */
export function storyCache(account, kind, story) {
  return `${PREFIX}${account}:${kind}:${story}`;
}

/** The account that is logged in; empty for none. */
export async function readAccount() {
  const found = await (await caches.open(ACCOUNT_CACHE)).match(ACCOUNT_KEY);
  return found ? found.text() : "";
}

/**
 * Removes everything that belongs to another account.
 * @param {string} account that is logged in now; empty for none
 */
export async function setAccount(account) {
  if (account !== (await readAccount())) {
    await (await caches.open(ACCOUNT_CACHE)).put(ACCOUNT_KEY, new Response(account));
  }
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(PREFIX) && !(account && name.startsWith(`${PREFIX}${account}:`)));
  await Promise.all(others.map((name) => caches.delete(name)));
}

/**
 * The stories that are kept, with their kinds.
 * @param {string} account
 */
export async function listKept(account) {
  const kept = [];
  for (const name of account ? await caches.keys() : []) {
    const [kind, story] = name.startsWith(`${PREFIX}${account}:`) ? name.slice(PREFIX.length + account.length + 1).split(":") : [];
    if (kind && story) kept.push({ name, kind, story });
  }
  return kept;
}

/**
 * The address under which a response is kept.
 * @param {string} address
 */
export function toKey(address) {
  const url = new URL(address);
  url.hash = "";
  for (const name of ["play", "saved", "known"]) url.searchParams.delete(name);
  return url.href;
}

/** @param {string} address of a page or a file of a story @returns {string} its id, or empty */
export function storyOfAddress(address) {
  return /\/(?:s|v1\/stories)\/([^/?]+)/.exec(new URL(address).pathname)?.[1] ?? "";
}

/**
 * The response that is kept for an address.
 * @param {string} address
 * @param {{isExact?: boolean}} [options] whether the query must be the same
 */
export async function findKept(address, { isExact = false } = {}) {
  const account = await readAccount();
  if (!account) return undefined;
  const story = storyOfAddress(address);
  const names = story ? [storyCache(account, CHOSEN, story), storyCache(account, QUEUED, story)] : [];
  const options = { ignoreVary: true, ignoreSearch: !isExact && story !== "" };
  for (const cacheName of [...names, pagesCache(account)]) {
    const found = (await caches.has(cacheName)) && (await (await caches.open(cacheName)).match(toKey(address), options));
    if (found) return found;
  }
  return undefined;
}
