import assert from "node:assert/strict";
import { test } from "node:test";
import { Story } from "../src/story.js";

const BLOCKS = [
  { kind: "paragraph", text: "“Yes,” she said. It 🌧 rained.", xpath: null, selector: null },
  { kind: "heading", text: "Then", xpath: null, selector: null },
];

/** @type {(block: number, from: number, to: number, text: string, start: number) => any} */
const word = (block, from, to, text, start) => ({ block, from, to, text, start, end: start + 90 });

const WORDS = [
  word(-1, 0, 4, "Rain", 0),
  ...[word(0, 1, 4, "Yes", 500), word(0, 7, 10, "she", 600), word(0, 11, 15, "said", 700)],
  ...[word(0, 17, 19, "It", 1000), word(0, 22, 28, "rained", 1100)],
  word(1, 0, 4, "Then", 2000),
];

const story = new Story({
  article: { headline: "Rain", language: "en", site: "", url: null, authors: [] },
  audio: { file: "rain.mp3", duration: 2500 },
  blocks: BLOCKS,
  sentences: [0, 500, 1000, 2000].map((start) => ({ start })),
  words: WORDS,
}, "https://news.example/rain.mp3");

test("a sentence keeps the punctuation around its words", () => {
  assert.equal(story.sentenceText(1), "“Yes,” she said.");
});

test("offsets count code points, so an emoji before a word moves nothing", () => {
  const { block, from, to } = story.words[5] ?? { block: 0, from: 0, to: 0 };
  assert.equal(story.textOf(block).slice(from, to), "rained");
});

test("chapters begin with the headline", () => {
  assert.deepEqual(story.chapters(), [{ title: "Rain", word: 0 }, { title: "Then", word: 6 }]);
});

test("a segment starts with its first word", () => {
  assert.deepEqual(story.segment(2), { index: 2, text: "It 🌧 rained.", block: 0, start: 1 });
});

test("timings stretch with a recording that runs slower, and back again", () => {
  story.scaleTimings(1.1);
  assert.equal(Math.round(story.times.starts[6] ?? 0), 2200);
  story.scaleTimings(1);
  assert.equal(Math.round(story.times.starts[6] ?? 0), 2000);
});
