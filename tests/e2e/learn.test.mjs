// Levels: chosen, worked through by keyboard and by touch, reached and kept; and runs that travel as links.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { LabPage } from "./pages/lab.mjs";
import { expectAccessible, journey, setting } from "./support.mjs";

/** What a level's file says. */
async function levelOf(name) {
  return JSON.parse(await readFile(new URL(`../../lessons/${name}.json`, import.meta.url), "utf8"));
}

/** The page as a learner uses it; `act` is how a button is pressed. */
class Learner {
  constructor(page, act) {
    this.page = page;
    this.act = act;
    this.lab = new LabPage(page);
    this.panel = page.getByRole("complementary", { name: "Level" });
  }

  async choose(title) {
    await this.act(this.page.getByRole("button", { name: "Learn", exact: true }));
    const dialog = this.page.getByRole("dialog", { name: "Learn" });
    await this.act(dialog.getByRole("button", { name: new RegExp(`${title} (not yet|reached)`) }));
    await dialog.waitFor({ state: "detached" });
    await this.panel.getByRole("heading", { name: title }).waitFor();
    await this.page.locator(".app:not([aria-busy])").waitFor();
  }

  /** Answers the question before the key event; the page says what has come true. */
  async predict(text) {
    await this.act(this.panel.getByRole("button", { name: text, exact: true }));
    await this.panel.locator(".predictions .right").waitFor();
  }

  async type(lines) {
    await this.act(this.page.getByRole("tab", { name: "Command", exact: true }));
    const line = this.page.getByRole("textbox", { name: /^Command/ });
    for (const text of lines) {
      await line.focus();
      await this.page.keyboard.insertText(text);
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("Enter");
      await this.page.locator(".command-entry b", { hasText: text.slice(0, 40) }).last().waitFor();
    }
  }

  ticks() {
    return this.panel.locator(".goals .done");
  }

  /** Chooses a level, predicts rightly or wrongly, sees that nothing is reached by that, and reaches it. */
  async work(name, { right }) {
    const level = await levelOf(name);
    const goals = level.scenario.goals.length;
    await this.choose(level.scenario.title);
    const options = level.predict.options.map((option) => option.text);
    await this.predict(right ? options[0] : options[1]);
    assert.ok((await this.ticks().count()) < goals, "something is left to do");
    await this.type(level.solution);
    await this.panel.getByRole("heading", { name: "Reached" }).waitFor();
    assert.equal(await this.ticks().count(), goals);
  }
}

const LEVELS = ["standard/first-receive", "standard/the-ring-runs-out", "fifo/head-of-the-line", "failures/no-orders-from-europe"];

async function workThrough(page, act) {
  const learner = new Learner(page, act);
  await learner.lab.open();
  for (const [index, name] of LEVELS.entries()) {
    await learner.work(name, { right: index % 2 === 0 });
    if (index === 0) await expectAccessible(page);
  }
  // The level and its lab are there after a reload, and so is what was reached.
  await page.reload();
  const last = await levelOf(LEVELS.at(-1));
  await learner.panel.getByRole("heading", { name: last.scenario.title }).waitFor();
  await learner.panel.getByRole("heading", { name: "Reached" }).waitFor();
  await act(page.getByRole("button", { name: "Learn", exact: true }));
  const dialog = page.getByRole("dialog", { name: "Learn" });
  for (const name of LEVELS) {
    const { scenario } = await levelOf(name);
    await dialog.getByRole("button", { name: new RegExp(`${scenario.title} reached`) }).waitFor();
  }
  await expectAccessible(page);
}

journey("by keyboard alone three levels and a failure lab are reached, and kept", {}, async (page) => {
  await workThrough(page, async (target) => {
    await target.first().focus();
    await page.keyboard.press("Enter");
  });
});

