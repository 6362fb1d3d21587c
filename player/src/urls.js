// Addresses of pages and files.

/**
 * Resolves a URL of the list; an empty string if there is none.
 * @param {unknown} address
 * @param {string} [base]
 */
export function toAbsoluteUrl(address, base = document.baseURI) {
  try {
    return typeof address === "string" && address ? new URL(address, base).href : "";
  } catch {
    return "";
  }
}
