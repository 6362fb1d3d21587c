// What ties a player to its sound while that is still being made, and what is done where it fails.

/** Milliseconds after which a sound that failed and does not go on is believed to have failed. */
const SURE = 1000;

/**
 * @param {EarshotPlayer} player
 * @param {Live} live
 */
function startFeed(player, live) {
  const { audio } = player;
  const [wasPaused, place] = [audio.paused, player.currentTime];
  player.feed = new Feed(live, audio, /** @type {Story} */ (player.story).times, {
    changed: () => {
      showMade(player);
      player.update();
    },
    trouble: () => player.mending.lose("the sound does not come"),
    ended: (status, error) => {
      if (status !== "succeeded") player.fail("gone", error || status);
      else finished(player);
    },
  });
  if (!player.feed.source) audio.src = player.story?.audio ?? ""; // Firefox feeds no MP3 to a buffer
  if (place) player.go(place);
  if (!wasPaused) player.play();
}

/**
 * All of the story is made: it can be had as a file from now on.
 * @param {EarshotPlayer} player
 */
function finished(player) {
  if (!player.story) return;
  player.story.live = null;
  if (player.feed && !player.feed.source) settle(player);
  player.controls.menu.tellFiles(filesOf(player));
}

/**
 * From the stream to the file, in which any place can be sought.
 * @param {EarshotPlayer} player
 */
function settle(player) {
  const { audio, paused, currentTime } = player;
  audio.load();
  player.go(currentTime);
  if (!paused) audio.play().catch(() => {});
}

/** @param {EarshotPlayer} player */
function lost(player) {
  const { audio, story } = player;
  const { currentTime } = audio;
  const message = audio.error?.message ?? "";
  if (player.mending.isLost) return player.mending.lose(message);
  // Firefox tells of an error, and goes on, where the machine has no device for sound.
  setTimeout(() => {
    if (story === player.story && audio.currentTime <= currentTime) player.fail("trouble", message);
  }, SURE);
}
