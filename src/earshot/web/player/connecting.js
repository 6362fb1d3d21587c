// What ties an <earshot-player> to its audio element, its controls, its page and its listener.

const STYLE = new CSSStyleSheet();
STYLE.replaceSync(STYLE_TEXT);

/** Seconds between two looks at where the listener is. */
const PLACE_EVERY = 5;

/** @param {EarshotPlayer} player */
function build(player) {
  const { controls, transcript, language } = player;
  const direction = RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
  const slot = make("slot", { hidden: "" });
  const root = player.attachShadow({ mode: "open" });
  const whole = make("div", { lang: language, dir: direction });
  whole.append(controls.bar, player.access.slot, transcript.panel, slot);
  root.adoptedStyleSheets = [STYLE];
  root.append(whole);
  slot.addEventListener("slotchange", () => {
    if (!player.hasBegun && adopted(player)) player.enter();
  });
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
  on(audio, "timeupdate seeking seeked loadedmetadata durationchange playing", () => player.update());
  on(audio, "timeupdate", () => now(player));
  on(audio, "progress timeupdate", () => showMade(player));
  on(audio, "ended", () => ended(player));
  on(audio, "error", () => 
    audio.getAttribute("src") && !player.access.lapse() && player.fail("trouble", audio.error?.message ?? ""));
  on(audio, "volumechange", () => controls.tellVolume(audio.volume, audio.muted));
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
  on(player, "keydown", (event) => pressed(player, /** @type {KeyboardEvent} */ (event)));
  on(document, "click", (event) => pageClicked(player, event));
  on(window, "pagehide", () => keepPlace(player));
  connectCounting(player, signal);
  const speed = Number(player.getAttribute("speed")) || (mayKeep(player) && kept("earshot:speed"));
  player.playbackRate = speed || audio.playbackRate;
  controls.tellVolume(audio.volume, audio.muted);
  player.update();
  if (!audio.paused) turned(player);
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
  if (!player.transcript.panel.hidden) player.transcript.fill(story);
  if (story.live) startFeed(player, story.live);
  else if (!player.audio.src) {
    player.audio.preload = "none";
    player.audio.src = story.audio;
  }
  const place = mayKeep(player) ? resumed(kept(placeKey(player)), player.duration) : 0;
  if (place && !player.currentTime) player.seek(place);
  light(player);
  showMade(player);
  player.update();
  announce(player, "ready", { duration: player.duration });
  player.access.found();
  return true;
}

/**
 * @param {EarshotPlayer} player
 * @param {Live} live
 */
function startFeed(player, live) {
  if (!("MediaSource" in window)) player.audio.src = player.story?.audio ?? "";
  const { audio } = player;
  const [wasPaused, place] = [audio.paused, audio.currentTime];
  player.feed = new Feed(live, audio, /** @type {Story} */ (player.story).times, {
    changed: () => {
      showMade(player);
      player.update();
    },
    trouble: () => player.fail("trouble", "the sound does not come"),
    ended: (status, error) => {
      if (status !== "succeeded") player.fail("gone", error || status);
    },
  });
  if (place) audio.currentTime = place;
  if (!wasPaused) player.play();
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
  player.controls.tellPaused(paused);
  if (!paused) {
    if (heard && heard !== player) heard.pause();
    heard = player;
    player.hasBegun = true;
    connectLockScreen(player);
  } else keepPlace(player);
  announce(player, paused ? "pause" : "play");
  player.update();
}

/** @param {EarshotPlayer} player */
function ended(player) {
  if (player.access.end()) return;
  tenths(player, 10);
  keepPlace(player);
  player.lighting?.clear();
  announce(player, "ended");
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
  if (!player.paused && duration && player.access.isWhole) tenths(player, Math.floor((10 * currentTime) / duration));
  if (Math.abs(currentTime - player.placeKept) >= PLACE_EVERY) {
    keepPlace(player);
    tellLockScreen(player);
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

/** @param {EarshotPlayer} player */
function showMade(player) {
  const { buffered } = player.audio;
  /** @type {[number, number][]} */
  const spans = Array.from({ length: buffered.length }, (_, n) => [buffered.start(n), buffered.end(n)]);
  for (const [n, starts] of (player.feed?.starts() ?? []).entries()) {
    const length = player.feed?.live.durations[n] ?? 0;
    if (player.feed?.words[n]) spans.push([starts / 1000, (starts + length) / 1000]);
  }
  player.controls.tellMade(joined(spans), player.duration);
  if (player.story) player.controls.tellChapters(player.story);
}

/**
 * Spans that touch, as one.
 * @param {[number, number][]} spans
 */
function joined(spans) {
  /** @type {[number, number][]} */
  const out = [];
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    const last = out.at(-1);
    if (last && from <= last[1] + 0.1) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

/**
 * The moment: the light, the clock, the sentence.
 * @param {EarshotPlayer} player
 */
function showMoment(player) {
  const { story, currentTime, duration } = player;
  const second = Math.round(currentTime * 4);
  if (second !== player.now.second || player.paused) {
    player.now.second = second;
    player.controls.tellTime(currentTime, duration, player.hasBegun);
  }
  if (!story || !player.hasBegun) return;
  const at = Math.round(currentTime * 1000);
  const index = lastBegun(story.times.starts, at);
  const word = isLit(story.times, index, at) ? index : -1;
  const sentence = story.sentenceOf(index);
  const isOther = sentence !== player.now.sentence;
  if (isOther || word !== player.now.word || player.paused) player.lighting?.show(story, word, sentence);
  player.now.word = word;
  if (!isOther) return;
  player.now.sentence = sentence;
  player.controls.tellChapter(index);
  player.transcript.show(sentence);
  if (player.currentSegment) announce(player, "segmentchange", player.currentSegment);
}

/**
 * A click on a paragraph of the page, once its listener has begun: heard from that sentence on.
 * @param {EarshotPlayer} player
 * @param {Event} event
 */
function pageClicked(player, event) {
  const target = event.target;
  const isOurs = heard === player && player.hasBegun && player.getAttribute("click") !== "off";
  if (!isOurs || event.defaultPrevented || !(target instanceof Element)) return;
  if (target.closest('a, button, input, select, textarea, label, summary, audio, video, [contenteditable], [role="button"], earshot-player')) return;
  if (getSelection()?.isCollapsed === false) return;
  const word = player.page?.wordAt(event) ?? null;
  if (word !== null && player.story) player.playFrom(player.story.firsts[player.story.sentenceOf(word)] ?? word);
}

// What is remembered, where the page allows it

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
