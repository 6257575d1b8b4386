// Photographs every route and state in the sizes and themes that matter: node screenshots.mjs FOLDER [STATE...]
// `cargo xtask screenshots` builds, serves and calls this. File names: route[-state]-widthxheight-theme.png
// Without states all are taken.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { LabPage } from "./pages/lab.mjs";
import { Shell } from "./pages/shell.mjs";
import { Watch, launch, setting } from "./support.mjs";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
/** When a lab begins that has nothing to wait for. */
const AT_ONCE = "0.000 s";
const THEMES = ["light", "dark"];

/**
 * What to photograph: a name for the file, the route, and where the first view is not enough, named states, each with
 * a function that brings the page into it.
 */
const VIEWS = [
  {
    name: "root",
    route: "",
    states: {
      visibility: (page) => watched(page, "Visibility timeout", ["visibility expiry", "delivery"], "jobs"),
      fifo: (page) => watched(page, "FIFO orders per customer", Array(7).fill("delivery"), "orders.fifo"),
      poison: (page) => watched(page, "Poison message and DLQ", ["move to a DLQ", "delivery"], "orders-dlq"),
      "fan-out": (page) => watched(page, "Fan-out to three queues", Array(7).fill("delivery"), "orders"),
      filtered: (page) => watched(page, "Filtered fan-out", Array(7).fill("delivery"), "stock"),
      "fifo-fan-out": (page) => watched(page, "FIFO fan-out", Array(7).fill("delivery"), "ledger.fifo"),
      payloads: (page) => watched(page, "Large payloads through S3", Array(3).fill("delivery"), "scans"),
      uploads: (page) => watched(page, "S3 to many queues", Array(4).fill("delivery"), "uploads"),
      "alarm-to-email": (page) => watched(page, "Alarm to e-mail", Array(3).fill("delivery"), "ops"),
      "cross-account": (page) => watched(page, "Cross-account send", ["delivery"], "orders"),
      trucks: (page) => played(page, "100 trucks on 5 shards", 40, "trucks"),
      cut: async (page) => {
        const lab = await played(page, "100 trucks on 5 shards", 40, "trucks");
        await lab.inspector.getByRole("button", { name: "Split shard 1" }).click();
      },
      "hot-shard": (page) => played(page, "Hot shard and its remedies", 30, "positions"),
      resharding: (page) => played(page, "Split and merge shards", 60, "readings"),
      "three-ways": async (page) => {
        await played(page, "100 trucks three ways", 40);
        await page.getByRole("tab", { name: "Side by side" }).click();
      },
      workers: (page) => played(page, "A worker dies", 60, "A"),
      readers: (page) => played(page, "Classic against enhanced fan-out", 40, "classic 1"),
      "poison-record": (page) => played(page, "A poison record", 60, "bookkeeper"),
      delivery: (page) => played(page, "Firehose to a bucket", 100, "visits-to-lake", "31.000 s"),
      sql: (page) => played(page, "SQL over clicks", 70, "click-sql"),
      topic: async (page) => {
        await new LabPage(page).open("Empty lab");
        await page.getByRole("button", { name: "Topic", exact: true }).click();
      },
      message: async (page) => {
        const lab = await watched(page, "Visibility timeout", ["visibility expiry", "delivery"], "jobs");
        await page.getByRole("tab", { name: "Tables" }).click();
        await page.getByRole("row").nth(1).click();
        return lab;
      },
      create: async (page) => {
        await new LabPage(page).open("Empty lab");
        await page.getByRole("button", { name: "Create a queue" }).click();
      },
      file: async (page) => {
        await new LabPage(page).open("Visibility timeout");
        await page.getByRole("button", { name: "Messages from a file" }).click();
      },
      help: async (page) => {
        await new LabPage(page).open("Visibility timeout");
        await page.getByRole("button", { name: "Help" }).click();
      },
      settings: async (page) => {
        await new LabPage(page).open("Visibility timeout");
        await page.getByRole("button", { name: "Settings" }).click();
      },
      gallery: async (page) => {
        await new LabPage(page).open("Visibility timeout");
        await page.getByRole("button", { name: "Gallery…" }).click();
        await page.getByRole("dialog").locator(".gallery-card").first().waitFor();
      },
      learn: async (page) => {
        await learn(page, "Levels");
      },
      level: async (page) => {
        const dialog = await learn(page, "Levels");
        await dialog.getByRole("button", { name: /The ring runs out/ }).click();
        await page.locator(".predictions button").first().click();
        await page.locator(".predictions .right").waitFor();
        await page.getByRole("button", { name: "Hint 1 of 3" }).click();
      },
      reached: async (page) => {
        const dialog = await learn(page, "Levels");
        await dialog.getByRole("button", { name: /Head of the line/ }).click();
        await page.getByRole("button", { name: "Show me" }).click();
        await page.getByRole("heading", { name: "Reached" }).scrollIntoViewIfNeeded();
      },
      questions: async (page) => {
        await learn(page, "Questions");
      },
      question: async (page) => {
        const dialog = await learn(page, "Questions");
        await dialog.getByRole("button", { name: /^Study/ }).click();
        await page.locator(".option input").first().click();
        await page.getByRole("button", { name: "Answer", exact: true }).click();
        await page.locator(".predictions.told").waitFor();
      },
      cards: async (page) => {
        const dialog = await learn(page, "Cards");
        await dialog.locator(".card summary").first().click();
        await dialog.locator("svg.thumb").waitFor();
      },
      glossary: async (page) => {
        await learn(page, "Glossary");
      },
      share: async (page) => {
        await new LabPage(page).open("Fan-out to three queues");
        await page.getByRole("button", { name: "Share", exact: true }).click();
        await page.getByRole("dialog").getByLabel("Link").waitFor();
      },
      until: async (page) => {
        const lab = await watched(page, "Poison message and DLQ", ["delivery"], "orders");
        await lab.openPacing();
        await page.getByRole("combobox", { name: "Go on to the next" }).selectOption("until");
        await page.getByRole("dialog").getByLabel("Condition").fill("queue orders-dlq full");
        await page.getByRole("dialog").getByRole("button", { name: "Run" }).click();
      },
      "what-if": whatIf,
      comparing: async (page) => {
        const lab = await whatIf(page);
        await page.getByRole("dialog").getByRole("button", { name: "Compare" }).click();
        await page.locator("#stage-b .node").first().waitFor();
        await lab.playTo(30);
        await page.evaluate(() => scrollTo(0, 0));
      },
      branches: async (page) => {
        const lab = await watched(page, "Visibility timeout", ["visibility expiry"]);
        await lab.openPacing();
        await lab.button("Mark this instant").click();
        await lab.button("Back to the beginning").click();
        await lab.select("jobs");
        await lab.inspector.getByLabel("Message body").fill("one more");
        await lab.button("Send message").click();
        await lab.next("delivery");
      },
      command: async (page) => {
        await watched(page, "Fan-out to three queues", Array(4).fill("delivery"));
        await dock(page, "Command");
        const line = page.getByRole("textbox", { name: /^Command/ });
        for (const text of ["aws sqs list-queues", "show queue billing", "advance soon"]) {
          await line.fill(text);
          await line.press("Enter");
        }
        await line.fill("");
        await line.pressSequentially("chaos fr");
      },
      code: async (page) => {
        const lab = await watched(page, "Visibility timeout", ["delivery"], "jobs");
        for (const body of ["one by hand", "another one"]) {
          await lab.inspector.getByLabel("Message body").fill(body);
          await lab.button("Send message").click();
        }
        await dock(page, "Code");
      },
      metrics: async (page) => {
        await played(page, "Visibility timeout", 90, undefined, AT_ONCE);
        await dock(page, "Metrics");
        await page.getByRole("tabpanel").getByRole("button", { name: /ApproximateNumberOfMessagesVisible/ }).first().click();
      },
      calls: async (page) => {
        await played(page, "Visibility timeout", 90, undefined, AT_ONCE);
        await dock(page, "Calls");
      },
      limits: async (page) => {
        await help(page);
        await page.getByRole("button", { name: "Limits and defaults…" }).click();
        await page.getByRole("dialog", { name: /Limits/ }).waitFor();
      },
      "own-limit": async (page) => {
        await help(page);
        await page.getByRole("button", { name: "Limits and defaults…" }).click();
        await page.getByRole("button", { name: /^Change: / }).first().click();
      },
      fidelity: async (page) => {
        await help(page);
        await page.getByRole("button", { name: "What is simulated, and how well…" }).click();
      },
      keys: async (page) => {
        await help(page);
        await page.getByRole("dialog").getByRole("heading", { name: "On the stage" }).evaluate((heading) => heading.scrollIntoView());
      },
      embed: async (page) => {
        await new LabPage(page).open("Fan-out to three queues");
        await page.getByRole("button", { name: "Share" }).click();
        await page.getByRole("button", { name: "Embed in a document…" }).click();
        await page.frameLocator(".embed-preview").locator(".node").first().waitFor();
      },
      demos: async (page) => {
        await page.goto("demos.html");
        await page.locator("#plain iframe").contentFrame().locator(".node").first().waitFor();
        await page.evaluate(() => scrollTo(0, 320));
      },
      frame: async (page) => {
        await page.goto("e.html#scenario=poison-message&controls=full&panels=log,inspector&caption=A%20message%20that%20always%20fails");
        await page.locator(".node").first().waitFor();
        for (let steps = 0; steps < 9; steps += 1) await page.getByRole("button", { name: "Step forward" }).click();
      },
      "frame-level": async (page) => {
        await page.goto("e.html#lesson=standard/first-receive&panels=palette,inspector");
        await page.getByText("All three orders were received").first().waitFor();
      },
      chaos: broken,
      why: async (page) => {
        await broken(page);
        await dock(page, "Tables");
        await page.getByRole("table", { name: /^shipping:/ }).getByRole("button").first().click();
        await page.locator(".inspector .chain").first().evaluate((chain) => chain.scrollIntoView({ block: "center" }));
      },
      legend: async (page) => {
        await watched(page, "Fan-out to three queues", Array(7).fill("delivery"), "billing");
        await page.getByRole("button", { name: "Legend" }).click();
      },
    },
  },
];

