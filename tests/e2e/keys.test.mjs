// Keys and permissions: a key encrypts a queue and is disabled, another account's user is let in, a filter is tried.

import assert from "node:assert/strict";
import { LabPage } from "./pages/lab.mjs";
import { expectAccessible, journey } from "./support.mjs";

/** The dialog of that name, once it is open. */
async function dialogOf(page, name) {
  const dialog = page.getByRole("dialog", { name });
  await dialog.waitFor();
  return dialog;
}

async function close(dialog) {
  await dialog.getByRole("button", { name: "Close", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

/** Makes a queue whose data keys are used for a minute, under a key. */
async function createEncrypted(lab, page, name, key) {
  await lab.button("Queue").click();
  const dialog = await dialogOf(page, "Create queue");
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByText("SSE-KMS", { exact: true }).click();
  await dialog.getByLabel("Choose a key").selectOption(key);
  assert.equal(await dialog.getByLabel("KMS key", { exact: true }).inputValue(), key);
  await dialog.getByLabel("Data key reuse period").fill("60");
  // What is sent becomes visible after the data keys have grown too old, which gives the lab something to go on to.
  await dialog.getByLabel("Delivery delay", { exact: true }).fill("61");
  await dialog.getByRole("button", { name: "Create queue" }).click();
  await dialog.waitFor({ state: "detached" });
}

async function send(lab, text) {
  await lab.inspector.getByLabel("Message body").fill(text);
  await lab.inspector.getByRole("button", { name: "Send message" }).click();
}

journey("a key encrypts a queue; disabled, it is missed once the data keys are too old", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Empty lab");
  await lab.button("Keys").click();
  let dialog = await dialogOf(page, "Keys");
  await dialog.getByLabel("Alias").fill("orders");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await dialog.getByText("alias/orders", { exact: true }).waitFor();
  await expectAccessible(page);
  await close(dialog);

  await createEncrypted(lab, page, "secret", "alias/orders");
  await lab.select("secret");
  await send(lab, "hello");
  assert.deepEqual(await lab.counts("secret"), [0, 0, 1]);

  // Who can read it names the key and its state.
  await lab.inspector.locator("summary", { hasText: "Who can read it" }).click();
  await lab.inspector.getByText("SSE-KMS with alias/orders, enabled").waitFor();

  await lab.button("Keys").click();
  dialog = await dialogOf(page, "Keys");
  await dialog.getByText(/GenerateDataKey 1 times, Decrypt 1 times/).waitFor();
  await dialog.getByText("Encrypts queue secret").waitFor();
  await dialog.getByRole("button", { name: "Disable", exact: true }).click();
  await dialog.getByRole("button", { name: "Enable", exact: true }).waitFor();
  await close(dialog);
  await lab.inspector.getByText("SSE-KMS with alias/orders, disabled").waitFor();

  // The data keys are still fresh, so nobody notices.
  await send(lab, "still fresh");
  assert.deepEqual(await lab.counts("secret"), [0, 0, 2]);

  for (let steps = 0; steps < 10 && (await lab.seconds()) < 61; steps += 1) await lab.button("Step forward").click();
  assert.equal(await lab.seconds(), 61);
  await send(lab, "too late");
  await lab.inspector.or(page.locator(".notices")).getByText(/is disabled/).first().waitFor();
  await lab.logged(/SendMessage refused: .* is disabled/);
});

journey("another account's user is refused, let in by the policy, and the other one is not", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Cross-account send");
  const refused = lab.log.getByText(/no identity-based policy allows/);
  for (let steps = 0; steps < 300 && (await refused.count()) === 0; steps += 1) await lab.button("Step forward").click();
  await lab.logged(/no identity-based policy allows/);
  await page.getByRole("combobox", { name: "Act as" }).selectOption({ label: "user ann" });
  await lab.select("orders");
  await send(lab, "by hand");
  // A consumer that waits takes it at once.
  const held = async () => (await lab.counts("orders")).reduce((sum, count) => sum + count, 0);
  assert.equal((await held()) >= 1, true);
  await page.getByRole("combobox", { name: "Act as" }).selectOption({ label: "user bob" });
  await send(lab, "by hand too");
  await page.locator(".notices").getByRole("button", { name: "Why?" }).click();
  const dialog = await dialogOf(page, "Why it was refused");
  await dialog.getByText("Missing in the policy of user bob").waitFor();
  await close(dialog);
  // Root of bob's account gives him the statement; as bob nobody could.
  await page.getByRole("combobox", { name: "Act as" }).selectOption({ label: "root" });
  await lab.inspector.locator("summary", { hasText: "Access" }).click();
  await lab.inspector.getByRole("button", { name: "Users and roles…" }).click();
  const people = await dialogOf(page, "Users and roles");
  await people.locator("li", { hasText: "user bob" }).getByRole("button", { name: "Edit its policy…" }).click();
  const editor = await dialogOf(page, "Access policy");
  const statement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" };
  await editor.getByRole("textbox", { name: "Policy document" }).fill(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
  await editor.getByRole("button", { name: "Save policy" }).click();
  await editor.waitFor({ state: "detached" });
  await page.getByRole("combobox", { name: "Act as" }).selectOption({ label: "user bob" });
  const before = await held();
  await send(lab, "at last");
  assert.equal(await held(), before + 1);
});

journey("a topic is edited: what is wrong is told at once, and only what changed is set", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Filtered fan-out");
  await lab.select("events");
  await lab.inspector.getByRole("button", { name: "Edit…" }).first().click();
  const dialog = await dialogOf(page, "Edit topic");
  const delivery = dialog.getByRole("textbox", { name: "Delivery policy" });
  await delivery.fill("{oops");
  await dialog.getByText(/^DeliveryPolicy: /).waitFor();
  await delivery.fill("");
  await dialog.getByText(/^The default: 4 attempts/).waitFor();
  await dialog.getByLabel("Display name").fill("Shop");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await lab.logged(/changed DisplayName of events/);
  assert.equal(await lab.log.getByText(/changed SignatureVersion/).count(), 0);
});

journey("a filter is tried on the last messages while it is typed", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Filtered fan-out");
  for (let deliveries = 0; deliveries < 4; deliveries += 1) await lab.next("delivery");
  await lab.select("events");
  await lab.inspector.getByText(/^Filter policy: \{"kind":\["order","refund"\]\}/).click();
  const policy = lab.inspector.getByRole("textbox", { name: "Filter policy" });
  const tried = lab.inspector.getByRole("table", { name: "The last messages under this filter" });
  await policy.fill('{"kind":["nothing"]}');
  await tried.getByText(/key kind fails/).first().waitFor();
  await policy.fill('{"kind":"order"}');
  await lab.inspector.getByText(/^FilterPolicy: "kind" must be an object or an array/).waitFor();
  assert.equal(await tried.count(), 0);
  await policy.fill("");
  await tried.getByText("passes").first().waitFor();
  await expectAccessible(page);
});
