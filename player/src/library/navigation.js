// Links and forms of the library change the page without a reload, so playback continues.

import { finishActions } from "./actions.js";
import { fetchPage } from "./page-fetch.js";
import { mergeStoryChange } from "./page-merge.js";
import { focusPage, showPage } from "./page-view.js";
import { readPosition, restorePosition } from "./scroll-position.js";
import { showMessage } from "./toasts.js";

/** Milliseconds of scrolling after which its position is saved. */
const SCROLL_PAUSE = 150;

/** The server answers these with files, or with pages that have scripts of their own. */
const OUTSIDE = /^(\/v1\/|\/s\/[^/]+\/edit$|\/playground|\/login|\/logout)|\.(opml|csv|xml|png)$/;

/** @typedef {import("./scroll-position.js").ScrollPosition} ScrollPosition */

/** @type {ScrollPosition} */
const TOP = { scroll: 0 };

/**
 * @typedef {(page: Document, address: URL) => void} PageListener called before a page is shown
 * @typedef {{story: string, next: string}} StoryCard the story, and the id of the next card
 * @typedef {object} OpenOptions
 * @property {FormData | URLSearchParams} [body] of a form that is sent
 * @property {ScrollPosition} [position] of a page to which the reader goes back
 * @property {boolean} [isQuiet] without the reader's request: focus and position stay
 */

export class Navigation {
  /**
   * @param {string} root path of the library on its server
   * @param {PageListener} shown called after a page is shown
   */
  constructor(root, shown) {
    this.root = root;
    this.shown = shown;
    /** The page that is shown. */
    this.address = withoutHash(location.href);
    /** Aborts the request for a page that is no longer wanted. */
    this.request = new AbortController();
    /** Aborts a quiet request, which a later change of the page makes outdated. */
    this.refresh = new AbortController();
    this.timer = 0;
    /** @type {ScrollPosition | null} the position to which a list is being loaded */
    this.restored = null;
  }

  connect() {
    history.scrollRestoration = "manual";
    document.addEventListener("click", (event) => this.followLink(event));
    document.addEventListener("submit", (event) => this.sendForm(event));
    window.addEventListener("popstate", (event) => this.goBack(event));
    window.addEventListener("scroll", () => this.savePosition(), { passive: true });
    if (history.state) this.restorePosition(history.state);
  }

  /** @param {URL} address */
  isInside({ origin, pathname }) {
    if (origin !== location.origin || !`${pathname}/`.startsWith(`${this.root}/`)) return false;
    return !OUTSIDE.test(pathname.slice(this.root.length));
  }

  /** @param {MouseEvent} event */
  followLink(event) {
    const isPlain = !event.defaultPrevented && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!isPlain || !(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
    const address = new URL(link.href);
    const isHere = Boolean(address.hash) && withoutHash(address.href) === withoutHash(location.href);
    if (isHere || !this.isInside(address)) return;
    event.preventDefault();
    this.open(address);
  }

  /** @param {SubmitEvent} event */
  sendForm(event) {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
    const address = new URL(form.getAttribute("action") || location.href, location.href);
    if (!this.isInside(address)) return;
    event.preventDefault();
    const data = new FormData(form, submitter);
    if (form.method === "post") {
      this.open(address, { body: form.enctype === "multipart/form-data" ? data : toSearch(data) });
      return;
    }
    address.search = toSearch(data).toString();
    this.open(address);
  }

  /** @param {PopStateEvent} event */
  goBack({ state }) {
    if (withoutHash(location.href) === this.address) return;
    clearTimeout(this.timer); // it would save the position of the page that is left in this entry
    this.open(new URL(location.href), { position: state ?? TOP });
  }

  /**
   * Fetches a page and shows it. A form that is sent is not aborted by the next link.
   * @param {URL} address
   * @param {OpenOptions} [options]
   */
  async open(address, options = {}) {
    this.request.abort();
    const request = (this.request = new AbortController());
    if (options.isQuiet) this.refresh = request;
    await finishActions();
    document.documentElement.classList.add("loading");
    try {
      const { body } = options;
      const answer = await fetchPage(address, { body, signal: body ? undefined : request.signal });
      if (answer.page && !request.signal.aborted) this.show(answer.page, answer.address, options);
      else if (!answer.page) location.assign(answer.address);
    } catch (error) {
      if (!request.signal.aborted) showMessage(String(document.body.dataset.offline));
    }
    if (request === this.request) document.documentElement.classList.remove("loading");
  }

  /**
   * Sends an action of a story in the list, and shows the changes.
   * @param {URL} action
   * @param {URLSearchParams} body
   * @param {StoryCard} card
   */
  async changeStory(action, body, { story, next }) {
    const { address } = this;
    this.refresh.abort();
    const back = new URL(body.get("back") ?? "/", location.origin);
    back.searchParams.delete("page");
    back.searchParams.set("story", story);
    body.set("back", back.pathname + back.search);
    try {
      const answer = await fetchPage(action, { body });
      if (address !== this.address) return;
      if (!answer.page) return location.assign(answer.address);
      this.showChange(answer.page, answer.address, { story, next });
    } catch {
      showMessage(String(document.body.dataset.offline));
    }
  }

  /**
   * @param {Document} page
   * @param {URL} address
   * @param {StoryCard} card
   */
  showChange(page, address, { story, next }) {
    if (!page.getElementById("find")) return this.show(page, address, {});
    mergeStoryChange(page, story, next);
    this.shown(page, new URL(location.href));
    if (!document.querySelector("#list .card")) this.open(new URL(location.href), { isQuiet: true });
    const nearest = document.getElementById(`s-${story}`) ?? document.getElementById(next);
    if (document.activeElement === document.body && nearest) focusInside(nearest);
  }

  /**
   * @param {Document} page
   * @param {URL} address
   * @param {OpenOptions} options
   */
  show(page, address, { position, isQuiet = false }) {
    const isSame = withoutHash(address.href) === this.address;
    const focused = document.activeElement?.closest("#main [id]")?.id ?? "";
    const next = position ?? (isSame || isQuiet ? this.readPosition() : TOP);
    if (!position && !isSame) {
      this.savePosition(0);
      history.pushState(TOP, "", address);
    }
    this.address = withoutHash(address.href);
    showPage(page);
    this.shown(page, address);
    const again = isSame && focused ? document.getElementById(focused) : null;
    if (again) focusInside(again);
    else if (!isQuiet) focusPage();
    this.restorePosition(next);
  }

  readPosition() {
    return this.restored ?? readPosition();
  }

  /** @param {ScrollPosition} position */
  async restorePosition(position) {
    this.restored = position;
    await restorePosition(position);
    if (this.restored === position) this.restored = null;
  }

  /** @param {number} [delay] */
  savePosition(delay = SCROLL_PAUSE) {
    clearTimeout(this.timer);
    const save = () => history.replaceState(this.readPosition(), "");
    if (delay) this.timer = window.setTimeout(save, delay);
    else save();
  }
}

/** @param {HTMLElement} element */
function focusInside(element) {
  const target = element.matches("a, button, input, textarea, select") ? element : (element.querySelector("summary") ?? element.querySelector("a, button"));
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}

/**
 * The fields of a form that have a value.
 * @param {FormData} data
 */
function toSearch(data) {
  const search = new URLSearchParams();
  for (const [name, value] of data) if (typeof value === "string" && value) search.append(name, value);
  return search;
}

/** @param {string} address */
function withoutHash(address) {
  return String(address.split("#")[0]);
}
