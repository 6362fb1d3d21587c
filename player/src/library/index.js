// The library: a single-page app, in which pages change while the player continues. Every page works
// without this script too.

import { showStoryView, watchKeyChoice } from "../story-view.js";
import { connectActions } from "./actions.js";
import { connectAddForm, fitField } from "./add-form.js";
import { refreshCards } from "./cards.js";
import { copyText } from "./clipboard.js";
import { Dock } from "./dock.js";
import { connectDownloads, showDownloadState, showMarks } from "./download-buttons.js";
import { installWorker } from "./installation.js";
import { connectLongList, watchList } from "./long-list.js";
import { connectMenus } from "./menus.js";
import { Navigation } from "./navigation.js";
import { fetchPage } from "./page-fetch.js";
import { connectPasskeys, showPasskeyForms } from "./passkeys.js";
import { forgetOtherAccount, sendPositions } from "./saved-positions.js";
import { loadPlayer } from "./player-script.js";
import { connectQueueOrder } from "./queue-order.js";
import { showMessage } from "./toasts.js";
import { connectVoiceSamples } from "./voice-samples.js";

/** Milliseconds between two looks at a story that is being fetched. */
const WAIT = 1000;

const root = new URL(document.querySelector("[data-root]")?.getAttribute("data-root") || "/", location.href).pathname.replace(/\/$/, "");
forgetOtherAccount();
const dock = new Dock((address) => playNext(address));
const navigation = new Navigation(root, enterPage);

/** Prepares the page that is shown, the first one included. */
function preparePage() {
  fitField();
  watchList();
  showPasskeyForms();
  showStoryView((seconds) => playFrom(seconds));
  watchKeyChoice((isOn) => {
    dock.hasKeys = isOn;
    dock.player?.toggleAttribute("no-shortcuts", !isOn);
  });
  if (document.querySelector("[data-refresh]")) setTimeout(refreshPage, WAIT, location.href);
}

/**
 * @param {Document} page
 * @param {URL} address
 */
function enterPage(page, address) {
  preparePage();
  showDownloadState(root);
  sendPositions();
  dock.enterPage(page.getElementById("dock"), address.searchParams.has("play"));
}

/** Submits a form whose choice needs no button. @param {Event} event */
function submitChoice({ target }) {
  const field = target instanceof Element ? target.closest("#find select, [data-submit]") : null;
  field?.closest("form")?.requestSubmit();
}

/** @param {string} address of the page that waits */
function refreshPage(address) {
  if (location.href === address) navigation.open(new URL(address), { isQuiet: true });
}

/** @param {number} seconds of the page's story */
async function playFrom(seconds) {
  await dock.playOffered();
  dock.player?.seek(seconds);
}

/**
 * Plays a story on the page where the reader is.
 * @param {URL} address of its page
 */
async function playStory(address) {
  const { page } = await fetchPage(address);
  const offered = page?.getElementById("dock") ?? null;
  if (!page || !offered?.querySelector("earshot-player")) return navigation.open(address);
  dock.offered = offered;
  await dock.playOffered();
}

/** @param {string} address of the next story's page */
async function playNext(address) {
  const next = new URL(address, location.href);
  if (!dock.element.matches(".mini")) {
    next.searchParams.set("play", "");
    await navigation.open(next);
  } else await playStory(next);
}

/** @param {MouseEvent} event */
function handlePlayLink(event) {
  const link = event.target instanceof Element ? event.target.closest("a.play, [data-play]") : null;
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const isOurs = link.closest("[data-story]")?.getAttribute("data-story") === dock.story;
  if (isOurs && dock.player) dock.player.toggle();
  else if (link instanceof HTMLAnchorElement) {
    playStory(new URL(link.href)).catch(() => showMessage(String(document.body.dataset.offline)));
  } else dock.playOffered();
}

document.addEventListener("click", handlePlayLink);
document.addEventListener("click", copyText);
document.addEventListener("change", submitChoice);
connectMenus();
connectAddForm();
connectActions(navigation);
connectQueueOrder(navigation);
connectDownloads(root);
connectLongList(showMarks);
connectVoiceSamples();
connectPasskeys();
window.addEventListener("online", sendPositions);
navigation.connect();
refreshCards();
preparePage();
dock.start();
sendPositions();
doWhenIdle(prepareOffline);
if (document.querySelector(".nav")) doWhenIdle(loadPlayer);

/**
 * A busy device is never idle, so this waits three seconds at most.
 * @param {() => unknown} work
 */
function doWhenIdle(work) {
  if ("requestIdleCallback" in window) window.requestIdleCallback(work, { timeout: 3000 });
  else setTimeout(work);
}

async function prepareOffline() {
  await installWorker(root).catch(() => {}); // a private window has no workers: the library is as before
  await showDownloadState(root);
  document.documentElement.dataset.prepared = "yes";
}
