// Holds the build to its budget: what the browser must load before the first page, and nothing from elsewhere.
import { readFile, readdir } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 200_000;
const DIST = new URL("../dist/", import.meta.url);

const html = await readFile(new URL("index.html", DIST), "utf8");
const assets = await readdir(new URL("assets/", DIST));
const initial = [...html.matchAll(/(?:src|href)="[^"]*\/assets\/([^"]+\.js)"/g)].map(([, name]) => name);

let bytes = 0;
for (const name of initial) {
    bytes += gzipSync(await readFile(new URL(`assets/${name}`, DIST))).length;
}
console.log(`initial JavaScript: ${(bytes / 1000).toFixed(1)} kB gzip of ${BUDGET_BYTES / 1000} kB`);

const problems = [];
if (initial.length === 0 || bytes > BUDGET_BYTES) problems.push("the initial JavaScript is over its budget");
if (/<(?:script|style)(?![^>]*\bsrc=)[^>]*>[^<]/.test(html)) problems.push("index.html has inline code");
if (/(?:src|href)="https?:/.test(html)) problems.push("index.html loads from another origin");
for (const name of assets.filter((asset) => asset.endsWith(".css"))) {
    const style = await readFile(new URL(`assets/${name}`, DIST), "utf8");
    if (/url\(["']?https?:|@import\s+(?:url\()?["']?https?:/.test(style))
        problems.push(`${name} loads from another origin`);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
