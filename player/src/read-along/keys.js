// Keys, and the buttons of lock screens and headsets, for readalong.js, in one module with it.

import { usesKey } from "../keyboard.js";
import { setMediaAction } from "../media-session.js";
import { clamp } from "../time.js";
import { LEAP, audio, changeSpeed, duration, go, leap, readerScrolled, shortcuts, story, toggle } from "./read-along.js";

/** @type {Map<string, () => void>} */
const keys = new Map([
  [" ", toggle],
  ["k", toggle],
  ["j", () => leap(-LEAP)],
  ["l", () => leap(LEAP)],
  ["arrowleft", () => leap(-LEAP)],
  ["arrowright", () => leap(LEAP)],
  ["arrowup", () => changeSpeed(1)],
  ["arrowdown", () => changeSpeed(-1)],
  [">", () => changeSpeed(1)],
  ["<", () => changeSpeed(-1)],
  ["home", () => go(0)],
  ["end", () => go(duration())],
]);

/** @param {KeyboardEvent} event */
export function keyPressed(event) {
  const act = keys.get(event.key.toLowerCase());
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  const shifted = event.shiftKey && !/[<>]/.test(event.key);
  if (/^Page(Up|Down)$/.test(event.key)) readerScrolled();
  if (!act || modified || shifted || !shortcuts.checked || usesKey(event.target, event.key)) return;
  event.preventDefault();
  if (!event.repeat || act !== toggle) act();
}

export function connectMediaSession() {
  if (!("mediaSession" in navigator)) return;
  const { title, artist, album, picture } = story.dataset;
  const artwork = picture ? [{ src: picture, sizes: "192x192", type: "image/png" }] : [];
  navigator.mediaSession.metadata = new MediaMetadata({ title, artist, album, artwork });
  /** @type {[MediaSessionAction, MediaSessionActionHandler][]} */
  const handlers = [
    ["play", () => audio.paused && toggle()],
    ["pause", () => audio.pause()],
    ["seekbackward", ({ seekOffset }) => leap(-(seekOffset || LEAP))],
    ["seekforward", ({ seekOffset }) => leap(seekOffset || LEAP)],
    ["seekto", ({ seekTime }) => go(seekTime ?? audio.currentTime)],
  ];
  for (const [action, handler] of handlers) setMediaAction(action, handler);
}

export function tellLockScreen() {
  const { currentTime, playbackRate } = audio;
  const position = clamp(currentTime, 0, duration());
  navigator.mediaSession?.setPositionState({ duration: duration(), position, playbackRate });
}
