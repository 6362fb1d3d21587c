// The types of <earshot-player>, generated from the JSDoc of player/src by player/build-types.js.

// {interfaces}

/** The attributes, as they are written in HTML. */
export interface EarshotPlayerAttributes {
// {attributes}
}

/** The properties that reflect an attribute. */
export interface EarshotPlayerReflectedAttributes {
// {reflected}
}

/** The `detail` of each event. */
export interface EarshotPlayerEventDetails {
// {details}
}

export interface AdBreakEvent extends CustomEvent<AdBreak> {
  /** Pauses the story until the promise settles or `limit` seconds pass (default 60, at most 300). */
  waitUntil(promise: Promise<unknown>, limit?: number): void;
}

export type EarshotPlayerEventMap = {
  [Name in keyof EarshotPlayerEventDetails]: CustomEvent<EarshotPlayerEventDetails[Name]>;
} & { "earshot-adbreak": AdBreakEvent };

export interface EarshotPlayer extends HTMLElement, EarshotPlayerReflectedAttributes {
// {members}

  addEventListener<Name extends keyof EarshotPlayerEventMap>(
    name: Name,
    listener: (this: EarshotPlayer, event: EarshotPlayerEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    name: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Name extends keyof EarshotPlayerEventMap>(
    name: Name,
    listener: (this: EarshotPlayer, event: EarshotPlayerEventMap[Name]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    name: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "earshot-player": EarshotPlayer;
  }
}
