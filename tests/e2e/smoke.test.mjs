// The page starts: at the top of a host, below a path, and with a readable message when it cannot.

import assert from "node:assert/strict";
import { Shell } from "./pages/shell.mjs";
import { expectAccessible, journey, setting } from "./support.mjs";

for (const [place, variable] of [["at the top of a host", "BASE_URL"], ["below a path", "SUBPATH_URL"]]) {
  journey(`the page starts ${place}`, { url: setting(variable) }, async (page) => {
    const shell = new Shell(page);
    await shell.open();
    assert.equal(await page.title(), "Queuelab");
    await shell.name.waitFor();
  });
}

for (const colorScheme of ["light", "dark"]) {
  journey(`the page is accessible in the ${colorScheme} theme`, { colorScheme }, async (page) => {
    await new Shell(page).open();
    await expectAccessible(page);
  });
}

journey("the skeleton is there before the program", {}, async (page) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  const shell = new Shell(page);
  await shell.visit();
  await shell.status.waitFor();
  await shell.name.waitFor();
  await expectAccessible(page);
  release();
  await shell.skeleton.waitFor({ state: "detached" });
});

journey("a missing program is told", { allowed: [/503/] }, async (page) => {
  await page.route("**/*.wasm", (route) => route.fulfill({ status: 503, body: "" }));
  const shell = new Shell(page);
  await shell.visit();
  await shell.alert.waitFor();
  assert.match(await shell.alert.innerText(), /could not be started[^]*503/);
  assert.equal(await shell.status.isVisible(), false);
  await expectAccessible(page);
});

journey("a part that does not come is told, and comes when asked for again", { allowed: [/ERR_FAILED|TypeError/] }, async (page) => {
  await page.route("**/later-*/*.wasm", (route) => route.abort());
  await new Shell(page).open();
  await page.getByRole("button", { name: "Queue", exact: true }).click();
  const notice = page.locator(".notices").getByRole("alert").filter({ hasText: "could not be loaded" });
  await notice.waitFor();
  await expectAccessible(page);
  await page.unroute("**/later-*/*.wasm");
  await notice.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("dialog", { name: "Create queue" }).waitFor();
});

journey("once everything is here the page needs no network", {}, async (page, context) => {
  const parts = page.waitForResponse(/split_forms/);
  await new Shell(page).open();
  await (await parts).finished();
  await context.setOffline(true);
  await page.getByRole("button", { name: "Queue", exact: true }).click();
  await page.getByRole("dialog", { name: "Create queue" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "Lab" }).selectOption({ label: "Fan-out to three queues" });
  await page.locator(".app:not([aria-busy])").waitFor();
  await page.getByRole("tab", { name: "Tables" }).click();
  await page.getByRole("tabpanel").getByRole("table").first().waitFor();
});

journey("without scripts the page says what it needs", { javaScriptEnabled: false }, async (page) => {
  const shell = new Shell(page);
  await shell.visit();
  assert.match(await page.locator("noscript").innerText(), /needs JavaScript/);
  assert.equal(await shell.status.isVisible(), false);
});
