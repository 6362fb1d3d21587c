// What is shown of the moment: the parts that are made, the light, the clock, the sentence.

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
  player.breaks.pass(story, index, at);
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
