// A story that is played while it is recorded: keeps an audio element fed, and the times of its
// words true.
//
// The sound in the buffer is one run of segments without a gap. Timings count from where that run
// began, so nothing moves under the listener when a guess about another part turns out wrong.

import { readStreamStart, streamUrl, watchRecording } from "./api.js";
import { listen } from "./dom.js";
import { StreamBuffer } from "./stream-buffer.js";
import { findCurrentIndex } from "./time.js";

/**
 * @import { Timings } from "./time.js"
 */

/**
 * @typedef {{address: string, firsts: number[], durations: number[]}} LiveRecording
 * @typedef {{index: number, duration: number, words: [number, number][]}} NewSegment
 * @typedef {{changed: () => void, trouble: () => void,
 *   ended: (status: string, error: string) => void}} Hooks what is told of the times, of sound that
 *   does not come, and of a story that is made, failed or deleted
 */

const AHEAD_SECONDS = 90;

const SETTLED = 60;

export class LiveStream extends StreamBuffer {
  /**
   * @param {LiveRecording} live
   * @param {HTMLAudioElement} audio
   * @param {Timings} times
   * @param {Hooks} hooks
   */
  constructor(live, audio, times, hooks) {
    super(audio);
    this.live = live;
    this.times = times;
    this.hooks = hooks;
    /** @type {[number, number][][]} ms from the start of its segment, by segment */
    this.words = [];
    this.run = { first: 0, at: 0 };
    /** Seconds: where the run that is asked for begins, or the one in the buffer. */
    this.target = 0;
    this.isAsking = false;
    /** Rises with each run; 0 before the first, -1 once the listener has left. */
    this.turn = 0;
    this.stop = new AbortController();
    this.settling = 0;
    this.isStale = false;
    /** The word that the stream begins with, where the audio element plays it by itself. */
    this.firstWord = 0;
    this.plan();
    listen(this.audio, "timeupdate", () => this.isStale && this.refresh());
    if ("MediaSource" in window && MediaSource.isTypeSupported("audio/mpeg")) this.takeOver();
    this.watch();
  }

  /** Without Media Source the audio element plays the stream from the start by itself. */
  takeOver() {
    this.source = new MediaSource();
    this.source.addEventListener("sourceopen", () => this.open(), { once: true });
    this.audio.src = URL.createObjectURL(this.source);
    listen(this.audio, "play", () => this.turn || this.begin(this.audio.currentTime));
    listen(this.audio, "seeking", () => this.handleSeek());
  }

  open() {
    this.buffer = this.source?.addSourceBuffer("audio/mpeg");
    this.updateDuration();
    if (!this.audio.paused && !this.turn) this.begin(this.audio.currentTime);
  }

  // The plan

  /** When each segment starts: in the run by what was heard, before and behind it by its length. */
  starts() {
    const { durations } = this.live;
    const { first, at } = this.run;
    const starts = durations.map(() => at);
    for (let n = first + 1; n < starts.length; n += 1) {
      starts[n] = (starts[n - 1] ?? 0) + (durations[n - 1] ?? 0);
    }
    for (let n = first - 1; n >= 0; n -= 1) starts[n] = (starts[n + 1] ?? 0) - (durations[n] ?? 0);
    return starts;
  }

  plan() {
    const { firsts, durations } = this.live;
    const starts = this.starts();
    this.words.forEach((spans, segment) => {
      const start = starts[segment] ?? 0;
      spans.forEach(([from, to], n) => this.time((firsts[segment] ?? 0) + n, start + from, start + to));
    });
    starts.forEach((start, n) => {
      if (!this.words[n]) this.guess(n, start, durations[n] ?? 0);
    });
    this.times.duration = (starts.at(-1) ?? 0) + (durations.at(-1) ?? 0);
    this.isStale = false;
  }

  /**
   * @param {number} word
   * @param {number} start
   * @param {number} end
   */
  time(word, start, end) {
    this.times.starts[word] = start;
    this.times.ends[word] = end;
  }

  /**
   * Words share the time of a segment that is not made yet.
   * @param {number} segment
   * @param {number} start
   * @param {number} length
   */
  guess(segment, start, length) {
    const first = this.live.firsts[segment] ?? 0;
    const count = (this.live.firsts[segment + 1] ?? this.times.starts.length) - first;
    for (let n = 0; n < count; n += 1) {
      this.time(first + n, start + (n * length) / count, start + ((n + 1) * length) / count);
    }
  }

  refresh() {
    this.plan();
    this.updateDuration();
    this.hooks.changed();
  }

