// The position in a story that the library saves, and the story after it.

import { loadProgress } from "../api.js";
import { showChapter, showTrouble } from "../story-view.js";
import { fetchPage } from "./page-fetch.js";
import { savePosition } from "./saved-positions.js";

/**
 * @import { EarshotPlayer } from "../earshot-player.js"
 * @import { Progress } from "../api.js"
 * @import { Dock } from "./dock.js"
 */

/** Milliseconds between two saved positions. */
const SAVE_EVERY = 10_000;

export class ListenProgress {
  /** @param {Dock} dock */
  constructor(dock) {
    this.dock = dock;
    /** @type {Progress | null} */
    this.current = null;
    this.savedAt = 0;
    /** The word that the library has. */
    this.savedWord = -1;
    this.isResumed = false;
  }

  /** @param {EarshotPlayer} player */
  connect(player) {
    player.addEventListener("earshot-ready", () => this.resume(player));
    player.addEventListener("error", () => this.dock.element.matches(".mini") || showTrouble());
    player.addEventListener("timeupdate", () => this.showTime(player));
    player.addEventListener("pause", () => this.savePosition());
    player.addEventListener("ended", () => this.finish());
    window.addEventListener("pagehide", () => this.savePosition());
  }

  /** @param {Progress | null} progress of another story */
  change(progress) {
    this.current = progress;
    this.isResumed = false;
    this.savedWord = progress?.position ?? -1;
  }

  /**
   * The position in the library is more recent than that in the browser.
   * @param {EarshotPlayer} player
   */
  resume(player) {
    const { current: progress, isResumed } = this;
    this.isResumed = true;
    if (!isResumed && progress && progress.position > 0 && !location.hash) player.seekToWord(progress.position);
  }

  /** @param {EarshotPlayer} player */
  showTime({ currentTime, duration }) {
    const { element } = this.dock;
    element.style.setProperty("--played", String(currentTime / duration || 0));
    if (!element.matches(".mini")) showChapter(currentTime);
    if (Date.now() - this.savedAt > SAVE_EVERY) this.savePosition();
  }

  /** A player that has not moved saves nothing: another device may have a later position. */
  savePosition() {
    const { player } = this.dock;
    const word = player?.currentWord ?? -1; // also before the story is loaded
    if (word >= 0 && word !== this.savedWord && !player?.ended) this.save(false);
  }

  /** @param {boolean} isFinished */
  async save(isFinished) {
    const { current: progress, dock } = this;
    const word = Math.max(0, dock.player?.currentWord ?? 0);
    this.savedAt = Date.now();
    this.savedWord = word;
    if (progress?.canSave) await savePosition(progress.path, word, isFinished);
  }

  /** The story has ended: it leaves the queue, and the next one plays. */
  async finish() {
    const next = await this.findNext();
    await this.save(true);
    if (next) this.dock.playNext(next);
  }

  /** Plays the next story of the queue now. */
  async advance() {
    this.savePosition();
    const next = await this.findNext();
    if (next) this.dock.playNext(next);
  }

  /** The next story's page: the queue may have changed since this story was opened. */
  async findNext() {
    const { current: progress } = this;
    if (!progress?.canSave) return progress?.next ?? null;
    const found = await fetchPage(new URL(progress.page, location.href)).catch(() => null);
    return found?.page ? (loadProgress(found.page)?.next ?? null) : progress.next;
  }
}
