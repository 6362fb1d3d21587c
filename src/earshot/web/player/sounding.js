// What sounds: the facts of an audio element, kept within bounds. The player is one of these.

/** Seconds: no recording is shorter, nor is more heard before the listener's place is gone to. */
const MOMENT = 0.2;

class Sounding extends HTMLElement {
  constructor() {
    super();
    this.audio = new Audio();
    /** The volume as the listener set it. */
    this.loudness = 1;
    /** The share of it that is heard: less than 1 while a sleep timer fades the story out. */
    this.share = 1;
    /** Seconds: a place that is gone to as soon as there is sound. */
    this.wish = this.start = 0;
  }

  /** @param {number} seconds */
  go(seconds) {
    const isNow = this.canGo();
    this.wish = this.start = isNow ? 0 : seconds;
    if (isNow) setPlace(this.audio, seconds);
  }

  /** To the place that waited until it could be gone to. */
  arrive() {
    if (!this.wish || !this.canGo()) return;
    this.audio.currentTime = this.wish;
    this.wish = 0;
  }

  /**
   * WebKitGTK forgets a place that was set before there is sound, or falls silent there, and takes
   * a recording for over that is sought before its length is known. A buffer that is fed must know
   * the place at once.
   */
  canGo() {
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
    return this.loudness;
  }

  set volume(volume) {
    this.loudness = between(volume, 0, 1);
    this.fade(this.share);
  }

  /** @param {number} share */
  fade(share) {
    this.share = share;
    this.audio.volume = this.loudness * share;
  }

  get muted() {
    return this.audio.muted;
  }

  set muted(isMuted) {
    this.audio.muted = isMuted;
  }

  /** @param {number} by */
  louder(by) {
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
    const kept = between(speed || 1, SPEEDS[0] ?? 0.5, SPEEDS.at(-1) ?? 3);
    this.audio.defaultPlaybackRate = kept;
    this.audio.playbackRate = kept;
  }

  /** @param {number} by steps */
  faster(by) {
    this.playbackRate = stepped(SPEEDS, this.playbackRate, by);
  }
}
