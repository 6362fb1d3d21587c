// The types of <earshot-player>, generated from the JSDoc of player/src by player/build-types.js.

export interface Segment {
  readonly index: number;
  readonly text: string;
  /** Index of the block, from 0; -1 is the headline, -2 the spoken intro. */
  readonly block: number;
  /** Seconds. */
  readonly start: number;
}

export interface AdBreak {
  readonly kind: "pre" | "mid";
  /** Index of the next block; null before the story. */
  readonly block: number | null;
  readonly currentTime: number;
  /** Aborted when the story no longer waits. */
  readonly signal: AbortSignal;
}

export interface Locked {
  /** What this listener can play; empty if not yet known. */
  readonly access: "headline" | "preview" | "";
  readonly id: string;
  readonly url: string;
  /** Whether the end of the preview was reached. */
  readonly ended: boolean;
  /** Whether the server rejected the token. */
  readonly refused: boolean;
}

/** The attributes, as they are written in HTML. */
export interface EarshotPlayerAttributes {
  /** URL of the .json file from `earshot narrate`; no server is needed. */
  timings?: string;
  /** URL of the audio, if it is not in the same directory as the timings. */
  src?: string;
  /** ID of a story on the server. */
  story?: string;
  /** URL of the article; default: the canonical URL, then the URL of the page. */
  url?: string;
  /** Base URL of the Earshot server; required if the script is bundled. */
  server?: string;
  /** 0.5 to 3; preserves the pitch. */
  playbackrate?: number | string;
  /** What to highlight on the page. */
  highlight?: "both" | "word" | "sentence" | "off";
  /** CSS selector of the article; default: the whole page. */
  "content-selector"?: string;
  /** Disables click-to-play on paragraphs. */
  "no-click-seek"?: boolean | "";
  /** `compact` is one row of 64 px; `full` shows every control. Default: compact. */
  layout?: "compact" | "full";
  /** Seconds that the buttons and keys skip. Default: 15. */
  "skip-seconds"?: string;
  /** Controls to show, or with a minus sign, to hide. */
  controls?: string;
  /** URL of a playlist (JSON) or a podcast feed. */
  playlist?: string;
  /** The next story of the playlist does not start automatically. */
  "no-autoadvance"?: boolean | "";
  /** Stores position and speed in the browser. */
  persist?: boolean | "";
  /** Access token from the publisher's sign-in, for a locked story. */
  token?: string;
  /** Other audio and video of the page may play at the same time. */
  "no-exclusive"?: boolean | "";
  /** Disables listening statistics. */
  "no-analytics"?: boolean | "";
  /** The page is the article: its keys control the player, a click on a word plays from there, and the page scrolls along. */
  "read-along"?: boolean | "";
  /** With `read-along`: the keys work only while the player has the focus. */
  "no-shortcuts"?: boolean | "";
  /** Language of the player, BCP 47; default: the page's, then the browser's. */
  lang?: string;
}

/** The properties that reflect an attribute. */
export interface EarshotPlayerReflectedAttributes {
  /** The attribute `timings`. */
  timings: string;
  /** The attribute `src`. */
  src: string;
  /** The attribute `story`. */
  story: string;
  /** The attribute `url`. */
  url: string;
  /** The attribute `server`. */
  server: string;
  /** The attribute `highlight`. */
  highlight: "both" | "word" | "sentence" | "off" | "";
  /** The attribute `content-selector`. */
  contentSelector: string;
  /** The attribute `no-click-seek`. */
  noClickSeek: boolean;
  /** The attribute `layout`. */
  layout: "compact" | "full" | "";
  /** The attribute `skip-seconds`. */
  skipSeconds: string;
  /** The attribute `controls`. */
  controls: string;
  /** The attribute `playlist`. */
  playlist: string;
  /** The attribute `no-autoadvance`. */
  noAutoadvance: boolean;
  /** The attribute `persist`. */
  persist: boolean;
  /** The attribute `no-exclusive`. */
  noExclusive: boolean;
  /** The attribute `no-analytics`. */
  noAnalytics: boolean;
  /** The attribute `read-along`. */
  readAlong: boolean;
  /** The attribute `no-shortcuts`. */
  noShortcuts: boolean;
}

/** The `detail` of each event. */
export interface EarshotPlayerEventDetails {
  /** The story was loaded. */
  "earshot-ready": { readonly duration: number };
  /** Playback starts. */
  play: object;
  /** Playback pauses. */
  pause: object;
  /** Several times a second during playback. */
  timeupdate: { readonly currentTime: number; readonly duration: number };
  /** The current sentence changes. */
  "earshot-segmentchange": Segment;
  /** Each tenth of the story is reached, once. */
  "earshot-decile": { readonly percent: number };
  /** The story ends. */
  ended: object;
  /** Only a preview is available to this listener; set `token` to continue. */
  "earshot-locked": Locked;
  /** A link to the current position is shared. */
  "earshot-share": { readonly url: string };
  /** The sleep timer ends playback. */
  "earshot-sleep": object;
  /** The playlist moves to another story. */
  "earshot-storychange": { readonly index: number; readonly title: string };
  /** Playback failed; `message` is shown to the listener. */
  error: { readonly message: string };
}

export interface AdBreakEvent extends CustomEvent<AdBreak> {
  /** Pauses the story until the promise settles or `limit` seconds pass (default 60, at most 300). */
  waitUntil(promise: Promise<unknown>, limit?: number): void;
}

export type EarshotPlayerEventMap = {
  [Name in keyof EarshotPlayerEventDetails]: CustomEvent<EarshotPlayerEventDetails[Name]>;
} & { "earshot-adbreak": AdBreakEvent };

export interface EarshotPlayer extends HTMLElement, EarshotPlayerReflectedAttributes {
  /** Seconds. */
  currentTime: number;
  /** Seconds; 0 if unknown. */
  readonly duration: number;
  /** Whether playback is paused. */
  readonly paused: boolean;
  /** Whether playback reached the end. */
  readonly ended: boolean;
  /** 0 to 1. */
  volume: number;
  /** Whether the audio is muted. */
  muted: boolean;
  /** 0.5 to 3. */
  playbackRate: number;
  /** Access token from the publisher's sign-in; can be set at any time. */
  token: string;
  /** Index of the current word, counted from 0; -1 before the first. */
  readonly currentWord: number;
  /** The current sentence, or null before the first. */
  readonly currentSegment: Segment | null;
  /** Starts playback; the server records the story first if necessary. */
  play(): Promise<void>;
  /** Pauses playback. */
  pause(): void;
  /** Starts or pauses playback. */
  toggle(): void;
  /** Seeks to a position in seconds. */
  seek(seconds: number): void;
  /** Skips forward, or back if negative. */
  skip(seconds: number): void;
  /** Skips sentences forward or back; -1 goes to the start of the current sentence first. */
  skipSentence(count: number): void;
  /** Seeks to a word of the story, counted from 0. */
  seekToWord(word: number): void;
  /** Opens or closes the transcript. */
  toggleTranscript(): void;
  /** Plays the next story of the playlist. */
  nextStory(): void;
  /** Plays the previous story. */
  previousStory(): void;
  /** Stops after that many minutes, or at the end of the chapter or story; 0 turns the timer off. */
  setSleepTimer(when: number | "chapter" | "story"): void;
  /** Shares a link to the current position. */
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
