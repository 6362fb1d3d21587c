// What ties an <earshot-player> to its audio element, its controls, its page and its listener.

const STYLE = new CSSStyleSheet();
STYLE.replaceSync(STYLE_TEXT);

/** Seconds between two looks at where the listener is. */
const PLACE_EVERY = 5;

/** What has a use of its own for a click. */
const PRESSED =
  'a, button, input, select, textarea, label, summary, audio, video, [contenteditable], [role="button"], earshot-player';

/** @param {EarshotPlayer} player */
function build(player) {
  const { controls, transcript, playlist, language } = player;
  const direction = RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
  const slot = make("slot", { hidden: "" });
  const list = make("slot", { hidden: "", name: "playlist" });
  const root = player.attachShadow({ mode: "open" });
  const whole = make("div", { lang: language, dir: direction });
  controls.extra.append(playlist.button);
  whole.append(controls.seat, player.access.slot, playlist.panel, transcript.panel, slot, list);
  root.adoptedStyleSheets = [STYLE];
  root.append(whole);
  slot.addEventListener("slotchange", () => {
    if (!player.hasBegun && adopted(player)) player.enter();
  });
  list.addEventListener("slotchange", () => player.coming && playlist.load());
}

/**
 * The language of the player: the page's around it, else the reader's.
 * @param {Element} element
 */
function languageAround(element) {
  const around = element.closest("[lang]")?.getAttribute("lang") || document.documentElement.lang;
  return [around, ...navigator.languages].map(spokenHere).find(Boolean) || "en";
}

/**
 * The audio element that worked before this script did goes on as the player's own.
 * @param {EarshotPlayer} player
 */
function adopted(player) {
  const slotted = player.querySelector("audio");
  if (!slotted || slotted === player.audio) return false;
  const { source } = slotted.dataset;
  slotted.dataset.source = source ?? slotted.getAttribute("src") ?? slotted.querySelector("source")?.src ?? "";
  slotted.controls = false;
  player.audio = slotted;
  return true;
}

/** @param {EarshotPlayer} player */
function connect(player) {
  const { audio, controls } = player;
  const { signal } = player.leaving;
  /** @type {(target: EventTarget, names: string, act: (event: Event) => void) => void} */
  const on = (target, names, act) => {
    for (const name of names.split(" ")) target.addEventListener(name, act, { signal });
  };
  on(audio, "play pause", () => turned(player));
  on(audio, "canplay durationchange timeupdate", () => player.arrive());
  on(audio, "loadedmetadata durationchange", () => fitTimes(player));
  on(audio, "timeupdate seeking seeked loadedmetadata durationchange playing", () => player.update());
  on(audio, "timeupdate", () => now(player));
  on(audio, "progress timeupdate", () => showMade(player));
  on(audio, "ended", () => ended(player));
  on(audio, "error", () => audio.getAttribute("src") && lost(player));
  on(audio, "volumechange", () => {
    if (player.share === 1) player.loudness = audio.volume;
    controls.tellVolume(player.volume, audio.muted);
  });
  on(audio, "ratechange", () => sped(player));
  on(controls.play, "click", () => player.toggle());
  on(controls.back, "click", () => player.skip(-LEAP));
  on(controls.forward, "click", () => player.skip(LEAP));
  on(controls.previous, "click", () => player.skipSentence(-1));
  on(controls.next, "click", () => player.skipSentence(1));
  on(controls.mute, "click", () => player.toggleMuted());
  on(controls.text, "click", () => player.toggleTranscript());
  on(controls.position, "input", () => player.seek(Number(controls.position.value)));
  on(controls.volume, "input", () => (player.volume = Number(controls.volume.value)));
  on(controls.speed, "change", () => (player.playbackRate = Number(controls.speed.value)));
  on(controls.chapters, "change", () => player.playFrom(Number(controls.chapters.value)));
  on(controls.close, "click", () => player.mini.close());
  on(controls.menu.sleep, "change", () => player.sleepAfter(controls.menu.sleep.value));
  on(controls.menu.share, "click", () => player.shareMoment());
  on(player, "keydown", (event) => pressed(player, /** @type {KeyboardEvent} */ (event)));
  on(document, "click", (event) => pageClicked(player, event));
  on(window, "pagehide", () => keepPlace(player));
  connectCounting(player, signal);
  on(window, "hashchange", () => momentAsked(player) && player.load().then(() => openMoment(player)));
  player.mending.watch(on);
  player.mini.watch(signal);
  const speed = Number(player.getAttribute("speed")) || (mayKeep(player) && kept("earshot:speed"));
  player.playbackRate = speed || audio.playbackRate;
  player.loudness = audio.volume;
  controls.tellVolume(audio.volume, audio.muted);
  controls.limit((name) => shows(player, name));
  player.update();
  if (!audio.paused) turned(player);
}

/**
 * Whether the page wants a control: `controls` names those it wants, or, behind a minus, those it
 * does not.
 * @param {EarshotPlayer} player
 * @param {string} name
 */
