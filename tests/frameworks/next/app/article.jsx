"use client";

import "earshot-player";
import "earshot-player/react";
import { useEffect, useRef, useState } from "react";

export function Article() {
  const player = useRef(null);
  const [name, setName] = useState("ferry");
  const [segment, setSegment] = useState("");
  useEffect(() => {
    // React 19 adds no listener of a custom event while it hydrates.
    const show = ({ detail }) => setSegment(detail.text);
    const element = player.current;
    element.addEventListener("earshot-segmentchange", show);
    return () => element.removeEventListener("earshot-segmentchange", show);
  }, []);
  return (
    <main>
      <earshot-player
        ref={player}
        timings={`${name}.json`}
        src={`${name}.mp3`}
        controls="speed transcript"
        highlight="sentence"
        content-selector="main"
        no-analytics
      />
      <button id="other" onClick={() => setName("second")}>Another article</button>
      <p id="segment">{segment}</p>
    </main>
  );
}
