/** How far the last hidden states of two implementations may lie apart: float32's rounding, or that of 8 bits. */
export const tolerances = { float32: 1e-3, int8: 0.5 };

/** @param {number} tolerance 0: every bit must be the same */
export async function checkHidden(job, other, tolerance) {
  const [a, b] = [await job.hidden(), await other.hidden()];
  const most = a.reduce((max, x, i) => Math.max(max, Math.abs(x - b[i])), 0);
  if (!(most <= tolerance)) throw new Error(`The models disagree by ${most}.`);
}
