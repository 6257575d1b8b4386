// The command box: what is typed is completed, remembered, explained, and answered where it was typed.

import assert from "node:assert/strict";
import { LabPage } from "./pages/lab.mjs";
import { expectAccessible, journey } from "./support.mjs";

/** The box, as somebody at the keyboard uses it. */
class Box {
  constructor(page) {
    this.page = page;
    this.line = page.getByRole("textbox", { name: /^Command/ });
    this.said = page.getByRole("log", { name: "Commands and what came of them" });
    this.list = page.getByRole("listbox", { name: "Suggestions" });
  }

  static async open(page, template) {
    const lab = new LabPage(page);
    await lab.open(template);
    await page.getByRole("tab", { name: "Command", exact: true }).click();
    const box = new Box(page);
    await box.line.waitFor();
    await box.line.focus();
    return { lab, box };
  }

  async type(text) {
    await this.page.keyboard.type(text);
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async run(text) {
    await this.type(text);
    // Suggestions would not be in the way: Enter takes one only when it was chosen.
    await this.press("Enter");
  }

  /** The command that was given last, with what came of it. */
  last() {
    return this.said.locator(".command-entry").last();
  }

  options() {
    return this.list.getByRole("option");
  }

  /** The option that the field says is chosen, and that looks so. */
  async expectChosen(text) {
    const id = await this.line.getAttribute("aria-activedescendant");
    const option = this.page.locator(`#${id}`);
    assert.equal(await option.getAttribute("aria-selected"), "true");
    assert.equal(await option.locator("b").textContent(), text);
  }
}

journey("a whole call is written with suggestions alone, and sends a message", {}, async (page) => {
  const { lab, box } = await Box.open(page, "Empty lab");
  await box.run("call sqs CreateQueue QueueName=orders");
  await box.said.getByText(/"QueueUrl":"https:\/\/sqs\.us-east-1/).waitFor();
  assert.deepEqual(await lab.counts("orders"), [0, 0, 0]);

  await box.type("cal");
  await box.options().first().waitFor();
  assert.deepEqual(await box.options().locator("b").allTextContents(), ["call", "caller"]);
  await expectAccessible(page);
  await box.press("Tab");
  assert.equal(await box.line.inputValue(), "call ");
  await box.type("sqs sendm");
  await box.press("ArrowDown", "ArrowDown");
  await box.expectChosen("SendMessageBatch");
  await box.press("ArrowUp");
  await box.expectChosen("SendMessage");
  await box.press("Enter");
  assert.equal(await box.line.inputValue(), "call sqs SendMessage ");
  await box.type("Queue");
  await box.press("Tab");
  await box.options().filter({ hasText: "orders" }).first().waitFor();
  await box.press("Tab");
  assert.equal(await box.line.inputValue(), "call sqs SendMessage QueueUrl=orders ");
  await box.type("MessageBody=hello");
  await box.press("Escape");
  assert.equal(await box.list.isVisible(), false);
  await box.press("Enter");
  await box.last().getByText(/"MessageId"/).waitFor();
  assert.deepEqual(await lab.counts("orders"), [1, 0, 0]);
  assert.equal(await box.line.inputValue(), "");
});

journey("what was typed before is found with the arrows, after a reload too, and what is being typed is not lost", {}, async (page) => {
  const { box } = await Box.open(page, "Visibility timeout");
  const lines = ["advance 1s", "show actors", "step"];
  for (const line of lines) await box.run(line);
  await box.said.locator("b", { hasText: /^step$/ }).waitFor();
  await box.type("show que");
  await box.press("Escape");
  const seen = [];
  for (let back = 0; back < 3; back += 1) {
    await box.press("ArrowUp");
    seen.push(await box.line.inputValue());
  }
  assert.deepEqual(seen, ["step", "show actors", "advance 1s"]);
  await box.press("ArrowDown", "ArrowDown", "ArrowDown");
  assert.equal(await box.line.inputValue(), "show que");

  // A tab put away and taken up again has everything as it was.
  await page.getByRole("tab", { name: "Log", exact: true }).click();
  await page.getByRole("tab", { name: "Command", exact: true }).click();
  assert.equal(await box.line.inputValue(), "show que");
  assert.equal(await box.said.locator(".command-entry").count(), 3);

  await page.reload();
  await page.getByRole("tab", { name: "Command", exact: true }).click();
  await box.line.focus();
  await box.press("ArrowUp");
  assert.equal(await box.line.inputValue(), "step");
});

journey("help says what can be typed, how one command goes, and what a call takes", {}, async (page) => {
  const { box } = await Box.open(page, "Visibility timeout");
  await page.getByRole("button", { name: "Help on commands" }).click();
  await box.last().getByText(/advance/).first().waitFor();
  const all = await box.last().textContent();
  for (const word of ["call", "until", "chaos", "undo", "show"]) assert.ok(all.includes(word), `${word} is not told`);
  await box.line.focus();
  await box.run("help chaos");
  await box.last().getByText(/chaos freeze NAME on\|off/).waitFor();
  await box.run("help call sqs SendMessage");
  await box.last().getByText(/MessageBody/).first().waitFor();
  await expectAccessible(page);
});

journey("a mistake is answered in place: of a script nothing is done, its text stays, and corrected it runs", {}, async (page) => {
  const { lab, box } = await Box.open(page, "Visibility timeout");
  await box.run("advance soon");
  await box.last().getByText(/'soon' is not a span of time/).waitFor();
  assert.equal(await box.line.inputValue(), "advance soon");
  await box.line.fill("");

  const script = ["call sqs SendMessage QueueUrl=jobs MessageBody=first", "advence 1s", "call sqs SendMessage QueueUrl=jobs MessageBody=second"];
  await box.line.focus();
  for (const [index, line] of script.entries()) {
    if (index) await box.press("Shift+Enter");
    await box.type(line);
  }
  await box.press("Enter");
  await box.last().getByText(/line 2/).waitFor();
  await box.last().getByText("Nothing was done; the text is still there to be corrected.").waitFor();
  assert.equal(await box.line.inputValue(), script.join("\n"));
  assert.deepEqual(await lab.counts("jobs"), [0, 0, 0]);
  assert.equal(await lab.seconds(), 0);
  await expectAccessible(page);

  await box.line.fill(script.join("\n").replace("advence", "advance"));
  await box.press("Enter");
  await box.last().getByText(/"MessageId"/).waitFor();
  assert.equal(await lab.seconds(), 1);
  assert.equal(await box.line.inputValue(), "");
  const sent = await box.said.getByText(/"MessageId"/).count();
  assert.equal(sent, 2);
});

journey("a call that AWS would refuse is refused with its code, and changes nothing", {}, async (page) => {
  const { lab, box } = await Box.open(page, "Visibility timeout");
  await box.run("call sqs SendMessage QueueUrl=jobs MessageBody=x DelaySeconds=901");
  const wrong = box.last().locator(".wrong");
  await wrong.getByText(/InvalidParameterValue 400: .*DelaySeconds must be >= 0 and <= 900/).waitFor();
  assert.deepEqual(await lab.counts("jobs"), [0, 0, 0]);
  // It was understood, so the line is free for the next; the arrow brings it back.
  await box.press("ArrowUp");
  assert.match(await box.line.inputValue(), /DelaySeconds=901$/);
});

journey("what is broken by a command is seen on the stage, and taken back by another", {}, async (page) => {
  const { lab, box } = await Box.open(page, "Fan-out to three queues");
  await box.type("chaos fre");
  await box.press("Tab");
  await box.type("pack");
  await box.press("Tab");
  await box.type("on");
  assert.equal(await box.line.inputValue(), "chaos freeze packer on");
  await box.press("Enter");
  await page.getByRole("img", { name: /^Broken on purpose: clock stopped/ }).waitFor();
  await box.run("until queue shipping visible >= 2 within 1m");
  await box.last().locator("pre, p", { hasText: /visible/ }).first().waitFor();
  assert.equal((await lab.counts("shipping"))[0], 2);
  await box.run("chaos freeze packer off");
  await page.locator(".bolt").waitFor({ state: "detached" });
  await box.run("undo");
  await page.locator(".bolt").waitFor();
});
