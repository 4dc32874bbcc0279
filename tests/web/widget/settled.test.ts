import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settled } from "../../../web/widget/views/settled.ts";

describe("settled", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("waits while the value changes, and then as long as it was told to", async () => {
    let value = 0;
    const done = vi.fn();
    void settled(() => value, 80).then(done);
    for (value = 1; value < 5; value++) await vi.advanceTimersByTimeAsync(40);
    expect(done).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(160);
    expect(done).toHaveBeenCalledOnce();
  });
});
