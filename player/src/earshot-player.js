// <earshot-player>: the public element. It is implemented in player.js.

import { listObservedAttributes, reflectAttributes, upgradeProperties } from "./attributes.js";
import { INTERNALS } from "./internals.js";

/**
 * @import { ElementPlayer as Player } from "./element-player.js"
 * @import { Starter } from "./starter.js"
 * @import { Segment } from "./public-types.js"
 */

/**
 * Creates the player of an element, or the starter that replaces it until it is loaded.
 * @typedef {(element: HTMLElement, takeOver: (player: Player) => void) => Player | Starter} Factory
 */

/** @type {Factory} */
let create;

/**
 * Plays a story and highlights its words on the page.
 *
 * @tagname earshot-player
 *
 * @attr {string} timings - URL of the .json file from `earshot narrate`; no server is needed.
 * @attr {string} src - URL of the audio, if it is not in the same directory as the timings.
 * @attr {string} story - ID of a story on the server.
 * @attr {string} url - URL of the article; default: the canonical URL, then the URL of the page.
 * @attr {string} server - Base URL of the Earshot server; required if the script is bundled.
 * @attr {number | string} playbackrate - 0.5 to 3; preserves the pitch.
 * @attr {"both" | "word" | "sentence" | "off"} highlight - What to highlight on the page.
 * @attr {string} content-selector - CSS selector of the article; default: the whole page.
 * @attr {boolean} no-click-seek - Disables click-to-play on paragraphs.
 * @attr {"compact" | "full"} layout - `compact` is one row of 64 px; `full` shows every control. Default: compact.
 * @attr {string} skip-seconds - Seconds that the buttons and keys skip. Default: 15.
 * @attr {string} controls - Controls to show, or with a minus sign, to hide.
 * @attr {string} playlist - URL of a playlist (JSON) or a podcast feed.
 * @attr {boolean} no-autoadvance - The next story of the playlist does not start automatically.
 * @attr {boolean} persist - Stores position and speed in the browser.
 * @attr {string} token - Access token from the publisher's sign-in, for a locked story.
 * @attr {boolean} no-exclusive - Other audio and video of the page may play at the same time.
 * @attr {boolean} no-analytics - Disables listening statistics.
 * @attr {boolean} read-along - The page is the article: its keys control the player, a click on a word plays from there, and the page scrolls along.
 * @attr {boolean} no-shortcuts - With `read-along`: the keys work only while the player has the focus.
 * @attr {string} lang - Language of the player, BCP 47; default: the page's, then the browser's.
 *
 * @fires {CustomEvent<{ readonly duration: number }>} earshot-ready - The story was loaded.
 * @fires {CustomEvent<object>} play - Playback starts.
 * @fires {CustomEvent<object>} pause - Playback pauses.
 * @fires {CustomEvent<{ readonly currentTime: number; readonly duration: number }>} timeupdate - Several times a second during playback.
 * @fires {CustomEvent<Segment>} earshot-segmentchange - The current sentence changes.
 * @fires {CustomEvent<{ readonly percent: number }>} earshot-decile - Each tenth of the story is reached, once.
 * @fires {CustomEvent<object>} ended - The story ends.
 * @fires {AdBreakEvent} earshot-adbreak - A pause before the story or between two paragraphs is offered to the page.
 * @fires {CustomEvent<Locked>} earshot-locked - Only a preview is available to this listener; set `token` to continue.
 * @fires {CustomEvent<{ readonly url: string }>} earshot-share - A link to the current position is shared.
 * @fires {CustomEvent<object>} earshot-sleep - The sleep timer ends playback.
 * @fires {CustomEvent<{ readonly index: number; readonly title: string }>} earshot-storychange - The playlist moves to another story.
 * @fires {CustomEvent<{ readonly message: string }>} error - Playback failed; `message` is shown to the listener.
 *
 * @slot - An `<audio>` that works without the script and becomes part of the player.
 * @slot playlist - Links to the stories of a playlist.
 * @slot locked - Shown at the end of a preview.
 *
 * @csspart bar - The whole bar; `mini` too while it floats.
 * @csspart mini - The bar while it floats.
 * @csspart button - Every button.
 * @csspart play - Play and pause.
 * @csspart previous - Previous sentence.
 * @csspart back - Back 15 seconds.
 * @csspart forward - Forward 15 seconds.
 * @csspart next - Next sentence.
 * @csspart speed - The playback rate.
 * @csspart chapters - The chapters.
 * @csspart mute - Mute.
 * @csspart volume - The volume.
 * @csspart transcript-button - Opens the transcript.
 * @csspart playlist-button - Opens the playlist.
 * @csspart more - Opens the menu.
 * @csspart close - Closes the mini player.
 * @csspart position - The slider of the position.
 * @csspart title - The title.
 * @csspart time - Before playback the length, with "AI voice" unless a person reads the whole story; then position and duration.
 * @csspart status - Messages.
 * @csspart menu - The menu.
 * @csspart sleep - The sleep timer in the menu.
 * @csspart download - A download in the menu.
 * @csspart share - Shares a link, in the menu.
 * @csspart shortcuts-button - Opens the list of keys, in the menu.
 * @csspart link - The link, where it can be neither shared nor copied.
 * @csspart shortcuts - The list of keys.
 * @csspart transcript - The transcript with its button.
 * @csspart text - The text of the transcript.
 * @csspart follow - The button that goes back to the current sentence.
 * @csspart playlist - The playlist.
 *
 * @cssprop --earshot-accent - Accent colour.
 * @cssprop --earshot-on-accent - Text on the accent colour.
 * @cssprop --earshot-background - Background of the bar.
 * @cssprop --earshot-text - Text colour.
 * @cssprop --earshot-font - Font family.
 * @cssprop --earshot-radius - Radius of the corners; default: 12 px.
 * @cssprop --earshot-height - Height of the bar; default: 64 px, or 120 px if `full`.
 * @cssprop --earshot-transcript-height - Largest height of the transcript.
 * @cssprop --earshot-mini-inset - Distance of the mini player from the edges of the window.
 * @cssprop --earshot-word-highlight - Colour of the current word on the page.
 * @cssprop --earshot-on-word-highlight - Text on the current word.
 * @cssprop --earshot-sentence-highlight - Colour of the current sentence on the page.
 */
