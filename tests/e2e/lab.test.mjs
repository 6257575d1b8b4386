// What people do on the page: watch each template, build with the keyboard, feed a file, go back in time.

import assert from "node:assert/strict";
import { LabPage } from "./pages/lab.mjs";
import { expectAccessible, journey } from "./support.mjs";

journey("a newcomer sees the first lab play", {}, async (page) => {
  const lab = new LabPage(page);
  await page.goto("");
  await lab.button("Pause").waitFor();
  await page.waitForFunction(() => Number.parseFloat(document.querySelector(".clock .now").textContent) > 0.5);
});

journey("visibility timeout: a slow consumer's message comes back and is received twice", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Visibility timeout");
  const received = await lab.next("delivery");
  const back = await lab.next("visibility expiry");
  assert.ok(Math.abs(back - received - 10) < 0.02, `hidden from ${received} to ${back}`);
  await lab.logged(/visibility timeout of m-\d+ ran out without a delete/);
  // Others may come first: order on a standard queue is best effort.
  let again = 0;
  for (let deliveries = 0; deliveries < 8 && again === 0; deliveries += 1) {
    await lab.next("delivery");
    again = await lab.log.getByText(/\(2nd time\)/).count();
  }
  assert.ok(again > 0);
});

journey("FIFO orders: a group is locked while one of its messages is in flight", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("FIFO orders per customer");
  await lab.next("delivery");
  await lab.node("orders.fifo").locator(".lock").first().waitFor({ state: "attached" });
  assert.equal((await lab.counts("orders.fifo"))[1], 1);
  await lab.next("delivery");
  assert.equal(await lab.node("orders.fifo").locator(".lock").count(), (await lab.counts("orders.fifo"))[1]);
});

journey("poison message: it ends in the dead-letter queue and is redriven", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Poison message and DLQ");
  await lab.next("move to a DLQ");
  await lab.logged(/had been received 3 times, which is maxReceiveCount/);
  assert.deepEqual(await lab.counts("orders-dlq"), [1, 0, 0]);
  await lab.select("orders-dlq");
  await expectAccessible(page);
  await lab.button("Start DLQ redrive").click();
  await lab.button("Step forward").click();
  await lab.logged(/redrive moved a message to orders/);
  assert.deepEqual(await lab.counts("orders-dlq"), [0, 0, 0]);
});

journey("a queue is created with the keyboard alone, and a mistake keeps what was typed", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Empty lab");
  const { keyboard } = page;
  // From the top of the page by Tab, as somebody without a mouse would.
  for (let presses = 0; presses < 40; presses += 1) {
    await keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement?.textContent?.trim() === "Queue")) break;
  }
  await keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Create queue" });
  await dialog.waitFor();
  await expectAccessible(page);
  const name = dialog.getByLabel("Name", { exact: true });
  for (let presses = 0; presses < 10 && !(await name.evaluate((field) => field === document.activeElement)); presses += 1) {
    await keyboard.press("Tab");
  }
  await keyboard.type("no spaces allowed");
  await keyboard.press("Enter");
  await dialog.getByText(/Can only include alphanumeric characters, hyphens, or underscores/).waitFor();
  assert.equal(await name.inputValue(), "no spaces allowed");
  await name.focus();
  await keyboard.press("Control+A");
  await keyboard.type("orders");
  await keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  assert.deepEqual(await lab.counts("orders"), [0, 0, 0]);
});

journey("orders from a file go into the queue, and bad lines are listed by number", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Visibility timeout");
  await lab.button("Messages from a file").click();
  const dialog = page.getByRole("dialog", { name: "Add producer" });
  const file = dialog.locator("input[type=file]");
  if (!(await file.isVisible())) await dialog.getByText("file", { exact: false }).first().click();
  const lines = ['{"body":"order 1"}', "{oops", '{"body":"order 2","at":"2s"}', '{"body":"order 3","at":"3s"}', '{"body":""}'];
  await file.setInputFiles({ name: "orders.jsonl", mimeType: "application/jsonl", buffer: Buffer.from(lines.join("\n")) });
  await dialog.getByText("orders.jsonl: 3 messages").waitFor();
  await dialog.getByText(/^Line 2:/).waitFor();
  await dialog.getByText(/^Line 5:/).waitFor();
  await dialog.getByRole("button", { name: "Add producer" }).click();
  await dialog.waitFor({ state: "detached" });
  for (let sends = 0; sends < 40; sends += 1) {
    await lab.button("Step forward").click();
    if ((await lab.node("orders.jsonl").or(lab.node("producer")).first().textContent()).includes("3")) break;
  }
  await page.getByRole("combobox", { name: "Go on to the next" }).waitFor();
});

journey("by hand: send, poll, look why, delete", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Empty lab");
  await lab.button("Create a queue").click();
  await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("mine");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await lab.select("mine");
  await lab.inspector.getByLabel("Message body").fill("hello there");
  await lab.inspector.getByRole("button", { name: "Send message" }).click();
  assert.deepEqual(await lab.counts("mine"), [1, 0, 0]);
  await lab.inspector.getByRole("button", { name: "Poll for messages" }).click();
  await lab.inspector.getByText("1 message received.").waitFor();
  assert.deepEqual(await lab.counts("mine"), [0, 1, 0]);
  await lab.inspector.getByRole("button", { name: "Delete m-1" }).click();
  assert.deepEqual(await lab.counts("mine"), [0, 0, 0]);
  await lab.logged(/You deleted m-1 from mine/);
});

