// The messages of the story editor, in the language of the page.

/** @type {Record<string, string> | undefined} the translations by their English texts */
let messages;

function loadMessages() {
  return JSON.parse(globalThis.document?.getElementById("messages")?.textContent ?? "{}");
}

/**
 * @param {string} message in English
 * @param {Record<string, string | number>} [values] of its placeholders
 */
export function translate(message, values = {}) {
  messages ??= /** @type {Record<string, string>} */ (loadMessages());
  return (messages[message] ?? message).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}
