// Defines <queue-lab>: a box of a fixed size with a picture, and, when it comes into view, a frame with the lab itself.
// No other file of the page is fetched before that. The script stands before its elements and is not deferred: so each has its
// size from the start, and nothing on the page moves. Nothing here is inline, so that it works under a strict policy:
// the document around needs `script-src` and `frame-src` for the host of this file, and `img-src` for the pictures.
(() => {
  "use strict";
  if (customElements.get("queue-lab")) return;

  const PROTOCOL = 1;
  const script = document.currentScript ?? document.querySelector('script[src$="queue-lab.js"]');
  const HOME = new URL(".", script?.src ?? location.href);
  /** How far from the edge of the window a frame begins to load. */
  const MARGIN = "200px";
  /** Attributes that go into the frame's address as they are. */
  const HANDED = ["state", "lesson", "theme", "lang", "controls", "panels", "editable", "autoplay", "start", "speed", "pacing", "seed", "caption"];
  /** Those that a frame takes over while it is there. */
  const LIVE = ["theme", "speed", "pacing"];
  /** `--queuelab-accent` on the element becomes `--accent` in the frame, and so on. */
  const TOKENS = ["page", "panel", "lane", "ink", "muted", "line", "grid", "accent", "on-accent", "selected", "ok", "warn", "bad", "sans"];

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: block; position: relative; contain: content; overflow: hidden; border: 1px solid #7a879688; border-radius: 8px; }
    :host([hidden]) { display: none; }
    iframe, .shell { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; }
    .shell { display: grid; place-items: center; background: Canvas; color: CanvasText; color-scheme: light dark; }
    img { grid-area: 1 / 1; width: 100%; height: 100%; object-fit: contain; opacity: 0.55; }
    button { grid-area: 1 / 1; z-index: 1; min-height: 44px; padding: 8px 18px; border: 0; border-radius: 22px; background: #0a4fd6; color: #fff; font: 600 15px/1.2 system-ui, sans-serif; cursor: pointer; }
    button:focus-visible { outline: 3px solid #8cc2ff; outline-offset: 2px; }
    p { grid-area: 1 / 1; z-index: 1; margin: 0; padding: 6px 12px; border-radius: 6px; background: Canvas; font: 14px/1.4 system-ui, sans-serif; }
  `);

  const elements = new Set();
  addEventListener("message", (event) => {
    for (const element of elements) if (element.takes(event)) return;
  });

  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const isFile = (scenario) => /[/.]/.test(scenario);

  class QueueLab extends HTMLElement {
    static observedAttributes = ["scenario", "height", "poster", "loading", ...HANDED];
    #root = this.attachShadow({ mode: "open" });
    #frame = null;
    #nonce = "";
    #ready = false;
    #seen = null;
    #playing = false;
    #resume = false;
    #asked = new Map();
    #next = 1;

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [sheet];
    }

    connectedCallback() {
      elements.add(this);
      this.#size();
      this.#shell();
      if (this.getAttribute("loading") === "eager") this.start();
      this.#seen = new IntersectionObserver(([entry]) => this.#sees(entry.isIntersecting), { rootMargin: MARGIN });
      this.#seen.observe(this);
    }

    disconnectedCallback() {
      elements.delete(this);
      this.#seen?.disconnect();
      this.#end();
    }

    attributeChangedCallback(name, before, now) {
      if (!this.isConnected || before === now) return;
      if (name === "height") this.#size();
      else if (LIVE.includes(name) && this.#frame && now !== null) this.#send({ type: "set", [name]: name === "speed" ? Number(now) : now });
      else if (name !== "loading" && this.#frame) this.#again();
      else if (!this.#frame) this.#shell();
    }

    /** Loads the frame, if it is not there yet. */
    start() {
      if (this.#frame) return;
      // What stands in the element is there when the document is.
      if (document.readyState === "loading") return addEventListener("DOMContentLoaded", () => this.start(), { once: true });
      this.#nonce = random();
      const frame = document.createElement("iframe");
      frame.part = "frame";
      frame.title = this.getAttribute("caption") || "Queuelab simulation";
      frame.allow = "clipboard-write";
      frame.src = this.#address();
      frame.addEventListener("load", () => this.#root.querySelector(".shell")?.remove(), { once: true });
      const told = document.createElement("p");
      told.textContent = "Loading the lab…";
      this.#root.querySelector("button")?.replaceWith(told);
      this.#frame = frame;
      this.#root.append(frame);
    }

    play() { this.#send({ type: "play" }); }
    pause() { this.#send({ type: "pause" }); }
    /** To an instant, in milliseconds. */
    seek(at) { this.#send({ type: "seek", at }); }
    /** So many steps on; back where negative. */
    step(by = 1) { this.#send({ type: "step", by }); }
    /** `speed`, `pacing`, `theme`, `tokens`, and `events: true` for an "event" for each of the lab's. */
    set(settings) { this.#send({ type: "set", ...settings }); }
    /** `{ scenario }`, a scenario file as text or object, or `{ state }`, a link. */
    load({ scenario, state }) {
      const text = typeof scenario === "object" ? JSON.stringify(scenario) : scenario;
      this.#send({ type: "load", ...(text === undefined ? { state } : { scenario: text }) });
    }
    /** Asks for "time", "digest", "state" or "goals". */
    query(what) {
      const id = this.#next++;
      return new Promise((resolve, reject) => {
        if (!this.#ready) return reject(new Error("the lab is not there yet; wait for its “ready”"));
        this.#asked.set(id, resolve);
        this.#send({ type: "query", id, what });
      });
    }

    /** Whether a message of the window was this element's. */
    takes({ source, origin, data }) {
      if (!this.#frame || source !== this.#frame.contentWindow) return false;
      if (origin !== HOME.origin || data?.queuelab !== PROTOCOL || data.nonce !== this.#nonce) return true;
      const { type, queuelab, nonce, ...detail } = data;
      if (type === "answer") {
        this.#asked.get(detail.id)?.(detail.value);
        this.#asked.delete(detail.id);
        return true;
      }
      if (type === "ready") this.#greets();
      if (type === "time") this.#playing = detail.playing;
      if (type === "resize" && this.getAttribute("height") === "auto") this.style.height = `${Math.min(Math.max(detail.height, 160), 2000)}px`;
      this.dispatchEvent(new CustomEvent(type, { detail }));
      return true;
    }

    #address() {
      const wish = new URLSearchParams();
      const scenario = this.getAttribute("scenario");
      if (scenario && !isFile(scenario) && !this.#own()) wish.set("scenario", scenario);
      for (const name of HANDED) if (this.hasAttribute(name)) wish.set(name, this.getAttribute(name).replace(/^#/, ""));
      // Documents from files have no origin that could be named: the lab is shown, and nothing is said.
      if (location.origin !== "null") {
        wish.set("nonce", this.#nonce);
        wish.set("origin", location.origin);
      }
      return new URL(`e.html#${wish}`, HOME).href;
    }

    #own() {
      return this.querySelector('script[type="application/json"]');
    }

    async #greets() {
      const first = !this.#ready;
      this.#ready = true;
      const style = getComputedStyle(this);
      const tokens = Object.fromEntries(TOKENS.map((name) => [name, style.getPropertyValue(`--queuelab-${name}`).trim()]).filter(([, value]) => value));
      if (Object.keys(tokens).length > 0) this.set({ tokens });
      if (!first) return;
      const scenario = this.getAttribute("scenario");
      if (this.#own()) return this.load({ scenario: this.#own().textContent });
      if (!scenario || !isFile(scenario)) return;
      try {
        const response = await fetch(new URL(scenario, document.baseURI));
        if (!response.ok) throw new Error(`the server answered ${response.status}`);
        this.load({ scenario: await response.text() });
      } catch (error) {
        this.dispatchEvent(new CustomEvent("error", { detail: { message: `${scenario}: ${error.message}` } }));
      }
    }

    /** Out of sight nothing plays. */
    #sees(near) {
      if (near && (this.getAttribute("loading") ?? "lazy") === "lazy") this.start();
      if (near && this.#resume) this.play();
      if (!near && this.#playing) this.pause();
      this.#resume = !near && (this.#playing || this.#resume);
    }

    #send(message) {
      this.#frame?.contentWindow?.postMessage({ queuelab: PROTOCOL, nonce: this.#nonce, ...message }, HOME.origin);
    }

    #size() {
      const height = this.getAttribute("height") ?? "420";
      this.style.height = /^\d+$/.test(height) ? `${Math.min(Math.max(Number(height), 160), 2000)}px` : "420px";
    }

    #shell() {
      const shell = document.createElement("div");
      shell.className = "shell";
      const scenario = this.getAttribute("scenario");
      const poster = this.getAttribute("poster") ?? (scenario && !isFile(scenario) ? new URL(`posters/${scenario}.svg`, HOME).href : "");
      if (poster) {
        const picture = document.createElement("img");
        picture.part = "poster";
        picture.alt = "";
        picture.src = poster;
        picture.addEventListener("error", () => picture.remove());
        shell.append(picture);
      }
      const button = document.createElement("button");
      button.type = "button";
      button.part = "play";
      button.textContent = this.getAttribute("caption") ? `Run: ${this.getAttribute("caption")}` : "Run the lab";
      button.addEventListener("click", () => this.start());
      shell.append(button);
      this.#root.replaceChildren(shell);
    }

    #again() {
      this.#end();
      this.#shell();
      this.start();
    }

    #end() {
      this.#frame?.remove();
      this.#frame = null;
      this.#ready = this.#playing = this.#resume = false;
      this.#asked.clear();
    }
  }

  customElements.define("queue-lab", QueueLab);
})();
