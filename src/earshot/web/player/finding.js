// Which story a player is for, and where it is had from: files beside the page, or a server.

/** The server that this very script came from. */
const HOME = (() => {
  const script = document.currentScript;
  return script instanceof HTMLScriptElement && script.src ? new URL(script.src).origin : "";
})();

/**
 * What a server says of a story (GET /v1/stories/{id}).
 * @typedef {{id: string, status: string, error: string | null, revision: number, ready_revision: number,
 *   url: string | null, duration: number | null, access_granted: string,
 *   links: {self: string, audio: string, timings: string},
 *   segments?: {first_word: number, duration: number, ready: boolean}[]}} Entry
 */

/**
 * What the page says of the story that is played: its own, or one of the playlist.
 * @param {EarshotPlayer} player
 * @param {"words" | "src" | "story" | "url" | "server"} name
 */
function given(player, name) {
  return player.entry ? player.entry[name] || null : player.getAttribute(name);
}

/**
 * The server's address, without a slash at its end.
 * @param {EarshotPlayer} player
 */
function serverOf(player) {
  return (given(player, "server") ?? player.getAttribute("server") ?? HOME).replace(/\/+$/, "");
}

/**
 * The address that the story is known by: the one given, the canonical one, the page's own.
 * @param {EarshotPlayer} player
 */
function pageOf(player) {
  const named = given(player, "url");
  const canonical = document.querySelector('link[rel="canonical"][href]');
  const own = canonical instanceof HTMLLinkElement ? canonical.href : location.href;
  return new URL(named ?? own, document.baseURI).href;
}

/**
 * The story, or null where the server has not been asked for it yet. Throws Trouble.
 * @param {EarshotPlayer} player
 * @param {boolean} isWanted the listener pressed play: a server makes what it does not have
 * @returns {Promise<Story | null>}
 */
async function foundStory(player, isWanted) {
  const words = given(player, "words");
  if (words) return fromFiles(new URL(words, document.baseURI), player.source);
  const id = given(player, "story");
  if (player.entry?.src && !id) throw new Trouble("gone", "there are no words of it");
  return player.access.ask(async (query) => {
    const entry = id ? await byId(serverOf(player), id, query) : await byPage(player, isWanted, query);
    return entry && fromServer(entry, isWanted);
  });
}

/**
 * @param {URL} words the address of the file that `earshot narrate` wrote
 * @param {string} source of the recording, or nothing where it stands beside the words
 */
async function fromFiles(words, source) {
  const file = /** @type {Told} */ (await told(words.href));
  return new Story(file, source || new URL(file.audio.file, words).href);
}

/**
 * @param {string} server
 * @param {string} id
 * @param {string} query with the token
 * @returns {Promise<Entry>}
 */
function byId(server, id, query) {
  return told(`${server}/v1/stories/${encodeURIComponent(id)}?${query}`);
}

/**
 * @param {EarshotPlayer} player
 * @param {boolean} isWanted
 * @param {string} query with the token
 * @returns {Promise<Entry | null>}
 */
async function byPage(player, isWanted, query) {
  const server = serverOf(player);
  if (!server) throw new Trouble("gone", "there is no server and no words file");
  const address = `${server}/v1/player?${query}`;
  const url = pageOf(player);
  const headers = { "Content-Type": "application/json" };
  /** @type {RequestInit} */
  const options = { method: "POST", headers, body: JSON.stringify({ url }) };
  if (isWanted) return told(address, options);
  return told(`${address}&url=${encodeURIComponent(url)}`).catch((error) => {
    if (error.status === 404) return null; // not made yet: made when it is wanted
    throw error;
  });
}

/**
 * @param {Entry} entry
 * @param {boolean} isWanted
 */
async function fromServer(entry, isWanted) {
  if (entry.status === "failed") throw new Trouble("gone", entry.error ?? "");
  if (!entry.revision && !isWanted) return null; // its page is not read yet: nothing to show
  const story = new Story(await told(entry.links.timings), entry.links.audio);
  const { id, url, duration, access_granted: allowed } = entry;
  story.leave = { id, url: url ?? "", duration: duration ?? 0, allowed, address: entry.links.self };
  story.server = new URL(entry.links.self).origin;
  if (entry.ready_revision && entry.ready_revision >= entry.revision) return story;
  const { segments = [] } = await told(entry.links.self);
  story.live = {
    address: entry.links.self,
    firsts: segments.map((/** @type {{first_word: number}} */ each) => each.first_word),
    durations: segments.map((/** @type {{duration: number}} */ each) => each.duration),
    made: segments.map((/** @type {{ready: boolean}} */ each) => each.ready),
  };
  return story;
}
