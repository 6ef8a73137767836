// The real program, on a free port and with a data directory of its own.

import { execFile, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

// Where the program is, says whoever starts the tests.
const program = process.env.DISCUSS_PROGRAM ?? "discuss";

export class Server {
    #settings;
    #environment;
    #directory;
    #secret = randomUUID() + randomUUID();
    #process;

    // `settings` are variables of its environment: { REALTIME__PING_INTERVAL: "1s" }.
    constructor(settings) {
        this.#settings = settings;
    }

    // Somewhere new.
    async start() {
        const port = await freePort();
        this.url = `http://127.0.0.1:${port}`;
        this.#directory = await mkdtemp(join(tmpdir(), "discuss-clients-"));
        const settings = {
            SERVER__BIND: `127.0.0.1:${port}`,
            SERVER__WORKERS: "1",
            DATA__DIRECTORY: this.#directory,
            AUTH__TOKEN_SECRET: this.#secret,
            // More people register here than one address may without proving that they are human.
            AUTH__CAPTCHA: "off",
            ...this.#settings,
        };
        const named = Object.entries(settings).map(([name, value]) => [`DISCUSS__${name}`, value]);
        this.#environment = { HOME: this.#directory, ...Object.fromEntries(named) };
        await this.startAgain();
    }

    // On the same port, with the same data.
    async startAgain() {
        const log = await open(join(this.#directory, "console.log"), "a");
        this.#process = spawn(program, ["serve"], {
            cwd: this.#directory,
            env: this.#environment,
            stdio: ["ignore", "ignore", log.fd],
        });
        let failure;
        this.#process.on("error", (error) => (failure = error));
        await log.close();
        while (!(await this.#isReady())) {
            if (failure !== undefined || this.#process.exitCode !== null) {
                const said = await readFile(join(this.#directory, "console.log"), "utf8");
                throw new Error(`the server ended at once: ${failure ?? said}`);
            }
            await sleep(20);
        }
    }

    // As an operator would.
    async stop() {
        await this.#end("SIGTERM");
    }

    // As a power cut would.
    async kill() {
        await this.#end("SIGKILL");
    }

    async remove() {
        await this.kill();
        await rm(this.#directory, { recursive: true, force: true });
    }

    // A command of the same program, beside the server: runs("user", "grant-admin", "ann").
    async runs(...command) {
        await promisify(execFile)(program, command, { cwd: this.#directory, env: this.#environment });
    }

    // A token as the existing server signs them.
    token(claims, secret = this.#secret) {
        const encode = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
        const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
        return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
    }

    async #end(signal) {
        const running = this.#process;
        if (running.exitCode === null && running.signalCode === null) {
            const ended = new Promise((resolve) => running.once("exit", resolve));
            running.kill(signal);
            await ended;
        }
    }

    async #isReady() {
        const answer = await fetch(`${this.url}/health/ready`).catch(() => undefined);
        await answer?.arrayBuffer();
        return answer?.ok === true;
    }
}

async function freePort() {
    const listener = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => listener.once("listening", resolve));
    const { port } = listener.address();
    await new Promise((resolve) => listener.close(resolve));
    return port;
}
