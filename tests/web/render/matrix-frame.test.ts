import { describe, expect, it } from "vitest";
import * as Frame from "../../../web/render/matrix-frame.ts";

const frameOf = (count: number, label: number, available = 448) => {
  const labels = Array.from({ length: count }, () => label);
  return Frame.matrixFrame({
    nQueries: count,
    nKeys: count,
    rowLabels: labels,
    columnLabels: labels,
    available,
    tallest: 340,
  });
};

describe("matrixFrame", () => {
  it("writes short labels horizontally over large cells", () => {
    expect(frameOf(4, 28)).toMatchObject({ cell: 76, flat: true, left: 48, width: 304, top: 24 });
  });
  it("lets long labels lean, within the width", () => {
    const frame = frameOf(12, 60);
    expect(frame).toMatchObject({ flat: false, cell: 26 });
    expect(frame.outerWidth).toBeLessThanOrEqual(448);
  });
  it.each([1, 2, 40, 300, 1024, 4096])("fits %i tokens", (count) => {
    const frame = frameOf(count, 80);
    expect(frame.left + frame.width).toBeLessThanOrEqual(448);
    expect(frame.height).toBeLessThanOrEqual(340);
    expect(frame.cell).toBeGreaterThan(0);
  });
});

describe("the window", () => {
  const frame = frameOf(100, 60);

  it("keeps the cell under the pointer where it is", () => {
    const before = Frame.cellAt(Frame.wholeWindow, frame, 200, 150);
    const zoomed = Frame.zoomAt(Frame.wholeWindow, frame, 4, 200, 150);
    expect(zoomed.zoom).toBe(4);
    expect(Frame.cellAt(zoomed, frame, 200, 150)).toEqual(before);
  });
  it("never shows what is beside the matrix", () => {
    const zoomed = Frame.zoomAt(Frame.wholeWindow, frame, 4, 0, 0);
    expect(Frame.panBy(zoomed, frame, 1e6, 1e6)).toMatchObject({ row: 0, column: 0 });
    const far = Frame.panBy(zoomed, frame, -1e6, -1e6);
    expect(far.row + frame.height / (frame.cell * 4)).toBeCloseTo(100);
  });
  it("zooms no further than one cell can use, and no further out than the whole", () => {
    expect(Frame.zoomAt(Frame.wholeWindow, frame, 1e6, 0, 0).zoom).toBe(Frame.largestZoom(frame));
    expect(Frame.zoomAt(Frame.wholeWindow, frame, 0.1, 0, 0).zoom).toBe(1);
    expect(Frame.largestZoom(frameOf(4, 28))).toBe(1);
  });
  it("brings a cell into sight with the least move", () => {
    const zoomed = Frame.zoomAt(Frame.wholeWindow, frame, 4, 0, 0);
    const moved = Frame.reveal(zoomed, frame, 99, 0);
    const { y, side } = Frame.cellBox(moved, frame, 99, 0);
    expect(y + side).toBeCloseTo(frame.height);
    expect(moved.column).toBe(0);
    expect(Frame.reveal(zoomed, frame, 1, 1)).toEqual(zoomed);
  });
  it("knows nothing outside the cells", () => expect(Frame.cellAt(Frame.wholeWindow, frame, -1, 5)).toBeNull());
});

describe("shorten", () => {
  const measure = (text: string) => [...text].length * 10;
  it("leaves what fits", () => expect(Frame.shorten("apple", 50, measure)).toBe("apple"));
  it("leaves out the middle", () => expect(Frame.shorten("internationalisation", 90, measure)).toBe("inte…tion"));
  it("does not cut a character in two", () => expect(Frame.shorten("👩🍎👩🍎👩🍎", 30, measure)).toBe("👩…🍎"));
  it("keeps something however little room there is", () => expect(Frame.shorten("apple", 1, measure)).toBe("a…"));
});
