// What every journey needs: a browser of its own, a page that is watched, and the check for accessibility.
// `cargo xtask test` sets BASE_URL (the site at the top of a host), SUBPATH_URL (the same below a path) and CHROME.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import test from "node:test";
import { chromium } from "playwright-core";

/** No sandbox because tests may run as root in a container; the rest keeps the browser from calling anybody. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A setting that `cargo xtask` provides. */
export function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run this through cargo xtask`);
  return value;
}

/** Starts the system's browser with a fresh profile, which Playwright removes when the browser is closed. */
export function launch() {
  return chromium.launch({ executablePath: setting("CHROME"), headless: true, args: FLAGS });
}

/** Everything on a page that must not happen: errors, violations of the policy, requests to other hosts. */
export class Watch {
  #problems = [];

  /** Watches a browser context from now on; `allowed` are expressions for messages that a journey provokes. */
  static async over(context, allowed = []) {
    const watch = new Watch();
    const note = (text) => {
      if (!allowed.some((expression) => expression.test(text))) watch.#problems.push(text);
    };
    await context.exposeBinding("reportViolation", (_, text) => note(`policy violation: ${text}`));
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        globalThis.reportViolation(`${event.violatedDirective} refused ${event.blockedURI || "inline code"}`);
      });
    });
    const home = new URL(setting("BASE_URL")).hostname;
    context.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      const local = protocol === "data:" || protocol === "blob:" || protocol === "about:";
      if (!local && hostname !== home) note(`request to another host: ${request.url()}`);
    });
    context.on("console", (message) => {
      if (message.type() === "error") note(`console: ${message.text()}`);
    });
    context.on("weberror", (error) => note(`uncaught: ${error.error()?.stack ?? error.error()}`));
    return watch;
  }

  /** An error that also tells what was seen, which usually is its cause. */
  explain(error) {
    return this.#problems.length === 0 ? error : new Error(this.#problems.join("\n"), { cause: error });
  }

  /** Fails when anything was seen. */
  check() {
    assert.deepEqual(this.#problems, []);
  }
}

/**
 * A test with a page of its own. Options: `url` to start from, `allowed` for messages that are provoked, and those of
 * Playwright's newContext, such as `viewport` or `colorScheme`.
 */
export function journey(name, options, steps) {
  const { url = setting("BASE_URL"), allowed = [], ...contextOptions } = options;
  test(name, async () => {
    const browser = await launch();
    try {
      const context = await browser.newContext({ baseURL: url, locale: "en", ...contextOptions });
      context.setDefaultTimeout(15_000);
      const watch = await Watch.over(context, allowed);
      try {
        await steps(await context.newPage(), context);
      } catch (error) {
        throw watch.explain(error);
      }
      watch.check();
    } finally {
      await browser.close();
    }
  });
}

/**
 * Fails with a readable list when axe finds anything against WCAG 2.2 AA or its own best practices; what a selector excludes is
 * looked at elsewhere.
 */
export async function expectAccessible(page, exclude) {
  const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  // Evaluated by the debugger rather than inserted as a script, which the policy would refuse.
  for (const frame of page.frames()) await frame.evaluate(source);
  const { violations } = await page.evaluate(
    (exclude) =>
      globalThis.axe.run(exclude ? { include: [["html"]], exclude: [[exclude]] } : document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        resultTypes: ["violations"],
      }),
    exclude,
  );
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  assert.deepEqual(found, []);
}
