// A fan-out with three queues and three consumers is built, one consumer broken, the cause found, the time before it gone
// back to, and the consumer mended: with the mouse, by touch on a phone, and with the keyboard alone.

import assert from "node:assert/strict";
import { Keys, Mouse, Touch } from "./pages/hands.mjs";
import { expectAccessible, journey } from "./support.mjs";

const QUEUES = ["billing", "shipping", "audit"];

async function build(page, hands) {
  const { lab } = hands;
  const add = async (entry, name) => {
    await hands.press(page.getByRole("navigation", { name: "Add to the lab" }).getByRole("button", { name: entry, exact: true }));
    if (!name) return;
    const dialog = page.getByRole("dialog");
    await hands.type(dialog.getByLabel("Name", { exact: true }), name);
    await hands.submit(dialog);
    await dialog.waitFor({ state: "detached" });
  };
  await add("Topic", "orders");
  for (const queue of QUEUES) await add("Queue", queue);
  for (const [index, queue] of QUEUES.entries()) {
    await add("Consumer");
    // A consumer begins with the first queue; to connect them again would be told as a mistake.
    if (index > 0) await hands.connect(`consumer ${index + 1}`, queue);
    await hands.connect("orders", queue);
  }
  assert.match(await lab.node("orders").textContent(), /3 subscribers/);
}

/** The messages of each queue: visible, in flight, delayed. */
async function expectCounts(lab, ...wanted) {
  const found = [];
  for (const queue of QUEUES) found.push(await lab.counts(queue));
  assert.deepEqual(found, wanted);
}

/** Steps on until a line of the log matches; fails when that does not happen soon. */
async function stepUntil(hands, pattern) {
  const { lab } = hands;
  for (let steps = 0; steps < 60 && (await lab.log.getByText(pattern).count()) === 0; steps += 1) {
    await hands.press(lab.button("Step forward"));
  }
  await lab.logged(pattern);
}

function fold(lab) {
  return lab.inspector.locator("details", { has: lab.page.getByRole("heading", { name: "Break something" }) });
}

async function publish(hands, text) {
  const { lab } = hands;
  await hands.choose("orders");
  await hands.type(lab.inspector.getByLabel(/^Message( body)?$/).first(), text);
  await hands.press(lab.inspector.getByRole("button", { name: "Publish message" }));
}

/** The second consumer stands still; its copy waits, and the other two are taken. */
async function breakOne(hands) {
  const { lab } = hands;
  await hands.choose("consumer 2");
  await hands.press(fold(lab).locator("summary"));
  await hands.press(fold(lab).getByRole("button", { name: "Break: Stop its clock" }));
  await fold(lab).getByRole("button", { name: "Stop: Stop its clock" }).waitFor();
  await publish(hands, "one for all");
  // The third one has to come back from the queue that it began with.
  await stepUntil(hands, /consumer 1 deleted m-\d+ from billing/);
  await stepUntil(hands, /consumer 3 deleted m-\d+ from audit/);
  await expectCounts(lab, [0, 0, 0], [1, 0, 0], [0, 0, 0]);
  assert.match(await lab.node("consumer 2").textContent(), /its clock stands still/);
}

/** The message that waits says for whom, and why that one does not come; so does the consumer itself. */
async function findWhy(hands) {
  const { lab } = hands;
  await hands.message("shipping");
  await lab.inspector.getByRole("heading", { name: "What it waits for" }).waitFor();
  const reason = lab.inspector.locator(".waits-for > li");
  assert.equal(await reason.count(), 1);
  assert.match(await reason.textContent(), /consumer 2.*clock stands still.*You stopped the clock of consumer 2/);
  await hands.press(reason.getByRole("button", { name: "consumer 2", exact: true }));
  await lab.inspector.getByRole("heading", { name: "consumer 2" }).waitFor();
  const cause = lab.inspector.getByRole("group", { name: "Why?" }).getByRole("button", { name: /You stopped the clock of consumer 2/ });
  await cause.waitFor();
  return cause;
}

/** Back to when it was broken, and to just before. */
async function rewind(page, hands, cause) {
  const { lab } = hands;
  const late = await lab.seconds();
  await hands.press(cause);
  await expectCounts(lab, [0, 0, 0], [0, 0, 0], [0, 0, 0]);
  assert.ok((await lab.seconds()) <= late);
  await cause.waitFor();
  await hands.press(lab.button("Step back"));
  await cause.waitFor({ state: "detached" });
  await fold(lab).getByRole("button", { name: "Break: Stop its clock" }).waitFor();
  assert.equal(await page.locator(".bolt").count(), 0);
  await hands.press(lab.button("To the latest instant"));
  await cause.waitFor();
  await expectCounts(lab, [0, 0, 0], [1, 0, 0], [0, 0, 0]);
}

/** The clock goes on. */
async function switchOff(hands) {
  const { lab } = hands;
  await hands.press(fold(lab).getByRole("button", { name: "Stop: Stop its clock" }));
  await lab.logged(/The clock of consumer 2 goes on/);
  await expectCounts(lab, [0, 0, 0], [1, 0, 0], [0, 0, 0]);
}

/** As if neither the message nor the breaking had been; then the message comes once more. */
async function takeBack(hands) {
  const { lab } = hands;
  await hands.undo();
  await expectCounts(lab, [0, 0, 0], [0, 0, 0], [0, 0, 0]);
  assert.equal(await hands.page.locator(".bolt").count(), 1);
  await hands.undo();
  assert.equal(await hands.page.locator(".bolt").count(), 0);
  await publish(hands, "one for all, again");
}

async function playOn(hands) {
  const { lab } = hands;
  await stepUntil(hands, /consumer 2 received m-\d+ from shipping/);
  assert.deepEqual(await lab.counts("shipping"), [0, 1, 0]);
  await hands.press(lab.button("Play"));
  await lab.logged(/consumer 2 deleted m-\d+ from shipping/);
  await hands.press(lab.button("Pause").first());
  await expectCounts(lab, [0, 0, 0], [0, 0, 0], [0, 0, 0]);
  assert.match(await lab.node("consumer 2").textContent(), /1 done/);
}

const WIDE = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

for (const [name, options, Hands, mend] of [
  ["the mouse", WIDE, Mouse, switchOff],
  ["a finger on a phone", PHONE, Touch, switchOff],
  ["the keyboard alone", WIDE, Keys, takeBack],
]) {
  journey(`a fan-out is built, a consumer broken, the cause found, and the consumer mended, with ${name}`, options, async (page) => {
    const hands = new Hands(page);
    await hands.lab.open("Empty lab");
    await build(page, hands);
    await breakOne(hands);
    await expectAccessible(page);
    const cause = await findWhy(hands);
    await expectAccessible(page);
    await rewind(page, hands, cause);
    await mend(hands);
    await playOn(hands);
    await expectAccessible(page);
  });
}
