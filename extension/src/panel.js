// The side panel: sends the current page to the server and plays it, with the words highlighted on
// the page. `panel.html?tab=ID` reads that tab instead of the current one.

import { Server } from "./server.js";

const api = globalThis.browser ?? globalThis.chrome;
const DEFAULTS = { address: "http://127.0.0.1:8008", key: "", speed: "1" };
const find = (id) => document.getElementById(id);
const audio = find("audio");

let current = { tab: 0, abort: new AbortController() };

async function findTab() {
  const wanted = Number(new URLSearchParams(location.search).get("tab"));
  if (wanted) return wanted;
  const [tab] = await api.tabs.query({ active: true, currentWindow: true });
  return tab.id;
}

/** The page as the reader sees it, scripts and all: the server decides what is read. */
async function readPage(tab) {
  const [{ result }] = await api.scripting.executeScript({
    target: { tabId: tab },
    func: () => ({ url: location.href, html: document.documentElement.outerHTML }),
  });
  return result;
}

async function listen() {
  stop();
  const abort = new AbortController();
  current = { tab: await findTab(), abort };
  const settings = await api.storage.local.get(DEFAULTS);
  const server = new Server(settings.address, settings.key);
  showStatus("Sending the page…");
  const page = await readPage(current.tab).catch(() => null);
  if (!page) throw new Error("This page cannot be read. Click the button of the extension on the page first.");
  const { id } = await server.send(page);
  showStatus("Recording…");
  const story = await server.finish(id, abort.signal);
  const [timings, recording] = await Promise.all([server.timings(id), server.audio(id)]);
  if (abort.signal.aborted) return;
  find("title").textContent = story.title;
  await highlight(current.tab, timings);
  audio.src = URL.createObjectURL(recording);
  audio.playbackRate = Number(settings.speed);
  showStatus("");
  await audio.play();
}

async function highlight(tab, timings) {
  const target = { tabId: tab };
  await api.scripting.insertCSS({ target, files: ["highlight.css"] });
  await api.scripting.executeScript({ target, files: ["highlight.js"] });
  await api.tabs.sendMessage(tab, { timings });
}

function stop() {
  current.abort.abort();
  audio.pause();
  URL.revokeObjectURL(audio.src);
  audio.removeAttribute("src");
  if (current.tab) send({ close: true });
}

/** The tab may be closed, or show another page. */
function send(message) {
  return api.tabs.sendMessage(current.tab, message).catch(() => {});
}

function follow() {
  if (audio.paused) return;
  send({ ms: Math.round(audio.currentTime * 1000) });
  requestAnimationFrame(follow);
}

function showStatus(text) {
  find("status").textContent = text;
}

async function saveSettings(event) {
  event.preventDefault();
  const address = find("address").value.trim();
  const { protocol, hostname } = new URL(address);
  const origins = [`${protocol}//${hostname}/*`]; // Firefox takes no port in a pattern
  if (!(await api.permissions.request({ origins }))) return showStatus("Without this permission, the extension can’t contact the server.");
  await api.storage.local.set({ address, key: find("key").value.trim() });
  find("settings").open = false;
  showStatus("Saved.");
}

async function start() {
  const settings = await api.storage.local.get(DEFAULTS);
  find("address").value = settings.address;
  find("key").value = settings.key;
  find("speed").value = settings.speed;
}

find("listen").addEventListener("click", () => listen().catch((error) => showStatus(error.message)));
find("form").addEventListener("submit", (event) => saveSettings(event).catch((error) => showStatus(error.message)));
find("speed").addEventListener("change", ({ target }) => {
  audio.playbackRate = Number(target.value);
  api.storage.local.set({ speed: target.value });
});
audio.addEventListener("play", follow);
audio.addEventListener("seeked", () => send({ ms: Math.round(audio.currentTime * 1000) }));
audio.addEventListener("ended", () => send({ close: true }));
start();
