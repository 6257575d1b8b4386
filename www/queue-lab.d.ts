// What <queue-lab> is to programs, and what it and its frame say to each other.

/** The version of the protocol; every message carries it as `queuelab`, and the frame's `nonce`. */
export type Protocol = 1;

/** The custom properties that are handed over: `--queuelab-accent` on the element is `accent` here. */
export type Token =
  | "page" | "panel" | "lane" | "ink" | "muted" | "line" | "grid" | "accent" | "on-accent" | "selected" | "ok" | "warn" | "bad" | "sans";

export interface Time {
  /** Logical milliseconds since the lab began. */
  now: number;
  /** The end of the run so far. */
  end: number;
  /** When something happens next; absent when nothing will. */
  next?: number;
  playing: boolean;
}

export interface Goal {
  text: string;
  reached: boolean;
  missing?: string;
}

export interface Settings {
  speed?: number;
  pacing?: "time" | "event";
  theme?: "auto" | "light" | "dark";
  tokens?: Partial<Record<Token, string>>;
  /** Whether each event of the lab is reported; off at first. */
  events?: boolean;
}

/** To the frame. */
export type Order =
  | { type: "play" }
  | { type: "pause" }
  | { type: "seek"; at: number }
  | { type: "step"; by?: number }
  | ({ type: "set" } & Settings)
  | { type: "load"; scenario: string }
  | { type: "load"; state: string }
  | { type: "query"; id: number; what: keyof Answers };

/** From the frame. */
export type Report =
  | { type: "ready"; title: string }
  | { type: "resize"; height: number }
  | ({ type: "time" } & Time)
  | { type: "event"; seq: number; at: number; text: string }
  | ({ type: "goal"; index: number } & Goal)
  | { type: "answer"; id: number; value: Answers[keyof Answers] }
  | { type: "error"; message: string };

export interface Answers {
  time: Time;
  /** Sixteen hexadecimal digits, equal on every host. */
  digest: string;
  /** The run as a link, `v1.…`. */
  state: string;
  goals: Goal[];
}

export interface QueueLabElement extends HTMLElement {
  /** Loads the frame, if it is not there yet. */
  start(): void;
  play(): void;
  pause(): void;
  seek(at: number): void;
  step(by?: number): void;
  set(settings: Settings): void;
  load(what: { scenario: string | object } | { state: string }): void;
  query<K extends keyof Answers>(what: K): Promise<Answers[K]>;
}

declare global {
  interface HTMLElementTagNameMap {
    "queue-lab": QueueLabElement;
  }
}
