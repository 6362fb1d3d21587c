// The control bar. It shows the state of the player and controls it.

import { SPEEDS } from "./audio-output.js";
import { createElement, createIconButton, createNamedButton, createRow } from "./elements.js";
import { fillLabel } from "./i18n.js";
import { createIcon, createNumberedIcon } from "./more-icons.js";
import { listShownControls } from "./layout.js";
import { Menu } from "./menu.js";
import { findCurrentIndex, formatClock } from "./time.js";

/**
 * @import { Labels } from "./i18n.js"
 * @import { Layout } from "./layout.js"
 * @import { Story } from "./story.js"
 */

export class Controls {
  /**
   * @param {Labels} labels
   * @param {number} skip seconds of the buttons that skip
   */
  constructor(labels, skip) {
    this.labels = labels;
    const values = { n: skip };
    this.play = createIconButton("play", labels.play, createIcon("play"), createIcon("pause"));
    this.previous = createIconButton("previous", labels.previous, createIcon("previous"));
    this.back = createIconButton("back", fillLabel(labels.back, values), createNumberedIcon("back", skip));
    this.forward = createIconButton("forward", fillLabel(labels.forward, values), createNumberedIcon("forward", skip));
    this.next = createIconButton("next", labels.next, createIcon("next"));
    this.mute = createIconButton("mute", labels.mute, createIcon("loud"), createIcon("muted"));
    this.text = createNamedButton("transcript-button", labels.transcript, createIcon("text"));
    this.position = createSlider("position", labels.position, 0, 0.1);
    this.volume = createSlider("volume", labels.volume, 1, 0.05);
    this.speed = createElement("select", { part: "speed", "aria-label": labels.speed, title: labels.speed });
    this.chapters = createElement("select", { part: "chapters", "aria-label": labels.chapters });
    this.title = createElement("span", { part: "title", dir: "auto" }, labels.listen);
    this.time = createElement("span", { part: "time", dir: "ltr" });
    this.status = createElement("p", { part: "status", role: "status" });
    /** Said by screen readers, and not shown. */
    this.news = createElement("p", { class: "news", role: "status" });
    this.ticks = createElement("div", { class: "ticks", "aria-hidden": "true" });
    this.close = createIconButton("close", labels.close, createIcon("close"));
    this.menu = new Menu(labels);
    this.follow = createElement("button", { type: "button", part: "follow", hidden: "" }, labels.follow);
    /** Container for the playlist button. */
    this.extra = createElement("span", { class: "extra" });
    /** The controls in the bar or in the menu, by name, in their order. */
    this.movable = this.listMovable();
    this.buttons = createElement("div", { class: "buttons" });
    /** The last arrangement. */
    this.arrangement = "";
    this.isWanted = (/** @type {string} */ _name) => true;
    /** As wide as the player, without height: its content does not change its size. */
    this.ruler = createElement("div", { class: "ruler" });
    /** Of the story; before it plays a compact bar invites to listen instead. */
    this.headline = this.invitation = labels.listen;
    /** The label of the length, which says so if the voice is synthetic. */
    this.minutes = labels.minutes;
    this.bar = this.createBar();
    /** Keeps the space of the bar while it floats. */
    this.dock = createElement("div", { class: "dock" }, this.follow, this.bar, this.news);
    this.fill();
  }

  /** @returns {[string, HTMLElement][]} */
  listMovable() {
    const { labels } = this;
    return [
      ["sentences", this.previous],
      ["skips", this.back],
      ["skips", this.forward],
      ["sentences", this.next],
      ["speed", createRow(labels.speed, this.speed)],
      ["chapters", createRow(labels.chapters, this.chapters)],
      ["space", createElement("span", { class: "space" })],
      ["volume", createElement("span", { class: "row loudness" }, this.mute, this.volume)],
      ["transcript", this.text],
      ["playlist", this.extra],
    ];
  }

  createBar() {
    const track = createElement("div", { class: "track" }, this.position, this.ticks);
    const top = createElement("div", { class: "top" }, this.title, this.time, this.status);
    const rows = createElement("div", { class: "rows" }, top, track, this.buttons);
    const name = this.labels.player;
    return createElement("div", { part: "bar", role: "group", "aria-label": name }, this.play, rows, this.close);
  }

  /**
   * Puts each control into the bar, or into the menu where the bar has no room for it.
   * @param {Layout} layout
   * @param {number} width of the player in pixels
   */
  arrange(layout, width) {
    const shown = listShownControls(layout, width);
    const arrangement = [layout, ...shown].join(" ");
    if (arrangement === this.arrangement) return;
    this.arrangement = arrangement;
    this.bar.dataset.layout = layout;
    const select = (/** @type {boolean} */ isShown) =>
      this.movable.filter(([name]) => shown.includes(name) === isShown).map(([, element]) => element);
    this.buttons.replaceChildren(...select(true), this.menu.button, this.menu.panel);
    this.menu.hold(select(false));
    this.filter(this.isWanted);
  }

  fill() {
    this.mute.setAttribute("aria-pressed", "false");
    this.text.setAttribute("aria-expanded", "false");
    this.text.hidden = this.chapters.hidden = true;
    for (const speed of [...SPEEDS, 1]) this.showSpeed(speed);
  }

