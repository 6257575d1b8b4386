// The page with a lab in it: the words of the journeys, and where they are on the page.

import assert from "node:assert/strict";
import { Shell } from "./shell.mjs";

/** The lab as a visitor uses it. */
export class LabPage {
  constructor(page) {
    this.page = page;
    this.clock = page.locator(".clock .now");
    this.log = page.getByRole("listbox", { name: /^Log/ });
    this.inspector = page.getByRole("complementary", { name: "Inspector" });
  }

  /** Opens the page with a template at its beginning, paused. */
  async open(template) {
    await new Shell(this.page).open();
    const pause = this.button("Pause");
    if (await pause.count()) await pause.click();
    if (template) {
      await this.page.getByRole("combobox", { name: "Lab" }).selectOption({ label: template });
      await this.page.locator(".app:not([aria-busy])").waitFor();
      await this.button("Back to the beginning").click();
      assert.equal(await this.clock.textContent(), "0.000 s");
    }
  }

  /** Opens a template where it begins, which for streams is when they have come into being; delivery streams take longer. */
  async openWhereItBegins(template, begins = "21.000 s") {
    await this.open();
    await this.page.getByRole("combobox", { name: "Lab" }).selectOption({ label: template });
    await this.page.locator(".app:not([aria-busy])").waitFor();
    // Before the option is taken the clock is that of the lab before.
    await this.page.locator(".clock .now", { hasText: begins }).waitFor();
  }

  /** Plays quickly until the clock has passed so many seconds, and a moment more at the usual speed. */
  async playTo(seconds) {
    await this.openPacing();
    const setSpeed = (exponent) =>
      this.page.locator(".speed input").evaluate((input, value) => {
        input.value = value;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }, String(exponent));
    await setSpeed(1);
    await this.button("Play").click();
    await this.page.waitForFunction((wanted) => {
      const text = document.querySelector(".clock .now").textContent;
      const [, minutes, rest] = text.match(/(?:(\d+) min )?([\d.]+) s/) ?? [];
      return Number(minutes ?? 0) * 60 + Number(rest) >= wanted;
    }, seconds);
    await setSpeed(0);
    await this.page.waitForTimeout(700);
    // An actor that is selected has a button of that name, too.
    await this.button("Pause").first().click();
  }

  /** On a small screen the rarer controls are put away. */
  async openPacing() {
    const more = this.button("Pace");
    if ((await more.isVisible()) && (await more.getAttribute("aria-expanded")) === "false") await more.click();
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** A queue, producer or consumer on the stage, by its name. */
  node(name) {
    return this.page.locator(".node", { has: this.page.locator("text.title", { hasText: new RegExp(`^${name}$`) }) });
  }

  async select(name) {
    await this.node(name).focus();
    await this.page.keyboard.press("Enter");
  }

  /** Goes on to the next event of a kind; answers the time in seconds. */
  async next(kind) {
    await this.openPacing();
    await this.page.getByRole("combobox", { name: "Go on to the next" }).selectOption(kind);
    // What is far away is looked for in slices.
    await this.page.locator(".app:not([aria-busy])").waitFor();
    return this.seconds();
  }

  async seconds() {
    return Number.parseFloat(await this.clock.textContent());
  }

  /** What the node says about its messages: visible, in flight, delayed. */
  async counts(name) {
    const text = await this.node(name).locator(".counts").textContent();
    return text.match(/\d+/g).map(Number);
  }

  /** Waits until the newest lines of the log contain a text. */
  async logged(pattern) {
    await this.log.getByText(pattern).last().waitFor();
  }
}
