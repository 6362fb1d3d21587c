// Builds an app with Vite: `node build.js SOURCE [server]`, in the app's folder.

import { build } from "vite";
import { svelte } from "@sveltejs/vite-plugin-svelte";

const [source, kind] = process.argv.slice(2);
const isServer = kind === "server";
const name = source.split(".")[0];
await build({
  configFile: false,
  mode: process.env.NODE_ENV ?? "production",
  logLevel: "warn",
  plugins: source.startsWith("svelte") ? [svelte({ configFile: false })] : [],
  resolve: { conditions: isServer ? [] : ["browser"] },
  ssr: { noExternal: true },
  build: {
    outDir: "dist",
    emptyOutDir: false,
    ssr: isServer,
    rollupOptions: { input: source, output: { entryFileNames: isServer ? `${name}.mjs` : `${name}.js` } },
  },
});
