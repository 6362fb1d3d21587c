// Generates the TypeScript types and the Custom Elements Manifest of the npm package from the JSDoc of
// src/: `node build-types.js [folder]`. The manifest has the format of
// https://github.com/webcomponents/custom-elements-manifest, version 1.

import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { argv, execPath } from "node:process";
import { fileURLToPath } from "node:url";

/**
 * @typedef {{name: string, type: string, description: string}} Tag
 * @typedef {Tag & {isReadonly: boolean}} Property
 * @typedef {Tag & {parameters: string}} Method
 */

const HERE = dirname(fileURLToPath(import.meta.url));
const KIT = join(HERE, "../src/earshot/web/kit");
const COMPILER = join(HERE, "node_modules/typescript/bin/tsc");

/** Members that browsers call, and that pages do not. */
const INNER = /^(observedAttributes|\w+Callback)$/;

/** Attributes whose property does not reflect them, or belongs to every element. */
const UNREFLECTED = ["playbackrate", "token", "lang"];

/** Declarations of modules by their names, as TypeScript emits them. @param {string[]} modules */
async function emitDeclarations(...modules) {
  const folder = await mkdtemp(join(tmpdir(), "types-"));
  const options = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--rootDir", join(HERE, "src"), "--outDir", folder];
  execFileSync(execPath, [COMPILER, "-p", join(HERE, "tsconfig.types.json"), ...options], { stdio: "inherit" });
  const texts = await Promise.all(modules.map((name) => readFile(join(folder, `${name}.d.ts`), "utf8")));
  await rm(folder, { recursive: true });
  return texts;
}

/** The description in a comment, on one line. @param {string} comment */
function readDescription(comment) {
  const lines = comment.split("\n").map((line) => line.replace(/^\s*(\/\*\*|\*(?!\/))?\s?|\s*\*\/$/g, "").trim());
  return lines.filter((line) => line && !line.startsWith("@")).join(" ");
}

/** The tags of a name in the comment of the class. @param {string} comment @param {string} name @returns {Tag[]} */
function readTags(comment, name) {
  const pattern = new RegExp(`^ \\* @${name} (?:\\{(.+)\\} )?(?:([\\w-]+) )?- (.+)$`, "gm");
  return [...comment.matchAll(pattern)].map(([, type = "", key = "", description = ""]) => ({ name: key, type, description }));
}

