// What all pages have in common: the loading skeleton that comes first, and the frame around the content.

/** The document as a visitor meets it. */
export class Shell {
  constructor(page) {
    this.page = page;
    this.name = page.getByText("Queuelab", { exact: true }).first();
    this.status = page.getByText("Loading the simulator");
    this.skeleton = page.locator("#boot");
    this.alert = page.getByRole("alert");
  }

  /** Opens a route, relative to where the site is, without waiting for the program. */
  async visit(route = "") {
    await this.page.goto(route);
  }

  /** Opens a route and waits until the program has taken the skeleton's place. */
  async open(route = "") {
    await this.visit(route);
    await this.skeleton.waitFor({ state: "detached" });
  }
}