  /** The browser is told how long the recording will be. */
  updateDuration() {
    const { source, buffer } = this;
    if (source?.readyState !== "open" || !buffer || buffer.updating) return;
    try {
      source.duration = Math.max(this.times.duration / 1000, this.bufferedEnd());
    } catch {
      // Shorter than what is buffered: it is told again with the next change.
    }
  }

  // News from the server

  watch() {
    const { ended } = this.hooks;
    this.news = watchRecording(this.live.address, (segments) => this.learn(segments), ended);
  }

  /** @param {NewSegment[]} segments */
  learn(segments) {
    for (const { index, duration: length, words } of segments) {
      this.live.durations[index] = length;
      this.words[index] = words;
    }
    this.isStale = true;
    if (segments.length > 1 || this.audio.paused) this.refresh();
  }

  /** After a break in the network: asks for the news again, and for the sound from here on. */
  resume() {
    if (this.news?.readyState === EventSource.CLOSED) this.watch();
    return this.begin(this.audio.currentTime);
  }

  /** The listener has left. */
  close() {
    this.turn = -1;
    this.stop.abort();
    this.news?.close();
    clearTimeout(this.settling);
  }

  // Feeding

  /** Asks for the sound of a place that is not in the buffer, once the listener settles on one. */
  handleSeek() {
    const { currentTime, buffered } = this.audio;
    const isKnown = (this.isAsking || !buffered.length) && !this.isAwayFrom(this.target);
    const isHeld = !this.isAsking && this.holds(currentTime);
    if (this.turn < 1 || isKnown || isHeld) return;
    this.turn += 1; // what was asked for before must not take the listener back
    this.isAsking = true;
    this.target = currentTime;
    clearTimeout(this.settling);
    this.settling = window.setTimeout(() => this.begin(currentTime), SETTLED);
  }

  /**
   * A new run, from the word that is heard then.
   * @param {number} seconds
   * @returns {Promise<void>}
   */
  async begin(seconds) {
    const turn = (this.turn += 1);
    this.isAsking = true;
    this.target = seconds;
    clearTimeout(this.settling);
    this.stop.abort();
    this.stop = new AbortController();
    const word = Math.max(0, findCurrentIndex(this.times.starts, Math.round(seconds * 1000)));
    try {
      const answer = await fetch(streamUrl(this.live.address, word), { signal: this.stop.signal });
      if (!answer.ok || !answer.body) throw new Error(`${answer.status}`);
      if (turn !== this.turn) return;
      // Without sound, and in a seek, the time does not move by itself: the listener moved it.
      const isStill = !this.audio.readyState || this.audio.seeking;
      if (isStill && this.isAwayFrom(seconds)) return this.begin(this.audio.currentTime);
      await this.lay(answer, turn);
      await this.feed(answer.body.getReader(), turn);
    } catch (error) {
      if (turn !== this.turn) return;
      this.isAsking = false;
      this.hooks.trouble();
    }
  }

  /**
   * Makes room for a run, and goes to where it begins.
   * @param {Response} answer
   * @param {number} turn
   */
  async lay(answer, turn) {
    const { segment, offset } = readStreamStart(answer);
    await this.idle();
    if (this.audio.buffered.length) await this.remove(0, Infinity);
    if (turn !== this.turn) return;
    if (this.source?.readyState === "open") this.buffer?.abort(); // forgets a frame that broke off
    this.run = { first: 0, at: 0 };
    const start = (this.starts()[segment] ?? 0) + offset;
    this.run = { first: segment, at: start - offset };
    this.plan();
    this.isAsking = false;
    this.target = start / 1000;
    if (this.buffer) this.buffer.timestampOffset = this.target;
    if (Math.abs(this.audio.currentTime - this.target) > 0.02) this.audio.currentTime = this.target;
  }

  /**
   * @param {ReadableStreamDefaultReader<Uint8Array>} reader
   * @param {number} turn
   */
  async feed(reader, turn) {
    for (;;) {
      const { done, value } = await reader.read();
      if (turn !== this.turn) return;
      await this.idle();
      if (done) {
        if (this.source?.readyState === "open") this.source.endOfStream();
        return;
      }
      await this.append(/** @type {Uint8Array<ArrayBuffer>} */ (value));
      this.updateDuration();
      while (this.bufferedEnd() - this.audio.currentTime > AHEAD_SECONDS && turn === this.turn) await this.later();
    }
  }

  async later() {
    await new Promise((done) => setTimeout(done, 500));
  }
}
