import assert from "node:assert/strict";
import { test } from "node:test";
import { FIRST_LABELS, findLanguage } from "../src/first-labels.js";
import { fillLabel, getLabels } from "../src/i18n.js";

const LANGUAGES = /** @type {(keyof typeof FIRST_LABELS)[]} */ (Object.keys(FIRST_LABELS));

test("every language has every label", () => {
  for (const language of LANGUAGES) {
    const labels = Object.values(getLabels(language));
    assert.ok(labels.every((label) => typeof label === "string" && label), language);
    assert.equal(labels.length, Object.keys(getLabels("en")).length, language);
  }
});

test("every translation keeps the placeholders of the English label", () => {
  const english = Object.values(getLabels("en")).map((label) => label.match(/\{\w\}/g) ?? []);
  for (const language of LANGUAGES) {
    const found = Object.values(getLabels(language)).map((label) => label.match(/\{\w\}/g) ?? []);
    assert.deepEqual(found.map((each) => each.sort()), english.map((each) => each.sort()), language);
  }
});

test("a region of a language is that language, and an unknown one is none", () => {
  assert.deepEqual(["pt-BR", "EN", "xx"].map(findLanguage), ["pt", "en", ""]);
});

test("placeholders are filled", () => {
  assert.equal(fillLabel("{a} of {b}", { a: "0:05", b: "1:05" }), "0:05 of 1:05");
});
