// The player behind <earshot-player>: its story, its audio and the parts that show them.

import { activate } from "./active-player.js";
import { AdBreaks } from "./ad-breaks.js";
import { ListenCounter, resetAnalytics } from "./analytics.js";
import { STORY_ATTRIBUTES, getStoryAttribute, isReadAlong, showsControl } from "./attributes.js";
import { AudioOutput, SKIP_SECONDS, adoptAudio } from "./audio-output.js";
import { Controls } from "./controls.js";
import { dispatch } from "./dispatch.js";
import { PlayerError } from "./errors.js";
import { applyStory, connectEvents, loadWhenNear, readAlong } from "./events.js";
import { startHighlighting } from "./highlighter.js";
import { detectLanguage } from "./first-labels.js";
import { getLabels } from "./i18n.js";
import { arrangeControls, watchWidth } from "./layout.js";
import { MiniPlayer } from "./mini-player.js";
import { hasPageChanged, watchPage } from "./page.js";
import { Paywall } from "./paywall.js";
import { loadPlaylist } from "./playlist-loader.js";
import { readHashMoment, savePosition } from "./position.js";
import { showProgress } from "./progress.js";
import { Recovery } from "./recovery.js";
import { buildShadowTree } from "./shadow-tree.js";
import { showDownloads } from "./share.js";
import { SleepTimer } from "./sleep-timer.js";
import { loadStory } from "./story-loader.js";
import { clamp, findCurrentIndex } from "./time.js";
import { Transcript } from "./transcript.js";

/**
 * @import { BlockLocator } from "./block-locator.js"
 * @import { Highlighter } from "./highlighter.js"
 * @import { Labels } from "./i18n.js"
 * @import { LiveStream } from "./live-stream.js"
 * @import { ListEntry, Playlist } from "./playlist.js"
 * @import { Starter } from "./starter.js"
 * @import { Story } from "./story.js"
 */

export class Player extends AudioOutput {
  /**
   * @param {HTMLElement} element
   * @param {Starter | null} [starter] that already plays the audio
   */
  constructor(element, starter = null) {
    super();
    this.element = element;
    if (starter) this.audio = starter.audio;
    /** @type {Story | null} */
    this.story = null;
    /** @type {LiveStream | null} */
    this.stream = null;
    /** @type {Highlighter | null} */
    this.highlighter = null;
    /** @type {BlockLocator | null} */
    this.locator = null;
    /** @type {Promise<boolean> | null} */
    this.loading = null;
    /** @type {ListEntry | null} of the playlist; null is the page's own story */
    this.entry = null;
    /** Whether the listener wants to play, even if playback is stalled. */
    this.isWanted = this.hasStarted = this.isConnected = false;
    /** The page URL that the story was requested by, if any. */
    this.pageUrl = "";
    this.timer = this.savedPosition = 0;
    this.shown = { word: -1, sentence: -1, tenth: 0, second: -1 };
    /** Aborted on disconnect. */
    this.connection = new AbortController();
    this.language = detectLanguage(this.element);
    this.labels = getLabels(this.language);
    this.skipSeconds = Number(element.getAttribute("skip-seconds")) || SKIP_SECONDS;
    this.controls = new Controls(this.labels, this.skipSeconds);
    this.transcript = new Transcript(this.labels, (word) => this.playFromWord(word));
    this.paywall = new Paywall(this);
    this.counter = new ListenCounter();
    /** @type {Playlist | null} loaded for a page that has one */
    this.playlist = null;
    /** @type {Promise<void> | undefined} */
    this.playlistLoading = undefined;
    /** Title of the page's own story. */
    this.headline = "";
    this.sleepTimer = new SleepTimer(this);
    this.adBreaks = new AdBreaks(this);
    this.recovery = new Recovery(this);
    this.miniPlayer = new MiniPlayer(this);
    buildShadowTree(this);
  }

  /** Adds the listeners, and loads the story when the reader is near. */
  connect() {
    adoptAudio(this);
    this.connection.abort();
    this.connection = new AbortController();
    this.isConnected = true;
    connectEvents(this);
    watchPage(this, this.connection.signal);
    watchWidth(this, this.connection.signal);
    if (isReadAlong(this)) readAlong(this).catch(() => {}); // the page is read without it
    loadWhenNear(this);
    if (readHashMoment(this)) this.load();
  }

  disconnect() {
    savePosition(this);
    this.pause();
    this.connection.abort();
    this.isConnected = false;
    this.reset();
  }

  /**
   * @param {string} name
   * @param {string | null} value
   */
  changeAttribute(name, value) {
    if (!this.isConnected) return;
    if (name === "playbackrate") this.playbackRate = Number(value) || 1;
    else if (name === "token") this.paywall.change(value ?? "");
    else if (name === "controls") this.controls.filter((control) => showsControl(this, control));
    else if (name === "playlist") loadPlaylist(this);
    else if (name === "layout") arrangeControls(this);
    else if (STORY_ATTRIBUTES.includes(name)) this.change(null);
    else startHighlighting(this);
  }

  /**
   * Changes to another story.
   * @param {ListEntry | null} entry of the playlist, or null for the page's own story
   */
  change(entry) {
    savePosition(this);
    this.pause();
    this.reset();
    this.entry = entry;
    this.playlist?.mark(entry);
    this.audio.removeAttribute("src");
    this.audio.load();
    this.controls.headline = this.controls.invitation = entry?.title || this.labels.listen;
    this.controls.showTitle(false);
    if (this.element.isConnected) this.load();
  }

