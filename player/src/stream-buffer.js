// The Media Source buffer of an audio element.

export class StreamBuffer {
  /** @param {HTMLAudioElement} audio */
  constructor(audio) {
    this.audio = audio;
    /** @type {MediaSource | undefined} */
    this.source = undefined;
    /** @type {SourceBuffer | undefined} */
    this.buffer = undefined;
  }

  /** End of the buffered run, in seconds. */
  bufferedEnd() {
    const { buffered } = this.audio;
    return buffered.length ? buffered.end(buffered.length - 1) : 0;
  }

  /** @param {number} seconds */
  holds(seconds) {
    const { buffered } = this.audio;
    for (let n = 0; n < buffered.length; n += 1) {
      if (seconds >= buffered.start(n) - 0.1 && seconds < buffered.end(n)) return true;
    }
    return false;
  }

  /** @param {number} seconds */
  isAwayFrom(seconds) {
    return Math.abs(this.audio.currentTime - seconds) > 0.05;
  }

  /** @param {Uint8Array<ArrayBuffer>} sound */
  async append(sound) {
    try {
      this.buffer?.appendBuffer(sound);
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "QuotaExceededError") throw error;
      await this.remove(0, Math.max(0.1, this.audio.currentTime - 10));
      this.buffer?.appendBuffer(sound);
    }
    await this.idle();
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  async remove(from, to) {
    this.buffer?.remove(from, to);
    await this.idle();
  }

  /** Waits until the buffer is not updating. */
  async idle() {
    const { buffer } = this;
    if (!buffer?.updating) return;
    await new Promise((done) => buffer.addEventListener("updateend", done, { once: true }));
  }
}
