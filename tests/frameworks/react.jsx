import "earshot-player";
import "earshot-player/react";
import { StrictMode, useState } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";

export function Article() {
  const [name, setName] = useState("ferry");
  const [segment, setSegment] = useState("");
  return (
    <main>
      <earshot-player
        timings={`${name}.json`}
        src={`${name}.mp3`}
        controls="speed transcript"
        highlight="sentence"
        content-selector="main"
        no-analytics
        onearshot-segmentchange={({ detail }) => setSegment(detail.text)}
      />
      <button id="other" onClick={() => setName("second")}>Another article</button>
      <p id="segment">{segment}</p>
    </main>
  );
}

const app = <StrictMode><Article /></StrictMode>;
const root = globalThis.document?.getElementById("app");
if (root?.firstElementChild) hydrateRoot(root, app);
else if (root) createRoot(root).render(app);
