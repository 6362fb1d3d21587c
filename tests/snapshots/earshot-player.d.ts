// The types of <earshot-player>. What each name does is told in the README.

/** The sentence being said. */
export interface Segment {
  readonly index: number;
  readonly text: string;
  /** Of the story, counted from 0; -1 is the headline, -2 a spoken introduction. */
  readonly block: number;
  /** Seconds. */
  readonly start: number;
}

/** The attributes, as they are written in HTML. */
export interface EarshotPlayerAttributes {
  /** The address of the .json that `earshot narrate` wrote; then no server is asked. */
  timings?: string;
  /** The recording, where it is not in the same folder as the timings. */
  src?: string;
  /** The id of a story on the server. */
  story?: string;
  /** The page whose story it is; by default the canonical address, else the page's own. */
  url?: string;
  /** The Earshot server; a bundled script knows none by itself. */
  server?: string;
  /** 0.5 to 3; the pitch is kept. */
  playbackrate?: number | string;
  /** What is lit on the page. */
  highlight?: "both" | "word" | "sentence" | "off";
  /** A CSS selector of where the story stands; by default the whole page. */
  "content-selector"?: string;
  /** A click on a paragraph does not seek to it. */
  "no-click-seek"?: boolean | "";
  /** The controls that are wanted, or behind a minus those that are not. */
  controls?: string;
  /** The address of a list or of a podcast feed. */
  playlist?: string;
  /** The next story of the playlist does not start by itself. */
  "no-autoadvance"?: boolean | "";
  /** The position and the speed may be stored in the browser. */
  persist?: boolean | "";
  /** Opens a story that is locked: a token of the publisher's sign-in. */
  token?: string;
  /** Other audio and video of the page may play at the same time. */
  "no-exclusive"?: boolean | "";
  /** The server does not count what is played here. */
  "no-analytics"?: boolean | "";
  /** The page is the article: its keys are the player's, any word plays from there, and it scrolls with the voice. */
  "read-along"?: boolean | "";
  /** With `read-along`: the keys work only while the player has the focus. */
  "no-shortcuts"?: boolean | "";
  /** The player's language, BCP 47; by default the page's, else the reader's. */
  lang?: string;
}

export interface AdBreak {
  readonly kind: "pre" | "mid";
  /** The block that comes next; null before the story. */
  readonly block: number | null;
  readonly currentTime: number;
  /** Aborted when the story waits no longer. */
  readonly signal: AbortSignal;
}

export interface Locked {
  /** What may be heard; empty where it is not known yet. */
  readonly access: "title" | "segment" | "";
  readonly id: string;
  readonly url: string;
  /** Whether the preview has been heard to its end. */
  readonly ended: boolean;
  /** Whether a token was shown that is not good. */
  readonly refused: boolean;
}

/** What the `detail` of each event holds. */
export interface EarshotPlayerEventDetails {
  /** The story is found. */
  "earshot-ready": { readonly duration: number };
  /** It begins to sound. */
  play: object;
  /** It stops to sound. */
  pause: object;
  /** Several times a second while it sounds. */
  timeupdate: { readonly currentTime: number; readonly duration: number };
  /** Another sentence is said. */
  "earshot-segmentchange": Segment;
  /** Each tenth of the story, once. */
  "earshot-decile": { readonly percent: number };
  /** All of it was heard. */
  ended: object;
  /** No more than a preview may be heard; set `token` to go on. */
  "earshot-locked": Locked;
  /** A link to this moment is handed on. */
  "earshot-share": { readonly url: string };
  /** The sleep timer has run out. */
  "earshot-sleep": object;
  /** Another story of the playlist. */
  "earshot-storychange": { readonly index: number; readonly title: string };
  /** Something went wrong; the listener reads one plain sentence. */
  error: { readonly message: string };
}

export interface AdBreakEvent extends CustomEvent<AdBreak> {
  /** The story waits for the promise, at most so many seconds (60; never more than 300). */
  waitUntil(promise: Promise<unknown>, limit?: number): void;
}

export type EarshotPlayerEventMap = {
  [Name in keyof EarshotPlayerEventDetails]: CustomEvent<EarshotPlayerEventDetails[Name]>;
} & { "earshot-adbreak": AdBreakEvent };

export interface EarshotPlayer extends HTMLElement {
  /** Seconds. */
  currentTime: number;
  /** Seconds; 0 while it is unknown. */
  readonly duration: number;
  /** Whether it is silent. */
  readonly paused: boolean;
  /** Whether all of it was heard. */
  readonly ended: boolean;
  /** 0 to 1. */
  volume: number;
  /** Whether its sound is off. */
  muted: boolean;
  /** 0.5 to 3. */
  playbackRate: number;
  /** What the publisher's sign-in gave for this story; may be set at any time. */
  token: string;
  /** The number of the word being said; -1 before the first. */
  readonly currentWord: number;
  /** The sentence being said, or null before the first. */
  readonly currentSegment: Segment | null;

  /** Plays; the story is made first where it must be. */
  play(): Promise<void>;
  /** Falls silent. */
  pause(): void;
  /** Plays or pauses. */
  toggle(): void;
  /** Goes to a moment. */
  seek(seconds: number): void;
  /** On, or back below 0. */
  skip(seconds: number): void;
  /** On, or back: first to the start of this sentence. */
  skipSentence(count: number): void;
  /** To that word of the story, counted from 0. */
  seekToWord(word: number): void;
  /** Opens or closes the transcript. */
  toggleTranscript(): void;
  /** To the next story of the playlist. */
  nextStory(): void;
  /** To the one before. */
  previousStory(): void;
  /** Stops after so many minutes, at the end of the chapter or of the story; 0 is never. */
  setSleepTimer(when: number | "chapter" | "story"): void;
  /** Hands on a link to this moment. */
  share(): Promise<void>;

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
