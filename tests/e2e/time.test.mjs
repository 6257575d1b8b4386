// Time as people use it: run until something holds, marks, branches, breaks on the ruler, long work that is ended, and two
// runs beside one another. And what is left when the simulator breaks down.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { LabPage } from "./pages/lab.mjs";
import { expectAccessible, journey } from "./support.mjs";

async function runUntil(page, lab, condition, within) {
  await lab.openPacing();
  await page.getByRole("combobox", { name: "Go on to the next" }).selectOption("until");
  const dialog = page.getByRole("dialog", { name: "Run until" });
  await dialog.getByLabel("Condition").fill(condition);
  if (within) await dialog.getByLabel("Give up after").fill(within);
  await dialog.getByRole("button", { name: "Run" }).click();
  return dialog;
}

journey("run until a condition holds, and what is not understood is said beside the field", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Poison message and DLQ");
  const dialog = await runUntil(page, lab, "queue orders-dlq full");
  await dialog.getByText(/'full' is not one of visible/).waitFor();
  await expectAccessible(page);
  await dialog.getByLabel("What to wait for").selectOption({ label: "a dead-letter queue is not empty" });
  assert.equal(await dialog.getByLabel("Condition").inputValue(), "dlq");
  await dialog.getByRole("button", { name: "Run" }).click();
  await page.getByText(/^At [\d.]+ s: dlq\.$/).waitFor();
  assert.deepEqual(await lab.counts("orders-dlq"), [1, 0, 0]);
  await runUntil(page, lab, "queue orders-dlq messages >= 50", "10s");
  await page.getByText(/it has not come to: queue orders-dlq messages >= 50/).waitFor();
});

journey("the end of a retention of four days is reached in one choice, and the ruler is broken there", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Empty lab");
  await lab.button("Queue").click();
  const dialog = page.getByRole("dialog", { name: "Create queue" });
  await dialog.getByLabel("Name", { exact: true }).fill("letters");
  await dialog.getByRole("button", { name: "Create queue" }).click();
  await page.getByLabel("Message body").fill("old");
  await lab.button("Send message").click();
  assert.equal(await lab.next("retention expiry") > 0, true);
  await lab.logged(/The retention period of letters ended/);
  await page.locator(".break-labels", { hasText: "≈ 4 d 0 h ≈" }).waitFor();
});

journey("marks and branches have names, and are there after a reload", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Visibility timeout");
  await lab.next("visibility expiry");
  await lab.openPacing();
  await lab.button("Mark this instant").click();
  await page.getByRole("list", { name: "Marks" }).getByText("mark 1").waitFor();
  await lab.button("Another name for mark 1").click();
  await page.getByLabel("New name").fill("it came back");
  await page.keyboard.press("Enter");
  await page.getByText("it came back").waitFor();
  // Acting in the past leaves a branch behind.
  await lab.button("Back to the beginning").click();
  await lab.select("jobs");
  await page.getByLabel("Message body").fill("one more");
  await lab.button("Send message").click();
  const branches = page.getByRole("list", { name: "Branches" });
  await branches.getByText("main").waitFor();
  await lab.button("Another name for branch 1").click();
  await page.getByLabel("New name").fill("with one more");
  await page.keyboard.press("Enter");
  await branches.getByText("with one more").waitFor();
  await expectAccessible(page);
  await page.reload();
  await branches.getByText("with one more").waitFor();
  await branches.getByRole("button", { name: "main", exact: true }).click();
  await page.locator('.chip-name[aria-current="true"]', { hasText: "main" }).waitFor();
  await page.getByRole("list", { name: "Marks" }).getByText("it came back").click();
  assert.ok((await lab.seconds()) >= 10);
});

journey("what if: a longer visibility timeout beside this run, and the difference is counted", { viewport: { width: 1440, height: 900 } }, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Visibility timeout");
  await lab.button("What if…").click();
  const dialog = page.getByRole("dialog", { name: "What if…" });
  await dialog.getByLabel("What is changed").selectOption({ label: "jobs: VisibilityTimeout = 10" });
  await dialog.getByLabel("Value there").fill("99999");
  await dialog.getByRole("button", { name: "Compare" }).click();
  await dialog.getByText(/InvalidAttributeValue/).waitFor();
  await dialog.getByLabel("Value there").fill("60");
  await dialog.getByRole("button", { name: "Compare" }).click();
  await page.locator("#stage-b .node").first().waitFor();
  await runUntil(page, lab, "90s");
  const again = page.getByRole("region", { name: "Differences" }).getByRole("row", { name: /jobs received again/ });
  await again.getByRole("cell", { name: "−4" }).waitFor();
  await expectAccessible(page);
  await lab.button("End comparing").click();
  await page.locator("#stage-b").waitFor({ state: "detached" });
});

journey("after a breakdown the run can be kept as a file, and the page begun afresh", { allowed: [/unreachable/] }, async (page) => {
  const lab = new LabPage(page);
  await lab.open("FIFO orders per customer");
  await lab.next("delivery");
  await lab.button("Mark this instant").click();
  await page.evaluate(() => {
    window.dispatchEvent(new ErrorEvent("error", { error: new WebAssembly.RuntimeError("unreachable") }));
  });
  await page.getByRole("heading", { name: "The simulator has broken down" }).waitFor();
  await expectAccessible(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Keep the run as a file" }).click()]);
  const run = JSON.parse(await readFile(await download.path(), "utf8"));
  assert.ok(run.log.length > 2 && run.marks.length === 1);
  await page.getByRole("button", { name: "Begin with a fresh lab" }).click();
  await page.getByRole("button", { name: "Pause" }).waitFor();
});