export class EarshotPlayer extends HTMLElement {
  static observedAttributes = listObservedAttributes();

  /** @type {Player | Starter | undefined} */ #created;
  /** Created late: in its constructor, an element of a page has no attributes yet. */
  get #player() {
    return (this.#created ??= create(this, (player) => (this.#created = player)));
  }

  /** The player once it is loaded. */
  get [INTERNALS]() {
    return "story" in this.#player ? this.#player : null;
  }

  connectedCallback() {
    upgradeProperties(this);
    this.#player.connect();
  }

  disconnectedCallback() {
    this.#player.disconnect();
  }

  /** @param {string} name @param {string | null} before @param {string | null} value */
  attributeChangedCallback(name, before, value) {
    if (before !== value) this.#created?.changeAttribute(name, value);
  }

  /** Seconds. */
  get currentTime() {
    return this.#player.currentTime;
  }

  set currentTime(seconds) {
    this.seek(seconds);
  }

  /** Seconds; 0 if unknown. */
  get duration() {
    return this.#player.duration;
  }

  /** Whether playback is paused. */
  get paused() {
    return this.#player.paused;
  }

  /** Whether playback reached the end. */
  get ended() {
    return this.#player.ended;
  }

  /** 0 to 1. */
  get volume() {
    return this.#player.volume;
  }

  set volume(volume) {
    this.#player.volume = volume;
  }

  /** Whether the audio is muted. */
  get muted() {
    return this.#player.muted;
  }

  set muted(isMuted) {
    this.#player.muted = isMuted;
  }

  /** 0.5 to 3. */
  get playbackRate() {
    return this.#player.playbackRate;
  }

  set playbackRate(rate) {
    this.#player.playbackRate = rate;
  }

  /** Access token from the publisher's sign-in; can be set at any time. */
  get token() {
    return this.#player.token;
  }

  set token(token) {
    this.#player.setToken(token);
  }

  /** Index of the current word, counted from 0; -1 before the first. */
  get currentWord() {
    return this.#player.currentWord;
  }

  /**
   * The current sentence, or null before the first.
   * @returns {Segment | null}
   */
  get currentSegment() {
    return this.#player.currentSegment;
  }

  /**
   * Starts playback; the server records the story first if necessary.
   * @returns {Promise<void>}
   */
  async play() {
    await this.#player.play();
  }

  /** Pauses playback. */
  pause() {
    this.#player.pause();
  }

  /** Starts or pauses playback. */
  toggle() {
    this.#player.toggle();
  }

  /**
   * Seeks to a position in seconds.
   * @param {number} seconds
   */
  seek(seconds) {
    this.#player.defer((player) => player.seek(seconds));
  }

  /**
   * Skips forward, or back if negative.
   * @param {number} seconds
   */
  skip(seconds) {
    this.#player.defer((player) => player.skip(seconds));
  }

  /**
   * Skips sentences forward or back; -1 goes to the start of the current sentence first.
   * @param {number} count
   */
  skipSentence(count) {
    this.#player.defer((player) => player.skipSentence(count));
  }

  /**
   * Seeks to a word of the story, counted from 0.
   * @param {number} word
   */
  seekToWord(word) {
    this.#player.defer((player) => player.seekToWord(word));
  }

  /** Opens or closes the transcript. */
  toggleTranscript() {
    this.#player.defer((player) => player.toggleTranscript());
  }

  /** Plays the next story of the playlist. */
  nextStory() {
    this.#player.defer((player) => player.nextStory());
  }

  /** Plays the previous story. */
  previousStory() {
    this.#player.defer((player) => player.previousStory());
  }

  /**
   * Stops after that many minutes, or at the end of the chapter or story; 0 turns the timer off.
   * @param {number | "chapter" | "story"} when
   */
  setSleepTimer(when) {
    this.#player.defer((player) => player.sleepTimer.set(when));
  }

  /** Shares a link to the current position. */
  async share() {
    await this.#player.defer((player) => player.share());
  }
}

reflectAttributes(EarshotPlayer.prototype);

/**
 * Defines the element. A second copy of the script on a page leaves the first one be.
 * @param {Factory} factory
 */
export function defineElement(factory) {
  if (customElements.get("earshot-player")) return;
  create = factory;
  customElements.define("earshot-player", EarshotPlayer);
}
