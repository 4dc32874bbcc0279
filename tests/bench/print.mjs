// Tables as text: one row a case, printed as soon as it is measured.

const gap = 2;

/**
 * @param {string[]} columns their heads
 * @returns {{ heads: string, row: (cells: string[]) => string }} the heads' line, and a row's
 */
export function layOut([first, ...heads], firstWidth = 44) {
  const widths = heads.map((head) => head.length + gap);
  const line = (name, cells) => name.padEnd(firstWidth) + cells.map((cell, i) => cell.padStart(widths[i])).join("");
  return { heads: line(first, heads), row: ([name, ...cells]) => line(name, cells) };
}

export const percent = (share) => `${(share * 100).toFixed(0)} %`;
export const times = (ratio) => ratio?.toFixed(2) ?? "–";

/** What a machine may do beside the bench without its numbers saying so. */
const quiet = { disturbance: 0.05, load: 0.5 };

/**
 * How far the numbers of a run may be read as speeds, in a sentence; null where nothing disturbed them.
 *
 * @param {number[]} disturbances of each case: by how much the peak's loop took longer at the median than at its fastest
 * @param {number} load what else the machine had to do when the run began
 * @param {boolean} isWallClock whether that counts as ours
 */
export function warning(disturbances, load, nProcessors, isWallClock) {
  const worst = Math.max(0, ...disturbances);
  if (worst <= quiet.disturbance && load <= quiet.load) return null;
  return (
    `Disturbed: a load of ${load.toFixed(1)} on ${nProcessors} processors before the run; the loop of the peak took up to ` +
    `${percent(worst)} longer at the median than at its fastest. ` +
    (isWallClock
      ? "By the clock on the wall the speeds are too low and the ratios uncertain."
      : "Processor time, too, is longer where others use the same core's other half and caches.")
  );
}
