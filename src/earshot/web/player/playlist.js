// What is heard next: links that the page put inside the player, a list of its own (JSON), or a
// server's podcast feed. The page's own story comes first, or stands where the list has it.

/** What is taken of a list at most. */
const LONGEST_LIST = 200;

/**
 * A story of the list; its addresses are absolute.
 * @typedef {{title: string, words: string, src: string, story: string, url: string,
 *   server: string}} ListEntry
 */

class Playlist {
  /** @param {EarshotPlayer} player */
  constructor(player) {
    this.player = player;
    /** @type {(ListEntry | null)[]} null is the page's own story */
    this.entries = [null];
    this.at = 0;
    this.isRead = false;
    /** Of the page's own story. */
    this.title = "";
    this.list = make("ol");
    this.panel = make("nav", { part: "playlist", "aria-label": player.labels.playlist }, this.list);
    this.button = pictured("playlist-button", player.labels.playlist, icon("list"));
    this.panel.hidden = this.button.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.button.addEventListener("click", () => this.open(Boolean(this.panel.hidden)));
  }

  /** @param {boolean} isOpen */
  open(isOpen) {
    this.panel.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
  }

  /** Reads the list that the page names. A list that cannot be read costs nothing but the list. */
  async load() {
    const { player } = this;
    this.isRead = true;
    const address = player.getAttribute("playlist");
    const links = [...player.querySelectorAll('[slot="playlist"] a[href]')];
    const found = links.map((link) => entryOf(/** @type {HTMLAnchorElement} */ (link)));
    if (address) found.push(...(await listAt(new URL(address, document.baseURI)).catch(() => [])));
    const own = found.findIndex((entry) => isOwn(player, entry));
    const others = found.slice(0, LONGEST_LIST);
    this.entries = own < 0 ? [null, ...others] : others.map((entry, n) => (n === own ? null : entry));
    this.at = Math.max(0, this.entries.indexOf(null));
    this.show();
  }

  show() {
    const { player, entries } = this;
    this.button.hidden = entries.length < 2 || !shows(player, "playlist");
    this.list.replaceChildren(...entries.map((entry, n) => {
      const title = this.titleOf(entry);
      const button = make("button", { type: "button", dir: "auto" }, title);
      if (n === this.at) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => this.go(n));
      return make("li", {}, button);
    }));
  }

  /**
   * Plays another story of the list.
   * @param {number} to
   */
  go(to) {
    const { player, entries } = this;
    const entry = entries[to];
    if (entry === undefined) return false;
    const isFocused = this.list.contains(player.shadowRoot?.activeElement ?? null);
    player.change(entry);
    this.show();
    if (isFocused) this.list.querySelectorAll("button")[to]?.focus();
    announce(player, "storychange", { index: to, title: this.titleOf(entry) });
    player.play();
    return true;
  }

  /** @param {ListEntry | null} entry */
  titleOf(entry) {
    return entry ? entry.title : this.title || this.player.labels.listen;
  }

  /** The story has ended. */
  advance() {
    if (this.player.getAttribute("autonext") === "off") return;
    this.go(this.at + 1);
  }
}

/** @param {HTMLAnchorElement} link @returns {ListEntry} */
function entryOf({ textContent, href, dataset }) {
  const { words, src, story = "", server } = dataset;
  const title = textContent?.trim() ?? "";
  return { title, words: whole(words), src: whole(src), story, url: href, server: whole(server) };
}

/**
 * An address of the list, made absolute, or nothing.
 * @param {unknown} address
 * @param {string} [base]
 */
function whole(address, base = document.baseURI) {
  try {
    return typeof address === "string" && address ? new URL(address, base).href : "";
  } catch {
    return "";
  }
}

/**
 * @param {EarshotPlayer} player
 * @param {ListEntry} entry
 */
function isOwn(player, { words, story, url }) {
  const own = { words: whole(player.getAttribute("words")), story: player.getAttribute("story") };
  if (own.words || own.story) return (words !== "" && words === own.words) || (story !== "" && story === own.story);
  return url === pageOf(player);
}

/**
 * The stories of a list: `{"stories": […]}` as a server tells them, a plain array, or RSS.
 * @param {URL} address
 * @returns {Promise<ListEntry[]>}
 */
async function listAt(address) {
  const answer = await fetch(address, { credentials: "omit" });
  if (!answer.ok) throw new Trouble("trouble", `${address} answered ${answer.status}`);
  if (/xml/.test(answer.headers.get("Content-Type") ?? "")) return fromFeed(await feedAt(address));
  const told = await answer.json();
  /** @type {Record<string, unknown>[]} */
  const items = Array.isArray(told) ? told : (told.stories ?? []);
  return items.map(({ title, words, src, story, id, url, server }) => ({
    title: String(title ?? ""),
    words: typeof words === "string" ? whole(words, address.href) : "",
    src: whole(src, address.href),
    story: String(story ?? id ?? ""),
    url: whole(url, address.href),
    server: whole(server, address.href) || (id ? address.origin : ""),
  }));
}

/**
 * A feed as a document: parsed by the request itself, which the strictest policy lets be.
 * @param {URL} address
 * @returns {Promise<Document>}
 */
function feedAt(address) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.overrideMimeType("text/xml");
    request.onload = () => (request.responseXML ? done(request.responseXML) : fail());
    request.onerror = fail;
    request.send();
  });
}

/**
 * An episode of Earshot's own feeds is a story of its server, whose words can be had; another one
 * is a recording.
 * @param {Document} feed
 * @returns {ListEntry[]}
 */
function fromFeed(feed) {
  return [...feed.querySelectorAll("item")].map((item) => {
    const text = (/** @type {string} */ name) => item.querySelector(name)?.textContent?.trim() ?? "";
    const src = whole(item.querySelector("enclosure")?.getAttribute("url"));
    const guid = text("guid");
    const isOurs = new RegExp("/media/[^/]+/([^/]+)/").exec(src)?.[1] === guid;
    const server = isOurs ? new URL(src).origin : "";
    return { title: text("title"), words: "", src, story: isOurs ? guid : "", url: whole(text("link")), server };
  });
}
