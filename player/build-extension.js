// Bundles the scripts of the browser extension: `node build-extension.js FOLDER`. `scripts/build_extension.py` runs it.

import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const SOURCES = join(dirname(fileURLToPath(import.meta.url)), "../extension/src");
const [folder] = argv.slice(2);

await build({
  entryPoints: ["background.js", "highlight.js", "panel.js"].map((name) => join(SOURCES, name)),
  outdir: folder,
  bundle: true,
  charset: "utf8",
  target: "es2022",
  format: "iife",
  loader: { ".css": "text" },
});
