import { expect, it } from "vitest";

it("does nothing where there is no DOM", async () => {
  expect(globalThis).not.toHaveProperty("customElements");
  const { ready } = await import("../../../web/widget/define.ts");
  await expect(ready).resolves.toBeUndefined();
});
