// Three ways of doing the same things on the page: with a mouse, by touch, and with the keyboard alone.

import assert from "node:assert/strict";
import { LabPage } from "./lab.mjs";

export class Mouse {
  constructor(page) {
    this.page = page;
    this.lab = new LabPage(page);
  }

  async press(button) {
    await button.click();
  }

  /** Types into a field in place of what was there. */
  async type(field, text) {
    await this.press(field);
    await field.fill("");
    await this.page.keyboard.type(text);
  }

  /** Sends a form off. */
  async submit(form) {
    await this.press(form.locator('button[type="submit"]').last());
  }

  async choose(node) {
    await this.lab.node(node).click({ position: { x: 30, y: 18 } });
  }

  /** From the dot of one node to the other. */
  async connect(from, to) {
    const dot = await this.lab.node(from).locator(".handle").first().boundingBox();
    const { mouse } = this.page;
    await mouse.move(dot.x + dot.width / 2, dot.y + dot.height / 2);
    await mouse.down();
    const box = await this.lab.node(to).boundingBox();
    await mouse.move(box.x + box.width / 2, box.y + 20, { steps: 6 });
    await mouse.up();
  }

  /** Selects the first message that lies in a queue: its mark is found with the pointer, as its card appears. */
  async message(queue) {
    const { mouse } = this.page;
    const lane = await this.lab.node(queue).locator(".lane").first().boundingBox();
    for (let y = lane.y + 8; y < lane.y + lane.height; y += 8) {
      for (let x = lane.x + 8; x < lane.x + lane.width; x += 8) {
        await mouse.move(x, y);
        if (await this.page.locator(".mark-card").count()) {
          await mouse.down();
          await mouse.up();
          return;
        }
      }
    }
    assert.fail(`no message is found in ${queue}`);
  }

  /** Takes back what was done last. */
  async undo() {
    await this.press(this.lab.button("Undo"));
  }
}

export class Touch extends Mouse {
  async press(button) {
    await button.first().tap();
  }

  async choose(node) {
    await this.close();
    await this.lab.node(node).tap({ position: { x: 40, y: 20 } });
  }

  /** Puts away the sheet with what is selected, so that the page below can be reached. */
  async close() {
    const button = this.lab.button("Close the inspector's selection");
    if (await button.count()) await button.tap();
  }

  /** By the list in the inspector; a consumer may have been given the only queue that there was. */
  async connect(from, to) {
    await this.choose(from);
    const fold = this.lab.inspector.locator("details", { has: this.page.getByRole("heading", { name: "Connect to…" }) });
    if (!(await fold.evaluate((details) => details.open))) await this.press(fold.locator("summary"));
    const row = fold.getByRole("listitem").filter({ hasText: new RegExp(`^queue ${to}`) }).getByRole("button");
    await row.waitFor();
    if ((await row.textContent()) === "Connect") await this.press(row);
    const done = fold.getByRole("button", { name: new RegExp(`^(Disconnect|Connected): queue ${to}$`) });
    await done.waitFor();
  }

  /** A finger is too wide for marks that lie close together: the table has a row for each. */
  async message(queue) {
    await this.close();
    await this.press(this.page.getByRole("tab", { name: "Tables" }));
    await this.press(this.page.getByRole("table", { name: new RegExp(`^${queue}:`) }).getByRole("button"));
    await this.press(this.page.getByRole("tab", { name: "Log", exact: true }));
  }
}

export class Keys extends Mouse {
  /** Goes there by Tab, as somebody without a mouse would. */
  async reach(element) {
    const is = () => element.evaluate((found) => found === document.activeElement);
    for (let presses = 0; presses < 200; presses += 1) {
      if (await is()) return;
      await this.page.keyboard.press("Tab");
    }
    assert.ok(await is(), "it is not reached by Tab");
  }

  async press(button) {
    await this.reach(button.first());
    await this.page.keyboard.press("Enter");
  }

  async type(field, text) {
    await this.reach(field);
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.type(text);
  }

  async submit() {
    await this.page.keyboard.press("Enter");
  }

  async choose(node) {
    await this.goTo(node);
    await this.page.keyboard.press("Enter");
  }

  /** Onto the stage by Tab, and there from node to node by arrows. */
  async goTo(node) {
    const wanted = await this.lab.node(node).getAttribute("id");
    await this.reach(this.page.locator('.node[tabindex="0"]'));
    const at = () => this.page.evaluate(() => document.activeElement.id);
    const seen = new Map();
    for (let steps = 0; steps < 60; steps += 1) {
      const here = await at();
      if (here === wanted) return;
      const turn = seen.get(here) ?? 0;
      seen.set(here, turn + 1);
      await this.page.keyboard.press(["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"][(turn + seen.size) % 4]);
    }
    assert.fail(`${node} is not reached by arrows`);
  }

  async connect(from, to) {
    await this.choose(from);
    await this.page.keyboard.press("c");
    await this.page.locator(".stage-told", { hasText: "Choose what" }).waitFor();
    await this.goTo(to);
    await this.page.keyboard.press("Enter");
    const told = this.page.locator(".stage-told");
    // Where both are connected already there is nothing to do, and the page says so.
    await told.waitFor({ state: "detached", timeout: 1_500 }).catch(() => this.page.keyboard.press("Escape"));
  }

  /** A full stop goes through the messages of the queue that has the focus. */
  async message(queue) {
    await this.goTo(queue);
    await this.page.keyboard.press(".");
  }

  async undo() {
    await this.page.keyboard.press("Control+Z");
  }
}
