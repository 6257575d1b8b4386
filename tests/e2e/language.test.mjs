// The page in other languages: German as it is there, and one that nobody speaks, which shows what the catalogue lacks and
// where a longer text would be cut.

import assert from "node:assert/strict";
import { LabPage } from "./pages/lab.mjs";
import { catalogue, pseudoFile, unsaid } from "./pseudo.mjs";
import { expectAccessible, journey } from "./support.mjs";

const GERMAN = { locale: "de-DE" };

/** Texts of the catalogue that stand on the page as somebody's name too: root is the user of that name. */
const NAMES = new Set(["root"]);
/** Words without which there is no English sentence; names of nodes and of AWS have none of them in this lab. */
const SENTENCE = /\b(the|of|to|is|are|an|in|and|with|for|not|no|by|from|it|that|this|which|yet|when|was|has)\b/;

/** Fails where the page says something that has not come through the catalogue. What is left is a name, or AWS's. */
async function expectSaid(page, keys, where) {
  const found = (await unsaid(page)).filter(({ whole, bare }) => {
    if (NAMES.has(whole) || /\b(Allowed|Not allowed|Denied):/.test(bare)) return false;
    return keys.has(whole) || SENTENCE.test(bare);
  });
  assert.deepEqual(found, [], where);
}

journey("whoever reads German gets German, and can choose English; the run stays", GERMAN, async (page) => {
  await page.goto("");
  await page.locator("#stage").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  const pause = page.getByRole("button", { name: "Pause", exact: true });
  await pause.click();
  await page.getByRole("button", { name: "Schritt vor" }).click();
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
  const options = { ...GERMAN, viewport: { width, height } };
  journey(`everything is said through the catalogue, and longer texts fit, ${width} wide`, options, async (page) => {
    const [file, keys] = [await pseudoFile(), await catalogue()];
    await page.route("**/locales/de.po", (route) => route.fulfill({ body: file, contentType: "text/plain; charset=utf-8" }));
    await page.goto("");
    await page.locator("#dock-tab-1").waitFor();
    const look = async (where) => {
      await expectSaid(page, keys, where);
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${where}: the page is ${wide} px too wide`);
    };
    await page.locator(".transport .play, .transport button.primary").first().click();
    await look("the stage");
    for (const tab of await page.locator("[role=tab]").all()) {
      await tab.click();
      await page.locator("#dock-panel .later").waitFor({ state: "detached" });
      await look(await tab.textContent());
    }
    for (const node of await page.locator(".node").all()) {
      await node.focus();
      await page.keyboard.press("Enter");
      await page.locator(".inspector h2").first().waitFor();
      await page.locator(".inspector details").evaluateAll((folds) => folds.forEach((fold) => (fold.open = true)));
      await look(await page.locator(".inspector h2").first().textContent());
    }
    for (const entry of await page.locator(".palette button").all()) {
      await entry.click();
      // A producer and a consumer are there at once.
      const dialog = page.getByRole("dialog");
      if (!(await dialog.waitFor({ timeout: 700 }).then(() => true, () => false))) continue;
      await look(await dialog.locator("h2").first().textContent());
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
  });
}
