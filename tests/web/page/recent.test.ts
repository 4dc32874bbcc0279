import { expect, it } from "vitest";
import { Recent } from "../../../web/page/run/recent.ts";

it("keeps what was asked for last", () => {
  const recent = new Recent<number>(2);
  recent.set("a", 1);
  recent.set("b", 2);
  expect(recent.get("a")).toBe(1);
  recent.set("c", 3);
  expect(["a", "b", "c"].map((key) => recent.get(key))).toEqual([1, undefined, 3]);
});

it("counts what each takes, once, and keeps the newest however large", () => {
  const recent = new Recent<string>(5, ({ length }) => length);
  recent.set("a", "aaaa");
  recent.set("a", "a");
  recent.set("b", "bbbb");
  expect([recent.get("a"), recent.get("b")]).toEqual(["a", "bbbb"]);
  recent.set("c", "cccccccc");
  expect(["a", "b", "c"].map((key) => recent.get(key))).toEqual([undefined, undefined, "cccccccc"]);
  recent.clear();
  recent.set("d", "ddddd");
  expect(recent.get("d")).toBe("ddddd");
});
