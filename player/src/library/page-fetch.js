// Fetches pages of the library, for scripts that show all of them or a part.

/**
 * The page at an address, or null if it is another kind of file.
 * @param {URL} address
 * @param {{body?: FormData | URLSearchParams, signal?: AbortSignal}} [options]
 * @returns {Promise<{page: Document | null, address: URL}>}
 */
export async function fetchPage(address, { body, signal } = {}) {
  const answer = await fetch(address, { method: body ? "POST" : "GET", body, signal });
  const found = new URL(answer.url);
  if (address.hash && !found.hash) found.hash = address.hash;
  const isPage = answer.headers.get("Content-Type")?.startsWith("text/html") ?? false;
  const page = isPage ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  return { page: page?.getElementById("dock") ? page : null, address: found };
}
