// What is done when the sound stops coming: it is asked for again until it comes, and the listener
// is told in one sentence. And what is done when the times do not fit the recording.

import { dispatch } from "./events.js";
import { MOMENT } from "./audio-output.js";

/**
 * @import { Player } from "./player.js"
 */

/** Milliseconds: to the first attempt, between two at most, and without sound until one looks. */
const RETRY = { first: 1500, longest: 6000, stall: 3000 };

/** A recording that stands still while its server answers is asked for anew after so many looks. */
const PATIENCE = 4;

/** Seconds of sound in hand with which nothing is asked for again yet. */
const IN_HAND = 3;

export class Recovery {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.timer = this.stall = this.tries = this.place = this.stalls = 0;
  }

  reset() {
    clearTimeout(this.timer);
    clearTimeout(this.stall);
    this.timer = this.stall = this.tries = this.place = this.stalls = 0;
  }

  /** @param {(target: EventTarget, names: string, act: (event: Event) => void) => void} listen */
  watch(listen) {
    const { audio } = this.player;
    listen(audio, "waiting", () => this.wait());
    listen(audio, "playing", () => this.markPlaying());
    listen(window, "online", () => {
      const { story, isWanted: wants, paused } = this.player;
      if (this.timer) this.again();
      else if (wants && paused && !story) this.player.play();
    });
  }

  /** Whether a recording that was there has gone: then it may come back. */
  get isLost() {
    const { audio, story } = this.player;
    const code = audio.error?.code;
    return code === MediaError.MEDIA_ERR_NETWORK || Boolean(story && code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED);
  }

  /** The sound stands still: browsers ask for it again for half a minute without a word. */
  wait() {
    clearTimeout(this.stall);
    this.stall = window.setTimeout(() => this.look(), RETRY.stall);
  }

  async look() {
    const { audio, stream: feed } = this.player;
    const isLoading = () => !feed && !audio.paused && audio.readyState < 3 && !this.timer;
    if (!isLoading()) return;
    const { isThere } = await this.probe();
    if (!isLoading()) return;
    this.stalls += 1;
    if (!isThere) this.lose("it does not come");
    else if (this.stalls % PATIENCE) this.wait();
    else this.reload();
  }

  /** Whether the sound's server answers, and with what status, where the browser may know that. */
  async probe() {
    const { stream: feed, story, source } = this.player;
    const address = feed ? feed.live.address : (story?.audio ?? source);
    const ask = (/** @type {RequestMode} */ mode) =>
      fetch(address, { method: "HEAD", credentials: "omit", cache: "no-store", mode }).catch(() => null);
    const answer = (await ask("cors")) ?? (await ask("no-cors"));
    return { isThere: answer !== null, status: answer?.status ?? 0 };
  }

  /** @param {string} message */
  lose(message) {
    const { player } = this;
    clearTimeout(this.stall);
    if (this.timer) return;
    if (!this.tries) {
      this.place = player.currentTime;
      dispatch(player, "error", { message });
    }
    const later = Math.min(RETRY.longest, RETRY.first * 2 ** this.tries);
    this.tries += 1;
    this.timer = window.setTimeout(() => this.again(), later);
    if (!this.holds()) player.controls.say(player.labels.offline);
  }

  /** Whether there is still something to hear. */
  holds() {
    const { stream: feed, currentTime } = this.player;
    return Boolean(feed && feed.bufferedEnd() - currentTime > IN_HAND);
  }

  /** Looks whether the server is there, and goes on. */
  async again() {
    const { player, tries } = this;
    clearTimeout(this.timer);
    const { stream: feed, story } = player;
    const { isThere, status } = await this.probe();
    if (tries !== this.tries || story !== player.story) return;
    this.timer = 0;
    if (status === 404 || status === 410) this.stop();
    else if (status === 401) player.paywall.lapse();
    else if (this.holds() || !isThere || status >= 500) this.lose("");
    else if (feed?.source) feed.resume();
    else this.reload();
  }

  /** It will not come back. */
  stop() {
    this.reset();
    this.player.fail("gone", "it is gone");
    if (!this.player.entry) this.player.pause();
  }

  reload() {
    const { audio, isWanted: wants, offset } = this.player;
    const place = audio.currentTime || Math.max(0, this.place - offset);
    audio.load();
    audio.currentTime = place;
    if (wants) audio.play().catch(() => {}); // its error event tries again
  }

  /** Whether it was over as it began, as WebKitGTK may have it: then it is asked for once more. */
  startsOver() {
    const { audio, story, stream: feed, lastSeek: start } = this.player;
    if (!story || feed || this.tries || audio.currentTime > 1 || story.length < 3000) return false;
    this.tries = 1;
    audio.load();
    this.player.seekWhenPossible(start);
    this.player.play();
    return true;
  }

  /** It is heard again. */
  markPlaying() {
    const isMended = this.tries > 0;
    this.reset();
    if (!isMended) return;
    this.player.controls.say("");
  }
}

/** Milliseconds by which a recording may differ from what is told of it, and what share at most. */
const FITS = { within: 250, share: 0.03 };

/**
 * Makes the times fit a recording that runs a little slower or faster than its words file says, as
 * a copy from another machine may. One of quite another length is not what the words were timed on:
 * it is played without their light.
 * @param {Player} player
 */
export function fitTimings(player) {
  const { story, audio } = player;
  if (!story || player.stream || !Number.isFinite(audio.duration) || audio.duration < MOMENT) return;
  const real = 1000 * audio.duration;
  const off = Math.abs(real - story.length);
  const share = off / (story.length || 1);
  story.scaleTimings(off > FITS.within && share < FITS.share ? real / story.length : 1);
  story.fits = off < FITS.within || share < FITS.share;
  if (story.fits) return;
  story.times.duration = real;
  player.highlighter?.clear();
}
