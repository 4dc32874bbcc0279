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

const smallRules = (css) =>
  css
    .replace(/\/\*[^]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([;{}]) ?/g, "$1")
    .replace(/([:,]) /g, "$1")
    .replace(/;\}/g, "}");

/**
 * Vite makes style sheets small, but not those that stand in scripts. What is filled in stays as it is.
 * @param {string} css
 * @returns {string}
 */
export const smallStyle = (css) =>
  css
    .split(/(\$\{[^}]*\})/)
    .map((part, i) => (i % 2 === 1 ? part : smallRules(part)))
    .join("");

const smallStyles = () => ({
  name: "small-styles",
  enforce: "pre",
  transform: (code, id) =>
    id.endsWith(".ts") && code.includes("css`")
      ? code.replace(/\bcss`([^`]*)`/g, (_, css) => `css\`${smallStyle(css)}\``)
      : undefined,
});

export const vitePlugins = ({ node = false } = {}) => [wasmGlue({ node }), smallStyles()];

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
