// What people do with buckets and functions: watch uploads reach queues, mend permissions, set up notifications.

import assert from "node:assert/strict";
import { LabPage } from "./pages/lab.mjs";
import { expectAccessible, journey } from "./support.mjs";

const BUCKET = "ann-photos";

/** Steps forward until a line of the log matches; fails when that does not happen soon. */
async function stepUntil(lab, pattern) {
  for (let steps = 0; steps < 60; steps += 1) {
    if ((await lab.log.getByText(pattern).count()) > 0) return;
    await lab.button("Step forward").click();
  }
  await lab.logged(pattern);
}

journey("uploads reach one queue, and the other once its policy has the missing statement", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("S3 to many queues");
  // The test message of S3, published by the topic, is the first that is lost.
  await stepUntil(lab, /The copy of n-1 for resize is lost: AccessDenied/);
  await lab.select(BUCKET);
  await expectAccessible(page);
  await lab.inspector.getByLabel("Key", { exact: true }).fill("photos/mine.jpg");
  await lab.button("Put object").click();
  await lab.inspector.getByText("photos/mine.jpg was put.").waitFor();
  await lab.inspector.getByRole("button", { name: "Delete photos/mine.jpg" }).waitFor();
  await stepUntil(lab, /The copy of n-2 for resize is lost: AccessDenied/);
  await lab.select("uploads");
  await lab.button("Add the statement").click();
  assert.equal(await lab.button("Add the statement").count(), 0);
  await lab.select(BUCKET);
  await lab.inspector.getByLabel("Key", { exact: true }).fill("photos/again.jpg");
  await lab.button("Put object").click();
  await stepUntil(lab, /uploads sent m-\d+ to resize/);
});

journey("S3 refuses a destination that does not let it in, and rules that overlap", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Empty lab");
  await lab.button("Queue").click();
  await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("told");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await lab.button("Bucket").click();
  const creating = page.getByRole("dialog", { name: "Create bucket" });
  await creating.getByLabel("Name", { exact: true }).fill("No Such Name");
  await page.keyboard.press("Enter");
  await creating.getByText(/InvalidBucketName: The specified bucket is not valid/).waitFor();
  await creating.getByLabel("Name", { exact: true }).fill("my-own-bucket");
  await page.keyboard.press("Enter");
  await creating.waitFor({ state: "detached" });
  await lab.button("Notifications…").click();
  const dialog = page.getByRole("dialog", { name: "Event notifications" });
  await dialog.getByRole("button", { name: "Add rule" }).click();
  await dialog.getByText("Rule 1 has no destination yet.").waitFor();
  await dialog.getByLabel("Destination", { exact: true }).selectOption({ label: "queue told" });
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save rules" }).click();
  await dialog.getByText(/Unable to validate the following destination configurations/).first().waitFor();
  await dialog.getByText(/^S3 says: Permissions on the destination queue do not allow S3/).waitFor();
  await dialog.getByRole("button", { name: "Let S3 in" }).click();
  await dialog.getByRole("button", { name: "Add rule" }).click();
  const second = dialog.getByRole("group", { name: "Rule 2" });
  await second.getByLabel("Destination", { exact: true }).selectOption({ label: "queue told" });
  await dialog.getByText(/Configurations overlap/).waitFor();
  await second.getByRole("button", { name: "Remove" }).click();
  await dialog.getByRole("button", { name: "Save rules" }).click();
  await dialog.waitFor({ state: "detached" });
  await stepUntil(lab, /my-own-bucket sent m-\d+ to told/);
});

journey("a function is made, fails once, and its event is tried again", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Empty lab");
  await lab.button("Function").click();
  const dialog = page.getByRole("dialog", { name: "Create function" });
  await dialog.getByLabel("Name", { exact: true }).fill("resize");
  await dialog.getByLabel("The next runs fail").fill("1");
  await dialog.getByLabel("Timeout", { exact: true }).fill("9000");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Create function" }).click();
  await dialog.getByText(/Member must have value less than or equal to 900/).waitFor();
  await dialog.getByLabel("Timeout", { exact: true }).fill("3");
  await dialog.getByRole("button", { name: "Create function" }).click();
  await dialog.waitFor({ state: "detached" });
  await lab.inspector.getByLabel("Invocation type").selectOption("Event");
  await lab.button("Invoke").click();
  await lab.inspector.getByText("202", { exact: true }).waitFor();
  await stepUntil(lab, /resize failed, and is tried again/);
  await stepUntil(lab, /resize ended well/);
  await expectAccessible(page);
});
