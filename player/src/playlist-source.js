// Reads a playlist from its address: a list (JSON) or a podcast feed.

import { toAbsoluteUrl } from "./urls.js";

/** @import { ListEntry } from "./playlist.js" */

/**
 * The stories of a list: `{"stories": […]}` of a server, a plain array, or RSS.
 * @param {URL} address
 * @returns {Promise<ListEntry[]>}
 */
export async function fetchEntries(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  if (/xml/.test(answer.headers.get("Content-Type") ?? "")) return parseFeed(await fetchFeed(address));
  const told = await answer.json();
  /** @type {Record<string, unknown>[]} */
  const items = Array.isArray(told) ? told : (told.stories ?? []);
  return items.map(({ title, timings, src, story, id, url, server }) => ({
    title: String(title ?? ""),
    timings: toAbsoluteUrl(timings, address.href),
    src: toAbsoluteUrl(src, address.href),
    story: String(story ?? id ?? ""),
    url: toAbsoluteUrl(url, address.href),
    server: toAbsoluteUrl(server, address.href) || (id ? findServer(address, "/v1/") : ""),
  }));
}

/**
 * Returns the address of the server, which may be in a folder of its host.
 * @param {URL} address
 * @param {string} path the first part of the path on the server
 */
function findServer({ origin, pathname }, path) {
  return origin + pathname.slice(0, Math.max(0, pathname.indexOf(path)));
}

/**
 * Loads a feed as a document. XMLHttpRequest parses it, which the strictest policy allows.
 * @param {URL} address
 * @returns {Promise<Document>}
 */
function fetchFeed(address) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.overrideMimeType("text/xml");
    request.onload = () => (request.responseXML ? done(request.responseXML) : fail());
    request.onerror = fail;
    request.send();
  });
}

/**
 * An episode of Earshot's own feeds is a story with timings; another one is only a recording.
 * @param {Document} feed
 * @returns {ListEntry[]}
 */
function parseFeed(feed) {
  return [...feed.querySelectorAll("item")].map((item) => {
    const text = (/** @type {string} */ name) => item.querySelector(name)?.textContent?.trim() ?? "";
    const src = toAbsoluteUrl(item.querySelector("enclosure")?.getAttribute("url"));
    const guid = text("guid");
    const isOurs = new RegExp("/media/[^/]+/([^/]+)/").exec(src)?.[1] === guid;
    const server = isOurs ? findServer(new URL(src), "/media/") : "";
    return { title: text("title"), timings: "", src, story: isOurs ? guid : "", url: toAbsoluteUrl(text("link")), server };
  });
}
