// What is done when the sound stops coming: it is asked for again until it comes, and the listener
// is told in one sentence. And what is done when the times do not fit the recording.

/** Milliseconds: between two attempts, at most so long; and without sound before one is made. */
const RETRY = { first: 1500, longest: 20_000, stall: 10_000 };

/** Seconds of sound in hand with which nothing is asked for again yet. */
const IN_HAND = 3;

class Mending {
  /** @param {EarshotPlayer} player */
  constructor(player) {
    this.player = player;
    this.timer = this.stall = this.tries = this.place = 0;
  }

  forget() {
    clearTimeout(this.timer);
    clearTimeout(this.stall);
    this.timer = this.stall = this.tries = this.place = 0;
  }

  /** @param {(target: EventTarget, names: string, act: (event: Event) => void) => void} on */
  watch(on) {
    const { audio } = this.player;
    on(audio, "waiting", () => {
      clearTimeout(this.stall);
      const isLoading = () => !this.player.feed && !audio.paused && audio.readyState < 3;
      this.stall = window.setTimeout(() => isLoading() && this.lose("it stopped coming"), RETRY.stall);
    });
    on(audio, "playing", () => this.found());
    on(window, "online", () => this.timer && this.again());
  }

  /** Whether a recording that was there has gone: then it may come back. */
  get isLost() {
    const { audio, story } = this.player;
    const code = audio.error?.code;
    return code === MediaError.MEDIA_ERR_NETWORK || Boolean(story && code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED);
  }

  /** @param {string} message */
  lose(message) {
    const { player } = this;
    clearTimeout(this.stall);
    if (this.timer) return;
    if (!this.tries) {
      this.place = player.currentTime;
      announce(player, "error", { message });
    }
    const later = Math.min(RETRY.longest, RETRY.first * 2 ** this.tries);
    this.tries += 1;
    this.timer = window.setTimeout(() => this.again(), later);
    if (!this.holds()) player.controls.say(player.labels.offline);
  }

  /** Whether there is still something to hear. */
  holds() {
    const { feed, currentTime } = this.player;
    return Boolean(feed && feed.fed() - currentTime > IN_HAND);
  }

  /** Looks whether the server is there, and goes on. */
  async again() {
    const { player, tries } = this;
    clearTimeout(this.timer);
    const { feed, story } = player;
    const address = feed ? feed.live.address : (story?.audio ?? player.source);
    const options = /** @type {RequestInit} */ ({ method: "HEAD", credentials: "omit", cache: "no-store" });
    const answer = await fetch(address, options).catch(() => null);
    if (tries !== this.tries || story !== player.story) return;
    this.timer = 0;
    if (answer && /404|410/.test(String(answer.status))) this.stop();
    else if (answer?.status === 401) player.access.lapse();
    else if (this.holds() || (feed && !answer?.ok)) this.lose("");
    else if (feed?.source) feed.resume();
    else this.reload();
  }

  /** It will not come back. */
  stop() {
    this.forget();
    this.player.pause();
    this.player.fail("gone", "it is gone");
  }

  reload() {
    const { player } = this;
    player.audio.load();
    player.audio.currentTime = this.place;
    if (player.wants) player.audio.play().catch(() => {}); // its error event tries again
  }

  /** It is heard again. */
  found() {
    clearTimeout(this.stall);
    if (!this.tries) return;
    this.forget();
    this.player.controls.say("");
  }
}

/** Milliseconds by which a recording may differ from what is told of it, and what share at most. */
const FITS = { within: 250, share: 0.03 };

/**
 * Makes the times fit a recording that runs a little slower or faster than its words file says, as
 * a copy from another machine may. One of quite another length is not what the words were timed on:
 * it is played without their light.
 * @param {EarshotPlayer} player
 */
function fitTimes(player) {
  const { story, audio } = player;
  if (!story || player.feed || !Number.isFinite(audio.duration)) return;
  const real = 1000 * audio.duration;
  const off = Math.abs(real - story.length);
  const share = off / (story.length || 1);
  story.stretch(off > FITS.within && share < FITS.share ? real / story.length : 1);
  if (share < FITS.share || off < FITS.within) return;
  story.times.duration = real;
  player.lighting?.clear();
  if (player.lighting) player.lighting.grounds = [];
}
