// Loads the player once it is needed.

/** The player is beside this script. */
const ADDRESS = new URL("earshot-player.js", import.meta.url).href;

/** @returns {Promise<unknown>} fulfilled when the element is defined */
export function loadPlayer() {
  if (!document.querySelector(`script[src$="/earshot-player.js"]`)) {
    const script = document.createElement("script");
    script.src = ADDRESS;
    document.head.append(script);
  }
  return customElements.whenDefined("earshot-player");
}
