// Holds the build to its budget: all that the browser must load before it shows a chat, and nothing from elsewhere.
import { readFile, readdir } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 200_000;
const DIST = new URL("../dist/", import.meta.url);
/** What is loaded at the address of a chat, in the browser's language. */
const FIRST = [
    "index.html",
    "src/locales/en/index.ts",
    "src/layout/AppShell.vue",
    "src/modules/message/ConversationList.vue",
    "src/modules/message/ChatPage.vue",
];

const html = await readFile(new URL("index.html", DIST), "utf8");
const assets = await readdir(new URL("assets/", DIST));
const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", DIST), "utf8"));

/** The files of some parts, with all that they import before they run. */
function filesOf(parts, files = new Set()) {
    for (const part of parts) {
        const { file, imports = [] } = manifest[part] ?? {};
        if (file === undefined) throw new Error(`there is no ${part} in the build`);
        if (!files.has(file)) filesOf(imports, files.add(file));
    }
    return files;
}

const initial = [...filesOf(FIRST)];
let bytes = 0;
for (const file of initial) bytes += gzipSync(await readFile(new URL(file, DIST))).length;
console.log(
    `initial JavaScript: ${(bytes / 1000).toFixed(1)} kB gzip of ${BUDGET_BYTES / 1000} kB, in ${initial.length} files`,
);

const problems = [];
if (bytes > BUDGET_BYTES) problems.push("the initial JavaScript is over its budget");
if (/<(?:script|style)(?![^>]*\bsrc=)[^>]*>[^<]/.test(html)) problems.push("index.html has inline code");
if (/(?:src|href)="https?:/.test(html)) problems.push("index.html loads from another origin");
for (const name of assets.filter((asset) => asset.endsWith(".css"))) {
    const style = await readFile(new URL(`assets/${name}`, DIST), "utf8");
    if (/url\(["']?https?:|@import\s+(?:url\()?["']?https?:/.test(style))
        problems.push(`${name} loads from another origin`);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
