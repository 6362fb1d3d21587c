// Moves by sentence.

/** @import { Player } from "./player.js" */

/** Seconds after which "back" goes to the start of the current sentence. */
const INTO_SENTENCE = 2;

/**
 * @param {Player} player
 * @param {number} by sentences
 */
export function skipSentence(player, by) {
  const { story } = player;
  if (!story) return;
  const here = story.sentenceOf(Math.max(0, player.currentWord));
  const { start } = story.segment(here);
  const to = by < 0 && player.currentTime - start > INTO_SENTENCE ? here : here + by;
  if (to >= story.firsts.length) player.seek(player.duration);
  else player.seek(story.segment(Math.max(0, to)).start);
}
