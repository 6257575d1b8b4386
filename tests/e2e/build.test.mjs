// A fan-out with three queues and three consumers is built, and one consumer broken: with the mouse, and with the keyboard
// alone.

import assert from "node:assert/strict";
import { LabPage } from "./pages/lab.mjs";
import { expectAccessible, journey } from "./support.mjs";

const QUEUES = ["billing", "shipping", "audit"];

/** How somebody does things: each with a button, a field and a node. */
class Mouse {
  constructor(page) {
    this.page = page;
    this.lab = new LabPage(page);
  }
  async press(button) {
    await button.click();
  }
  async choose(node) {
    await this.lab.node(node).click({ position: { x: 30, y: 18 } });
  }
  async connect(from, to) {
    const dot = async (name) => {
      const box = await this.lab.node(name).locator(".handle").first().boundingBox();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const { mouse } = this.page;
    await mouse.move(...(await dot(from)));
    await mouse.down();
    const box = await this.lab.node(to).boundingBox();
    await mouse.move(box.x + box.width / 2, box.y + 20, { steps: 6 });
    await mouse.up();
  }
}

class Keys extends Mouse {
  /** Goes there by Tab, as somebody without a mouse would. */
  async reach(element) {
    const is = () => element.evaluate((found) => found === document.activeElement);
    for (let presses = 0; presses < 160; presses += 1) {
      if (await is()) return;
      await this.page.keyboard.press("Tab");
    }
    assert.ok(await is(), "it is not reached by Tab");
  }
  async press(button) {
    await this.reach(button.first());
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
    await this.page.locator(".stage-told", { hasText: `Choose what` }).waitFor();
    await this.goTo(to);
    await this.page.keyboard.press("Enter");
    const told = this.page.locator(".stage-told");
    // Where both are connected already there is nothing to do, and the page says so.
    await told.waitFor({ state: "detached", timeout: 1_500 }).catch(() => this.page.keyboard.press("Escape"));
  }
}

async function build(page, hands) {
  const { lab } = hands;
  const add = async (entry, fill) => {
    await hands.press(page.getByRole("navigation", { name: "Add to the lab" }).getByRole("button", { name: entry, exact: true }));
    if (!fill) return;
    const dialog = page.getByRole("dialog");
    const name = dialog.getByLabel("Name", { exact: true });
    await name.focus();
    await page.keyboard.type(fill);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
  };
  await add("Topic", "orders");
  for (const queue of QUEUES) await add("Queue", queue);
  for (const queue of QUEUES) {
    await add("Consumer");
    const number = QUEUES.indexOf(queue) + 1;
    await hands.connect(`consumer ${number}`, queue);
    await hands.connect("orders", queue);
  }
  const topic = await lab.node("orders").textContent();
  assert.match(topic, /3 subscribers/);
}

async function breakOne(page, hands) {
  const { lab } = hands;
  // What is broken: the second consumer stands still with a message in its hands.
  await hands.choose("consumer 2");
  const broken = lab.inspector.locator("details", { has: page.getByRole("heading", { name: "Break something" }) });
  await hands.press(broken.locator("summary"));
  const freeze = broken.locator("li", { hasText: /clock|still|Freeze/i }).getByRole("button").first();
  await hands.press(freeze);
  await hands.choose("orders");
  const body = lab.inspector.getByLabel(/^Message( body)?$/).first();
  await body.fill("one for all");
  await hands.press(lab.inspector.getByRole("button", { name: "Publish message" }));
  await lab.next("delivery");
  await lab.next("delivery");
  // Whoever stands still takes nothing: its copy waits, the other two are taken.
  assert.deepEqual(await lab.counts("shipping"), [1, 0, 0]);
}

for (const [name, options, Hands] of [
  ["the mouse", { viewport: { width: 1440, height: 900 } }, Mouse],
  ["the keyboard alone", { viewport: { width: 1440, height: 900 } }, Keys],
]) {
  journey(`a fan-out of three queues and three consumers is built, and one consumer broken, with ${name}`, options, async (page) => {
    const hands = new Hands(page);
    await hands.lab.open("Empty lab");
    await build(page, hands);
    await breakOne(page, hands);
    await expectAccessible(page);
  });
}
