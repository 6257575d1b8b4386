// The ways in which a copy between S3 and its queues is lost without a sound, and how the page tells each: a condition
// that names the wrong topic, a key that does not let SNS in, a filter that looks in the wrong place.

import assert from "node:assert/strict";
import { LabPage } from "./pages/lab.mjs";
import { expectAccessible, journey } from "./support.mjs";

const BUCKET = "ann-photos";
const ARN = "arn:aws:sqs:us-east-1:000000000000:resize";

/** A policy of the queue that lets SNS in for one topic. */
function openTo(topic) {
  const condition = { ArnEquals: { "aws:SourceArn": `arn:aws:sns:us-east-1:000000000000:${topic}` } };
  const principal = { Service: "sns.amazonaws.com" };
  const statement = { Effect: "Allow", Principal: principal, Action: "sqs:SendMessage", Resource: ARN, Condition: condition };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** Steps forward until a line of the log matches; fails when that does not happen soon. */
async function stepUntil(lab, pattern) {
  for (let steps = 0; steps < 60; steps += 1) {
    if ((await lab.log.getByText(pattern).count()) > 0) return;
    await lab.button("Step forward").click();
  }
  await lab.logged(pattern);
}

/** Opens a part of the inspector that may be folded away. */
async function unfold(lab, title) {
  const summary = lab.inspector.locator("summary", { hasText: title }).first();
  const isOpen = await summary.evaluate((element) => element.parentElement.open);
  if (!isOpen) await summary.click();
}

async function setPolicy(lab, page, node, document) {
  await lab.select(node);
  await unfold(lab, "Access");
  await lab.inspector.getByRole("button", { name: "Edit policy…" }).click();
  const editor = page.getByRole("dialog", { name: "Access policy" });
  await editor.getByText("Advanced", { exact: true }).click();
  await editor.getByRole("textbox", { name: "Policy document" }).fill(document);
  await editor.getByText("This is a good policy.").waitFor();
  await editor.getByRole("button", { name: "Save policy" }).click();
  await editor.waitFor({ state: "detached" });
}

async function put(lab, key) {
  await lab.select(BUCKET);
  await lab.inspector.getByLabel("Key", { exact: true }).fill(key);
  await lab.button("Put object").click();
  await lab.inspector.getByText(`${key} was put.`).waitFor();
}

/** The card of a subscription in the topic's inspector. */
function card(lab, name) {
  return lab.inspector.locator(".subscriptions li", { has: lab.page.locator("b", { hasText: new RegExp(`^${name}$`) }) });
}

journey("a condition that names another topic loses every copy, and the page says which", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("S3 to many queues");
  await setPolicy(lab, page, "resize", openTo("downloads"));
  await put(lab, "photos/mine.jpg");
  await stepUntil(lab, /for resize is lost: AccessDenied/);
  await lab.select("uploads");
  const resize = card(lab, "resize");
  await resize.getByText(/condition ArnEquals on aws:SourceArn wants .*:downloads, and the request has .*:uploads/).waitFor();
  await expectAccessible(page);
  await resize.getByRole("button", { name: "Add the statement" }).click();
  assert.equal(await resize.getByRole("button", { name: "Add the statement" }).count(), 0);
  await put(lab, "photos/again.jpg");
  await stepUntil(lab, /uploads sent m-\d+ to resize/);
});

journey("a key whose policy does not know SNS loses every copy until it does", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("S3 to many queues");
  await lab.button("Keys").click();
  const keys = page.getByRole("dialog", { name: "Keys" });
  await keys.getByLabel("Alias").fill("photos");
  await keys.getByRole("button", { name: "Create key" }).click();
  await keys.getByText("alias/photos", { exact: true }).waitFor();
  await keys.getByRole("button", { name: "Close", exact: true }).click();
  await setPolicy(lab, page, "resize", openTo("uploads"));
  await lab.select("resize");
  await lab.inspector.getByRole("button", { name: "Edit…" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Edit queue" });
  await dialog.getByText("SSE-KMS", { exact: true }).click();
  await dialog.getByLabel("Choose a key").selectOption("alias/photos");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  await put(lab, "photos/mine.jpg");
  await stepUntil(lab, /for resize is lost: KMS\.AccessDenied/);
  await lab.select("uploads");
  const resize = card(lab, "resize");
  await resize.getByText(/The last copy that did not arrive: KMS\.AccessDenied/).waitFor();
  await resize.getByRole("button", { name: "Why?" }).click();
  const why = page.getByRole("dialog", { name: "Why it was refused" });
  await why.getByText(/Missing in the policy of key/).waitFor();
  await expectAccessible(page);
  await why.getByRole("button", { name: "Add the statement" }).click();
  await why.waitFor({ state: "detached" });
  await put(lab, "photos/again.jpg");
  await stepUntil(lab, /uploads sent m-\d+ to resize/);
});

journey("a filter that looks at attributes keeps S3's events back, until it looks at the body", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("S3 to many queues");
  await stepUntil(lab, /uploads sent m-1 to index/);
  await lab.select("uploads");
  const index = card(lab, "index");
  await index.getByText(/^Filter policy: none/).click();
  const policy = index.getByRole("textbox", { name: "Filter policy" });
  await policy.fill('{"eventName":["ObjectCreated:Put"]}');
  // S3 sends no attributes, so the preview says at once what is to come.
  await index.getByRole("table", { name: "The last messages under this filter" }).getByText("fails: The message has no attributes").first().waitFor();
  await index.getByRole("button", { name: "Save the filter" }).click();
  await index.getByText(/^Filter policy: \{"eventName"/).waitFor();
  await put(lab, "photos/mine.jpg");
  await stepUntil(lab, /index.*(filter|eventName)/);
  await lab.select("uploads");
  await index.getByText(/1 filtered out/).waitFor();
  await expectAccessible(page);
  if (!(await policy.isVisible())) await index.getByText(/^Filter policy: /).click();
  await policy.fill('{"Records":{"eventName":["ObjectCreated:Put"]}}');
  await index.getByLabel("Looks at").selectOption({ label: "message body" });
  await index.getByRole("button", { name: "Save the filter" }).click();
  await put(lab, "photos/again.jpg");
  await lab.select("uploads");
  const delivered = index.getByText(/^2 delivered, 1 filtered out$/);
  for (let steps = 0; steps < 40 && (await delivered.count()) === 0; steps += 1) await lab.button("Step forward").click();
  await delivered.waitFor();
});

journey("a payload too large for a message goes through a bucket, and one that is gone is explained", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Large payloads through S3");
  await stepUntil(lab, /scanner put scans\/.* into ann-scans, 20,971,520 bytes/);
  await stepUntil(lab, /archive read scans\//);
  await stepUntil(lab, /archive deleted m-1 from scans/);
  await stepUntil(lab, /old reader received m-2/);
  await page.getByRole("tab", { name: "Tables" }).click();
  await page.getByRole("row").nth(1).click();
  await lab.inspector.getByText(/20 MB in bucket ann-scans, key scans\//).waitFor();
  await expectAccessible(page);
  await page.getByRole("tab", { name: "Log", exact: true }).click();
  await lab.inspector.getByRole("button", { name: "Show the bucket" }).click();
  await lab.inspector.getByRole("button", { name: /^Delete scans\// }).first().click();
  await lab.select("old reader");
  await lab.inspector.getByRole("button", { name: "Edit…" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit consumer" });
  await dialog.getByText("Payloads come from their bucket").click();
  await dialog.getByText("A missing payload is passed over").click();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  await lab.logged(/old reader was changed/);
});
