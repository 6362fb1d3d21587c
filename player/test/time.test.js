import assert from "node:assert/strict";
import { test } from "node:test";
import {
  computeScroll, findCurrentIndex, findNextChange, formatClock, getResumePosition, isHighlighted, stepSpeed,
} from "../src/time.js";

test("the current word is the last one that has started", () => {
  assert.equal(findCurrentIndex([], 5), -1);
  assert.equal(findCurrentIndex([10, 20, 30], 9), -1);
  assert.deepEqual([10, 19, 20, 30, 99].map((at) => findCurrentIndex([10, 20, 30], at)), [0, 0, 1, 2, 2]);
});

test("of two words that start together the second is the current one", () => {
  assert.equal(findCurrentIndex([10, 10, 20], 10), 1);
});

test("a word stays highlighted through a short pause and not through a long one", () => {
  const timings = { starts: [0, 500, 2000], ends: [300, 900, 2100], duration: 2500, recording: "" };
  assert.deepEqual([[0, 299], [0, 400], [1, 950], [2, 2099], [2, 2200], [7, 0]].map(
    ([index = 0, at = 0]) => isHighlighted(timings, index, at),
  ), [true, true, false, true, false, false]);
});

test("the highlight changes next where a word ends or starts", () => {
  const timings = { starts: [100, 500, 2000], ends: [300, 500, 2100], duration: 2500, recording: "" };
  assert.deepEqual([[-1, 0], [0, 100], [0, 300], [1, 500], [2, 2050], [2, 2100]].map(
    ([index = 0, at = 0]) => findNextChange(timings, index, at),
  ), [100, 300, 500, 2000, 2100, Infinity]);
});

test("a clock shows hours only where there are some", () => {
  assert.deepEqual([0, 5, 65, 3725, -3].map(formatClock), ["0:00", "0:05", "1:05", "1:02:05", "0:00"]);
});

test("a step of speed ends at the slowest and the fastest", () => {
  assert.deepEqual([1, -1, 9].map((by) => stepSpeed([0.5, 1, 3], 1, by)), [3, 0.5, 3]);
});

test("a position near either end is not resumed", () => {
  assert.deepEqual([4, 60, 97, 200].map((position) => getResumePosition(position, 100)), [0, 60, 0, 0]);
});

test("a page scrolls only as far as the spoken sentence needs", () => {
  assert.equal(computeScroll({ top: 100, bottom: 150 }, { top: 100, bottom: 120 }, 800), 0);
  assert.equal(computeScroll({ top: 900, bottom: 950 }, { top: 900, bottom: 920 }, 800), 700);
  assert.equal(computeScroll({ top: -100, bottom: -50 }, { top: -99, bottom: -80 }, 800), -300);
});

test("of a sentence taller than the view the spoken word counts", () => {
  assert.equal(computeScroll({ top: -500, bottom: 900 }, { top: 300, bottom: 320 }, 800), 0);
});
