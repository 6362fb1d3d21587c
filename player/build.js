// Builds the scripts of the Python package from src/: `node build.js [folder] [--quick]`. A quick
// build is larger, since terser does not shorten it.
//
// earshot-player.js is the whole player in one file. start.js and player/ are the same player in
// parts: the first script, and the rest that it loads.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { minify } from "terser";
import { FIRST_LABELS } from "./src/first-labels.js";
import { LABELS } from "./src/labels.js";

/**
 * @import { BuildOptions, Plugin } from "esbuild"
 * @import { MinifyOptions } from "terser"
 * @import { Language } from "./src/first-labels.js"
 */

const HERE = dirname(fileURLToPath(import.meta.url));
const PACKAGE = join(HERE, "../src/earshot/web/dist");
const SOURCES = join(HERE, "src");

/** Modules of the first script that the rest uses too. */
const SHARED = [
  ...["audio-output.js", "break-offer.js", "color-scheme.js", "elements.js", "first-labels.js"],
  ...["first-tree.js", "icons.js", "script-url.js"],
];

/** Modules of the first script alone. */
const FIRST = [...SHARED, "attributes.js", "earshot-player.js", "full-player-loader.js", "start.js", "starter.js"];

/** Modules that the rest loads when they are needed. */
const ON_DEMAND = ["mini-bar.js", "live-playback.js", "playlist.js", "read-along.js", "shortcuts.js"];

/** A part that is loaded on demand is built by itself. @type {Plugin} */
const leaveDynamicImports = {
  name: "leave-dynamic-imports",
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path, kind }) => (kind === "dynamic-import" ? { path, external: true } : null));
  },
};

/** esbuild leaves style sheets alone that are loaded as text. @type {Plugin} */
const minifiedStyle = {
  name: "minified-style",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true, target: "chrome123" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** @param {Language} language */
function listLabels(language) {
  return Object.values(LABELS).map((row) => row[language]);
}

/** Replaces the table of labels by its columns for some languages. @param {Language[]} languages @returns {Plugin} */
function keepLanguages(languages) {
  const columns = Object.fromEntries(languages.map((language) => [language, listLabels(language)]));
  const constants = `NAMES=${JSON.stringify(Object.keys(LABELS))},COLUMNS=${JSON.stringify(columns)}`;
  return {
    name: "keep-languages",
    setup({ onLoad }) {
      onLoad({ filter: /[/\\]label-columns\.js$/ }, () => ({ contents: `export const ${constants};` }));
    },
  };
}

/** @type {BuildOptions} */
const OPTIONS = {
  bundle: true,
  minify: true,
  charset: "utf8",
  target: "es2022",
  format: "esm",
  legalComments: "none",
  plugins: [minifiedStyle],
};

/** @type {MinifyOptions} */
const MINIFY = {
  compress: { passes: 3, ecma: 2020, inline: 1, unsafe_arrows: true },
  format: { ecma: 2020, comments: /^ Earshot player/ },
};

// A classic script that leaves no name behind, and does nothing where there are no elements: a
// package that is imported on a server must not fail there.
const PLAYER_WRAPPER = {
  banner: { js: '/* Earshot player. Apache-2.0. */\n(()=>{"use strict";if(!globalThis.customElements)return;' },
  footer: { js: "})();" },
};

/** Tells builds apart, so that the parts of two versions on one page do not mix. */
async function computeDigest() {
  const hash = createHash("sha256");
  const files = await readdir(SOURCES, { recursive: true, withFileTypes: true });
  const paths = files.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  for (const path of paths.sort()) hash.update(await readFile(path));
  return hash.digest("hex").slice(0, 12);
}

/**
 * The names that the rest imports from modules of the first script, with their modules.
 * @returns {Promise<[string, string][]>}
 */
async function listSharedNames() {
  /** @type {Map<string, string>} */
  const names = new Map();
  const others = (await readdir(SOURCES)).filter((name) => name.endsWith(".js") && !FIRST.includes(name));
  for (const name of others) {
    const code = await readFile(join(SOURCES, name), "utf8");
    for (const [, list = "", module = ""] of code.matchAll(/^import \{ ([^}]+) \} from "\.\/([\w-]+\.js)";$/gm)) {
      if (SHARED.includes(module)) for (const each of list.split(", ")) names.set(each, module);
    }
  }
  return [...names];
}

