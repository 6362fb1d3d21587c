// <earshot-player>: a story that can be heard where it is read.

/** How far from the view the player begins to look for its story. */
const NEAR = "800px";

/** Whoever is heard; there is one voice on a page at a time. */
let heard = /** @type {EarshotPlayer | null} */ (null);

class EarshotPlayer extends Sounding {
  static observedAttributes = ["src", "words", "server", "story", "url", "speed", "token"];

  constructor() {
    super();
    /** @type {Story | null} */
    this.story = null;
    /** @type {Feed | null} */
    this.feed = null;
    /** @type {Lighting | null} */
    this.lighting = null;
    /** @type {Places | null} */
    this.page = null;
    /** @type {Promise<boolean> | null} */
    this.coming = null;
    /** @type {ListEntry | null} of the playlist; null is the page's own story */
    this.entry = null;
    this.hasBegun = false;
    /** Whether the listener wants to hear it, though something may hold it up. */
    this.wants = false;
    this.isIn = false;
    this.frame = 0;
    this.now = { word: -1, sentence: -1, tenth: 0, second: -1 };
    this.placeKept = 0;
    /** Undoes what the connection did. */
    this.leaving = new AbortController();
    this.language = languageAround(this);
    this.labels = labelsIn(this.language);
    this.controls = new Controls(this.labels);
    this.transcript = new Transcript(this.labels, (word) => this.playFrom(word));
    this.access = new Access(this);
    this.hearing = new Hearing();
    this.playlist = new Playlist(this);
    this.sleep = new Sleep(this);
    this.breaks = new Breaks(this);
    this.mending = new Mending(this);
    this.mini = new Mini(this);
    build(this);
  }

  connectedCallback() {
    adopted(this);
    this.enter();
  }

  /** Listens, and looks for the story as soon as the reader is near. */
  enter() {
    this.leaving.abort();
    this.leaving = new AbortController();
    this.isIn = true;
    connect(this);
    const eyes = new IntersectionObserver((seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
      eyes.disconnect();
      this.load();
    }, { rootMargin: NEAR });
    eyes.observe(this);
    if (momentAsked(this)) this.load();
    this.leaving.signal.addEventListener("abort", () => eyes.disconnect());
  }

  disconnectedCallback() {
    keepPlace(this);
    this.pause();
    this.leaving.abort();
    this.isIn = false;
    this.forget();
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} value
   */
  attributeChangedCallback(name, before, value) {
    if (!this.isIn || before === value) return;
    if (name === "speed") {
      this.playbackRate = Number(value) || 1;
      return;
    }
    if (name === "token") return this.access.change(value ?? "");
    this.change(null);
  }

  /**
   * To another story.
   * @param {ListEntry | null} entry of the playlist, or null for the page's own
   */
  change(entry) {
    keepPlace(this);
    this.pause();
    this.forget();
    this.entry = entry;
    this.playlist.at = this.playlist.entries.indexOf(entry);
    this.audio.removeAttribute("src");
    this.controls.title.textContent = entry?.title || this.labels.listen;
    if (this.isConnected) this.load();
  }

  /** Everything that belongs to one story. */
  forget() {
    endCounting(this);
    this.wish = 0;
    this.feed?.close();
    this.page?.close();
    this.lighting?.close();
    this.story = this.feed = this.page = this.lighting = this.coming = null;
    this.hasBegun = false;
    this.now = { word: -1, sentence: -1, tenth: 0, second: -1 };
    this.breaks.forget();
    this.mending.forget();
    this.transcript.clear();
  }

  /** The recording's address as the page gives it, or nothing. */
  get source() {
    const own = this.entry ? null : this.audio.dataset.source;
    const address = given(this, "src") ?? (own || null);
    return address ? new URL(address, document.baseURI).href : "";
  }

  // The story

  /**
   * Looks for the story, once; says what went wrong.
   * @param {boolean} [isWanted]
   * @returns {Promise<boolean>} whether there is something to play
   */
  load(isWanted = false) {
    if (this.story) return Promise.resolve(true);
    if (this.coming && !isWanted) return this.coming;
    if (!this.playlist.isRead) this.playlist.load();
    /** @type {Promise<boolean>} */
    const coming = foundStory(this, isWanted).then(
      (story) => (coming === this.coming ? take(this, story) : false),
      (error) => (coming === this.coming ? this.lack(error) : false),
    );
    this.coming = coming;
    return coming;
  }

