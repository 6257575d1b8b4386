// The stage under a wheel and under the hand: the plain wheel belongs to the page, with Ctrl it zooms where the pointer is; nodes are dragged to their places.

import assert from "node:assert/strict";
import { LabPage } from "./pages/lab.mjs";
import { journey } from "./support.mjs";

const stage = (page) => page.locator("#stage");
const zoom = async (page) => Number.parseInt(await page.getByTitle("Fit everything (0)").textContent(), 10);

/** Over the middle of a node. */
async function point(page, lab, name) {
  const box = await lab.node(name).boundingBox();
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(at.x, at.y);
  return at;
}

async function wheel(page, delta, withCtrl = false) {
  if (withCtrl) await page.keyboard.down("Control");
  await page.mouse.wheel(0, delta);
  if (withCtrl) await page.keyboard.up("Control");
  // A wheel is answered in a later frame.
  await page.waitForTimeout(150);
}

journey("where the page scrolls, the wheel over the stage scrolls it and does not zoom", { viewport: { width: 800, height: 600 } }, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Fan-out to three queues");
  const before = await zoom(page);
  await point(page, lab, "billing");
  await wheel(page, 240);
  await page.waitForFunction(() => scrollY > 100);
  assert.equal(await zoom(page), before);
  await wheel(page, -240);
  await page.waitForFunction(() => scrollY === 0);
  assert.equal(await zoom(page), before);
});

journey("where the page stands still, the wheel over the stage moves nothing", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Fan-out to three queues");
  const before = [await zoom(page), await lab.node("billing").boundingBox()];
  await point(page, lab, "billing");
  await page.evaluate(() => {
    globalThis.wheels = [];
    addEventListener("wheel", (event) => globalThis.wheels.push(event.defaultPrevented));
  });
  await wheel(page, 240);
  assert.deepEqual([await zoom(page), await lab.node("billing").boundingBox()], before);
  // What the browser would do with it is left to the browser.
  assert.deepEqual(await page.evaluate(() => globalThis.wheels), [false]);
  // The inspector has its own way of scrolling.
  await lab.select("billing");
  await lab.inspector.hover();
  await wheel(page, 300);
  await page.waitForFunction(() => document.querySelector(".inspector").scrollTop > 100);
  assert.equal(await zoom(page), before[0]);
});

journey("with Ctrl the wheel zooms, what is under the pointer stays there, and one button fits everything again", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Fan-out to three queues");
  const fitted = await zoom(page);
  const at = await point(page, lab, "shipping");
  await wheel(page, -200, true);
  const nearer = await zoom(page);
  assert.ok(nearer > fitted, `${nearer} is not nearer than ${fitted}`);
  const box = await lab.node("shipping").boundingBox();
  assert.ok(Math.abs(box.x + box.width / 2 - at.x) < 2 && Math.abs(box.y + box.height / 2 - at.y) < 2, JSON.stringify([box, at]));
  assert.equal(await page.evaluate(() => visualViewport.scale), 1);
  await wheel(page, 400, true);
  assert.ok((await zoom(page)) < nearer);
  await page.getByTitle("Fit everything (0)").click();
  assert.equal(await zoom(page), fitted);
  // The same with keys, and within bounds.
  await stage(page).locator('.node[tabindex="0"]').focus();
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press("+");
  assert.ok((await zoom(page)) > fitted);
  for (let turns = 0; turns < 30; turns += 1) await page.keyboard.press("-");
  const farthest = await zoom(page);
  assert.ok(farthest >= 5 && farthest < fitted, `${farthest} %`);
  await page.keyboard.press("0");
  assert.equal(await zoom(page), fitted);
});

/** How far a node stands from another one, in units of the stage. */
async function distance(page, lab, name, other) {
  const [a, b] = [await lab.node(name).boundingBox(), await lab.node(other).boundingBox()];
  const scale = (await zoom(page)) / 100;
  return { x: (a.x - b.x) / scale, y: (a.y - b.y) / scale };
}

const isNear = (a, b) => Math.abs(a.x - b.x) < 6 && Math.abs(a.y - b.y) < 6;

journey("a lab is laid out in rows where that is larger; a node is dragged there, stands there after a reload, and Tidy puts it back", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Visibility timeout");
  const before = await distance(page, lab, "web", "jobs");
  assert.ok(before.y < -60 && Math.abs(before.x) < 300, `web does not stand above jobs: ${JSON.stringify(before)}`);
  const box = await lab.node("web").boundingBox();
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + 60, at.y + 10, { steps: 4 });
  await page.mouse.move(at.x + 120, at.y + 10, { steps: 4 });
  await page.mouse.up();
  const dragged = await distance(page, lab, "web", "jobs");
  assert.ok(dragged.x - before.x > 60, `${JSON.stringify(before)} became ${JSON.stringify(dragged)}`);
  await page.reload();
  await lab.node("web").waitFor();
  await page.locator(".app:not([aria-busy])").waitFor();
  const after = await distance(page, lab, "web", "jobs");
  assert.ok(isNear(after, dragged), `${JSON.stringify(dragged)} became ${JSON.stringify(after)}`);
  await page.getByRole("button", { name: "Tidy" }).click();
  const tidied = await distance(page, lab, "web", "jobs");
  assert.ok(isNear(tidied, before), `${JSON.stringify(before)} became ${JSON.stringify(tidied)}`);
});
