// The page of the stories that this browser keeps.

import { CAN_KEEP } from "./offline-caches.js";
import { isQueueKept, keepQueue, listDownloads, removeDownload, setQueueKept } from "./downloads.js";
import { showMessage } from "./toasts.js";

/** @import { Download } from "./downloads.js" */

/** @param {string} id */
const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {number} bytes */
function formatSize(bytes) {
  const isLarge = bytes >= 1e9;
  const unit = isLarge ? "gigabyte" : "megabyte";
  const language = document.documentElement.lang;
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(bytes / (isLarge ? 1e9 : 1e6));
}

/** @param {number} milliseconds */
function formatMinutes(milliseconds) {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "minute" }).format(minutes);
}

/**
 * Fills a placeholder of an attribute.
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 */
function fillAttribute(element, name, value) {
  element.setAttribute(name, (element.getAttribute(name) ?? "").replace("{title}", value));
}

/**
 * @param {string} root
 * @param {Download} download
 */
function createRow(root, { story, title, site, duration, size }) {
  const template = /** @type {HTMLTemplateElement} */ (find("download-row"));
  const row = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
  const at = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (row.querySelector(selector));
  row.dataset.story = story;
  at(".cover").setAttribute("src", `${root}/s/${story}/cover`);
  at(".from bdi").textContent = site;
  at("h2 bdi").textContent = title;
  at("h2 a").setAttribute("href", `${root}/s/${story}`);
  at(".state").textContent = `${formatMinutes(duration)} · ${formatSize(size)}`;
  at(".play").setAttribute("href", `${root}/s/${story}?play`);
  for (const selector of [".play", ".quiet"]) fillAttribute(at(selector), "aria-label", title);
  at(".quiet").addEventListener("click", async () => {
    await removeDownload(story);
    row.remove();
    showMessage(document.body.dataset.removed ?? "");
    await showStorage();
  });
  return row;
}

async function showStorage() {
  const isEmpty = !find("downloaded").childElementCount;
  find("nothing-downloaded").hidden = !isEmpty;
  find("storage").hidden = isEmpty;
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const text = find("storage-text");
  text.textContent = (text.dataset.text ?? "").replace("{used}", formatSize(usage)).replace("{quota}", formatSize(quota));
  const bar = /** @type {HTMLProgressElement} */ (find("storage").querySelector("progress"));
  bar.value = quota ? (100 * usage) / quota : 0;
}

/** @param {string} root */
async function fillList(root) {
  const rows = (await listDownloads(root)).map((download) => createRow(root, download));
  find("downloaded").replaceChildren(...rows);
  await showStorage();
}

/** @param {string} root */
async function removeAll(root) {
  await setQueueKept(false);
  for (const { story } of await listDownloads(root)) await removeDownload(story);
  /** @type {HTMLInputElement} */ (find("keep-queue")).checked = false;
  await fillList(root);
}

/**
 * Fills the page of downloads, if that is the page that is shown.
 * @param {string} root
 */
export async function showDownloads(root) {
  const page = find("downloads");
  if (!page) return;
  find("not-stored").hidden = location.pathname === `${root}/downloads`;
  find("no-downloads").hidden = CAN_KEEP;
  if (!CAN_KEEP) return;
  const choice = /** @type {HTMLInputElement} */ (find("keep-queue"));
  choice.checked = await isQueueKept();
  if (!page.isConnected) return;
  page.hidden = false; // not earlier: a choice before would be lost
  choice.addEventListener("change", async () => {
    await setQueueKept(choice.checked);
    await keepQueue(root).catch(() => showMessage(document.body.dataset.downloadFailed ?? ""));
    await fillList(root);
  });
  find("remove-downloads").addEventListener("click", () => removeAll(root));
  await fillList(root);
}
