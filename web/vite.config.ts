import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import type { Plugin } from "vite";

const web = import.meta.dirname;
const inModules = (name: string): string => resolve(web, "node_modules", name);

/** pdf.js reads its standard fonts and image decoders by address: they travel beside the bundles. */
function pdfAssets(): Plugin {
  return {
    name: "pdf-assets",
    apply: "build",
    generateBundle(): void {
      for (const folder of ["standard_fonts", "wasm"]) {
        const from = resolve(inModules("pdfjs-dist"), folder);
        for (const file of readdirSync(from)) {
          this.emitFile({ type: "asset", fileName: `pdf/${folder}/${file}`, source: readFileSync(resolve(from, file)) });
        }
      }
    },
  };
}

export default defineConfig({
  root: web,
  base: "/static/build/",
  publicDir: false,
  plugins: [pdfAssets()],
  resolve: {
    alias: [
      { find: /^@shared\//, replacement: `${resolve(web, "src/shared")}/` },
      { find: /^@features\//, replacement: `${resolve(web, "src/features")}/` },
      // kiosk/shell stands outside this folder and finds the packages here
      { find: /^(lit|vitest)$/, replacement: `${resolve(web, "node_modules")}/$1` },
      { find: /^lit\/(.*)$/, replacement: `${inModules("lit")}/$1` },
    ],
  },
  esbuild: {
    // not read from the nearest tsconfig: kiosk/shell has none of its own
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
  },
  server: { fs: { allow: [".."] } },
  build: {
    outDir: "static/build",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["es2021", "safari15", "chrome100"],
    chunkSizeWarningLimit: 1600,
    rollupOptions: {
      input: [
        "src/main.ts",
        "src/features/live/main.ts",
        "src/features/chair/main.ts",
        "src/features/secretary/main.ts",
        "src/features/technician/main.ts",
        "src/features/interpreter/main.ts",
        "src/features/documents/viewer.ts",
        "src/features/documents/compare.ts",
        "src/features/minutes/recordings.ts",
        "src/features/minutes/voices.ts",
        "src/features/seating/main.ts",
        "../kiosk/shell/main.ts",
      ].map((entry) => resolve(web, entry)),
      output: {
        // some servers do not know the type of .mjs, and a module worker of the wrong type does not start
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith(".mjs")) ? "assets/[name]-[hash].js" : "assets/[name]-[hash][extname]",
      },
    },
  },
  test: { include: ["src/**/*.test.ts", "../kiosk/shell/**/*.test.ts"], environment: "node" },
});
