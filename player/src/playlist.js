// The playlist: links in the player element, a JSON list, or a podcast feed. The page's own story
// comes first, unless the list contains it.

import { showsControl } from "./shadow-tree.js";

import { createElement, createNamedButton } from "./elements.js";
import { dispatch } from "./events.js";
import { createIcon } from "./icons.js";
import { getPageUrl } from "./page.js";
import { PlayerError } from "./errors.js";

/**
 * @import { Player } from "./player.js"
 */

/** Maximum number of entries. */
const LONGEST_LIST = 200;

/**
 * A story of the playlist; its URLs are absolute.
 * @typedef {{title: string, timings: string, src: string, story: string, url: string,
 *   server: string}} ListEntry
 */

export class Playlist {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** @type {(ListEntry | null)[]} null is the page's own story */
    this.entries = [null];
    this.at = 0;
    this.isRead = false;
    /** Title of the page's own story. */
    this.title = "";
    this.list = createElement("ol");
    this.panel = createElement("nav", { part: "playlist", "aria-label": player.labels.playlist }, this.list);
    this.button = createNamedButton("playlist-button", player.labels.playlist, createIcon("list"));
    this.panel.hidden = this.button.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.button.addEventListener("click", () => this.open(Boolean(this.panel.hidden)));
  }

  /** @param {boolean} isOpen */
  open(isOpen) {
    this.panel.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
  }

  /** Reads the playlist. If that fails, the player works without it. */
  async load() {
    const { player } = this;
    this.isRead = true;
    const address = player.element.getAttribute("playlist");
    const links = [...player.element.querySelectorAll('[slot="playlist"] a[href]')];
    const found = links.map((link) => readLinkEntry(/** @type {HTMLAnchorElement} */ (link)));
    if (address) found.push(...(await fetchEntries(new URL(address, document.baseURI)).catch(() => [])));
    const own = found.findIndex((entry) => isOwnStory(player, entry));
    const others = found.slice(0, LONGEST_LIST);
    this.entries = own < 0 ? [null, ...others] : others.map((entry, n) => (n === own ? null : entry));
    this.at = Math.max(0, this.entries.indexOf(null));
    this.show();
  }

  show() {
    const { player, entries } = this;
    this.button.hidden = entries.length < 2 || !showsControl(player, "playlist");
    this.list.replaceChildren(...entries.map((entry, n) => {
      const title = this.titleOf(entry);
      const button = createElement("button", { type: "button", dir: "auto" }, title);
      if (n === this.at) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => this.go(n));
      return createElement("li", {}, button);
    }));
  }

  /**
   * Plays another story of the list.
   * @param {number} to
   */
  go(to) {
    const { player, entries } = this;
    const entry = entries[to];
    if (entry === undefined) return false;
    const isFocused = this.list.contains(player.element.shadowRoot?.activeElement ?? null);
    player.change(entry);
    this.show();
    if (isFocused) this.list.querySelectorAll("button")[to]?.focus();
    dispatch(player, "earshot-storychange", { index: to, title: this.titleOf(entry) });
    player.play();
    return true;
  }

  /** @param {ListEntry | null} entry */
  titleOf(entry) {
    return entry ? entry.title : this.title || this.player.labels.listen;
  }

  /** Called at the end of a story. */
  advance() {
    if (this.player.element.hasAttribute("no-autoadvance")) return;
    this.go(this.at + 1);
  }
}

/** @param {HTMLAnchorElement} link @returns {ListEntry} */
function readLinkEntry({ textContent, href, dataset }) {
  const { timings, src, story = "", server } = dataset;
  const title = textContent?.trim() ?? "";
  return { title, timings: toAbsoluteUrl(timings), src: toAbsoluteUrl(src), story, url: href, server: toAbsoluteUrl(server) };
}

/**
 * Resolves a URL of the list; an empty string if there is none.
 * @param {unknown} address
 * @param {string} [base]
 */
function toAbsoluteUrl(address, base = document.baseURI) {
  try {
    return typeof address === "string" && address ? new URL(address, base).href : "";
  } catch {
    return "";
  }
}

/**
 * @param {Player} player
 * @param {ListEntry} entry
 */
function isOwnStory(player, { timings, story, url }) {
  const own = { timings: toAbsoluteUrl(player.element.getAttribute("timings")), story: player.element.getAttribute("story") };
  if (own.timings || own.story) return (timings !== "" && timings === own.timings) || (story !== "" && story === own.story);
  return url === getPageUrl(player);
}

/**
 * The stories of a list: `{"stories": […]}` of a server, a plain array, or RSS.
 * @param {URL} address
 * @returns {Promise<ListEntry[]>}
 */
async function fetchEntries(address) {
  const answer = await fetch(address, { credentials: "omit" });
  if (!answer.ok) throw new PlayerError("trouble", `${address} answered ${answer.status}`);
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
