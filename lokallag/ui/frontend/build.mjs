// Builds what pages load: app.css, app.js, editor.js (where chapters are written), the fonts and the icons, into ../static/build/.
// Run by `npm run build`. Needs nothing but the locked packages; fetches nothing.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const modules = join(root, "node_modules");
const target = join(here, "../static/build");
const work = mkdtempSync(join(tmpdir(), "lokallag-build-"));

/** Turn our theme (colours, radius, type) into Designsystemet's custom properties; returns the CSS file. */
function theme() {
  const cli = join(modules, "@digdir/designsystemet/dist/bin/designsystemet.js");
  cpSync(join(here, "../theme/designsystemet.config.json"), join(work, "designsystemet.config.json"));
  for (const step of ["create", "build"]) {
    // The package has a module without a type; older Node 20 must be told to look at its syntax.
    execFileSync(process.execPath, ["--no-warnings", "--experimental-detect-module", cli, "tokens", step], {
      cwd: work,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  return join(work, "design-tokens-build/lokallag.css");
}

/** Collect the shapes of the icons we use, by name; the server draws them into the page. */
function icons() {
  const names = readFileSync(join(here, "icons.txt"), "utf8")
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter(Boolean);
  const shapes = {};
  for (const name of names) {
    const file = join(modules, "@navikt/aksel-icons/dist/svg", `${name}.svg`);
    if (!existsSync(file)) throw new Error(`icons.txt: Aksel has no icon named ${name}`);
    shapes[name] = readFileSync(file, "utf8")
      .replace(/^[\s\S]*?<svg[^>]*>/, "")
      .replace(/<\/svg>\s*$/, "")
      .replace(/\s*\n\s*/g, "");
  }
  return shapes;
}

try {
  const fresh = join(work, "out");
  mkdirSync(fresh);
  writeFileSync(join(fresh, "icons.json"), JSON.stringify(icons()));
  await esbuild.build({
    entryPoints: [join(here, "app.css"), join(here, "app.js"), join(here, "editor.js")],
    outdir: fresh,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome111", "firefox115", "safari16"],
    loader: { ".woff2": "file" },
    assetNames: "fonts/[name]",
    alias: { "lokallag-theme": theme() },
    legalComments: "eof",
    logLevel: "warning",
  });
  rmSync(target, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  try {
    renameSync(fresh, target);
  } catch {
    cpSync(fresh, target, { recursive: true }); // the temporary folder is on another disk
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
