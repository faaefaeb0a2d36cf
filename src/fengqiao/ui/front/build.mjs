// Bundles every file directly in src/ (app.js, app.css, ...) into the folder given, under ui/; folders in src/ hold parts.
import { build } from "esbuild";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const target = process.argv[2] ?? "dist";
const entries = readdirSync("src", { withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(js|css)$/.test(entry.name))
  .map((entry) => join("src", entry.name));

await build({
  entryPoints: entries,
  outdir: join(target, "ui"),
  bundle: true,
  minify: true,
  sourcemap: false,
  legalComments: "none",
  target: ["chrome87", "firefox78"],
  logLimit: 5,
  loader: { ".svg": "file", ".woff2": "file", ".png": "file" },
  assetNames: "[name]",
  logLevel: "warning",
});
