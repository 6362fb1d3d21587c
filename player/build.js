// Builds the scripts of the Python package from src/: `node build.js [folder]`.

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const PACKAGE = join(HERE, "../src/earshot/web/dist");

/** esbuild leaves style sheets alone that are loaded as text. */
const minifiedStyle = {
  name: "minified-style",
  /** @param {import("esbuild").PluginBuild} build */
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true, target: "chrome123" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** @type {import("esbuild").BuildOptions} */
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

const [folder = PACKAGE] = argv.slice(2);
const source = (/** @type {string} */ name) => join(HERE, "src", name);
await build({ ...OPTIONS, ...PLAYER_WRAPPER, entryPoints: [source("index.js")], outfile: join(folder, "earshot-player.js") });
await build({ ...OPTIONS, format: "iife", entryPoints: [source("embed.js")], outfile: join(folder, "embed.js") });
await build({ ...OPTIONS, entryPoints: [source("story-page.js")], outfile: join(folder, "story-page.js") });
