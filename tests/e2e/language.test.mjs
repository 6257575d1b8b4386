// The page in other languages: German as it is there, and one that nobody speaks, which shows what the catalogue lacks and
// where a longer text would be cut.

import assert from "node:assert/strict";
import { LabPage } from "./pages/lab.mjs";
import { pseudoFile, unsaid } from "./pseudo.mjs";
import { expectAccessible, journey } from "./support.mjs";

const GERMAN = { locale: "de-DE" };

/** What people name: their nodes, and what AWS calls things. The page says neither by itself. */
const NAMES = new Set(["Queuelab", "English", "Deutsch"]);

/** Fails where the page says something that has not come through the catalogue. */
async function expectSaid(page, where) {
  const found = (await unsaid(page)).filter((text) => !NAMES.has(text.split(": ").slice(1).join(": ")));
  assert.deepEqual(found, [], where);
}

journey("whoever reads German gets German, and can choose English; the run stays", GERMAN, async (page) => {
  await page.goto("");
  await page.locator("#stage").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  const pause = page.getByRole("button", { name: "Pause", exact: true });
  await pause.click();
  await page.getByRole("button", { name: "Ein Schritt vor" }).click();
  const clock = await page.locator(".clock .now").textContent();
  await expectAccessible(page);
  await page.getByRole("combobox", { name: "Sprache" }).selectOption({ label: "English" });
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await page.locator(".clock .now", { hasText: clock.replace(",", ".") }).waitFor();
  await page.getByRole("combobox", { name: "Language" }).selectOption({ label: "Deutsch" });
  await page.getByRole("combobox", { name: "Sprache" }).waitFor();
});

journey(
  "a language that cannot be had is said, and the page speaks English",
  { ...GERMAN, allowed: [/404|Failed to load resource/] },
  async (page) => {
    await page.route("**/locales/de.po", (route) => route.fulfill({ status: 404, body: "" }));
    await page.goto("");
    await page.getByText(/texts in your language could not be had/).waitFor();
    await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
  },
);

journey("a file that is no translation is refused with its line", GERMAN, async (page) => {
  await page.route("**/locales/de.po", (route) => route.fulfill({ body: "<!doctype html>" }));
  await page.goto("");
  await page.getByText(/so it speaks English: line 1 is not understood/).waitFor();
});

for (const [width, height] of [
  [1440, 900],
  [390, 844],
]) {
  journey(`everything is said through the catalogue, and longer texts fit, ${width} wide`, { ...GERMAN, viewport: { width, height } }, async (page) => {
    const file = await pseudoFile();
    await page.route("**/locales/de.po", (route) => route.fulfill({ body: file, contentType: "text/plain; charset=utf-8" }));
    await page.goto("");
    await page.locator("#stage").waitFor();
    await page.locator("#dock-tab-1").waitFor();
    const wide = () => page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
    await expectSaid(page, "at first");
    for (const tab of await page.locator("[role=tab]").all()) {
      await tab.click();
      await page.locator("#dock-panel .later").waitFor({ state: "detached" });
      await expectSaid(page, await tab.textContent());
      assert.ok((await wide()) <= 0, `${await tab.textContent()} is too wide`);
    }
  });
}
