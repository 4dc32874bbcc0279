// `npm run parity [-- --live [--random N] [--seed S]]`: other implementations' numbers beside ours, as a table. Expects `npm run build` to have run.
import { createServer } from "vite";
import { vitePlugins } from "./build/vite.mjs";
import { isMain, reportFailure } from "./lib/main.mjs";
import { root } from "./lib/paths.mjs";

/** The comparison is TypeScript that imports the sources. */
export async function parity(flags) {
  const server = await createServer({
    configFile: false,
    root,
    appType: "custom",
    logLevel: "error",
    plugins: vitePlugins({ node: true }),
    optimizeDeps: { noDiscovery: true, include: [] },
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
  });
  try {
    const { printTable } = await server.ssrLoadModule("/tests/parity/table.ts");
    const numberAfter = (flag) => (flags.includes(flag) ? Number(flags[flags.indexOf(flag) + 1]) : null);
    const n = numberAfter("--random");
    const random = n === null ? null : { n, seed: numberAfter("--seed") ?? Math.floor(Math.random() * 1e6) };
    await printTable({ live: flags.includes("--live"), random });
  } finally {
    await server.close();
  }
}

if (isMain(import.meta.url)) await parity(process.argv.slice(2)).catch(reportFailure("parity"));
