// The sheet of limits: a figure of AWS is put in the place of another one, acts at once, and goes back.

import assert from "node:assert/strict";
import { LabPage } from "./pages/lab.mjs";
import { expectAccessible, journey } from "./support.mjs";

const IN_FLIGHT = "messages in flight of a standard queue";
const HIDDEN = "visibility timeout of a new queue";

/** The sheet, opened from the help as everybody finds it. */
class Sheet {
  constructor(page) {
    this.page = page;
    this.dialog = page.getByRole("dialog", { name: "Limits and defaults" });
  }

  static async open(page) {
    await page.getByRole("button", { name: "Help", exact: true }).click();
    await page.getByRole("button", { name: "Limits and defaults…" }).click();
    const sheet = new Sheet(page);
    await sheet.dialog.waitFor();
    return sheet;
  }

  async close() {
    await this.dialog.getByRole("button", { name: "Close", exact: true }).click();
    await this.dialog.waitFor({ state: "detached" });
  }

  row(words) {
    return this.dialog.getByRole("row").filter({ has: this.page.getByRole("rowheader", { name: new RegExp(words, "i") }) });
  }

  /** Types a value in the place of a figure's, and sets it. */
  async put(words, value) {
    await this.row(words).getByRole("button", { name: /^Change/ }).click();
    const field = this.row(words).getByRole("textbox");
    await this.page.waitForFunction((name) => document.activeElement.getAttribute("aria-label")?.toLowerCase().includes(name), words);
    await field.fill(value);
    await this.page.keyboard.press("Enter");
    return field;
  }
}

async function create(lab, page, name) {
  await lab.button("Queue").click();
  const dialog = page.getByRole("dialog", { name: "Create queue" });
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByRole("button", { name: "Create queue" }).click();
  await dialog.waitFor({ state: "detached" });
}

async function poll(lab) {
  await lab.inspector.getByRole("button", { name: "Poll for messages" }).click();
}

journey("two in flight are enough to fill a queue; refused beyond that, and free again with AWS's value", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Empty lab");
  await create(lab, page, "box");
  for (const body of ["a", "b", "c"]) {
    await lab.inspector.getByLabel("Message body").fill(body);
    await lab.button("Send message").click();
  }
  assert.deepEqual(await lab.counts("box"), [3, 0, 0]);

  let sheet = await Sheet.open(page);
  // It is read from its beginning, wherever the help was scrolled to.
  assert.equal(await sheet.dialog.locator(".fields").evaluate((fields) => fields.scrollTop), 0);
  await sheet.dialog.getByText("The limits of “now” are in force, all of them AWS's.").waitFor();
  await sheet.dialog.getByRole("searchbox").fill("in flight");
  await expectAccessible(page);

  // What cannot be is told beside the field, and what was typed stays.
  const field = await sheet.put(IN_FLIGHT, "none");
  await sheet.row(IN_FLIGHT).getByRole("alert").getByText("“none” is no whole number.").waitFor();
  assert.equal(await field.inputValue(), "none");
  await field.fill("0");
  await page.keyboard.press("Enter");
  await sheet.row(IN_FLIGHT).getByRole("alert").getByText("This can be from 1 to 10,000,000, and not 0.").waitFor();
  await expectAccessible(page);
  await field.fill("2");
  await page.keyboard.press("Enter");
  await sheet.row(IN_FLIGHT).getByText("not AWS default").waitFor();
  await page.waitForFunction(() => document.activeElement.textContent === "Change");
  await sheet.close();
  await lab.logged(/messages in flight of a standard queue: set to 2 messages, which is not AWS's default/);

  await poll(lab);
  await poll(lab);
  assert.deepEqual(await lab.counts("box"), [1, 2, 0]);
  await poll(lab);
  await lab.logged(/refused: .*[Tt]oo many messages are in flight.*the limit is 2/);
  assert.deepEqual(await lab.counts("box"), [1, 2, 0]);

  sheet = await Sheet.open(page);
  await sheet.dialog.getByRole("button", { name: "own values" }).click();
  assert.equal(await sheet.dialog.locator("tbody tr").count(), 1);
  await sheet.row(IN_FLIGHT).getByRole("button", { name: /^Change/ }).click();
  await sheet.row(IN_FLIGHT).getByRole("button", { name: "AWS's value" }).click();
  await sheet.dialog.getByText("No limit has these words.").waitFor();
  await sheet.close();
  await poll(lab);
  assert.deepEqual(await lab.counts("box"), [0, 3, 0]);
});

journey("own defaults hold for what is made from then on, are taken back by undo, and all go back at once", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Empty lab");
  await create(lab, page, "before");
  let sheet = await Sheet.open(page);
  await sheet.put(HIDDEN, "5");
  await sheet.row(HIDDEN).getByText("not AWS default").waitFor();
  await sheet.put("longest delay", "10");
  await sheet.row("longest delay").getByText("not AWS default").waitFor();
  await sheet.dialog.getByRole("button", { name: "All back to AWS's values" }).waitFor();
  await sheet.close();

  const hidden = async (queue) => {
    await lab.select(queue);
    await lab.inspector.getByLabel("Message body").fill("x");
    await lab.button("Send message").click();
    await poll(lab);
    await lab.logged(new RegExp(`received m-\\d+ from ${queue} .*hidden until`));
    const line = await lab.log.getByText(new RegExp(`received m-\\d+ from ${queue} `)).last().textContent();
    return Number(line.match(/hidden until ([\d.]+)/)[1]) - (await lab.seconds());
  };
  await create(lab, page, "after");
  assert.equal(await hidden("before"), 30);
  assert.equal(await hidden("after"), 5);

  // The delay that is too long is refused by the form's own call.
  await lab.inspector.getByLabel("Delay").fill("11");
  await lab.inspector.getByLabel("Message body").fill("late");
  await lab.button("Send message").click();
  await lab.inspector.or(page.locator(".notices")).getByText(/DelaySeconds|0 to 10/).first().waitFor();
  assert.deepEqual(await lab.counts("after"), [0, 1, 0]);

  sheet = await Sheet.open(page);
  await sheet.dialog.getByRole("button", { name: "All back to AWS's values" }).click();
  await sheet.dialog.getByText("The limits of “now” are in force, all of them AWS's.").waitFor();
  await sheet.close();
  await lab.button("Undo").click();
  sheet = await Sheet.open(page);
  await sheet.row(HIDDEN).getByText("not AWS default").waitFor();
});
