// The shadow tree that the first script draws: the play button and the title.

import { createElement, createIconButton } from "./elements.js";
import { FIRST_LABELS, FIRST_NAMES, RIGHT_TO_LEFT } from "./first-labels.js";
import { createIcon } from "./icons.js";

import STYLE_TEXT from "./first.css";

/** @import { Language } from "./first-labels.js" */

export const FIRST_STYLE = new CSSStyleSheet();

FIRST_STYLE.replaceSync(STYLE_TEXT);

/** @param {Element} element */
export function getShadowRoot(element) {
  return element.shadowRoot ?? element.attachShadow({ mode: "open" });
}

/** @param {Language} language */
export function createWrapper(language) {
  const direction = RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
  return createElement("div", { class: "player", lang: language, dir: direction });
}

export class FirstTree {
  /**
   * @param {Element} element
   * @param {Language} language
   */
  constructor(element, language) {
    const [name, listen, play, pause, making] = FIRST_LABELS[language];
    this.labels = { play: play ?? FIRST_NAMES[2], pause: pause ?? "", making: making ?? "" };
    this.play = createIconButton("play", this.labels.play, createIcon("play"), createIcon("pause"));
    this.status = createElement("p", { part: "status", role: "status" });
    const title = createElement("span", { part: "title", dir: "auto" }, listen ?? "");
    const rows = createElement("div", { class: "rows" }, createElement("div", { class: "top" }, title, this.status));
    this.bar = createElement("div", { part: "bar", role: "group", "aria-label": name ?? "" }, this.play, rows);
    this.bar.dataset.layout = element.getAttribute("layout") === "full" ? "full" : "compact";
    this.wrapper = createWrapper(language);
    this.wrapper.append(this.bar);
    const root = getShadowRoot(element);
    root.adoptedStyleSheets = [FIRST_STYLE];
    root.replaceChildren(this.wrapper);
  }

  /**
   * @param {boolean} isPaused
   * @param {boolean} isWaiting whether the sound is still awaited
   */
  show(isPaused, isWaiting) {
    const name = isPaused ? this.labels.play : this.labels.pause;
    this.bar.classList.toggle("playing", !isPaused);
    this.bar.classList.toggle("has-message", isWaiting);
    this.play.setAttribute("aria-label", name);
    this.play.title = name;
    this.status.textContent = isWaiting ? this.labels.making : "";
  }
}
