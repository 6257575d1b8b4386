// An alarm of CloudWatch that writes an e-mail, and what can be set of the inbox that gets it.

import assert from "node:assert/strict";
import { LabPage } from "./pages/lab.mjs";
import { expectAccessible, journey } from "./support.mjs";

const SUBJECT = 'ALARM: "jobs pile up" in US East (N. Virginia)';

/** Opens the template and goes on until the alarm is in ALARM. */
async function untilAlarm(page) {
  const lab = new LabPage(page);
  await lab.open("Alarm to e-mail");
  for (let changes = 0; changes < 4; changes += 1) {
    await lab.next("alarm state");
    if ((await lab.node("jobs pile up").locator(".status").textContent()) === "ALARM") break;
  }
  assert.equal(await lab.node("jobs pile up").locator(".status").textContent(), "ALARM");
  return lab;
}

journey("a queue that fills raises an alarm, which writes an e-mail", {}, async (page) => {
  const lab = await untilAlarm(page);
  await lab.logged(/Alarm jobs pile up went from \w+ to ALARM/);
  await lab.select("jobs pile up");
  await lab.inspector.getByText(/^Threshold Crossed: 2 out of the last 2 datapoints/).first().waitFor();
  await lab.inspector.getByRole("img", { name: /beyond the threshold of 10/ }).waitFor();
  await expectAccessible(page);
  await lab.select("ops@example.com");
  const subject = lab.inspector.getByRole("heading", { name: SUBJECT });
  // The topic has to be told, and the copy to arrive.
  for (let steps = 0; steps < 30 && (await subject.count()) === 0; steps += 1) {
    await lab.button("Step forward").click();
  }
  await subject.waitFor();
  await lab.inspector.getByText(/^Operations </).first().waitFor();
  await expectAccessible(page);
});

journey("an inbox that nobody reads is tried again, and its retries are shown", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Alarm to e-mail");
  // The subscription has to be confirmed before anything else can fail.
  await lab.select("ops@example.com");
  const confirmed = lab.inspector.getByText("The subscription is confirmed.");
  for (let steps = 0; steps < 30 && (await confirmed.count()) === 0; steps += 1) {
    await lab.button("Step forward").click();
  }
  await confirmed.waitFor();
  await lab.inspector.getByLabel("Answer", { exact: true }).selectOption({ label: "nobody answers" });
  await lab.inspector.getByRole("button", { name: "Save how it behaves" }).click();
  await lab.inspector.getByText("Saved.").waitFor();
  await lab.select("ops");
  await lab.inspector.getByLabel("Message", { exact: true }).fill("anybody there?");
  await lab.inspector.getByRole("button", { name: "Publish message" }).click();
  await lab.select("ops@example.com");
  const words = lab.inspector.getByText(/attempt 2 of 51, next in .*, gives up after 6 h/);
  for (let steps = 0; steps < 30 && (await words.count()) === 0; steps += 1) {
    await lab.button("Step forward").click();
  }
  await words.first().waitFor();
  await expectAccessible(page);
});

journey("an alarm is made in the dialog", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Alarm to e-mail");
  await lab.button("Alarm").click();
  const dialog = page.getByRole("dialog", { name: "Add alarm" });
  await dialog.waitFor();
  await expectAccessible(page);
  await dialog.getByLabel("Name", { exact: true }).fill("old jobs");
  await dialog.getByLabel("Metric", { exact: true }).selectOption("ApproximateAgeOfOldestMessage");
  await dialog.getByLabel("Threshold", { exact: true }).fill("many");
  await dialog.getByRole("button", { name: "Create alarm" }).click();
  await dialog.getByText("“many” is no number.").waitFor();
  await dialog.getByLabel("Threshold", { exact: true }).fill("30");
  await dialog.getByRole("button", { name: "Create alarm" }).click();
  await dialog.waitFor({ state: "detached" });
  await lab.node("old jobs").waitFor();
  await lab.inspector.getByText("It was not evaluated yet.").waitFor();
});
