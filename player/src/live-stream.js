// Plays a story while it is recorded: feeds an audio element, and updates the times of the words.
//
// The audio in the buffer is one run of segments without a gap. Times are relative to the start of
// the run, so a wrong estimate for another part never moves the current position.

import { readStreamStart, streamUrl, watchRecording } from "./stream-api.js";
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
 *   ended: (status: string, error: string) => void}} Hooks called when times change,
 *   when loading fails, and when the recording is done, failed or deleted
 */

const AHEAD_SECONDS = 90;

const SEEK_DELAY_MS = 60;

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
    /** @type {[number, number][][]} ms relative to the segment, by segment */
    this.words = [];
    this.run = { first: 0, at: 0 };
    /** Seconds: start of the run that is loading, or of the run in the buffer. */
    this.target = 0;
    this.isLoading = false;
    /** Increases with each run; 0 before the first, -1 after `close`. */
    this.turn = 0;
    this.stop = new AbortController();
    this.settling = 0;
    this.isStale = false;
    /** First word of the stream, if the audio element plays it without Media Source. */
    this.firstWord = 0;
    /** Whether the finished file is played instead. */
    this.isReplaced = false;
    this.plan();
    listen(this.audio, "timeupdate", () => this.isStale && this.refresh());
    this.watch();
  }

  /**
   * Plays through Media Source from now on. Returns false if the browser has none for MP3: then the
   * audio element plays the stream by itself.
   */
  attach() {
    const Source = getMediaSource();
    if (!Source?.isTypeSupported("audio/mpeg")) return false;
    this.source = new Source();
    this.audio.disableRemotePlayback = true; // or Safari opens no source of its own kind
    this.source.addEventListener("sourceopen", () => this.open(), { once: true });
    this.audio.src = URL.createObjectURL(this.source);
    listen(this.audio, "play", () => this.turn || this.begin(this.audio.currentTime));
    listen(this.audio, "seeking", () => this.handleSeek());
    return true;
  }

  /** @param {number} word that the stream begins with */
  urlFrom(word) {
    return streamUrl(this.live.address, word);
  }

  open() {
    this.buffer = this.source?.addSourceBuffer("audio/mpeg");
    this.updateDuration();
    if (!this.audio.paused && !this.turn) this.begin(this.audio.currentTime);
  }

  // Times

  /**
   * Start of each segment: measured in the run, estimated from the durations before and after it.
   */
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
      if (!this.words[n]) this.estimate(n, start, durations[n] ?? 0);
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
   * The words share the estimated time of a segment that is not recorded yet.
   * @param {number} segment
   * @param {number} start
   * @param {number} length
   */
  estimate(segment, start, length) {
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

  /** Tells the browser how long the recording will be. */
  updateDuration() {
    const { source, buffer } = this;
    if (source?.readyState !== "open" || !buffer || buffer.updating) return;
    try {
      source.duration = Math.max(this.times.duration / 1000, this.bufferedEnd());
    } catch {
      // It is shorter than the buffer. The next change sets it again.
    }
  }

  // Server events

  watch() {
    const { ended } = this.hooks;
    this.events = watchRecording(this.live.address, (segments) => this.addSegments(segments), ended);
  }

  /** @param {NewSegment[]} segments */
  addSegments(segments) {
    for (const { index, duration: length, words } of segments) {
      this.live.durations[index] = length;
      this.words[index] = words;
    }
    this.isStale = true;
    if (segments.length > 1 || this.audio.paused) this.refresh();
  }

  /** After a network failure: reconnects, and loads the audio from here on. */
  resume() {
    if (this.events?.readyState === EventSource.CLOSED) this.watch();
    return this.begin(this.audio.currentTime);
  }

  close() {
    this.turn = -1;
    this.stop.abort();
    this.events?.close();
    clearTimeout(this.settling);
  }

  // Audio data

  /** Loads the audio of a position outside the buffer, once the listener stays at one. */
  handleSeek() {
    const { currentTime, buffered } = this.audio;
    const isKnown = (this.isLoading || !buffered.length) && !this.isAwayFrom(this.target);
    const isBuffered = !this.isLoading && this.holds(currentTime);
    if (this.turn < 1 || isKnown || isBuffered) return;
    this.turn += 1; // cancels an earlier request
    this.isLoading = true;
    this.target = currentTime;
    clearTimeout(this.settling);
    this.settling = window.setTimeout(() => this.begin(currentTime), SEEK_DELAY_MS);
  }

  /**
   * Starts a new run with the word at that time.
   * @param {number} seconds
   * @returns {Promise<void>}
   */
  async begin(seconds) {
    const turn = (this.turn += 1);
    this.isLoading = true;
    this.target = seconds;
    clearTimeout(this.settling);
    this.stop.abort();
    this.stop = new AbortController();
    const word = Math.max(0, findCurrentIndex(this.times.starts, Math.round(seconds * 1000)));
    try {
      const answer = await fetch(this.urlFrom(word), { signal: this.stop.signal });
      if (!answer.ok || !answer.body) throw new Error(`${answer.status}`);
      if (turn !== this.turn) return;
      // Without data, and during a seek, only the listener changes the position.
      const isStill = !this.audio.readyState || this.audio.seeking;
      if (isStill && this.isAwayFrom(seconds)) return this.begin(this.audio.currentTime);
      await this.startRun(answer, turn);
      await this.feed(answer.body.getReader(), turn);
    } catch (error) {
      if (turn !== this.turn) return;
      this.isLoading = false;
      this.hooks.trouble();
    }
  }

  /**
   * Clears the buffer for a run, and seeks to its start.
   * @param {Response} answer
   * @param {number} turn
   */
  async startRun(answer, turn) {
    const { segment, offset } = readStreamStart(answer);
    await this.idle();
    if (this.audio.buffered.length) await this.remove(0, Infinity);
    if (turn !== this.turn) return;
    if (this.source?.readyState === "open") this.buffer?.abort(); // drops an incomplete frame
    this.run = { first: 0, at: 0 };
    const start = (this.starts()[segment] ?? 0) + offset;
    this.run = { first: segment, at: start - offset };
    this.plan();
    this.isLoading = false;
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
      while (this.bufferedEnd() - this.audio.currentTime > AHEAD_SECONDS && turn === this.turn) await this.wait();
    }
  }

  async wait() {
    await new Promise((done) => setTimeout(done, 500));
  }
}

/** Media Source, or what Safari on iPhones has instead. */
function getMediaSource() {
  const { ManagedMediaSource } = /** @type {{ManagedMediaSource?: typeof MediaSource}} */ (window);
  return ManagedMediaSource ?? /** @type {{MediaSource?: typeof MediaSource}} */ (window).MediaSource;
}
