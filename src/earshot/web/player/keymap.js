// The keys of media-chrome, while the player has the focus, and the buttons of lock screens.

/** @type {Record<string, (player: EarshotPlayer) => unknown>} */
const KEYS = {
  " ": (player) => player.toggle(),
  k: (player) => player.toggle(),
  j: (player) => player.skip(-LEAP),
  l: (player) => player.skip(LEAP),
  arrowleft: (player) => player.skip(-LEAP),
  arrowright: (player) => player.skip(LEAP),
  arrowup: (player) => player.louder(0.1),
  arrowdown: (player) => player.louder(-0.1),
  ",": (player) => player.skipSentence(-1),
  ".": (player) => player.skipSentence(1),
  "<": (player) => player.faster(-1),
  ">": (player) => player.faster(1),
  m: (player) => player.toggleMuted(),
  c: (player) => player.toggleTranscript(),
  n: (player) => player.nextStory(),
  p: (player) => player.previousStory(),
  escape: (player) => player.mini.close(),
  home: (player) => player.seek(0),
  end: (player) => player.seek(player.duration),
};

/**
 * @param {EarshotPlayer} player
 * @param {KeyboardEvent} event
 */
function pressed(player, event) {
  const act = KEYS[event.key.toLowerCase()];
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  const [target = null] = event.composedPath();
  const isScrolling = target instanceof Element && target.matches("[part=text]");
  if (event.key === "Escape" && !player.mini.isAfloat) return;
  if (!act || modified || event.defaultPrevented || usesKey(target, event.key)) return;
  if (isScrolling && /^(Arrow|Home|End| )/.test(event.key)) return;
  event.preventDefault();
  act(player);
}

/** @param {EarshotPlayer} player */
function connectLockScreen(player) {
  if (!("mediaSession" in navigator)) return;
  const { headline = "", authors = [], site = "" } = player.story?.facts ?? {};
  const artist = (authors ?? []).join(", ");
  navigator.mediaSession.metadata = new MediaMetadata({ title: headline, artist, album: site ?? "" });
  answer("play", () => player.play());
  answer("pause", () => player.pause());
  answer("seekbackward", ({ seekOffset }) => player.skip(-(seekOffset || LEAP)));
  answer("seekforward", ({ seekOffset }) => player.skip(seekOffset || LEAP));
  const isList = () => player.playlist.entries.length > 1; // it may come late
  answer("previoustrack", () => (isList() ? player.previousStory() : player.skipSentence(-1)));
  answer("nexttrack", () => (isList() ? player.nextStory() : player.skipSentence(1)));
  answer("seekto", ({ seekTime }) => player.seek(seekTime ?? player.currentTime));
}

/** @param {EarshotPlayer} player */
function tellLockScreen({ currentTime, duration, playbackRate }) {
  if (!("mediaSession" in navigator) || !duration) return;
  const position = between(currentTime, 0, duration);
  navigator.mediaSession.setPositionState({ duration, position, playbackRate });
}
