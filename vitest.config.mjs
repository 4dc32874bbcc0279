import { defineConfig } from "vitest/config";
import { vitePlugins } from "./scripts/build/vite.mjs";

const project = (name, include, test = {}) => ({
  plugins: vitePlugins({ node: true }),
  test: { name, include, ...test },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", ["tests/{web,wasm,conformance,parity,docs,scripts}/**/*.test.ts"], { testTimeout: 60_000 }),
      // Real browsers share two cores: one file at a time. What fails there in continuous integration is tried once more,
      // and its line says "retry x1".
      project("e2e", ["tests/e2e/**/*.test.ts"], {
        testTimeout: 60_000,
        hookTimeout: 60_000,
        fileParallelism: false,
        retry: process.env.CI ? 1 : 0,
      }),
    ],
  },
});
