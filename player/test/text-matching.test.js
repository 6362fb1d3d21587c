import assert from "node:assert/strict";
import { test } from "node:test";
import { extractLetters, splitLetters } from "../src/text-matching.js";

test("texts that differ in spaces, punctuation and case have the same letters", () => {
  assert.equal(extractLetters("“It’s — RAINING,” he said"), extractLetters("it's raining he said"));
});

test("composed and decomposed letters are the same", () => {
  assert.deepEqual(splitLetters("cafe\u0301"), splitLetters("café"));
});

test("a letter keeps its marks", () => {
  assert.equal(splitLetters("हिन्दी").length, 3);
});