function shows(player, name) {
  const named = (player.getAttribute("controls") ?? "").split(/\s+/).filter(Boolean);
  const isAll = named.every((each) => each.startsWith("-"));
  return named.includes(name) || (isAll && !named.includes(`-${name}`));
}

/**
 * Takes a story that was found.
 * @param {EarshotPlayer} player
 * @param {Story | null} story
 */
function take(player, story) {
  if (!story) {
    player.coming = null;
    return false;
  }
  player.story = story;
  player.controls.tellStory(story);
  player.controls.menu.tellFiles(filesOf(player));
  if (!player.transcript.panel.hidden) player.transcript.fill(story);
  if (story.live) startFeed(player, story.live);
  else if (!player.audio.src) {
    player.audio.preload = "none";
    player.audio.src = story.audio;
  }
  const place = mayKeep(player) ? resumed(kept(placeKey(player)), player.duration) : 0;
  if (!player.currentTime) {
    if (momentAsked(player)) openMoment(player);
    else if (place) player.seek(place);
  }
  light(player);
  fitTimes(player);
  if (!player.entry) player.playlist.title = story.facts.headline ?? "";
  player.playlist.show();
  showMade(player);
  player.update();
  announce(player, "ready", { duration: player.duration });
  player.access.found();
  return true;
}

/** @param {EarshotPlayer} player */
function light(player) {
  const story = player.story;
  const lit = player.getAttribute("highlight") ?? "both";
  if (!story) return;
  const style = getComputedStyle(player);
  const colour = (/** @type {string} */ name, /** @type {string} */ other) =>
    style.getPropertyValue(name).trim() || other;
  player.lighting = new Lighting({
    sentence: colour("--earshot-sentence", "rgb(255 196 0 / 0.22)"),
    word: colour("--earshot-word", "rgb(255 170 0 / 0.6)"),
  });
  const root = document.querySelector(player.getAttribute("root") || "body") ?? document.body;
  player.page = new Places(story, root);
  player.lighting.isOn = { word: lit !== "sentence", sentence: lit !== "word" };
  const own = new TranscriptPlaces(story, player.transcript.text);
  player.lighting.grounds = lit === "off" ? [own] : [player.page, own];
}

/**
 * @param {EarshotPlayer} player
 * @param {string} name
 * @param {object} [detail]
 */
function announce(player, name, detail = {}) {
  player.dispatchEvent(new CustomEvent(name, { detail }));
}

/** @param {EarshotPlayer} player */
function turned(player) {
  const { paused } = player;
  player.controls.tellPaused(paused && !(player.breaks.isWaiting && player.wants));
  player.sleep.tick();
  if (!paused) {
    player.wants = true;
    if (heard && heard !== player) heard.pause();
    heard = player;
    player.hasBegun = true;
    connectLockScreen(player);
  } else keepPlace(player);
  announce(player, paused ? "pause" : "play");
  player.mini.tell();
  player.update();
}

/** @param {EarshotPlayer} player */
function ended(player) {
  if (player.mending.startsOver() || player.access.end()) return;
  tenths(player, 10);
  keepPlace(player);
  player.lighting?.clear();
  announce(player, "ended");
  if (!player.sleep.fallsBehind()) player.playlist.advance();
  player.mini.tell();
}

/** @param {EarshotPlayer} player */
function sped(player) {
  player.controls.tellSpeed(player.playbackRate);
  if (mayKeep(player) && player.hasBegun) keep("earshot:speed", player.playbackRate);
  tellLockScreen(player);
}

/** @param {EarshotPlayer} player */
function now(player) {
  const { currentTime, duration } = player;
  announce(player, "timeupdate", { currentTime, duration });
  player.sleep.tick();
  if (player.story?.fits === false) fitTimes(player); // WebKitGTK guesses a length before it knows it
  if (!player.paused && duration && player.access.isWhole) tenths(player, Math.floor((10 * currentTime) / duration));
  if (Math.abs(currentTime - player.placeKept) >= PLACE_EVERY) {
    keepPlace(player);
    tellLockScreen(player);
    if (player.mini.isAfloat) player.mini.place();
  }
}

/**
 * Tells each tenth that was reached, once.
 * @param {EarshotPlayer} player
 * @param {number} reached
 */
function tenths(player, reached) {
  if (reached <= player.now.tenth) return;
  player.now.tenth = reached;
  announce(player, "progress", { percent: 10 * reached });
}

/**
 * A click on a paragraph of the page, once its listener has begun: heard from that sentence on.
 * @param {EarshotPlayer} player
 * @param {Event} event
 */
function pageClicked(player, event) {
  const path = event.composedPath();
  const isOurs = heard === player && player.hasBegun && player.getAttribute("click") !== "off";
  if (!path.includes(player)) player.controls.menu.open(false);
  if (!isOurs || event.defaultPrevented || path.some((each) => each instanceof Element && each.matches(PRESSED))) return;
  if (getSelection()?.isCollapsed === false) return;
  const word = player.page?.wordAt(event) ?? null;
  if (word !== null && player.story) player.playFrom(player.story.firsts[player.story.sentenceOf(word)] ?? word);
}
