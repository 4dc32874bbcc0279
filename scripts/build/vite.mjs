// What all Vite builds of the project share.
import { build } from "vite";
import { engineBuilds, root } from "../lib/paths.mjs";

const glue = engineBuilds[0].module;

/**
 * Resolves `#wasm` to Emscripten's glue. The engine fetches attn.wasm itself, from its base URL, so the glue's own
 * address of it must not make Vite emit a second copy; and a browser's bundle has no use for Node's modules.
 */
const wasmGlue = ({ node }) => ({
  name: "wasm-glue",
  enforce: "pre",
  resolveId: (source) => (source === "#wasm" ? glue : undefined),
  transform(code, id) {
    if (id !== glue) return undefined;
    const withoutAddress = code.replace('new URL("attn.wasm",import.meta.url).href', '"attn.wasm"');
    return node ? withoutAddress : withoutAddress.replace(/await import\("(node:)?module"\)/, "{}");
  },
});

export const vitePlugins = ({ node = false } = {}) => [wasmGlue({ node })];

/** Runs one Vite build: relative addresses only, nothing inlined (the policy forbids data: URLs), chunks side by side. */
export function viteBuild({ node = false, worker = "[name].js", build: settings, ...rest }) {
  return build({
    configFile: false,
    root,
    base: "./",
    logLevel: "warn",
    publicDir: false,
    plugins: vitePlugins({ node }),
    worker: { format: "es", plugins: () => vitePlugins(), rollupOptions: { output: { entryFileNames: worker } } },
    ...rest,
    build: {
      target: node ? "node20" : "es2022",
      assetsDir: "",
      assetsInlineLimit: 0,
      modulePreload: false,
      emptyOutDir: false,
      reportCompressedSize: false,
      ...settings,
    },
  });
}
