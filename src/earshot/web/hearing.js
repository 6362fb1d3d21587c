// How much is heard of a story, for the publisher's figures: plays, seconds, tenths, and nothing that
// says whose. A plain script: listening.js uses it on the library's pages, player/ on anyone's.

const TENTHS = 10;

class Hearing {
  constructor() {
    this.isPlay = false;
    this.hasBegun = false;
    this.since = 0;
    this.seconds = 0;
    /** @type {Set<number>} tenths of the story that were heard */
    this.tenths = new Set();
  }

  /** Somebody pressed play; of one story it counts once. */
  begin() {
    this.isPlay ||= !this.hasBegun;
    this.hasBegun = true;
  }

  /**
   * @param {boolean} isHeard whether the sound goes on
   * @param {number} share of the story that lies behind, 0 to 1
   */
  count(isHeard, share) {
    const now = performance.now();
    if (this.since) this.seconds += (now - this.since) / 1000;
    if (this.since || isHeard) this.tenths.add(between(Math.floor(share * TENTHS), 0, TENTHS - 1));
    this.since = isHeard ? now : 0;
  }

  /**
   * Sends what was counted since it was last sent; never for a reader who asks not to be counted.
   * @param {string} address of the story
   */
  tell(address) {
    if (this.seconds < 1) return;
    const figures = { plays: this.isPlay ? 1 : 0, seconds: Math.round(this.seconds), deciles: [...this.tenths] };
    this.isPlay = false;
    this.seconds = 0;
    this.tenths.clear();
    // As text, which a page may send to another site without asking there first.
    if (!wantsPrivacy()) navigator.sendBeacon?.(`${address}/analytics`, JSON.stringify(figures));
  }
}

/** Do Not Track, and Global Privacy Control (https://www.w3.org/TR/gpc/). */
function wantsPrivacy() {
  const { doNotTrack } = navigator;
  return doNotTrack === "1" || Boolean(/** @type {any} */ (navigator).globalPrivacyControl);
}
