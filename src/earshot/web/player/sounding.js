// What sounds: the facts of an audio element, kept within bounds. The player is one of these.

class Sounding extends HTMLElement {
  constructor() {
    super();
    this.audio = new Audio();
    /** The volume as the listener set it. */
    this.loudness = 1;
    /** The share of it that is heard: less than 1 while a sleep timer fades the story out. */
    this.share = 1;
    /** Seconds: a place that was set before the recording was there. */
    this.wish = 0;
  }

  /** @param {number} seconds */
  go(seconds) {
    this.audio.currentTime = seconds;
    this.wish = this.audio.readyState ? 0 : seconds;
  }

  /** The recording is there; WebKitGTK has forgotten by now where it was to begin. */
  arrive() {
    const { audio, wish } = this;
    this.wish = 0;
    if (wish && Math.abs(audio.currentTime - wish) > 1) audio.currentTime = wish;
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
