// A host of files of another origin than the server, such as GitHub Pages. It is not another site, which would need
// another host: browsers that nobody has used before refuse the cookies of other sites.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { promisify } from "node:util";

const client = new URL("../../../../adapters/web/ui", import.meta.url).pathname;

const types = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml" };

export class StaticHost {
    #listener = createServer((request, response) => this.#answer(request, response));

    // Below a path, as a page of a project is.
    constructor(base) {
        this.base = base;
    }

    async listen() {
        await new Promise((resolve) => this.#listener.listen(0, "127.0.0.1", resolve));
        this.origin = `http://127.0.0.1:${this.#listener.address().port}`;
        this.url = this.origin + this.base;
    }

    // Builds the client for this host and a server elsewhere.
    async publish(apiOrigin) {
        this.directory = await mkdtemp(join(tmpdir(), "discuss-static-"));
        const env = { ...process.env, BASE_PATH: this.base, API_ORIGIN: apiOrigin };
        await promisify(execFile)("npx", ["--no", "vite", "build", "--outDir", this.directory, "--emptyOutDir"], { cwd: client, env });
    }

    // A newer client takes the place of this one. It differs by a word in its page.
    async renew() {
        await this.#change("index.html", "<title>", '<meta name="client" content="newer" /><title>');
        await this.#change("sw.js", /\{url:"index.html",revision:"\w+"\}/, '{url:"index.html",revision:"newer"}');
    }

    async #change(name, what, into) {
        const file = join(this.directory, name);
        const before = await readFile(file, "utf8");
        const after = before.replace(what, into);
        assert.notEqual(after, before, `${name} is another than before`);
        await writeFile(file, after);
    }

    // As a host does that keeps only the newest client.
    async loses(part) {
        const assets = join(this.directory, "assets");
        const names = (await readdir(assets)).filter((name) => name.startsWith(part));
        assert.ok(names.length > 0, `there is a ${part}`);
        await Promise.all(names.map((name) => rm(join(assets, name))));
    }

    async close() {
        await new Promise((resolve) => this.#listener.close(resolve));
        await rm(this.directory, { recursive: true, force: true });
    }

    async #answer(request, response) {
        const { pathname } = new URL(request.url, this.origin);
        const name = pathname.startsWith(this.base) ? pathname.slice(this.base.length) : "";
        const file = await readFile(join(this.directory, name || "index.html")).catch(() => undefined);
        const page = file ?? (await readFile(join(this.directory, "index.html")));
        const type = file === undefined ? "text/html" : (types[extname(name || "index.html")] ?? "application/octet-stream");
        response.writeHead(file === undefined ? 404 : 200, { "content-type": type }).end(page);
    }
}