/** What there is to learn, with one of its tabs open. */
async function learn(page, tab) {
  await new LabPage(page).open("Visibility timeout");
  await page.getByRole("button", { name: "Learn", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Learn" });
  await dialog.locator(".track").first().waitFor();
  await dialog.getByRole("tab", { name: tab }).click();
  return dialog;
}

/** A template at a telling moment, with one of its nodes selected. */
async function watched(page, template, events, node) {
  const lab = new LabPage(page);
  await lab.open(template);
  for (const event of events) await lab.next(event);
  if (node) await lab.select(node);
  // The ways of the last step take less than half a second.
  await page.waitForTimeout(600);
  return lab;
}

/** A lab after so many seconds, with one of its nodes selected; those of streams begin when their streams are there. */
async function played(page, template, seconds, node, begins) {
  const lab = new LabPage(page);
  await (begins === AT_ONCE ? lab.open(template) : lab.openWhereItBegins(template, begins));
  await lab.playTo(seconds);
  if (node) await lab.select(node);
  return lab;
}

/** A tab of the dock, which on a small screen stands below the stage. */
async function dock(page, tab) {
  await page.getByRole("tab", { name: tab, exact: true }).click();
  await page.locator("#dock-panel .later").waitFor({ state: "detached" });
  await page.locator(".dock").evaluate((dock) => dock.scrollIntoView());
}

async function help(page) {
  await new LabPage(page).open("Visibility timeout");
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByRole("dialog", { name: "Help" }).waitFor();
}

async function whatIf(page) {
  const lab = new LabPage(page);
  await lab.open("Visibility timeout");
  await lab.openPacing();
  await lab.button("What if…").click();
  const dialog = page.getByRole("dialog", { name: "What if…" });
  await dialog.getByLabel("What is changed").selectOption({ label: "jobs: VisibilityTimeout = 10" });
  await dialog.getByLabel("Value there").fill("60");
  return lab;
}

/** A consumer whose clock was stopped, before messages came. */
async function broken(page) {
  const lab = new LabPage(page);
  await lab.open("Fan-out to three queues");
  await lab.select("packer");
  const fold = lab.inspector.locator("details", { has: page.getByRole("heading", { name: "Break something" }) });
  await fold.locator("summary").click();
  await fold.getByRole("button", { name: "Break: Stop its clock" }).click();
  await lab.playTo(12);
  await fold.locator("li.broken").evaluate((row) => row.scrollIntoView({ block: "center" }));
  return lab;
}

async function photograph(page, { name, route, states }, folder, ending) {
  const shell = new Shell(page);
  const wanted = Object.entries({ "": async () => {}, ...states }).filter(([state]) => !STATES.length || STATES.includes(state));
  for (const [state, prepare] of wanted) {
    await shell.open(route);
    await prepare(page);
    const file = [name, state, ending].filter(Boolean).join("-") + ".png";
    await page.screenshot({ path: join(folder, file), animations: "disabled" });
    console.log(file);
  }
}

/** All views in one size and theme. */
async function album(viewport, colorScheme) {
  const context = await browser.newContext({
    baseURL: setting("BASE_URL"),
    viewport,
    colorScheme,
    locale: "en",
    hasTouch: viewport.width < 500,
  });
  const watch = await Watch.over(context);
  const page = await context.newPage();
  const ending = `${viewport.width}x${viewport.height}-${colorScheme}`;
  try {
    for (const view of VIEWS) await photograph(page, view, folder, ending);
  } catch (error) {
    throw watch.explain(error);
  }
  watch.check();
  await context.close();
}

const [folder, ...STATES] = process.argv.slice(2);
if (!folder) throw new Error("give the folder for the pictures");
await mkdir(folder, { recursive: true });
const browser = await launch();
try {
  // Most of the time is spent on waiting for what plays, so that both themes are taken side by side.
  for (const viewport of SIZES) await Promise.all(THEMES.map((theme) => album(viewport, theme)));
} finally {
  await browser.close();
}
