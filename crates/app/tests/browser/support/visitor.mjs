// Somebody at a browser. What they do is named as they would say it, and things are found by their roles and names,
// as a screen reader finds them.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

// Longer than anything may take, even on a busy machine.
export const patience = 20_000;

export const password = "correct horse";

export const screens = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

// What browsers say when a request fails, as many do on purpose.
const aboutRequests = /^(Failed to load resource|WebSocket connection to)/;

let registered = 0;

export class Visitor {
    #complaints = [];
    #context;

    // `client` is where the client comes from, unless from the server.
    static async with(browser, server, name, { screen = "desk", theme = "light", language = "en-US", client = server } = {}) {
        const visitor = new Visitor();
        visitor.name = `${name}-${++registered}`;
        visitor.#context = await browser.newContext({
            baseURL: client.url,
            viewport: screens[screen],
            hasTouch: screen === "phone",
            isMobile: screen === "phone",
            colorScheme: theme,
            locale: language,
            // Nothing has to be waited for that only moves.
            reducedMotion: "reduce",
        });
        visitor.#context.setDefaultTimeout(patience);
        await visitor.#context.addInitScript({ path: axe });
        visitor.page = await visitor.#context.newPage();
        visitor.#listenTo(visitor.page, [server, client].map(({ url }) => new URL(url).origin));
        return visitor;
    }

    // Errors, what the policy forbids, and requests to anybody else.
    #listenTo(page, known) {
        const complain = (text) => this.#complaints.push(text);
        page.on("pageerror", (error) => complain(error.stack ?? String(error)));
        page.on("console", (line) => {
            if (line.type() === "error" && !aboutRequests.test(line.text())) {
                complain(line.text());
            }
        });
        page.on("request", (request) => {
            const { protocol, origin } = new URL(request.url());
            if (protocol.startsWith("http") && !known.includes(origin)) {
                complain(`a request to ${origin}`);
            }
        });
    }

    hasNothingToComplainAbout() {
        assert.deepEqual(this.#complaints, [], `${this.name}'s page`);
    }

    leaves() {
        return this.#context.close();
    }

    async losesTheNetwork() {
        await this.#context.setOffline(true);
    }

    async hasTheNetworkAgain() {
        await this.#context.setOffline(false);
    }

    // --- pages ---

    // Relative to where the client is.
    goesTo(path) {
        return this.page.goto(path);
    }

    reloads() {
        return this.page.reload();
    }

    async sees(text) {
        await this.page.getByText(text).first().waitFor();
    }

    heading(name) {
        return this.page.getByRole("heading", { name });
    }

    button(name) {
        return this.page.getByRole("button", { name, exact: true });
    }

    link(name) {
        return this.page.getByRole("link", { name, exact: true });
    }

    field(name) {
        return this.page.getByLabel(name, { exact: true });
    }

    fills(name, text) {
        return this.field(name).fill(text);
    }

    clicks(name) {
        return this.button(name).click();
    }

    // --- accounts ---

    // With an account that nobody else has.
    async registers() {
        await this.goesTo("register");
        await this.fills("Name", this.name);
        await this.fills("Email", `${this.name}@example.org`);
        await this.fills("Password", password);
        await this.clicks("Create account");
        await this.isAtHome();
    }

    async logsIn(as = this.name, secret = password) {
        await this.goesTo("login");
        await this.fills("Name", as);
        await this.fills("Password", secret);
        await this.clicks("Log in");
    }

    isAtHome() {
        return this.page.getByRole("navigation", { name: "Main menu" }).waitFor();
    }

    // --- accessibility ---

    // Everything that axe-core knows to ask, of the page as it is.
    async findsNoBarrier() {
        const { violations } = await this.page.evaluate(() => globalThis.axe.run());
        const found = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(({ html }) => html) }));
        assert.deepEqual(found, [], `${this.page.url()} has barriers`);
    }
}