/** @param {string} body of the class @returns {{properties: Property[], methods: Method[]}} */
function readMembers(body) {
  const members = [...body.matchAll(/^ {4}(\/\*\*.*?\*\/)\n {4}(?:get )?(\w+)\(([^\n]*)\): ([^\n]+);$/gms)];
  const setters = new Set([...body.matchAll(/^ {4}set (\w+)\(/gm)].map(([, name]) => name));
  const getters = new Set([...body.matchAll(/^ {4}get (\w+)\(/gm)].map(([, name]) => name));
  const all = members.map(([, comment = "", name = "", parameters = "", type = ""]) => {
    return { name, parameters, type, description: readDescription(comment), isReadonly: !setters.has(name) };
  });
  const own = all.filter(({ name }) => !INNER.test(name));
  return { properties: own.filter(({ name }) => getters.has(name)), methods: own.filter(({ name }) => !getters.has(name)) };
}

/** The types that the class uses, as interfaces that pages only read. @param {string} text */
function writeInterfaces(text) {
  const kept = text.slice(0, text.lastIndexOf("\n};") + 3);
  const onOneLine = kept.replace(/\/\*\*\n\s*\* (.+)\n\s*\*\//g, "/** $1 */").replace(/^ {4}(\w)/gm, "  readonly $1").replace(/^ {4}/gm, "  ");
  return onOneLine.replace(/^export type (\w+) = \{$/gm, "export interface $1 {").replace(/^\};$/gm, "}\n").trim();
}

/** @param {string} name of an attribute */
function toPropertyName(name) {
  return name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
}

/** @param {string} description @param {string} code */
function writeMember(description, code) {
  return `  /** ${description} */\n  ${code};`;
}

/** @param {Tag[]} attributes @param {Tag[]} events */
function writeTables(attributes, events) {
  const quote = (/** @type {string} */ name) => (/^\w+$/.test(name) ? name : `"${name}"`);
  const rows = attributes.map(({ name, type, description }) => {
    return writeMember(description, `${quote(name)}?: ${type === "boolean" ? 'boolean | ""' : type}`);
  });
  const reflected = attributes.filter(({ name }) => !UNREFLECTED.includes(name)).map(({ name, type }) => {
    return writeMember(`The attribute \`${name}\`.`, `${toPropertyName(name)}: ${type.includes('"') ? `${type} | ""` : type}`);
  });
  const details = events.flatMap(({ name, type, description }) => {
    const [, detail] = /^CustomEvent<(.+)>$/.exec(type) ?? [];
    return detail ? [writeMember(description, `${quote(name)}: ${detail}`)] : [];
  });
  return { rows: rows.join("\n"), reflected: reflected.join("\n"), details: details.join("\n") };
}

/**
 * @param {string} template
 * @param {string} interfaces
 * @param {{attributes: Tag[], events: Tag[], properties: Property[], methods: Method[]}} api
 */
function writeTypes(template, interfaces, { attributes, events, properties, methods }) {
  const { rows, reflected, details } = writeTables(attributes, events);
  const members = [
    ...properties.map(({ name, type, description, isReadonly }) => writeMember(description, `${isReadonly ? "readonly " : ""}${name}: ${type}`)),
    ...methods.map(({ name, parameters, type, description }) => writeMember(description, `${name}(${parameters}): ${type}`)),
  ].join("\n");
  const parts = { interfaces, attributes: rows, reflected, details, members };
  return template.replace(/^\/\/ \{(\w+)\}$/gm, (_, name) => /** @type {Record<string, string>} */ (parts)[name] ?? "");
}

/**
 * @param {string} comment of the class
 * @param {{attributes: Tag[], events: Tag[], properties: Property[], methods: Method[]}} api
 */
function buildManifest(comment, { attributes, events, properties, methods }) {
  const withType = (/** @type {Tag} */ { name, type, description }) => ({ name, type: { text: type }, description });
  const named = (/** @type {string} */ tag) => readTags(comment, tag).map(({ name, description }) => ({ name, description }));
  const reflected = attributes.filter(({ name }) => !UNREFLECTED.includes(name));
  const members = [
    ...properties.map((each) => ({ kind: "field", ...withType(each), readonly: each.isReadonly })),
    ...reflected.map((each) => ({ kind: "field", ...withType(each), name: toPropertyName(each.name), attribute: each.name, reflects: true })),
    ...methods.map(({ name, parameters, type, description }) => {
      const list = parameters.split(", ").filter(Boolean).map((each) => each.split(": "));
      const given = list.map(([key = "", text = ""]) => ({ name: key, type: { text } }));
      return { kind: "method", name, description, parameters: given, return: { type: { text: type } } };
    }),
  ];
  const name = "EarshotPlayer";
  const declaration = {
    kind: "class", name, description: readDescription(comment), customElement: true, tagName: "earshot-player",
    superclass: { name: "HTMLElement" }, attributes: attributes.map(withType), members, events: events.map(withType),
    slots: named("slot"), cssParts: named("csspart"), cssProperties: named("cssprop"),
  };
  const exported = { kind: "custom-element-definition", name: "earshot-player", declaration: { name } };
  const module = { kind: "javascript-module", path: "earshot-player.js", declarations: [declaration], exports: [exported] };
  return { schemaVersion: "1.0.0", readme: "README.md", modules: [module] };
}

const [folder = KIT] = argv.slice(2);
const [element = "", types = ""] = await emitDeclarations("earshot-player", "public-types");
const [, comment = "", body = ""] = /(\/\*\*(?:(?!\*\/).)*\*\/)\nexport declare class EarshotPlayer .*?\{\n(.*?)^\}/ms.exec(element) ?? [];
const api = { attributes: readTags(comment, "attr"), events: readTags(comment, "fires"), ...readMembers(body) };
const template = await readFile(join(HERE, "types-template.d.ts"), "utf8");
await writeFile(join(folder, "earshot-player.d.ts"), writeTypes(template, writeInterfaces(types), api));
await writeFile(join(folder, "custom-elements.json"), `${JSON.stringify(buildManifest(comment, api), null, 2)}\n`);
