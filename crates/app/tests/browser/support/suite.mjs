// Tests that share a server and a browser. Each has people of its own.

import { after, afterEach, before, describe } from "node:test";
import { chromium } from "playwright-core";
import { Server } from "../../client/support/server.mjs";
import { Visitor } from "./visitor.mjs";

// In milliseconds; longer than all of a suite may take.
const timeout = 300_000;

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
        this.#browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });
    }

    async close() {
        await this.#browser?.close();
        await this.#server.remove();
    }

    // Somebody with a browser of their own, before any page: { screen, theme, language, client }.
    async visitor(name, wishes) {
        const visitor = await Visitor.with(this.#browser, this.#server, name, wishes);
        this.#visitors.push(visitor);
        return visitor;
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
        before(() => place.open());
        afterEach(() => place.isLeftInOrder());
        after(() => place.close());
        define(place);
    });
}
