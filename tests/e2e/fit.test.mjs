// The page fits whoever comes: small phones, large text, few colours, the keyboard alone, other themes.

import assert from "node:assert/strict";
import { LabPage } from "./pages/lab.mjs";
import { expectAccessible, journey } from "./support.mjs";

/** Nothing is wider than the window; tables and code that scroll by themselves may be. */
async function expectNoSidewaysScroll(page) {
  const { wide, window } = await page.evaluate(() => ({
    wide: document.scrollingElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  assert.ok(wide <= window, `the page is ${wide} px wide in a window of ${window}`);
}

/** The tabs of the dock by their names, one after the other. */
async function eachTab(page, look) {
  for (const tab of await page.getByRole("tablist", { name: "Dock" }).getByRole("tab").all()) {
    await tab.click();
    await page.locator("#dock-panel .later").waitFor({ state: "detached" });
    await look(await tab.textContent());
  }
}

for (const [width, height] of [
  [320, 640],
  [360, 640],
]) {
  journey(
    `at ${width} by ${height} everything is reached, and nothing pushes the page sideways`,
    { viewport: { width, height }, hasTouch: true, isMobile: true },
    async (page) => {
      const lab = new LabPage(page);
      await lab.open("Poison message and DLQ");
      await expectNoSidewaysScroll(page);
      await lab.next("move to a DLQ");
      await lab.node("orders-dlq").tap();
      await lab.inspector.getByRole("button", { name: "Start DLQ redrive" }).waitFor();
      await expectNoSidewaysScroll(page);
      await lab.inspector.getByRole("button", { name: "Close the inspector's selection" }).click();
      await eachTab(page, () => expectNoSidewaysScroll(page));
      for (const name of ["Help", "Settings"]) {
        await page.getByRole("button", { name, exact: true }).click();
        await page.getByRole("dialog").waitFor();
        await expectNoSidewaysScroll(page);
        await page.keyboard.press("Escape");
      }
      await expectAccessible(page);
    },
  );
}

for (const colorScheme of ["light", "dark"]) {
  journey(`every tab and dialog is accessible, ${colorScheme}`, { colorScheme }, async (page) => {
    const lab = new LabPage(page);
    await lab.open("Fan-out to three queues");
    for (let i = 0; i < 5; i += 1) await lab.next("delivery");
    await expectAccessible(page);
    await eachTab(page, () => expectAccessible(page));
    for (const name of ["Help", "Settings", "What if…", "Queue", "Topic", "Stream", "Bucket", "Function", "Alarm", "Keys"]) {
      await page.getByRole("button", { name, exact: true }).click();
      await page.getByRole("dialog").waitFor();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
  });
}

journey("with few colours and large text the stage keeps its outlines, and nothing is lost", { forcedColors: "active" }, async (page) => {
  const lab = new LabPage(page);
  await lab.open("FIFO orders per customer");
  await lab.next("delivery");
  const stroke = await lab.node("orders.fifo").locator(".outline").evaluate((outline) => getComputedStyle(outline).stroke);
  assert.notEqual(stroke, "none");
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});

journey("panes are put away and made wider with the keyboard, and stay so", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Visibility timeout");
  const edge = page.getByRole("separator", { name: "Size of the inspector" });
  await edge.focus();
  const width = async () => (await lab.inspector.boundingBox()).width;
  const before = await width();
  await page.keyboard.press("ArrowLeft");
  assert.equal(await width(), before + 24);
  await page.reload();
  await lab.inspector.waitFor();
  await page.waitForFunction((wanted) => document.querySelector(".inspector").getBoundingClientRect().width === wanted, before + 24);
  await edge.focus();
  await page.keyboard.press("Enter");
  assert.equal(await width(), 40);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Home");
  assert.equal(await width(), before);
});

journey("whoever asks is told how things stand", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Visibility timeout");
  await lab.next("delivery");
  await page.locator("#node-queue-0").focus();
  await page.keyboard.press("i");
  await page.getByRole("status").getByText(/jobs: 1 in flight/).waitFor();
});
