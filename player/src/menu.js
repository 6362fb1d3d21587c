// The menu: the controls that have no room in the bar, the sleep timer, downloads and a link to the
// current position. It opens in the browser's top layer, so nothing on the page moves.

import { createElement, createIconButton, createRow } from "./elements.js";
import { fillLabel } from "./i18n.js";
import { createIcon } from "./more-icons.js";
import { clamp } from "./time.js";

/**
 * @import { Labels } from "./i18n.js"
 */

/** Minutes of the sleep timer. */
const SLEEP_MINUTES = [5, 10, 15, 30, 45, 60];

/** Pixels between the menu, its button and the edges of the window. */
const MARGIN = 6;

export class Menu {
  /** @param {Labels} labels */
  constructor(labels) {
    this.labels = labels;
    this.button = createIconButton("more", labels.more, createIcon("more"));
    this.sleep = createElement("select", { part: "sleep" });
    this.timer = createRow(labels.sleep, this.sleep);
    this.downloads = createElement("span", { role: "group", "aria-label": labels.download });
    this.share = createElement("button", { type: "button", part: "button share" }, labels.share);
    const name = createElement("span", { class: "name" }, labels.shortcuts);
    this.shortcuts = createElement("button", { type: "button", part: "button shortcuts-button" }, name, "?");
    this.link = createElement("input", { part: "link", readonly: "", "aria-label": labels.share, dir: "ltr" });
    this.status = createElement("span", { role: "status" });
    this.moves = createElement("div", { class: "moves" });
    /** The controls that the bar has no room for. */
    this.rest = createElement("div", {}, this.moves);
    const parts = [this.rest, this.timer, this.downloads, this.share, this.shortcuts, this.link, this.status];
    this.panel = createElement("div", { part: "menu", role: "group", "aria-label": labels.more }, ...parts);
    this.panel.hidden = this.link.hidden = this.downloads.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.panel.addEventListener("keydown", (event) => this.closeOnEscape(event));
    this.connectButton();
    this.setOptions(false);
  }

  /** The browser opens and closes a popover by its button. */
  connectButton() {
    const { button, panel } = this;
    panel.popover = "auto";
    button.popoverTargetElement = panel;
    panel.addEventListener("beforetoggle", (event) => this.prepare(event.newState === "open"));
    panel.addEventListener("toggle", () => panel.hidden || this.place());
    for (const name of ["scroll", "resize"]) {
      window.addEventListener(name, () => panel.hidden || this.place(), { capture: true, passive: true });
    }
  }

  /**
   * Takes the controls that the bar has no room for.
   * @param {HTMLElement[]} controls
   */
  hold(controls) {
    const isMove = (/** @type {HTMLElement} */ each) => each.matches("button:not(:has(.name))");
    this.moves.replaceChildren(...controls.filter(isMove));
    this.rest.replaceChildren(this.moves, ...controls.filter((each) => !isMove(each)));
  }

  /** @param {boolean} hasChapters */
  setOptions(hasChapters) {
    const { labels, sleep } = this;
    const { value } = sleep;
    const minutes = SLEEP_MINUTES.map((n) => [String(n), fillLabel(labels.minutes, { n })]);
    const ends = [["chapter", labels.chapterEnd], ["story", labels.storyEnd]].slice(hasChapters ? 0 : 1);
    const options = [["0", labels.off], ...minutes, ...ends];
    sleep.replaceChildren(...options.map(([key = "", name = ""]) => createElement("option", { value: key }, name)));
    this.showTimer(options.some(([key]) => key === value) ? value : "0");
  }

  /** @param {string} value of the option */
  showTimer(value) {
    const { labels, sleep, button } = this;
    const known = [...sleep.options].some((option) => option.value === value);
    if (!known) sleep.append(createElement("option", { value }, fillLabel(labels.minutes, { n: value })));
    sleep.value = value;
    const chosen = sleep.selectedOptions[0]?.text;
    const name = value === "0" ? labels.more : `${labels.more} (${labels.sleep}: ${chosen})`;
    button.classList.toggle("on", value !== "0");
    button.setAttribute("aria-label", name);
    button.title = name;
  }

  /** @param {[string, string][]} files name and URL */
  showDownloads(files) {
    const { download } = this.labels;
    this.downloads.hidden = !files.length;
    this.downloads.replaceChildren(...files.map(([name, href], n) => {
      const facts = { part: "button download", href, download: "", "aria-label": `${download} ${name}` };
      return createElement("a", facts, n ? name : `${download} ${name}`);
    }));
  }

  /** @param {boolean} isOpen */
  open(isOpen) {
    if (isOpen === Boolean(this.panel.hidden)) this.panel.togglePopover(isOpen);
  }

  /** @param {boolean} isOpen */
  prepare(isOpen) {
    this.panel.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
    this.link.hidden = true;
    this.status.textContent = "";
    if (isOpen) this.place();
  }

  /** Below the button, or above it where more room is. */
  place() {
    const { button, panel } = this;
    const { top, bottom, right } = button.getBoundingClientRect();
    const { offsetWidth: width, scrollHeight: height } = panel;
    const below = innerHeight - bottom - 2 * MARGIN;
    const isBelow = below >= Math.min(height, top - 2 * MARGIN);
    const room = Math.max(isBelow ? below : top - 2 * MARGIN, Math.min(height, innerHeight - 2 * MARGIN, 180));
    const shown = Math.min(height, room);
    const start = isBelow ? bottom + MARGIN : top - MARGIN - shown;
    panel.style.maxBlockSize = `${room}px`;
    panel.style.top = `${clamp(start, MARGIN, Math.max(MARGIN, innerHeight - MARGIN - shown))}px`;
    panel.style.left = `${clamp(right - width, MARGIN, Math.max(MARGIN, innerWidth - MARGIN - width))}px`;
  }

  /** @param {KeyboardEvent} event */
  closeOnEscape(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    this.open(false);
    this.button.focus();
  }

  /**
   * Shows a link that could be neither shared nor copied.
   * @param {string} link
   */
  showLink(link) {
    this.open(true);
    this.link.hidden = false;
    this.link.value = link;
    this.link.focus();
    this.link.select();
  }
}
