// Recovery from network errors: retries, with a message for the listener. Also adjusts timings that
// do not fit the recording.

import { dispatch } from "./dispatch.js";
import { MOMENT } from "./audio-output.js";

/**
 * @import { Player } from "./player.js"
 */

/**
 * Milliseconds: before the first retry, between two at most, and without data until the first
 * check.
 */
const RETRY = { first: 1500, longest: 6000, stall: 3000 };

/** A stalled recording is reloaded after this many checks, though its server answers. */
const CHECKS_BEFORE_RELOAD = 4;

/** Seconds in the buffer that are enough: no request is repeated yet. */
const MIN_BUFFER_SECONDS = 3;

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
      const { story, isWanted, paused } = this.player;
      if (this.timer) this.retry();
      else if (isWanted && paused && !story) this.player.play();
    });
  }

  /** Whether a recording that could be played has become unavailable. */
  get isLost() {
    const { audio, story } = this.player;
    const code = audio.error?.code;
    return code === MediaError.MEDIA_ERR_NETWORK || (story !== null && code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED);
  }

  /** Playback is stalled. Browsers retry silently for half a minute. */
  wait() {
    clearTimeout(this.stall);
    this.stall = window.setTimeout(() => this.check(), RETRY.stall);
  }

  async check() {
    const { audio, stream } = this.player;
    const isLoading = () => !stream && !audio.paused && audio.readyState < 3 && !this.timer;
    if (!isLoading()) return;
    const { isThere } = await this.probe();
    if (!isLoading()) return;
    this.stalls += 1;
    if (!isThere) this.retryLater("stalled");
    else if (this.stalls % CHECKS_BEFORE_RELOAD) this.wait();
    else this.reload();
  }

  /** Whether the audio server answers, and its status if CORS allows it. */
  async probe() {
    const { stream, story, source } = this.player;
    const address = stream ? stream.live.address : (story?.audio ?? source);
    const ask = (/** @type {RequestMode} */ mode) =>
      fetch(address, { method: "HEAD", credentials: "same-origin", cache: "no-store", mode }).catch(() => null);
    const answer = (await ask("cors")) ?? (await ask("no-cors"));
    return { isThere: answer !== null, status: answer?.status ?? 0 };
  }

  /** @param {string} message */
  retryLater(message) {
    const { player } = this;
    clearTimeout(this.stall);
    if (this.timer) return;
    if (!this.tries) {
      this.place = player.currentTime;
      dispatch(player, "error", { message });
    }
    const later = Math.min(RETRY.longest, RETRY.first * 2 ** this.tries);
    this.tries += 1;
    this.timer = window.setTimeout(() => this.retry(), later);
    if (!this.hasBuffer()) player.controls.showMessage(player.labels.offline);
  }

  /** Whether enough audio is buffered. */
  hasBuffer() {
    const { stream, currentTime } = this.player;
    return stream !== null && stream.bufferedEnd() - currentTime > MIN_BUFFER_SECONDS;
  }

  /** Continues if the server is available again. */
  async retry() {
    const { player, tries } = this;
    clearTimeout(this.timer);
    const { stream, story } = player;
    const { isThere, status } = await this.probe();
    if (tries !== this.tries || story !== player.story) return;
    this.timer = 0;
    if (status === 404 || status === 410) this.stop();
    else if (status === 401) player.paywall.renew();
    else if (this.hasBuffer() || !isThere || status >= 500) this.retryLater("");
    else if (stream?.source) stream.resume();
    else this.reload();
  }

  /** The story is gone for good. */
  stop() {
    this.reset();
    this.player.fail("gone", "deleted");
    if (!this.player.entry) this.player.pause();
  }

  reload() {
    const { audio, isWanted, offset, story } = this.player;
    const place = audio.currentTime || Math.max(0, this.place - offset);
    if (story?.playback?.restartStream(this.player, place + offset)) return;
    audio.load();
    audio.currentTime = place;
    if (isWanted) audio.play().catch(() => {}); // the error event retries
  }

  /** Restarts a recording that ended as it began, a bug of WebKitGTK. */
  restart() {
    const { audio, story, stream, lastSeek: start } = this.player;
    if (!story || stream || this.tries || audio.currentTime > 1 || story.length < 3000) return false;
    this.tries = 1;
    audio.load();
    this.player.seekWhenPossible(start);
    this.player.play();
    return true;
  }

  markPlaying() {
    const hasRecovered = this.tries > 0;
    this.reset();
    if (!hasRecovered) return;
    this.player.controls.showMessage("");
  }
}

/** Tolerated difference from the expected duration: milliseconds, and share. */
const TOLERANCE = { within: 250, share: 0.03 };

/**
 * Scales the times to a recording that is slightly slower or faster than its timings, as a copy
 * from another machine may be. If the duration is quite different, the recording is another one and
 * is played without highlights.
 * @param {Player} player
 */
export function fitTimings(player) {
  const { story, audio } = player;
  if (!story || player.stream || !Number.isFinite(audio.duration) || audio.duration < MOMENT) return;
  const real = 1000 * audio.duration;
  const off = Math.abs(real - story.length);
  const share = off / (story.length || 1);
  story.scaleTimings(off > TOLERANCE.within && share < TOLERANCE.share ? real / story.length : 1);
  story.fits = off < TOLERANCE.within || share < TOLERANCE.share;
  if (story.fits) return;
  story.times.duration = real;
  player.highlighter?.clear();
}

/** Milliseconds without progress after which an audio error is treated as fatal. */
const SURE = 1000;

/** @param {Player} player */
export function handleAudioError(player) {
  const { audio } = player;
  const { currentTime, src } = audio;
  const message = audio.error?.message ?? "";
  if (player.recovery.isLost) return player.recovery.retryLater(message);
  // Firefox reports an error and continues if the machine has no audio device. The listener may
  // have moved back, or chosen another story, since.
  setTimeout(async () => {
    await player.loading; // the story knows what to play
    if (src === audio.src && audio.currentTime === currentTime) player.fail("trouble", message);
  }, SURE);
}
