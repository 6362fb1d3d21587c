// Searches the pages for all words, in the browser. Titles count most, then headings.

const MAX_RESULTS = 12;
const EXCERPT = 120;
const root = document.body.dataset.root;
const results = document.getElementById("results");

function rate(page, words) {
  const title = page.title.toLowerCase();
  const headings = page.headings.map(([, text]) => text.toLowerCase()).join("\n");
  const text = page.text.toLowerCase();
  if (!words.every((word) => text.includes(word))) return 0;
  return words.reduce((sum, word) => sum + 1 + 10 * title.includes(word) + 3 * headings.includes(word), 0);
}

function show(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length ? PAGES.map((page) => ({ page, rank: rate(page, words) })).filter(({ rank }) => rank) : [];
  found.sort((a, b) => b.rank - a.rank);
  results.replaceChildren(...found.slice(0, MAX_RESULTS).map(({ page }) => describe(page, words)));
}

function describe(page, words) {
  const heading = page.headings.find(([, text]) => words.some((word) => text.toLowerCase().includes(word)));
  const link = document.createElement("a");
  link.href = root + page.url + (heading ? `#${heading[0]}` : "");
  link.textContent = heading && heading[1] !== page.title ? `${page.title}: ${heading[1]}` : page.title;
  const excerpt = document.createElement("p");
  const at = Math.max(0, page.text.toLowerCase().indexOf(words[0]) - EXCERPT / 2);
  excerpt.textContent = `…${page.text.slice(at, at + EXCERPT)}…`;
  const item = document.createElement("li");
  item.append(link, excerpt);
  return item;
}

document.getElementById("search").addEventListener("input", ({ target }) => show(target.value));
