/** The buffers of an answer's typed arrays, which move out of the worker instead of being copied again. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  if (value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint8ClampedArray)
    return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  if (typeof value !== "object" || value === null) return [];
  return [...new Set(Object.values(value).flatMap(buffersOf))];
}
