// The iframe's side of the player.js protocol, version 0.0.11: JSON over postMessage
// (https://github.com/embedly/player.js/blob/master/SPEC.rst).

/**
 * @import { EarshotPlayer } from "./earshot-player.js"
 */

const PROTOCOL = { context: "player.js", version: "0.0.11" };

const EVENTS = ["ready", "progress", "timeupdate", "play", "pause", "ended", "seeked", "error"];

/** @type {Record<string, (player: EarshotPlayer, value: any, audio: HTMLAudioElement) => unknown>} */
const METHODS = {
  play: (player) => player.play(),
  pause: (player) => player.pause(),
  getPaused: (player) => player.paused,
  mute: (player) => void (player.muted = true),
  unmute: (player) => void (player.muted = false),
  getMuted: (player) => player.muted,
  setVolume: (player, value) => void (player.volume = Number(value) / 100),
  getVolume: (player) => Math.round(player.volume * 100),
  getDuration: (player) => player.duration,
  setCurrentTime: (player, value) => player.seek(Number(value) || 0),
  getCurrentTime: (player) => player.currentTime,
  setLoop: (_, value, audio) => void (audio.loop = Boolean(value)),
  getLoop: (_, __, audio) => audio.loop,
};

export class PlayerJs {
  /**
   * @param {EarshotPlayer} player
   * @param {HTMLAudioElement} audio that it contains
   */
  constructor(player, audio) {
    this.player = player;
    this.audio = audio;
    /** @type {{event: string, listener: string | undefined, source: Window}[]} */
    this.listeners = [];
    window.addEventListener("message", (message) => this.receive(message));
    for (const name of ["play", "pause", "ended", "error", "timeupdate"]) {
      player.addEventListener(name, () => this.notify(name));
    }
    audio.addEventListener("seeked", () => this.notify("seeked"));
    audio.addEventListener("progress", () => this.notify("progress"));
    const methods = [...Object.keys(METHODS), "addEventListener", "removeEventListener"];
    this.ready = { src: location.href, events: EVENTS, methods };
    if (parent !== window) this.send(parent, { event: "ready", value: this.ready });
  }

  /**
   * @param {Window} target
   * @param {object} message
   */
  send(target, message) {
    target.postMessage(JSON.stringify({ ...PROTOCOL, ...message }), "*");
  }

  /** @param {MessageEvent} message from any window; unknown methods are ignored */
  receive({ data, source }) {
    const asked = parseMessage(data);
    if (!asked || !source || !("postMessage" in source)) return;
    const target = /** @type {Window} */ (source);
    const { method, value, listener } = asked;
    if (method === "addEventListener") this.add(target, String(value), listener);
    else if (method === "removeEventListener") this.remove(target, String(value), listener);
    else if (Object.hasOwn(METHODS, method)) {
      const answer = METHODS[method]?.(this.player, value, this.audio);
      if (method.startsWith("get")) this.send(target, { event: method, value: answer, listener });
    } else this.send(target, { event: "error", value: { code: 2, msg: `unknown method ${method}` } });
  }

  /**
   * @param {Window} source
   * @param {string} event
   * @param {string | undefined} listener
   */
  add(source, event, listener) {
    if (!EVENTS.includes(event) || this.listeners.length > 1000) return;
    if (event === "ready") this.send(source, { event, value: this.ready, listener });
    else this.listeners.push({ event, listener, source });
  }

  /**
   * @param {Window} source
   * @param {string} event
   * @param {string | undefined} listener
   */
  remove(source, event, listener) {
    this.listeners = this.listeners.filter(
      (each) => each.source !== source || each.event !== event || (listener && each.listener !== listener),
    );
  }

  /** @param {string} event */
  notify(event) {
    for (const { listener, source } of this.listeners.filter((each) => each.event === event)) {
      this.send(source, { event, value: this.value(event), listener });
    }
  }

  /** @param {string} event */
  value(event) {
    const { currentTime: seconds, duration, shadowRoot } = this.player;
    const { buffered } = this.audio;
    const held = buffered.length ? buffered.end(buffered.length - 1) : 0;
    if (event === "timeupdate") return { seconds, duration };
    if (event === "progress") return { seconds: held, duration, percent: duration && Math.min(1, held / duration) };
    return event === "error" ? { code: -1, msg: shadowRoot?.querySelector("[part=status]")?.textContent } : undefined;
  }
}

/** @param {unknown} text */
function parseMessage(text) {
  try {
    const value = typeof text === "string" ? JSON.parse(text) : text;
    return value?.context === PROTOCOL.context && typeof value.method === "string" ? value : null;
  } catch {
    return null;
  }
}
