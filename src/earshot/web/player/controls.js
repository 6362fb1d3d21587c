// The bar: what is seen and pressed. It asks the player and is told by it; it plays nothing itself.

const LEAP = 15;
const SPEEDS = [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

class Controls {
  /** @param {Labels} labels */
  constructor(labels) {
    this.labels = labels;
    const said = { n: LEAP };
    this.play = pictured("play", labels.play, icon("play"), icon("pause"));
    this.previous = pictured("previous", labels.previous, icon("previous"));
    this.back = pictured("back", filled(labels.back, said), icon("back", String(LEAP)));
    this.forward = pictured("forward", filled(labels.forward, said), icon("forward", String(LEAP)));
    this.next = pictured("next", labels.next, icon("next"));
    this.mute = pictured("mute", labels.mute, icon("loud"), icon("muted"));
    this.text = pictured("transcript-button", labels.transcript, icon("text"));
    this.position = slider("position", labels.position, 0, 0.1);
    this.volume = slider("volume", labels.volume, 1, 0.05);
    this.speed = make("select", { part: "speed", "aria-label": labels.speed, title: labels.speed });
    this.chapters = make("select", { part: "chapters", "aria-label": labels.chapters });
    this.title = make("span", { part: "title", dir: "auto" }, labels.listen);
    this.time = make("span", { part: "time", dir: "ltr" });
    this.status = make("p", { part: "status", role: "status" });
    this.ticks = make("div", { class: "ticks", "aria-hidden": "true" });
    this.close = pictured("close", labels.close, icon("close"));
    this.menu = new Menu(labels);
    /** Where a button that shows the playlist comes. */
    this.extra = make("span", { class: "extra" });
    this.bar = this.assembled();
    /** Keeps the bar's place while it floats. */
    this.seat = make("div", {}, this.bar);
    this.fill();
  }

  assembled() {
    const track = make("div", { class: "track" }, this.position, this.ticks);
    const top = make("div", { class: "top" }, this.title, this.time, this.status);
    const buttons = make(
      "div",
      { class: "buttons" },
      ...[this.previous, this.back, this.forward, this.next, this.speed, this.chapters],
      ...[make("span", { class: "space" }), this.mute, this.volume, this.text, this.extra],
      ...[this.menu.button, this.menu.panel],
    );
    const rows = make("div", { class: "rows" }, top, track, buttons);
    const name = this.labels.player;
    return make("div", { part: "bar", role: "group", "aria-label": name }, this.play, rows, this.close);
  }

  fill() {
    this.mute.setAttribute("aria-pressed", "false");
    this.text.setAttribute("aria-expanded", "false");
    this.text.hidden = this.chapters.hidden = true;
    for (const speed of SPEEDS) {
      this.speed.append(make("option", { value: String(speed) }, `${speed}×`));
    }
    this.speed.value = "1";
  }

  /**
   * Takes away what the page does not want.
   * @param {(name: string) => boolean} isWanted
   */
  limit(isWanted) {
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
    };
    for (const [name, elements] of Object.entries(named)) {
      for (const element of elements) element.classList.toggle("unwanted", !isWanted(name));
    }
    const isEmpty = !["sleep", "download", "share"].some(isWanted);
    this.menu.button.classList.toggle("unwanted", isEmpty);
  }

  /** @param {Story} story */
  tellStory(story) {
    const chapters = story.chapters();
    this.title.textContent = story.facts.headline || this.labels.listen;
    this.text.hidden = !story.words.length;
    this.chapters.hidden = !chapters.length;
    this.chapters.replaceChildren(
      ...chapters.map(({ title, word }) => make("option", { value: String(word) }, title)),
    );
    this.ticks.replaceChildren(...chapters.slice(1).map(() => make("i")));
    this.menu.offer(chapters.length > 0);
  }

  /** @param {Story} story */
  tellChapters(story) {
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
  tellTime(at, duration, hasBegun) {
    const { labels, position } = this;
    position.max = String(duration || 1);
    position.value = String(at);
    position.disabled = !duration;
    position.style.setProperty("--played", `${(100 * at) / (duration || 1)}%`);
    const said = filled(labels.of, { a: clockFace(at), b: clockFace(duration) });
    position.setAttribute("aria-valuetext", said);
    const minutes = filled(labels.minutes, { n: Math.max(1, Math.round(duration / 60)) });
    const shown = hasBegun ? `${clockFace(at)} / ${clockFace(duration)}` : minutes;
    this.time.textContent = duration ? shown : "";
  }

  /**
   * The parts of the recording that can be heard without waiting.
   * @param {[number, number][]} spans seconds
   * @param {number} duration seconds
   */
  tellMade(spans, duration) {
    const share = (/** @type {number} */ at) => `${((100 * at) / (duration || 1)).toFixed(2)}%`;
    const stops = spans.map(([from, to]) => {
      const [a, b] = [share(from), share(to)];
      return `transparent ${a}, var(--_made) ${a} ${b}, transparent ${b}`;
    });
    const made = stops.length ? `linear-gradient(to right, ${stops.join(", ")})` : "none";
    this.position.style.setProperty("--made", made);
  }

  /** @param {number} word the one being said */
  tellChapter(word) {
    const starts = [...this.chapters.options].map((option) => Number(option.value));
    this.chapters.selectedIndex = Math.max(0, lastBegun(starts, word));
  }

  /** @param {boolean} isPaused */
  tellPaused(isPaused) {
    const name = isPaused ? this.labels.play : this.labels.pause;
    this.bar.classList.toggle("playing", !isPaused);
    this.play.setAttribute("aria-label", name);
    this.play.title = name;
  }

  /**
   * @param {number} volume
   * @param {boolean} isMuted
   */
  tellVolume(volume, isMuted) {
    this.volume.value = String(isMuted ? 0 : volume);
    this.volume.style.setProperty("--played", `${100 * Number(this.volume.value)}%`);
    this.mute.setAttribute("aria-pressed", String(isMuted));
  }

  /** @param {number} speed */
  tellSpeed(speed) {
    const known = [...this.speed.options].some((option) => Number(option.value) === speed);
    if (!known) this.speed.append(make("option", { value: String(speed) }, `${speed}×`));
    this.speed.value = String(speed);
  }

  /** @param {string} sentence one plain sentence, or nothing */
  say(sentence) {
    this.status.textContent = sentence;
    this.bar.classList.toggle("saying", Boolean(sentence));
  }
}

/**
 * @param {string} part
 * @param {string} label
 * @param {number} value
 * @param {number} step
 */
function slider(part, label, value, step) {
  const facts = { type: "range", min: "0", max: "1", step: String(step), value: String(value) };
  return make("input", { ...facts, part, "aria-label": label });
}
