import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SparseNews } from "../../../web/engine/sparse-news.ts";

describe("progress that comes often", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const told: number[] = [];
  const make = () => {
    told.length = 0;
    return new SparseNews(({ loaded }) => told.push(loaded));
  };
  const at = (loaded: number) => ({ name: "model", loaded, total: 100 });

  it("is told twenty times a second, each time the latest", () => {
    const news = make();
    for (let i = 0; i < 10; i++) {
      news.tell(at(i));
      vi.advanceTimersByTime(10);
    }
    expect(told).toEqual([4, 9]);
  });

  it("is told in a silence, and at once when all is there", () => {
    const news = make();
    news.tell(at(1));
    news.tell(at(2));
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([2]);
    news.tell(at(99));
    news.tell(at(100));
    expect(told).toEqual([2, 100]);
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([2, 100]);
  });

  it("is not told after the end", () => {
    const news = make();
    news.tell(at(1));
    news.end();
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([]);
  });
});
