import { skipSentence } from "./sentence-skip.js";
import { toggleTranscript } from "./transcript.js";

import { SPEEDS } from "./audio-output.js";
import { chooseSpeed } from "./position.js";
import { stepSpeed } from "./time.js";


/**
 * @import { Player } from "./player.js"
 */

/**
 * Whether the focused control uses the key itself.
 * @param {EventTarget | null} control
 * @param {string} key as `KeyboardEvent.key`
 */
export function usesKey(control, key) {
  if (!(control instanceof Element)) return false;
  if (control.matches("[part=position]")) return /^(Home|End|Page)/.test(key); // an arrow key would move it by 0.1 s
  if (control.matches("input[type=range]")) return /^(Arrow|Home|End|Page)/.test(key);
  if (control.matches("button, summary, input[type=checkbox]")) return key === " ";
  return control.matches("input, select, textarea, audio, [contenteditable]");
}

// The keyboard shortcuts of media-chrome, while the player has the focus.

/** @type {Record<string, (player: Player) => unknown>} */
const KEYS = {
  " ": (player) => player.toggle(),
  k: (player) => player.toggle(),
  j: (player) => player.skip(-player.skipSeconds),
  l: (player) => player.skip(player.skipSeconds),
  arrowleft: (player) => player.skip(-player.skipSeconds),
  arrowright: (player) => player.skip(player.skipSeconds),
  arrowup: (player) => player.changeVolume(0.1),
  arrowdown: (player) => player.changeVolume(-0.1),
  ",": (player) => skipSentence(player, -1),
  ".": (player) => skipSentence(player, 1),
  "<": (player) => chooseSpeed(player, stepSpeed(SPEEDS, player.playbackRate, -1)),
  ">": (player) => chooseSpeed(player, stepSpeed(SPEEDS, player.playbackRate, 1)),
  m: (player) => player.toggleMuted(),
  c: (player) => toggleTranscript(player),
  n: (player) => player.playlist?.move(1),
  p: (player) => player.playlist?.move(-1),
  "?": (player) => showShortcuts(player),
  escape: (player) => player.miniPlayer.close(),
  home: (player) => player.seek(0),
  end: (player) => player.seek(player.duration),
};

/**
 * @param {Player} player
 * @param {KeyboardEvent} event
 */
export function handleKey(player, event) {
  const act = KEYS[event.key.toLowerCase()];
  const isShifted = event.shiftKey && !/[<>?]/.test(event.key);
  const modified = event.ctrlKey || event.altKey || event.metaKey || isShifted;
  const [target = null] = event.composedPath();
  const isScrolling = target instanceof Element && target.matches("[part=text]");
  if (event.key === "Escape" && !player.miniPlayer.isFloating) return;
  if (!act || modified || event.defaultPrevented || usesKey(target, event.key)) return;
  if (isScrolling && /^(Arrow|Home|End| )/.test(event.key)) return;
  event.preventDefault();
  act(player);
}

/** @param {Player} player */
export async function showShortcuts(player) {
  const wrapper = player.controls.dock.parentElement;
  const { createShortcuts } = await import("./shortcuts.js");
  player.controls.menu.open(false);
  const shown = wrapper?.querySelector("dialog") ?? createShortcuts(player.element, player.labels);
  wrapper?.append(shown);
  if (!shown.open) shown.showModal();
}
