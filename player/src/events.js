// Connects an <earshot-player> with its audio element, its controls, the page and the listener.

import { activate, isActive, watchOtherMedia } from "./active-player.js";
import { connectAnalytics } from "./analytics.js";
import { isReadAlong, showsControl } from "./attributes.js";
import { dispatch } from "./dispatch.js";
import { startHighlighting } from "./highlighter.js";
import { handleKey, showShortcuts } from "./keyboard.js";
import { connectMediaSession, updateMediaSession } from "./media-session.js";
import { skipSentence } from "./sentence-skip.js";
import { chooseSpeed, getPositionKey, mayPersist, readHashMoment, savePosition, seekToHashMoment } from "./position.js";
import { showReadyParts } from "./progress.js";
import { fitTimings, handleAudioError } from "./recovery.js";
import { shareLink, showDownloads } from "./share.js";
import { readNumber } from "./storage.js";
import { getResumePosition } from "./time.js";
import { toggleTranscript } from "./transcript.js";

/**
 * @import { Player } from "./player.js"
 * @import { Story } from "./story.js"
 */

/** Distance from the viewport at which the player loads its story. */
const NEAR = "800px";

/** Seconds between two saved positions. */
const PLACE_EVERY = 5;

/** Selector of elements that handle clicks themselves. */
const PRESSED =
  'a, button, input, select, textarea, label, summary, audio, video, [contenteditable], [role="button"], earshot-player';

/** @param {Player} player */
export function connectEvents(player) {
  const { audio, controls } = player;
  const { signal } = player.connection;
  /** @type {(target: EventTarget, names: string, act: (event: Event) => void) => void} */
  const listen = (target, names, act) => {
    for (const name of names.split(" ")) target.addEventListener(name, act, { signal });
  };
  listen(audio, "play pause", () => handlePlayState(player));
  listen(audio, "canplay durationchange timeupdate", () => player.seekPending());
  listen(audio, "loadedmetadata durationchange", () => fitTimings(player));
  listen(audio, "timeupdate seeking seeked loadedmetadata durationchange playing", () => player.update());
  listen(audio, "timeupdate", () => handleTimeUpdate(player));
  listen(audio, "progress timeupdate", () => showReadyParts(player));
  listen(audio, "seeking", () => (player.hasStarted = true));
  listen(audio, "ended", () => handleEnded(player));
  listen(audio, "error", () => audio.getAttribute("src") && handleAudioError(player));
  listen(audio, "volumechange", () => {
    if (player.fadeLevel === 1) player.ownVolume = audio.volume;
    controls.showVolume(player.volume, audio.muted);
  });
  listen(audio, "ratechange", () => handleRateChange(player));
  listen(controls.play, "click", () => player.toggle());
  listen(controls.back, "click", () => player.skip(-player.skipSeconds));
  listen(controls.forward, "click", () => player.skip(player.skipSeconds));
  listen(controls.previous, "click", () => skipSentence(player, -1));
  listen(controls.next, "click", () => skipSentence(player, 1));
  listen(controls.mute, "click", () => player.toggleMuted());
  listen(controls.text, "click", () => toggleTranscript(player));
  listen(controls.position, "input", () => player.seek(Number(controls.position.value)));
  listen(controls.volume, "input", () => (player.volume = Number(controls.volume.value)));
  listen(controls.speed, "change", () => chooseSpeed(player, Number(controls.speed.value)));
  listen(controls.chapters, "change", () => player.playFromWord(Number(controls.chapters.value)));
  listen(controls.close, "click", () => player.miniPlayer.close());
  listen(controls.menu.sleep, "change", () => player.sleepTimer.set(controls.menu.sleep.value));
  listen(controls.menu.share, "click", () => shareLink(player));
  listen(controls.menu.shortcuts, "click", () => showShortcuts(player));
  listen(player.element, "keydown", (event) => handleKey(player, /** @type {KeyboardEvent} */ (event)));
  listen(document, "click", (event) => handlePageClick(player, event));
  listen(window, "pagehide", () => savePosition(player));
  connectAnalytics(player, signal);
  listen(window, "hashchange", () => readHashMoment(player) && player.load().then(() => seekToHashMoment(player)));
  player.recovery.watch(listen);
  player.miniPlayer.watch(signal);
  watchOtherMedia(player, signal);
  const speed = Number(player.element.getAttribute("playbackrate")) || (mayPersist(player) && readNumber("earshot:speed"));
  player.playbackRate = speed || audio.playbackRate;
  player.ownVolume = audio.volume;
  controls.showVolume(audio.volume, audio.muted);
  controls.filter((name) => showsControl(player, name));
  player.update();
  if (!audio.paused) handlePlayState(player);
  if (audio.error && audio.getAttribute("src")) handleAudioError(player);
}

/**
 * Applies a loaded story.
 * @param {Player} player
 * @param {Story | null} story
 */
