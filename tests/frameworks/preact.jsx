/** @jsxImportSource preact */
import "earshot-player";
import { render } from "preact";
import { useState } from "preact/hooks";

function Article() {
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

render(<Article />, document.getElementById("app"));
