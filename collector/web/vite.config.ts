import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const house = join(import.meta.dirname, "../..");

/** `#shared/*` is resolved through the package's own `imports`. The server replaces the nonce in every answer. */
export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  publicDir: false,
  plugins: [react()],
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    outDir: join(house, "dist/web"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    license: { fileName: "licenses.md" },
  },
});