export function applyStory(player, story) {
  if (!story) {
    player.loading = null;
    return false;
  }
  player.story = story;
  player.controls.showStory(story);
  showDownloads(player);
  if (!player.transcript.panel.hidden) player.transcript.fill(story);
  if (story.live) {
    const view = { showReady: () => showReadyParts(player), showDownloads: () => showDownloads(player) };
    story.playback?.startLiveStream(player, story.live, view);
  }
  const { audio } = player;
  const isLost = audio.error; // the first script requested a missing file
  if (!story.live && (isLost || !audio.src)) {
    audio.preload = "none";
    audio.src = story.audio;
    if (isLost && player.isWanted) player.play();
  }
  const place = mayPersist(player) ? getResumePosition(readNumber(getPositionKey(player)), player.duration) : 0;
  if (!player.currentTime) {
    if (readHashMoment(player)) seekToHashMoment(player);
    else if (place) player.seek(place);
  }
  startHighlighting(player);
  fitTimings(player);
  if (!player.entry) player.headline = story.facts.headline ?? "";
  if (!audio.paused) connectMediaSession(player);
  player.playlist?.show();
  showReadyParts(player);
  player.update();
  dispatch(player, "earshot-ready", { duration: player.duration });
  player.paywall.update();
  return true;
}

/** @param {Player} player */
function handlePlayState(player) {
  const { paused } = player;
  player.controls.showPaused(paused && !(player.adBreaks.isWaiting && player.isWanted));
  player.sleepTimer.tick();
  if (!paused) {
    player.isWanted = true;
    activate(player);
    player.hasStarted = true;
    connectMediaSession(player);
  } else savePosition(player);
  updateMediaSession(player);
  dispatch(player, paused ? "pause" : "play");
  player.miniPlayer.update();
  player.shown.second = -1; // the position shows at once, though no sound may have come yet
  player.update();
}

/** @param {Player} player */
function handleEnded(player) {
  if (player.recovery.restart() || player.paywall.end()) return;
  reportDeciles(player, 10);
  savePosition(player);
  player.highlighter?.clear();
  dispatch(player, "ended");
  if (!player.sleepTimer.stopsAtEnd()) player.playlist?.countDown();
  player.miniPlayer.update();
}

/** @param {Player} player */
function handleRateChange(player) {
  player.controls.showSpeed(player.playbackRate);
  updateMediaSession(player);
}

/** @param {Player} player */
function handleTimeUpdate(player) {
  const { currentTime, duration } = player;
  dispatch(player, "timeupdate", { currentTime, duration });
  player.sleepTimer.tick();
  if (player.story?.fits === false) fitTimings(player); // WebKitGTK estimates a duration first
  if (!player.paused && duration && player.paywall.isWhole) reportDeciles(player, Math.floor((10 * currentTime) / duration));
  if (Math.abs(currentTime - player.savedPosition) >= PLACE_EVERY) {
    savePosition(player);
    updateMediaSession(player);
    player.miniPlayer.floating?.place();
  }
}

/**
 * Reports each tenth of the story, once.
 * @param {Player} player
 * @param {number} reached
 */
function reportDeciles(player, reached) {
  if (reached <= player.shown.tenth) return;
  player.shown.tenth = reached;
  dispatch(player, "earshot-decile", { percent: 10 * reached });
}

/**
 * Plays from the sentence that was clicked, once playback has started.
 * @param {Player} player
 * @param {Event} event
 */
function handlePageClick(player, event) {
  const path = event.composedPath();
  const isAlong = isReadAlong(player);
  const isOurs = isAlong || (isActive(player) && player.hasStarted && !player.element.hasAttribute("no-click-seek"));
  if (!path.includes(player.element)) player.controls.menu.open(false);
  if (!isOurs || event.defaultPrevented || path.some((each) => each instanceof Element && each.matches(PRESSED))) return;
  if (getSelection()?.isCollapsed === false) return;
  const word = player.locator?.wordAt(event) ?? null;
  if (word === null || !player.story) return;
  player.playFromWord(isAlong ? word : (player.story.firsts[player.story.sentenceOf(word)] ?? word));
}

/**
 * On a page that shows only the article: the player follows the reader, and the other way round.
 * @param {Player} player
 */
export async function readAlong(player) {
  const { signal } = player.connection;
  const { ReadAlong } = await import("./read-along.js");
  if (!signal.aborted) new ReadAlong(player, (event) => handleKey(player, event)).watch(signal);
}

/**
 * Loads the story when the reader comes near.
 * @param {Player} player
 */
export function loadWhenNear(player) {
  const observer = new IntersectionObserver((seen) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    player.load();
  }, { rootMargin: NEAR });
  observer.observe(player.element);
  player.connection.signal.addEventListener("abort", () => observer.disconnect());
}
