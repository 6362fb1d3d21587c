// Builds the scripts of the Python package from src/: `node build.js [folder]`.
//
// earshot-player.js is the whole player in one file. start.js and player/ are the same player in
// parts: the first script, and the rest that it loads.

import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

/** @import { BuildOptions, Plugin } from "esbuild" */

const HERE = dirname(fileURLToPath(import.meta.url));
const PACKAGE = join(HERE, "../src/earshot/web/dist");
const SOURCES = join(HERE, "src");

/** Modules of the first script that the rest uses too. */
const SHARED = [
  ...["audio-output.js", "break-offer.js", "color-scheme.js", "elements.js", "first-labels.js"],
  ...["first-tree.js", "icons.js", "script-url.js"],
];

/** Modules that the rest loads when they are needed. */
const ON_DEMAND = ["live-stream.js", "playlist-source.js", "shortcuts.js"];

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

/** Lets the first script keep its modules where the rest finds them. @param {string} key @returns {Plugin} */
function exportShared(key) {
  const imports = SHARED.map((name, n) => `import * as m${n} from "./${name}";`).join("");
  const names = SHARED.map((name, n) => `"${name}":m${n}`).join(",");
  return {
    name: "export-shared",
    setup({ onLoad }) {
      onLoad({ filter: /[/\\]start\.js$/ }, async ({ path }) => {
        const own = await readFile(path, "utf8");
        return { contents: `${imports}${own};globalThis[Symbol.for("${key}")]={${names}};` };
      });
    },
  };
}

/** Gives the rest the modules of the first script. @param {string} key @returns {Plugin} */
function importShared(key) {
  return {
    name: "import-shared",
    setup({ onLoad }) {
      onLoad({ filter: /\.js$/ }, async ({ path }) => {
        const name = basename(path);
        if (!SHARED.includes(name)) return null;
        const exported = (await readFile(path, "utf8")).matchAll(/^export (?:async )?(?:function|const|class|let) (\w+)/gm);
        const names = [...exported].map(([, each]) => each).join(",");
        return { contents: `export const{${names}}=globalThis[Symbol.for("${key}")]["${name}"];` };
      });
    },
  };
}

const [folder = PACKAGE] = argv.slice(2);
const digest = await computeDigest();
const key = `earshot.parts/${digest}`;
const define = { BUILD: JSON.stringify(digest) };
const source = (/** @type {string} */ name) => join(SOURCES, name);
/** @type {(options: BuildOptions) => Promise<unknown>} */
const write = (options) => build({ ...OPTIONS, define, ...options });
await write({ ...PLAYER_WRAPPER, entryPoints: [source("index.js")], outfile: join(folder, "earshot-player.js") });
await write({
  ...PLAYER_WRAPPER,
  entryPoints: [source("start.js")],
  outfile: join(folder, "start.js"),
  plugins: [minifiedStyle, exportShared(key)],
});
const languages = (await readdir(source("languages"))).filter((name) => name !== "en.js");
for (const name of [...ON_DEMAND, ...languages.map((each) => `languages/${each}`)]) {
  await write({ entryPoints: [source(name)], outfile: join(folder, "player", name) });
}
await write({
  entryPoints: [source("rest.js")],
  outfile: join(folder, "player/rest.js"),
  plugins: [leaveDynamicImports, minifiedStyle, importShared(key)],
});
// For a first script of another build that a browser still has: it keeps no modules for this rest.
await write({
  entryPoints: [source("rest.js")],
  outfile: join(folder, "player/rest-alone.js"),
  plugins: [leaveDynamicImports, minifiedStyle],
});
await write({ format: "iife", entryPoints: [source("embed.js")], outfile: join(folder, "embed.js") });
for (const name of ["story-page.js", "editor-page.js"]) {
  await write({ entryPoints: [source(name)], outfile: join(folder, name) });
}
await write({ entryPoints: [source("library/index.js")], outfile: join(folder, "library.js") });
await write({ format: "iife", entryPoints: [source("library/service-worker.js")], outfile: join(folder, "service-worker.js") });
