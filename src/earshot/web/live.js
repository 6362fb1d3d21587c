// Ties the feed of a story that is being made to its page. A plain script of the same module as
// readalong.js; on a finished story it has nothing to do.

/** @type {Live | null} */
const unfinished = JSON.parse(part("live", HTMLScriptElement).text);

/** @type {Hooks} */
const hooks = {
  changed() {
    progress();
    tick();
  },
  trouble: showTrouble,
  ended(status, error) {
    if (status === "succeeded") return;
    const trouble = part("trouble", HTMLElement);
    trouble.textContent = status === "deleted" ? "This story has been deleted." : error;
    trouble.hidden = false;
  },
};

const feed = unfinished && new Feed(unfinished, audio, times, hooks);
