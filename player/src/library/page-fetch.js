// Fetches pages of the library, for scripts that show all of them or a part.

/** Browsers refuse a request that outlives its page if its body is larger than 65,536 bytes. */
const MAX_KEPT_ALIVE = 60_000;

/**
 * The page at an address, or null if it is another kind of file. A short form is sent even if the
 * page is left at once.
 * @param {URL} address
 * @param {{body?: FormData | URLSearchParams, signal?: AbortSignal}} [options]
 * @returns {Promise<{page: Document | null, address: URL}>}
 */
export async function fetchPage(address, { body, signal } = {}) {
  const keepalive = body instanceof URLSearchParams && String(body).length <= MAX_KEPT_ALIVE;
  const answer = await fetch(address, { method: body ? "POST" : "GET", body, signal, keepalive });
  const found = new URL(answer.url);
  if (address.hash && !found.hash) found.hash = address.hash;
  const isPage = answer.headers.get("Content-Type")?.startsWith("text/html") ?? false;
  const page = isPage ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  return { page: page?.getElementById("dock") ? page : null, address: found };
}
