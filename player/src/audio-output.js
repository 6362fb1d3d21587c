// What sounds: the facts of an audio element, kept within bounds. The player is one of these.

import { SPEEDS } from "./controls.js";
import { seekAudio } from "./dom.js";
import { clamp } from "./time.js";

/** Seconds: no recording is shorter, nor is more heard before the listener's place is gone to. */
export const MOMENT = 0.2;

export class AudioOutput {
  constructor() {
    this.audio = new Audio();
    /** The volume as the listener set it. */
    this.ownVolume = 1;
    /** The share of it that is heard: less than 1 while a sleep timer fades the story out. */
    this.fadeLevel = 1;
    /** Seconds of the story that lie before the audio element's own start. */
    this.offset = 0;
    /** Seconds: a place that is gone to as soon as there is sound. */
    this.pendingSeek = this.lastSeek = 0;
  }

  /** @param {number} seconds */
  seekWhenPossible(seconds) {
    const isNow = this.canSeek();
    this.pendingSeek = this.lastSeek = isNow ? 0 : seconds;
    if (isNow) seekAudio(this.audio, Math.max(0, seconds - this.offset));
  }

  /** To the place that waited until it could be gone to. */
  seekPending() {
    if (!this.pendingSeek || !this.canSeek()) return;
    this.audio.currentTime = Math.max(0, this.pendingSeek - this.offset);
    this.pendingSeek = 0;
  }

  /**
   * WebKitGTK forgets a place that was set before there is sound, or falls silent there, and takes
   * a recording for over that is sought before its length is known. A buffer that is fed must know
   * the place at once.
   */
  canSeek() {
    const { src, readyState, duration, currentTime } = this.audio;
    return src.startsWith("blob:") || (readyState > 0 && Math.max(duration, currentTime) >= MOMENT);
  }

  get paused() {
    return this.audio.paused;
  }

  get ended() {
    return this.audio.ended;
  }

  get volume() {
    return this.ownVolume;
  }

  set volume(volume) {
    this.ownVolume = clamp(volume, 0, 1);
    this.fade(this.fadeLevel);
  }

  /** @param {number} share */
  fade(share) {
    this.fadeLevel = share;
    this.audio.volume = this.ownVolume * share;
  }

  get muted() {
    return this.audio.muted;
  }

  set muted(isMuted) {
    this.audio.muted = isMuted;
  }

  /** @param {number} by */
  changeVolume(by) {
    this.volume += by;
    this.muted = false;
  }

  toggleMuted() {
    this.muted = !this.muted;
  }

  get playbackRate() {
    return this.audio.playbackRate;
  }

  set playbackRate(speed) {
    const kept = clamp(speed || 1, SPEEDS[0] ?? 0.5, SPEEDS.at(-1) ?? 3);
    this.audio.defaultPlaybackRate = kept;
    this.audio.playbackRate = kept;
  }
}