journey("going back in time loses nothing, and acting there makes a branch", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Visibility timeout");
  const times = [];
  for (let step = 0; step < 20; step += 1) {
    await lab.button("Step forward").click();
    times.push(await lab.seconds());
  }
  for (let step = 18; step >= 8; step -= 1) {
    await lab.button("Step back").click();
    assert.equal(await lab.seconds(), times[step]);
  }
  await lab.select("web");
  await lab.inspector.getByRole("button", { name: "Pause", exact: true }).click();
  const branches = page.getByRole("list", { name: "Branches" });
  await branches.waitFor();
  assert.deepEqual(await branches.locator(".chip-name").allTextContents(), ["main", "branch 1"]);
  await branches.getByRole("button", { name: "main", exact: true }).click();
  await lab.button("To the latest instant").click();
  assert.equal(await lab.seconds(), times.at(-1));
});

journey("work survives a reload", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Poison message and DLQ");
  await lab.next("move to a DLQ");
  await lab.select("orders-dlq");
  await lab.inspector.getByLabel("Message body").fill("kept");
  await lab.inspector.getByRole("button", { name: "Send message" }).click();
  const before = await lab.counts("orders-dlq");
  await page.reload();
  await lab.node("orders-dlq").waitFor();
  assert.deepEqual(await lab.counts("orders-dlq"), before);
});

for (const [name, options] of [
  ["a phone", { viewport: { width: 390, height: 844 }, hasTouch: true }],
  ["a small phone in the dark", { viewport: { width: 360, height: 640 }, colorScheme: "dark", hasTouch: true }],
]) {
  journey(`${name} shows everything without scrolling sideways`, options, async (page) => {
    const lab = new LabPage(page);
    await lab.open("Poison message and DLQ");
    await lab.next("move to a DLQ");
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0);
    await expectAccessible(page);
  });
}

journey("with reduced motion nothing moves between two frames", { reducedMotion: "reduce" }, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Visibility timeout");
  assert.equal(await lab.button("Play").count(), 1, "it does not play by itself");
  for (let step = 0; step < 6; step += 1) await lab.button("Step forward").click();
  const picture = () => page.locator("canvas.tokens").evaluate((canvas) => canvas.toDataURL());
  const first = await picture();
  await page.waitForTimeout(250);
  assert.equal(await picture(), first);
});

journey("fan-out: a queue that does not allow the topic loses its copies until the statement is added", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Fan-out to three queues");
  for (let deliveries = 0; deliveries < 3; deliveries += 1) await lab.next("delivery");
  await lab.logged(/The copy of n-1 for audit is lost: AccessDenied/);
  await lab.select("orders");
  await expectAccessible(page);
  await lab.button("Add the statement").click();
  assert.equal(await lab.button("Add the statement").count(), 0);
  await lab.inspector.getByLabel("Message", { exact: true }).fill("by hand");
  await lab.button("Publish message").click();
  await lab.inspector.getByText("Published.").waitFor();
  for (let steps = 0; steps < 12 && (await lab.counts("audit"))[0] + (await lab.counts("audit"))[1] === 0; steps += 1) {
    await lab.button("Step forward").click();
  }
  await lab.logged(/orders sent m-\d+ to audit/);
});

journey("a topic is created, a filter refuses nonsense beside the field, and an endpoint out of reach is tried again", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Filtered fan-out");
  await lab.button("Topic").click();
  const dialog = page.getByRole("dialog", { name: "Create topic" });
  await dialog.getByLabel("Name", { exact: true }).fill("not a name");
  await page.keyboard.press("Enter");
  await dialog.getByText(/InvalidParameter: Invalid parameter: Topic Name/).waitFor();
  await dialog.getByLabel("Name", { exact: true }).fill("news");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await lab.select("news");
  await lab.inspector.getByLabel("Endpoint", { exact: true }).fill("everything");
  await lab.button("Subscribe").click();
  await lab.inspector.getByText(/^Filter policy: none/).click();
  await lab.inspector.getByLabel("Filter policy", { exact: true }).fill('{"kind":"order"}');
  await lab.button("Save the filter").click();
  await lab.inspector.getByText(/"kind" must be an object or an array/).first().waitFor();
  await lab.inspector.getByLabel("Filter policy", { exact: true }).fill("");
  await lab.button("Save the filter").click();
  // A crowd needs endpoints of their own; it stands on the stage as one.
  await lab.inspector.getByLabel("Protocol", { exact: true }).selectOption("sms");
  await lab.inspector.getByLabel("Endpoint", { exact: true }).fill("+15550100");
  await lab.inspector.getByLabel("How many").fill("2000");
  await lab.button("Subscribe").click();
  await lab.inspector.getByText(/^Put \{n\} where the number of each subscriber goes/).waitFor();
  await lab.inspector.getByLabel("Endpoint", { exact: true }).fill("+15550100{n}");
  await lab.button("Subscribe").click();
  await lab.node("news").getByText("topic, 2001 subscribers").waitFor();
  await lab.button("Undo").click();
  await lab.inspector.getByLabel("Out of reach").check();
  await lab.inspector.getByLabel("Message", { exact: true }).fill("hello");
  await lab.button("Publish message").click();
  for (let steps = 0; steps < 3; steps += 1) await lab.button("Step forward").click();
  await lab.logged(/Attempt 1 to deliver n-1 to everything failed/);
  await expectAccessible(page);
});