/** Lets the first script keep what the rest uses. @param {string} key @param {[string, string][]} names @returns {Plugin} */
function exportShared(key, names) {
  const imports = names.map(([name, module]) => `import { ${name} } from "./${module}";`).join("");
  const list = names.map(([name]) => name).join(",");
  return {
    name: "export-shared",
    setup({ onLoad }) {
      onLoad({ filter: /[/\\]start\.js$/ }, async ({ path }) => {
        const own = await readFile(path, "utf8");
        return { contents: `${imports}${own};globalThis[Symbol.for("${key}")]=[${list}];` };
      });
    },
  };
}

/** Gives the rest what the first script keeps. @param {string} key @param {[string, string][]} names @returns {Plugin} */
function importShared(key, names) {
  return {
    name: "import-shared",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^shared$/ }, () => ({ path: "shared", namespace: "shared" }));
      onLoad({ filter: /./, namespace: "shared" }, () => {
        const list = names.map(([name]) => name).join(",");
        return { contents: `export const [${list}] = globalThis[Symbol.for("${key}")];` };
      });
      onLoad({ filter: /\.js$/ }, ({ path }) => {
        const module = basename(path);
        if (!SHARED.includes(module)) return null;
        const own = names.filter(([, from]) => from === module).map(([name]) => name);
        return { contents: own.length ? `export { ${own.join(", ")} } from "shared";` : "" };
      });
    },
  };
}

/** Bundles an entry, and writes it minified. @param {BuildOptions & {outfile: string}} options */
async function write({ outfile, banner, footer, ...options }) {
  const { outputFiles } = await build({ ...OPTIONS, define, ...options, outfile, write: false });
  const code = [banner?.js, outputFiles[0]?.text, footer?.js].join("");
  const shorten = () => minify(code, { ...MINIFY, module: !banner && options.format !== "iife" });
  const written = isQuick ? code : (await shorten()).code;
  await mkdir(dirname(outfile), { recursive: true });
  await writeFile(outfile, `${written}\n`);
}

const [folder = PACKAGE, speed] = argv.slice(2);
const isQuick = speed === "--quick";
const digest = await computeDigest();
const key = `earshot.parts/${digest}`;
const define = { REST_PATH: JSON.stringify(`./player/${digest}/rest.js`) };
const names = await listSharedNames();
const source = (/** @type {string} */ name) => join(SOURCES, name);
const languages = /** @type {Language[]} */ (Object.keys(FIRST_LABELS));
const english = keepLanguages(["en"]);
await write({
  ...PLAYER_WRAPPER,
  entryPoints: [source("index.js")],
  outfile: join(folder, "earshot-player.js"),
  plugins: [minifiedStyle, keepLanguages(languages)],
});
await write({
  ...PLAYER_WRAPPER,
  entryPoints: [source("start.js")],
  outfile: join(folder, "start.js"),
  plugins: [leaveDynamicImports, minifiedStyle, exportShared(key, names)],
});
for (const name of ON_DEMAND) {
  await write({ entryPoints: [source(name)], outfile: join(folder, "player", name), plugins: [minifiedStyle, english] });
}
for (const language of languages.filter((each) => each !== "en")) {
  const contents = `export const LABELS=${JSON.stringify(listLabels(language))};`;
  await write({ stdin: { contents }, outfile: join(folder, `player/languages/${language}.js`) });
}
await write({
  entryPoints: [source("full-player.js")],
  outfile: join(folder, "player/rest.js"),
  plugins: [leaveDynamicImports, minifiedStyle, english, importShared(key, names)],
});
// For a first script of another build that a browser still has: it keeps no modules for this rest.
await write({
  entryPoints: [source("full-player.js")],
  outfile: join(folder, "player/rest-alone.js"),
  plugins: [leaveDynamicImports, minifiedStyle, english],
});
await write({ format: "iife", entryPoints: [source("embed.js")], outfile: join(folder, "embed.js") });
for (const name of ["story-page.js", "editor-page.js"]) {
  await write({ entryPoints: [source(name)], outfile: join(folder, name) });
}
await write({ entryPoints: [source("library/index.js")], outfile: join(folder, "library.js") });
await write({ format: "iife", entryPoints: [source("library/service-worker.js")], outfile: join(folder, "service-worker.js") });
