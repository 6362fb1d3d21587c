// The playlist: links in the player element, a JSON list, or a podcast feed. The page's own story
// comes first, unless the list contains it. Loaded for a page that has one.

import { showsControl } from "./attributes.js";
import { dispatch } from "./dispatch.js";
import { createElement, createNamedButton } from "./elements.js";
import { fillLabel } from "./i18n.js";
import { addIcons, createIcon } from "./icons.js";
import { getPageUrl } from "./page.js";
import { adoptStyle } from "./part-style.js";
import { fetchEntries } from "./playlist-source.js";
import { toAbsoluteUrl } from "./urls.js";

import STYLE_TEXT from "./playlist.css";

/**
 * @import { Player } from "./player.js"
 */

addIcons({ list: "M3 6h12v2H3zM3 11h12v2H3zM3 16h8v2H3zM15 12v8l6-4z" });

/** Maximum number of entries. */
const LONGEST_LIST = 200;

/** Seconds between two stories. */
const COUNTDOWN = 3;

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
    /** Of the countdown to the next story; 0 without one. */
    this.timer = 0;
    this.list = createElement("ol");
    this.panel = createElement("nav", { part: "playlist", "aria-label": player.labels.playlist }, this.list);
    this.button = createNamedButton("playlist-button", player.labels.playlist, createIcon("list"));
    this.panel.hidden = this.button.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.button.addEventListener("click", () => this.open(Boolean(this.panel.hidden)));
    adoptStyle(player.element, STYLE_TEXT);
    player.controls.extra.append(this.button);
    player.paywall.slot.after(this.panel);
  }

  /** @param {boolean} isOpen */
  open(isOpen) {
    this.panel.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
  }

  /** Reads the playlist. If that fails, the player works without it. */
  async load() {
    const { player } = this;
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
    this.button.hidden = !this.hasOthers || !showsControl(player, "playlist");
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

  /** @param {ListEntry | null} entry that is played now */
  mark(entry) {
    this.at = this.entries.indexOf(entry);
  }

  get hasOthers() {
    return this.entries.length > 1;
  }

  /** @param {number} by stories */
  move(by) {
    this.go(this.at + by);
  }

  /** @param {ListEntry | null} entry */
  titleOf(entry) {
    return entry ? entry.title : this.player.headline || this.player.labels.listen;
  }

  /**
   * The story has ended: announces the next one, and plays it after some seconds. If the page is not visible,
   * at once: a locked phone lets nothing begin after a silence.
   */
  countDown(left = COUNTDOWN) {
    const { player } = this;
    const entry = this.entries[this.at + 1];
    this.timer = 0;
    if (entry === undefined || player.element.hasAttribute("no-autoadvance")) return;
    if (!left || document.hidden) return this.advance();
    player.isWanted = true;
    player.controls.showMessage(fillLabel(player.labels.nextIn, { n: left, t: this.titleOf(entry) }));
    player.controls.showPaused(false);
    this.timer = window.setTimeout(() => this.countDown(left - 1), 1000);
  }

  /** Whether the next story is about to begin. */
  get isCounting() {
    return this.timer > 0;
  }

  /** The listener chose otherwise. */
  stopCountdown() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = 0;
    this.player.controls.showMessage("");
    this.player.controls.showPaused(this.player.paused);
  }

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
 * @param {Player} player
 * @param {ListEntry} entry
 */
function isOwnStory(player, { timings, story, url }) {
  const own = { timings: toAbsoluteUrl(player.element.getAttribute("timings")), story: player.element.getAttribute("story") };
  if (own.timings || own.story) return (timings !== "" && timings === own.timings) || (story !== "" && story === own.story);
  return url === getPageUrl(player);
}
