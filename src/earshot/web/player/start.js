// The last of the scripts: the tag is known from here on.

if (!customElements.get("earshot-player")) customElements.define("earshot-player", EarshotPlayer);

/** A page of the server's own, made to stand in an iframe. */
function startFrame() {
  const player = document.querySelector("earshot-player[frame]");
  if (player instanceof EarshotPlayer) new Frame(player);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startFrame);
else startFrame();
