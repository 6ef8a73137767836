// Tests that share a server and a browser. Each has people of its own.

import { after, afterEach, before, describe } from "node:test";
import { chromium } from "playwright-core";
import { Account } from "../../client/support/account.mjs";
import { Server } from "../../client/support/server.mjs";
import { Visitor } from "./visitor.mjs";

// The one that has no window, which starts faster and draws as the other does.
const chromiumPath = process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell";
// Another name for this machine, which is not served securely there.
const args = ["--host-resolver-rules=MAP chat.test 127.0.0.1"];
// In milliseconds; longer than all of a suite may take.
const timeout = 600_000;

// A server with the client, and a browser to visit it with.
export class Place {
    #server;
    #browser;
    #visitors = [];

    constructor(settings) {
        this.#server = new Server(settings);
    }

    get server() {
        return this.#server;
    }

    async open() {
        await this.#server.start();
        this.#browser = await chromium.launch({ executablePath: chromiumPath, args });
    }

    async close() {
        await this.#browser?.close();
        await this.#server.remove();
    }

    // Somebody with a browser of their own, before any page: { screen, theme, language, client, app }.
    async visitor(name, wishes) {
        const visitor = await Visitor.with(this.#browser, this.#server, name, wishes);
        this.#visitors.push(visitor);
        return visitor;
    }

    // Somebody with an account, at a browser in which they are logged in.
    async person(nickname, wishes) {
        return this.deviceOf(await Account.register(this.#server, nickname), wishes);
    }

    // One more browser of somebody.
    async deviceOf(account, wishes) {
        const visitor = await this.visitor(account.name, wishes);
        visitor.account = account;
        await visitor.comesBack();
        return visitor;
    }

    // Two people who are friends.
    async friends(wishes) {
        const ann = await this.person("Ann", wishes);
        const ben = await this.person("Ben", wishes);
        await ann.account.befriends(ben.account);
        return [ann, ben];
    }

    // The end of a test: everybody leaves, and nobody's page has complained.
    async isLeftInOrder() {
        const visitors = this.#visitors.splice(0);
        await Promise.all(visitors.map((visitor) => visitor.leaves()));
        visitors.forEach((visitor) => visitor.hasNothingToComplainAbout());
    }
}

// `define` gets the place, which is open when the tests run.
export function suite(title, define, settings = {}) {
    describe(title, { concurrency: 1, timeout }, () => {
        const place = new Place(settings);
        before(() => place.open(), { timeout });
        afterEach(() => place.isLeftInOrder(), { timeout });
        after(() => place.close(), { timeout });
        define(place);
    });
}
