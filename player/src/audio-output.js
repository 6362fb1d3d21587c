// Base class of the player: wraps the audio element (volume, mute, rate, deferred seek).

import { seekAudio } from "./dom.js";
import { clamp } from "./time.js";

/** Seconds that a skip moves. */
export const SKIP_SECONDS = 15;

export const SPEEDS = [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/** Seconds: the minimum duration of a recording, and how much may play before a deferred seek. */
export const MOMENT = 0.2;

export class AudioOutput {
  constructor() {
    this.audio = new Audio();
    /** The volume that the listener chose. */
    this.ownVolume = 1;
    /** Factor on the volume, below 1 while the sleep timer fades out. */
    this.fadeLevel = 1;
    /** Position in the story, in seconds, at which the audio element's own time starts. */
    this.offset = 0;
    /** Target of a deferred seek, in seconds. */
    this.pendingSeek = this.lastSeek = 0;
  }

  /** @param {number} seconds */
  seekWhenPossible(seconds) {
    const isNow = this.canSeek();
    this.pendingSeek = this.lastSeek = isNow ? 0 : seconds;
    if (isNow) seekAudio(this.audio, Math.max(0, seconds - this.offset));
  }

  /** Performs the deferred seek. */
  seekPending() {
    if (!this.pendingSeek || !this.canSeek()) return;
    this.audio.currentTime = Math.max(0, this.pendingSeek - this.offset);
    this.pendingSeek = 0;
  }

  /**
   * WebKitGTK ignores a seek before there is data, and ends playback if the duration is unknown. A
   * Media Source buffer needs the position at once.
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

  /** Seconds; 0 while it is unknown, as that of a stream. */
  get duration() {
    const { duration } = this.audio;
    return Number.isFinite(duration) ? duration : 0;
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

/**
 * Takes over the audio element that the page contains for browsers without the script.
 * @param {AudioOutput & {element: Element}} player
 */
export function adoptAudio(player) {
  const slotted = player.element.querySelector("audio");
  if (!slotted || slotted === player.audio) return false;
  const { source } = slotted.dataset;
  slotted.dataset.source = source ?? slotted.getAttribute("src") ?? slotted.querySelector("source")?.src ?? "";
  slotted.controls = false;
  player.audio = slotted;
  return true;
}
