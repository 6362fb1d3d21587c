// Figures for the publisher whose server the story is on, where neither the page nor its reader says no.

/** Seconds of listening after which they are sent, beside whenever the reader leaves. */
const TELL_AFTER = 60;

/**
 * @param {EarshotPlayer} player
 * @param {AbortSignal} signal
 */
function connectCounting(player, signal) {
  const count = () => player.hearing.count(!player.paused, shareHeard(player));
  const tell = () => {
    count();
    tellFigures(player);
  };
  player.addEventListener("play", () => (player.hearing.begin(), count()), { signal });
  player.addEventListener("pause", count, { signal });
  player.addEventListener("ended", tell, { signal });
  window.addEventListener("pagehide", tell, { signal });
  document.addEventListener("visibilitychange", () => document.hidden && tell(), { signal });
  player.addEventListener("timeupdate", () => {
    count();
    if (player.hearing.seconds >= TELL_AFTER) tell();
  }, { signal });
}

/**
 * Of the whole story, also where only its beginning may be heard.
 * @param {EarshotPlayer} player
 */
function shareHeard({ story, currentTime, duration }) {
  return currentTime / (Math.max(duration, (story?.leave?.duration ?? 0) / 1000) || 1);
}

/** @param {EarshotPlayer} player */
function tellFigures(player) {
  const address = player.story?.leave?.address.split("?")[0];
  const isSandboxed = self.origin === "null"; // from which the server takes nothing
  if (address && !isSandboxed && player.getAttribute("figures") !== "off") player.hearing.tell(address);
}

/**
 * What follows is another listening.
 * @param {EarshotPlayer} player
 */
function endCounting(player) {
  tellFigures(player);
  player.hearing = new Hearing();
}
