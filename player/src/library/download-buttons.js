// The buttons that download a story, and the marks of downloaded stories.

import { CAN_KEEP, CHOSEN } from "./offline-caches.js";
import { downloadStory, findDownloads, isStorageFull, keepQueue, removeDownload } from "./downloads.js";
import { showDownloads } from "./downloads-page.js";
import { showMessage } from "./toasts.js";

/** @param {HTMLElement} element @param {boolean} isShown */
function show(element, isShown) {
  element.hidden = !isShown;
}

/**
 * Shows which stories of the page, or of a part of it, are downloaded.
 * @param {Document | Element} [part]
 */
export async function showMarks(part = document) {
  if (!CAN_KEEP) return;
  const downloads = await findDownloads();
  for (const each of part.querySelectorAll("[data-download], [data-remove-download], [data-on-device]")) {
    if (!(each instanceof HTMLElement)) continue;
    const { download, removeDownload: kept, onDevice } = each.dataset;
    show(each, download ? !downloads.has(download) : downloads.has(kept ?? onDevice ?? ""));
  }
}

/** @param {unknown} error */
export function reportFailure(error) {
  const { storageFull, downloadFailed } = document.body.dataset;
  showMessage((isStorageFull(error) ? storageFull : downloadFailed) ?? "");
}

/**
 * @param {string} root
 * @param {string} story
 */
async function downloadChosen(root, story) {
  showMessage(document.body.dataset.downloading ?? "");
  try {
    await downloadStory(root, story, CHOSEN);
    showMessage(document.body.dataset.downloaded ?? "");
  } catch (error) {
    reportFailure(error);
  }
}

/**
 * @param {string} root
 * @param {EventTarget | null} target of a click
 */
async function handleClick(root, target) {
  const button = target instanceof Element ? target.closest("[data-download], [data-remove-download]") : null;
  if (!(button instanceof HTMLElement)) return;
  button.closest("details")?.removeAttribute("open");
  const { download, removeDownload: kept } = button.dataset;
  if (download) await downloadChosen(root, download);
  else if (kept) {
    await removeDownload(kept);
    showMessage(document.body.dataset.removed ?? "");
  }
  await showMarks();
}

/** Prepares a page that is shown. @param {string} root */
export async function showDownloadState(root) {
  showDownloads(root);
  if (!CAN_KEEP) return;
  await showMarks();
  await keepQueue(root).then(() => showMarks(), (error) => isStorageFull(error) && reportFailure(error));
}

/** @param {string} root */
export function connectDownloads(root) {
  document.addEventListener("click", ({ target }) => handleClick(root, target));
}
