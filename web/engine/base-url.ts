const here = import.meta.url;

/** The folder of the running module, where attn.wasm and data/ lie unless the caller says otherwise. */
export function resolveBase(baseUrl: string | URL | undefined): string {
  const base = String(baseUrl ?? new URL("./", here));
  return base.endsWith("/") ? base : `${base}/`;
}
