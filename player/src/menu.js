// What is wanted less often: the sleep timer, the file, a link to this moment. It opens over the
// bar, so that nothing of the page moves.

import { createElement, createIconButton } from "./elements.js";
import { fillLabel } from "./i18n.js";
import { createIcon } from "./icons.js";

/**
 * @import { Labels } from "./i18n.js"
 */

/** Minutes of the sleep timer. */
const SLEEPS = [5, 10, 15, 30, 45, 60];

export class Menu {
  /** @param {Labels} labels */
  constructor(labels) {
    this.labels = labels;
    this.button = createIconButton("more", labels.more, createIcon("more"));
    this.sleep = createElement("select", { part: "sleep" });
    this.timer = createElement("label", {}, `${labels.sleep} `, this.sleep);
    this.downloads = createElement("span", { role: "group", "aria-label": labels.download });
    this.share = createElement("button", { type: "button", part: "button share" }, labels.share);
    this.link = createElement("input", { part: "link", readonly: "", "aria-label": labels.share, dir: "ltr" });
    this.said = createElement("span", { role: "status" });
    const parts = [this.timer, this.downloads, this.share, this.link, this.said];
    this.panel = createElement("div", { part: "menu", role: "group", "aria-label": labels.more }, ...parts);
    this.panel.hidden = this.link.hidden = this.downloads.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.button.addEventListener("click", () => this.open(Boolean(this.panel.hidden)));
    this.panel.addEventListener("keydown", (event) => this.closedBy(event));
    this.offer(false);
  }

  /** @param {boolean} hasChapters */
  offer(hasChapters) {
    const { labels, sleep } = this;
    const { value } = sleep;
    const minutes = SLEEPS.map((n) => [String(n), fillLabel(labels.minutes, { n })]);
    const ends = [["chapter", labels.chapterEnd], ["story", labels.storyEnd]].slice(hasChapters ? 0 : 1);
    const options = [["0", labels.off], ...minutes, ...ends];
    sleep.replaceChildren(...options.map(([key = "", name = ""]) => createElement("option", { value: key }, name)));
    this.tellSleep(options.some(([key]) => key === value) ? value : "0");
  }

  /** @param {string} value of the option */
  tellSleep(value) {
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

  /** @param {[string, string][]} files each a name and an address */
  tellFiles(files) {
    const { download } = this.labels;
    this.downloads.hidden = !files.length;
    this.downloads.replaceChildren(...files.map(([name, href], n) => {
      const facts = { part: "button download", href, download: "", "aria-label": `${download} ${name}` };
      return createElement("a", facts, n ? name : `${download} ${name}`);
    }));
  }

  /** @param {boolean} isOpen */
  open(isOpen) {
    this.panel.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
    this.link.hidden = true;
    this.said.textContent = "";
    if (isOpen) this.panel.querySelector("select, a, button")?.scrollIntoView?.({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  closedBy(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.open(false);
    this.button.focus();
  }

  /**
   * A link that could be neither shared nor copied is shown, to be copied by hand.
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