  /**
   * The words are missing: the recording alone is played where the page names one.
   * @param {unknown} error
   */
  lack(error) {
    this.coming = null;
    if (this.source) {
      if (!this.audio.src) this.audio.src = this.source;
      this.controls.menu.tellFiles(filesOf(this));
      return true;
    }
    this.fail(error instanceof Trouble ? error.label : "trouble", String(error));
    return false;
  }

  /**
   * One plain sentence for the listener, and an event for the page.
   * @param {keyof Labels} label
   * @param {string} message
   */
  fail(label, message) {
    this.controls.say(this.labels[label]);
    announce(this, "error", { message });
  }

  // Playing

  async play() {
    this.wants = true;
    if (this.breaks.isWaiting) return this.controls.tellPaused(false);
    if (!this.story) this.controls.say(this.source ? "" : this.labels.making);
    if (!(await this.load(true))) return;
    if (!this.story && this.coming && !(await this.coming)) return; // a token came in between
    this.controls.say("");
    if (heard && heard !== this) heard.pause();
    heard = this;
    if (!(await this.breaks.begin()) || !this.wants) return;
    if (this.audio.error) return this.mending.reload();
    await this.audio.play().catch((error) => {
      if (error.name === "NotAllowedError") this.controls.tellPaused(true);
    });
  }

  pause() {
    this.wants = false;
    this.audio.pause();
    if (this.breaks.isWaiting) this.controls.tellPaused(true);
  }

  toggle() {
    const isOn = this.breaks.isWaiting ? this.wants : !this.paused;
    if (isOn) this.pause();
    else this.play();
  }

  /** @param {number} seconds */
  seek(seconds) {
    if (!this.duration) return;
    this.go(between(seconds, 0, this.duration));
    this.hasBegun = true;
    this.update();
  }

  /** @param {number} by seconds */
  skip(by) {
    this.seek(this.currentTime + by);
  }

  /** @param {number} by sentences; back within a sentence is to its start */
  skipSentence(by) {
    if (!this.story) return;
    const word = Math.max(0, lastBegun(this.story.times.starts, Math.round(this.currentTime * 1000)));
    const here = this.story.sentenceOf(word);
    const start = this.story.segment(here).start;
    const to = by < 0 && this.currentTime - start > 2 ? here : here + by;
    if (to >= this.story.firsts.length) this.seek(this.duration);
    else this.seek(this.story.segment(Math.max(0, to)).start);
  }

  /** @param {number} word of the story */
  playFrom(word) {
    const start = this.story?.times.starts[word];
    if (start === undefined) return;
    this.seek(start / 1000);
    if (this.paused) this.play();
  }

  /** To the next story of the playlist, or the one before. */
  nextStory() {
    this.playlist.go(this.playlist.at + 1);
  }

  previousStory() {
    this.playlist.go(this.playlist.at - 1);
  }

  /** @param {number | string} when minutes, "chapter" or "story"; 0 is never */
  sleepAfter(when) {
    this.sleep.set(when);
  }

  /** Hands on a link to this moment: by the system's own means, else copied, else shown. */
  shareMoment() {
    return shareMoment(this);
  }

  toggleTranscript() {
    if (this.controls.text.hidden) return;
    const isOpen = Boolean(this.transcript.panel.hidden);
    if (isOpen && this.story && !this.transcript.sentences.length) this.transcript.fill(this.story);
    this.controls.text.setAttribute("aria-expanded", String(isOpen));
    this.transcript.open(isOpen);
    this.update();
  }

  get currentTime() {
    return this.wish || this.audio.currentTime;
  }

  set currentTime(seconds) {
    this.seek(seconds);
  }

  /** Seconds; 0 while it is unknown. */
  get duration() {
    const { duration } = this.audio;
    if (this.story) return this.story.times.duration / 1000;
    return Number.isFinite(duration) ? duration : 0;
  }

  /** What the publisher's sign-in gave for this story. */
  get token() {
    return this.access.current;
  }

  set token(token) {
    this.access.change(token);
  }

  /** The sentence being said, or null before the first. */
  get currentSegment() {
    return this.story && this.now.sentence >= 0 ? this.story.segment(this.now.sentence) : null;
  }

  /** Shows the moment that the recording is at, and goes on doing so while it plays. */
  update() {
    cancelAnimationFrame(this.frame);
    showMoment(this);
    if (!this.paused) this.frame = requestAnimationFrame(() => this.update());
  }
}