  /**
   * Hides the controls that the page does not want, and the menu if it is empty.
   * @param {(name: string) => boolean} isWanted
   */
  filter(isWanted) {
    this.isWanted = isWanted;
    /** @type {Record<string, HTMLElement[]>} */
    const named = {
      sentences: [this.previous, this.next],
      skips: [this.back, this.forward],
      speed: [this.speed],
      chapters: [this.chapters],
      volume: [this.mute, this.volume],
      transcript: [this.text],
      sleep: [this.menu.timer],
      download: [this.menu.downloads],
      share: [this.menu.share],
      shortcuts: [this.menu.shortcuts],
    };
    for (const [name, elements] of Object.entries(named)) {
      for (const element of elements) element.classList.toggle("unwanted", !isWanted(name));
    }
    const shown = this.arrangement.split(" ");
    const isEmpty = !Object.keys(named).some((name) => !shown.includes(name) && isWanted(name));
    this.menu.button.classList.toggle("unwanted", isEmpty);
  }

  /** @param {Story} story */
  showStory(story) {
    const chapters = story.chapters();
    this.headline = story.facts.headline || this.labels.listen;
    this.minutes = this.labels[story.entry?.reader === "person" ? "minutes" : "voice"];
    this.text.hidden = !story.words.length;
    this.chapters.hidden = !chapters.length;
    this.chapters.replaceChildren(
      ...chapters.map(({ title, word }) => createElement("option", { value: String(word) }, title)),
    );
    this.ticks.replaceChildren(...chapters.slice(1).map(() => createElement("i")));
    this.menu.setOptions(chapters.length > 0);
  }

  /** @param {Story} story */
  showTicks(story) {
    const { starts, duration } = story.times;
    [...this.ticks.children].forEach((tick, n) => {
      const start = starts[Number(this.chapters.options[n + 1]?.value)] ?? 0;
      /** @type {HTMLElement} */ (tick).style.left = `${(100 * start) / (duration || 1)}%`;
    });
  }

  /**
   * @param {number} at seconds
   * @param {number} duration seconds
   * @param {boolean} hasBegun
   */
  showTime(at, duration, hasBegun) {
    const { labels, position } = this;
    position.max = String(duration || 1);
    position.value = String(at);
    position.disabled = !duration;
    position.style.setProperty("--played", `${(100 * at) / (duration || 1)}%`);
    const text = fillLabel(labels.of, { a: formatClock(at), b: formatClock(duration) });
    position.setAttribute("aria-valuetext", text);
    const minutes = fillLabel(this.minutes, { n: Math.round(duration / 60) || 1 });
    const shown = hasBegun ? `${formatClock(at)} / ${formatClock(duration)}` : minutes;
    this.time.textContent = duration ? shown : "";
    this.showTitle(hasBegun);
  }

  /** @param {boolean} hasBegun */
  showTitle(hasBegun) {
    const isInvited = !hasBegun && this.bar.dataset.layout === "compact";
    const title = isInvited ? this.invitation : this.headline;
    this.bar.classList.toggle("begun", hasBegun);
    if (this.title.textContent !== title) this.title.textContent = title;
  }

  /**
   * Shows the parts of the recording that can be played without waiting.
   * @param {[number, number][]} spans seconds
   * @param {number} duration seconds
   */
  showReady(spans, duration) {
    const share = (/** @type {number} */ at) => `${(100 * at) / (duration || 1)}%`;
    const stops = spans.map(([from, to]) => {
      const [a, b] = [share(from), share(to)];
      return `transparent ${a}, var(--_ready) ${a} ${b}, transparent ${b}`;
    });
    const gradient = stops.length ? `linear-gradient(to right, ${stops.join(", ")})` : "none";
    this.position.style.setProperty("--ready", gradient);
  }

  /** @param {number} word the current one */
  showChapter(word) {
    const starts = [...this.chapters.options].map((option) => Number(option.value));
    this.chapters.selectedIndex = Math.max(0, findCurrentIndex(starts, word));
  }

  /** @param {boolean} isPaused */
  showPaused(isPaused) {
    const name = isPaused ? this.labels.play : this.labels.pause;
    this.bar.classList.toggle("playing", !isPaused);
    this.play.setAttribute("aria-label", name);
    this.play.title = name;
  }

  /**
   * @param {number} volume
   * @param {boolean} isMuted
   */
  showVolume(volume, isMuted) {
    this.volume.value = String(isMuted ? 0 : volume);
    this.volume.style.setProperty("--played", `${100 * Number(this.volume.value)}%`);
    this.mute.setAttribute("aria-pressed", String(isMuted));
  }

  /** @param {number} speed */
  showSpeed(speed) {
    const known = [...this.speed.options].some((option) => Number(option.value) === speed);
    if (!known) this.speed.append(createElement("option", { value: String(speed) }, `${speed}×`));
    this.speed.value = String(speed);
  }

  /** @param {string} sentence a message for the listener, or an empty string */
  showMessage(sentence) {
    const isReady = this.status.textContent === this.labels.making && !sentence;
    this.news.textContent = isReady ? this.labels.ready : "";
    this.status.textContent = sentence;
    this.bar.classList.toggle("has-message", Boolean(sentence));
  }
}

/**
 * @param {string} part
 * @param {string} label
 * @param {number} value
 * @param {number} step
 */
function createSlider(part, label, value, step) {
  const facts = { type: "range", min: "0", max: "1", step: String(step), value: String(value) };
  return createElement("input", { ...facts, part, "aria-label": label });
}
