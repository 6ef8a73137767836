// A connection that behaves as the existing client: it is announced whenever it is connected. It remembers
// all that it hears.

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

// Longer than anything may take, even on a busy machine.
export const patience = 30_000;

const open = new Set();

export class Device {
    // What was heard, in order: { event, data, at }.
    heard = [];
    // Why connections ended, in order.
    farewells = [];
    // How often it was connected.
    connections = 0;
    #listeners = new Set();

    constructor(socket, announced) {
        this.socket = socket;
        open.add(this);
        socket.on("connect", () => {
            this.connections += 1;
            if (announced) {
                this.announcedAt = performance.now();
                socket.emit("init");
            }
            this.#tell();
        });
        socket.on("disconnect", (reason) => {
            this.farewells.push(reason);
            this.#tell();
        });
        socket.on("connect_error", (error) => {
            this.refusal = error;
            this.#tell();
        });
        socket.onAny((event, ...args) => {
            assert.equal(args.length, 1, `${event} carries one object`);
            this.heard.push({ event, data: args[0], at: performance.now() });
            this.#tell();
        });
    }

    // Resolves to what `look` finds, as soon as it finds anything.
    async until(look, what) {
        const deadline = performance.now() + patience;
        for (;;) {
            const found = look();
            if (found !== undefined && found !== false) {
                return found;
            }
            const left = deadline - performance.now();
            if (left <= 0) {
                throw new Error(`${what}; heard was ${summary(this.heard)}, ended ${this.farewells}`);
            }
            await this.#somethingHappens(left);
        }
    }

    // The data of every event of a name that has these fields.
    all(event, fields = {}) {
        return this.heard.filter((one) => one.event === event && has(one.data, fields)).map(({ data }) => data);
    }

    // The data of the first such event, heard already or to come.
    hears(event, fields = {}) {
        const what = `no ${event} with ${JSON.stringify(fields)} came`;
        return this.until(() => this.all(event, fields)[0], what);
    }

    // As many such events, heard already or to come.
    hearsMany(count, event, fields = {}) {
        const enough = () => {
            const found = this.all(event, fields);
            return found.length >= count && found;
        };
        return this.until(enough, `not ${count} times ${event} came`);
    }

    // No such event, not even after a while in which others come.
    async staysWithout(event, fields = {}, milliseconds = 700) {
        await sleep(milliseconds);
        assert.deepEqual(this.all(event, fields), []);
    }

    // What was heard before does not count any more.
    forgets() {
        this.heard.length = 0;
    }

    arrives() {
        return this.hears("onlineFriends");
    }

    // Speaks, and returns the answer.
    says(event, ...args) {
        return this.socket.timeout(patience).emitWithAck(event, ...args);
    }

    // Speaks, and expects success.
    async writes(event, data) {
        const answer = await this.says(event, data);
        assert.equal(answer.code, 200, answer.msg);
        return answer.data;
    }

    // Speaks, and expects a refusal, of which nothing else is to be noticed.
    async isRefused(event, ...args) {
        const answer = await this.says(event, ...args);
        const { msg, ...rest } = answer;
        assert.deepEqual(rest, { code: -1, data: null });
        assert.ok(msg.length > 0);
        assert.deepEqual(this.all("exception"), []);
        assert.ok(this.socket.connected);
    }

    // Waits for the end of a connection.
    ends() {
        return this.until(() => this.farewells.at(-1), "the connection did not end");
    }

    // The server has sent it away: it will not come back by itself.
    async isSentAway() {
        assert.equal(await this.ends(), "io server disconnect");
        assert.equal(this.socket.active, false);
    }

    // Ends in good order, as a page that is closed.
    async closes() {
        open.delete(this);
        const { engine } = this.socket.io;
        let closed = engine.readyState === "closed";
        engine.once("close", () => {
            closed = true;
            this.#tell();
        });
        this.socket.disconnect();
        await this.until(() => closed, "the connection was not closed");
    }

    // Loses its WebSocket without a word, as a phone in a tunnel.
    vanishes() {
        open.delete(this);
        this.socket.io.reconnection(false);
        this.socket.io.engine.transport.ws.terminate();
    }

    #tell() {
        this.#listeners.forEach((listener) => listener());
    }

    #somethingHappens(within) {
        return new Promise((resolve) => {
            const done = () => {
                clearTimeout(timer);
                this.#listeners.delete(done);
                resolve();
            };
            const timer = setTimeout(done, within);
            this.#listeners.add(done);
        });
    }
}

// Closes what a test has left open.
export function closeAll() {
    open.forEach((device) => device.socket.disconnect());
    open.clear();
}

function has(data, fields) {
    return Object.entries(fields).every(([name, value]) => isDeepStrictEqual(data?.[name], value));
}

function summary(heard) {
    return JSON.stringify(heard.slice(-12).map(({ event, data }) => [event, JSON.stringify(data)?.slice(0, 200)]));
}