  reset() {
    resetAnalytics(this);
    this.pageUrl = "";
    this.offset = 0;
    this.pendingSeek = 0;
    this.stream?.close();
    this.locator?.close();
    this.highlighter?.close();
    this.story = this.stream = this.locator = this.highlighter = this.loading = null;
    this.hasStarted = false;
    this.shown = { word: -1, sentence: -1, tenth: 0, second: -1 };
    this.adBreaks.reset();
    this.recovery.reset();
    this.transcript.clear();
  }

  /** The URL of the recording that the page sets, or an empty string. */
  get source() {
    const own = this.entry ? null : this.audio.dataset.source;
    const address = getStoryAttribute(this, "src") ?? (own || null);
    return address ? new URL(address, document.baseURI).href : "";
  }

  /**
   * Loads the story once, and shows errors.
   * @param {boolean} [isWanted]
   * @returns {Promise<boolean>} whether there is something to play
   */
  load(isWanted = false) {
    if (this.story) return Promise.resolve(true);
    if (this.loading && !isWanted) return this.loading;
    this.playlistLoading ??= loadPlaylist(this);
    /** @type {Promise<boolean>} */
    const loading = loadStory(this, isWanted).then(
      (story) => (loading === this.loading ? applyStory(this, story) : false),
      (error) => (loading === this.loading ? this.handleMissingStory(error) : false),
    );
    this.loading = loading;
    return loading;
  }

  /**
   * Called if the story cannot be loaded: plays the recording alone if the page names one.
   * @param {unknown} error
   */
  handleMissingStory(error) {
    this.loading = null;
    if (this.source) {
      if (!this.audio.src) this.audio.src = this.source;
      showDownloads(this);
      return true;
    }
    this.fail(error instanceof PlayerError ? error.label : "trouble", String(error));
    return false;
  }

  /**
   * Shows a message, dispatches an event, and moves a playlist on.
   * @param {keyof Labels} label
   * @param {string} message
   */
  fail(label, message) {
    this.controls.showMessage(this.labels[label]);
    dispatch(this, "error", { message });
    if (this.isWanted && this.entry) this.playlist?.advance();
  }

  async play() {
    if (hasPageChanged(this)) this.change(null);
    this.playlist?.stopCountdown();
    this.isWanted = true;
    if (this.adBreaks.isWaiting) return this.controls.showPaused(false);
    if (!this.story) this.controls.showMessage(this.source ? "" : this.labels.making);
    if (!(await this.load(true))) return;
    if (!this.story && this.loading && !(await this.loading)) return; // a token was set in the meantime
    this.controls.showMessage("");
    activate(this);
    if (!(await this.adBreaks.begin()) || !this.isWanted) return;
    if (this.audio.error) return this.recovery.reload();
    if (this.ended) this.seek(0); // a browser does so only where it can seek
    await this.audio.play().catch((error) => {
      if (error.name === "NotAllowedError") this.controls.showPaused(true);
    });
  }

  pause() {
    this.isWanted = false;
    this.playlist?.stopCountdown();
    this.audio.pause();
    if (this.adBreaks.isWaiting) this.controls.showPaused(true);
  }

  toggle() {
    const isOn = this.adBreaks.isWaiting || this.playlist?.isCounting ? this.isWanted : !this.paused;
    if (isOn) this.pause();
    else this.play();
  }

  /** @param {number} seconds of the story; waits for one that is still loading */
  seek(seconds) {
    if (!this.duration) return void this.load().then(() => this.duration && this.seek(seconds));
    this.playlist?.stopCountdown();
    const place = clamp(seconds, 0, this.duration);
    if (!this.story?.playback?.restartStream(this, place)) this.seekWhenPossible(place);
    this.hasStarted = true;
    this.update();
  }

  /** @param {number} by seconds */
  skip(by) {
    this.seek(this.currentTime + by);
  }

  /** @param {number} word of the story; waits for a story that is still loading */
  seekToWord(word) {
    if (!this.story) {
      this.load().then(() => this.story && this.seekToWord(word));
      return;
    }
    const start = this.story.times.starts[word];
    if (start !== undefined) this.seek(start / 1000);
  }

  /** @param {number} word of the story */
  playFromWord(word) {
    this.seekToWord(word);
    if (this.paused) this.play();
  }

  get currentTime() {
    return this.pendingSeek || this.audio.currentTime + this.offset;
  }

  /** Seconds; 0 while it is unknown. */
  get duration() {
    return this.story ? this.story.times.duration / 1000 : super.duration;
  }

  /** Index of the current word, or -1 before the first. */
  get currentWord() {
    const starts = this.story?.times.starts ?? [];
    return findCurrentIndex(starts, Math.round(this.currentTime * 1000));
  }

  /** The current sentence, or null before the first. */
  get currentSegment() {
    return this.story && this.shown.sentence >= 0 ? this.story.segment(this.shown.sentence) : null;
  }

  /** Shows the current position, and during playback again when a word starts or ends. */
  update() {
    clearTimeout(this.timer);
    showProgress(this);
  }
}
