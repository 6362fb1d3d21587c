// A moment of the story: kept for the next visit where the page allows it, linked to, and opened.

/** @param {EarshotPlayer} player */
function mayKeep(player) {
  return player.hasAttribute("store");
}

/** @param {EarshotPlayer} player */
function placeKey(player) {
  return `earshot:${withoutToken(player.story?.audio ?? player.source)}`;
}

/** @param {EarshotPlayer} player */
function keepPlace(player) {
  player.placeKept = player.currentTime;
  if (mayKeep(player) && player.hasBegun) keep(placeKey(player), player.ended ? 0 : player.currentTime);
}

/**
 * What tells this player from others on its page: nothing for the first, else its id or number.
 * @param {EarshotPlayer} player
 */
function nameAmong(player) {
  const place = [...document.querySelectorAll("earshot-player")].indexOf(player);
  return place > 0 ? player.id || String(place + 1) : "";
}

/**
 * The moment that the page's address asks this player for, in seconds, or 0. As in Media Fragments
 * (https://www.w3.org/TR/media-frags/, 4.2.1): #t=75, #t=1:15.
 * @param {EarshotPlayer} player
 */
function momentAsked(player) {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (player.entry || (asked.get("player") ?? "") !== nameAmong(player)) return 0;
  const [start = ""] = (asked.get("t") ?? "").replace(/^npt:/, "").split(",");
  const seconds = start.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}

/**
 * Goes where the page's address says, and says so: it is for the listener to press play.
 * @param {EarshotPlayer} player
 */
function openMoment(player) {
  const moment = momentAsked(player);
  if (!moment || !player.duration) return;
  player.seek(moment);
  player.controls.say(filled(player.labels.starts, { a: clockFace(player.currentTime) }));
}

/**
 * A link to the page of the story that starts at this moment.
 * @param {EarshotPlayer} player
 */
function linkToMoment(player) {
  const { entry, story } = player;
  const ofAnother = entry && (entry.url || story?.facts.url || story?.audio || player.source);
  const link = new URL(ofAnother || pageOf(player));
  const name = entry ? "" : nameAmong(player);
  const moment = `t=${Math.floor(player.currentTime)}`;
  link.hash = name ? `${moment}&player=${encodeURIComponent(name)}` : moment;
  return link.href;
}

/** @param {EarshotPlayer} player */
async function shareMoment(player) {
  const { menu } = player.controls;
  const url = linkToMoment(player);
  announce(player, "share", { url });
  try {
    if (navigator.share) await navigator.share({ title: player.story?.facts.headline ?? document.title, url });
    else {
      await navigator.clipboard.writeText(url);
      menu.said.textContent = player.labels.copied;
    }
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== "AbortError") menu.showLink(url);
  }
}

/**
 * The finished files of the story, each with its name: none while it is being made.
 * @param {EarshotPlayer} player
 * @returns {[string, string][]}
 */
function filesOf(player) {
  const { story } = player;
  if (story?.live) return [];
  if (story?.server) {
    return ["mp3", "m4a", "opus"].map((ending) => {
      const file = new URL(story.audio);
      file.pathname = file.pathname.replace(/\w+$/, ending);
      file.searchParams.set("download", "true");
      return [ending.toUpperCase(), file.href];
    });
  }
  const address = player.audio.currentSrc || (story?.audio ?? player.source);
  const ending = /\.(\w{2,4})$/.exec(new URL(address || "about:blank").pathname)?.[1];
  return /^http/.test(address) ? [[(ending ?? "").toUpperCase(), address]] : [];
}
