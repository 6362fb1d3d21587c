// <earshot-player> in JSX, for React 19. `import "earshot-player/react"` once, for its types.

import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { EarshotPlayer, EarshotPlayerAttributes, EarshotPlayerEventMap } from "./earshot-player";

/** React 19 listens to an element's own events by `on` and their name. */
type Listeners = {
  [Name in keyof EarshotPlayerEventMap as `on${Name}`]?: (event: EarshotPlayerEventMap[Name]) => void;
};

type Own = EarshotPlayerAttributes & Listeners;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "earshot-player": Own & Omit<DetailedHTMLProps<HTMLAttributes<EarshotPlayer>, EarshotPlayer>, keyof Own>;
    }
  }
}