journey(
  "by touch on a phone three levels and a failure lab are reached, and kept",
  { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  async (page) => {
    await workThrough(page, (target) => target.first().tap());
  },
);

journey("hints come one by one, the solution can be shown, and another lab ends the level", {}, async (page) => {
  const learner = new Learner(page, (target) => target.first().click());
  await learner.lab.open();
  await learner.choose("Extend it");
  const level = await levelOf("standard/extend-it");
  for (let hint = 1; hint <= 3; hint += 1) {
    await learner.panel.getByRole("button", { name: `Hint ${hint} of 3` }).click();
    assert.equal(await learner.panel.locator(".hints li").count(), hint);
  }
  assert.ok(await learner.panel.getByRole("button", { name: "Hint 3 of 3" }).isDisabled());
  await learner.panel.getByRole("button", { name: "Show me" }).click();
  await learner.panel.getByRole("heading", { name: "Reached" }).waitFor();
  await learner.panel.getByRole("button", { name: "Begin again" }).click();
  await page.waitForFunction((goals) => document.querySelectorAll(".goals .done").length < goals, level.scenario.goals.length);
  await page.getByRole("combobox", { name: "Lab" }).selectOption({ label: "Fan-out to three queues" });
  await learner.panel.waitFor({ state: "detached" });
});

journey("what is forbidden in a level is said, and taken back", {}, async (page) => {
  const learner = new Learner(page, (target) => target.first().click());
  await learner.lab.open();
  await learner.choose("First receive");
  await learner.type(["call sqs PurgeQueue QueueUrl=orders"]);
  await learner.panel.getByText("PurgeQueue is not allowed in this level. Undo it.").waitFor();
  await learner.lab.button("Undo").click();
  await learner.panel.getByText("PurgeQueue is not allowed").waitFor({ state: "detached" });
});

journey("a run goes through a link to somebody else, at its instant; a broken link changes nothing", {}, async (page, context) => {
  const lab = new LabPage(page);
  await lab.open("Fan-out to three queues");
  for (let steps = 0; steps < 12; steps += 1) await lab.button("Step forward").click();
  await lab.button("Share").click();
  const dialog = page.getByRole("dialog", { name: "Share this run" });
  const link = await dialog.getByRole("textbox", { name: "Link" }).inputValue();
  assert.match(link, /#v1\.[\w-]+$/);
  await dialog.getByText(`${link.length} characters`).waitFor();
  assert.ok(link.length - link.indexOf("#") <= 400, `${link.length} characters`);
  await expectAccessible(page);
  const [at, events] = [await lab.clock.textContent(), await lab.log.getByRole("option").allTextContents()];

  const other = await context.newPage();
  await other.goto(link);
  const shown = new LabPage(other);
  await other.locator(".clock .now", { hasText: at }).waitFor();
  await other.getByRole("combobox", { name: "Lab" }).getByText("Shared run").waitFor({ state: "attached" });
  assert.deepEqual(await shown.log.getByRole("option").allTextContents(), events);
  assert.ok(!other.url().includes("#"), "loading the page again does not open it once more");

  await other.evaluate((text) => (location.hash = text), `#${link.split("#")[1].slice(0, -9)}`);
  await other.getByText(/The link could not be opened: this link is damaged/).waitFor();
  await other.evaluate(() => (location.hash = "#v99.abc"));
  await other.getByText(/made by a newer version/).waitFor();
  assert.equal(await shown.clock.textContent(), at);
  assert.equal(new URL(other.url()).origin, new URL(setting("BASE_URL")).origin);
});

/** Answers the question that is shown, rightly or not, and answers with its file. */
async function answer(page, panel, act, right) {
  const title = await panel.getByRole("heading", { level: 2 }).textContent();
  const list = JSON.parse(await readFile(new URL("../../lessons/list.json", import.meta.url), "utf8"));
  const question = await levelOf(`questions/${list.questions.find((entry) => entry.title === title).name}`);
  // Words of the glossary stand in brackets in the file.
  const said = (option) => option.text.replaceAll(/\[\[|\]\]/g, "");
  const rights = question.options.filter((option) => option.right).map(said);
  const wrong = said(question.options.find((option) => !option.right));
  for (const text of right ? rights : [wrong]) {
    const exactly = new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
    await act(panel.locator(".option", { hasText: exactly }).locator("input"), " ");
  }
  await act(panel.getByRole("button", { name: "Answer", exact: true }));
  return question;
}

async function tenQuestions(page, act) {
  const learner = new Learner(page, act);
  await learner.lab.open();
  const dialog = page.getByRole("dialog", { name: "Learn" });
  await act(page.getByRole("button", { name: "Learn", exact: true }));
  await act(dialog.getByRole("tab", { name: "Questions" }));
  await expectAccessible(page);
  await act(dialog.getByRole("button", { name: /^Study/ }));
  await dialog.waitFor({ state: "detached" });
  const panel = learner.panel;
  for (let number = 1; number <= 10; number += 1) {
    await panel.getByText(`Question ${number} of 10`).waitFor();
    const right = number % 3 !== 0;
    const question = await answer(page, panel, act, right);
    await panel.getByText(right ? "Right." : "Not right.", { exact: true }).first().waitFor();
    assert.equal(await panel.locator(".predictions.told > li").count(), question.options.length);
    if (number === 1) {
      await expectAccessible(page);
      await act(panel.getByRole("button", { name: "Show me" }));
      await page.getByRole("combobox", { name: "Lab" }).getByText(question.scenario.title).waitFor({ state: "attached" });
      // The round goes on after a reload.
      await page.reload();
      await panel.getByText("Question 1 of 10").waitFor();
    }
    if (number < 10) await act(panel.getByRole("button", { name: "Next question" }));
  }
  await act(panel.getByRole("button", { name: "End the round" }));
  await panel.getByRole("heading", { name: "7 of 10 right" }).waitFor();
  await act(panel.getByRole("button", { name: "Another round" }));
  await act(dialog.getByRole("tab", { name: "Questions" }));
  await dialog.getByText("10 of 52 questions were answered so far.").waitFor();
  await dialog.getByRole("option", { name: "missed, and due again (3)" }).waitFor({ state: "attached" });
}

journey("by keyboard alone ten questions are answered, one is played, and what was missed comes again", {}, async (page) => {
  await tenQuestions(page, async (target, key = "Enter") => {
    await target.first().focus();
    await page.keyboard.press(key);
  });
});

journey(
  "by touch on a phone ten questions are answered, one is played, and what was missed comes again",
  { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  async (page) => {
    await tenQuestions(page, (target) => target.first().tap());
  },
);

journey("cards show their figure and play it, and the glossary lies beside them", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.button("Learn").click();
  const dialog = page.getByRole("dialog", { name: "Learn" });
  await dialog.getByRole("tab", { name: "Glossary" }).click();
  await dialog.locator("dt", { hasText: /^visibility timeout$/ }).waitFor();
  await dialog.getByRole("tab", { name: "Cards" }).click();
  const card = dialog.locator(".card", { hasText: "Visibility timeout" }).first();
  await card.locator("summary").click();
  await card.locator("svg.thumb").waitFor();
  await expectAccessible(page);
  await card.getByRole("button", { name: "Play it on the stage" }).click();
  await page.getByRole("combobox", { name: "Lab" }).getByText("Visibility timeout").first().waitFor({ state: "attached" });
  await dialog.waitFor({ state: "detached" });
});
