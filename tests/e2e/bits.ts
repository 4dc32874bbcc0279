/** The bits of float32 numbers, as numbers that survive JSON and compare without tolerance. */
export const bitsOf = (values: Float32Array): number[] => [
  ...new Uint32Array(values.buffer, values.byteOffset, values.length),
];
