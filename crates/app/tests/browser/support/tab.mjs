// A tab of somebody's browser. What can be done with it is named as they would say it, and things are found by their
// roles and names, as a screen reader finds them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

// Longer than anything may take, even on a busy machine.
const patience = 20_000;

const screens = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// What browsers say when a request fails, as many do on purpose.
const aboutRequests = /^(Failed to load resource|WebSocket connection to)/;

export class Tab {
    #complaints = [];
    #expected = [];
    #known;
    #context;

    constructor(name, context, known) {
        this.name = name;
        this.#context = context;
        this.#known = known;
    }

    // `client` is where the client comes from, unless from the server. With `app`, the browser keeps the client, so that
    // it starts without a network: it fetches all of it then, which takes as long as all else that most people do here.
    static async with(browser, server, name, wishes = {}) {
        const { screen = "desk", theme = "light", language = "en-US", client = server, app = false } = wishes;
        const context = await browser.newContext({
            baseURL: client.url,
            viewport: screens[screen],
            hasTouch: screen === "phone",
            isMobile: screen === "phone",
            colorScheme: theme,
            locale: language,
            // Nothing has to be waited for that only moves.
            reducedMotion: "reduce",
            serviceWorkers: app ? "allow" : "block",
        });
        context.setDefaultTimeout(patience);
        const origins = [server, client].map(({ url }) => new URL(url).origin);
        const tab = new this(name, context, origins);
        await tab.#opens();
        return tab;
    }

    // Errors, what the policy forbids, and requests to anybody else.
    #listenTo(page) {
        const complain = (text) => this.#complaints.push(text);
        page.on("pageerror", (error) => complain(error.stack ?? String(error)));
        page.on("console", (line) => {
            if (line.type() === "error" && !aboutRequests.test(line.text())) {
                complain(line.text());
            }
        });
        page.on("request", (request) => {
            const { protocol, origin } = new URL(request.url());
            if (protocol.startsWith("http") && !this.#known.includes(origin)) {
                complain(`a request to ${origin}`);
            }
        });
    }

    // What is no reason to complain here, though it is an error.
    expects(pattern) {
        this.#expected.push(pattern);
    }

    hasNothingToComplainAbout() {
        const complaints = this.#complaints.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
        assert.deepEqual(complaints, [], `${this.name}'s page`);
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

    // From the next page of this tab on, which itself can still be loaded.
    async cannotReachTheServer() {
        await this.page.route("**/api/**", (route) => route.abort());
        await this.page.routeWebSocket(/\/ws$/, (socket) => socket.close());
    }

    // By a server that is overloaded, for instance, while the socket goes on.
    isRefused(route) {
        return this.page.route(`**/api/${route}`, (request) => request.fulfill({ status: 503 }));
    }

    isServedAgain(route) {
        return this.page.unroute(`**/api/${route}`);
    }

    // From the next page of this tab on: with the first acknowledgement of a message the connection breaks, and only
    // the server knows of it. Resolves to a promise of that.
    async losesAnAcknowledgement() {
        let lost;
        const isLost = new Promise((resolve) => (lost = resolve));
        let isFirst = true;
        await this.page.routeWebSocket(/\/ws$/, (socket) => {
            const server = socket.connectToServer();
            server.onMessage((frame) => {
                const { event, data } = JSON.parse(frame);
                if (isFirst && event === "ack" && data.timestamp !== undefined) {
                    isFirst = false;
                    server.close();
                    socket.close();
                    lost();
                } else {
                    socket.send(frame);
                }
            });
        });
        return { isLost };
    }

    // Waits until the browser keeps the whole client.
    isInstalled() {
        const state = () => navigator.serviceWorker.getRegistration().then((worker) => worker?.active?.state);
        return this.until(async () => (await this.page.evaluate(state)) === "activated", "it is never installed");
    }

    // As browsers do every now and then.
    async takesTheNewerClient() {
        await this.page.evaluate(async () => {
            navigator.serviceWorker.addEventListener("controllerchange", () => (globalThis.hasNewerClient = true));
            const worker = await navigator.serviceWorker.getRegistration();
            void worker.update();
        });
        await this.page.waitForFunction(() => globalThis.hasNewerClient);
    }

    marksThePage() {
        return this.page.evaluate(() => (globalThis.isMarked = true));
    }

    isOnTheMarkedPage() {
        return this.page.evaluate(() => globalThis.isMarked === true);
    }

    // Leaves the old tab, in which requests may be held up.
    async opensAnotherTab() {
        const old = this.page;
        await this.#opens();
        await old.close();
        await this.goesTo("");
    }

    // The same person at the same browser, in a tab beside this one.
    async besides() {
        const tab = new this.constructor(this.name, this.#context, this.#known);
        tab.#complaints = this.#complaints;
        await tab.#opens();
        return tab;
    }

    async #opens() {
        this.page = await this.#context.newPage();
        this.#listenTo(this.page);
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
        await this.page.getByText(text).filter({ visible: true }).first().waitFor();
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

    // From the menu that is open.
    chooses(action) {
        return this.page.getByRole("menuitem", { name: action, exact: true }).click();
    }

    // Within what is in front of everything else.
    get dialog() {
        return this.page.getByRole("dialog");
    }

    // Says what the dialog asks to be said, which then goes away.
    async confirms(action) {
        await this.dialog.getByRole("button", { name: action, exact: true }).click();
        await this.dialog.waitFor({ state: "detached" });
    }

    // In passing.
    notice(text) {
        return this.page.getByRole("region", { name: "Notices" }).locator("li").filter({ hasText: text });
    }

    // Waits until the page is called so, as its tab shows.
    hasTitle(pattern) {
        return this.until(async () => pattern.test(await this.page.title()), `the title is never ${pattern}`);
    }

    // Asks again until it is so. (Playwright's `waitForFunction` takes every promise for a yes.)
    async until(isSo, complaint) {
        for (const deadline = Date.now() + patience; !(await isSo()); await sleep(50)) {
            assert.ok(Date.now() < deadline, complaint);
        }
    }

    // Asks the server for something, and keeps its cookies.
    async asks(path, data) {
        const answer = await this.#context.request.post(path, { data });
        return (await answer.json()).data;
    }

    mayUseTheClipboard() {
        return this.#context.grantPermissions(["clipboard-read", "clipboard-write"]);
    }

    // --- keyboard ---

    types(text) {
        return this.page.keyboard.type(text);
    }

    presses(key) {
        return this.page.keyboard.press(key);
    }

    // Where the next key goes.
    async isIn(place) {
        await place.waitFor();
        const hasFocus = () => place.evaluate((element) => element === document.activeElement);
        await this.until(hasFocus, `${place} never had the focus`);
    }

    // As often as it takes, which on no page is often.
    async tabsTo(place) {
        await place.waitFor();
        for (let tabs = 0; !(await place.evaluate((element) => element === document.activeElement)); tabs += 1) {
            assert.ok(tabs < 40, `${place} cannot be reached`);
            await this.presses("Tab");
        }
    }

    // --- accessibility ---

    async meetsNoBarrierOn(...paths) {
        for (const path of paths) {
            await this.goesTo(path);
            await this.meetsNoBarrier();
        }
    }

    // Waits until the page is whole.
    async meetsNoBarrier() {
        await this.page.waitForLoadState("networkidle");
        await this.findsNoBarrier();
    }

    // Everything that axe-core knows to ask, of the page as it is, in both themes.
    async findsNoBarrier() {
        // Large, and wanted by few pages.
        if (await this.page.evaluate(() => globalThis.axe === undefined)) {
            await this.page.evaluate(axe);
        }
        for (const colorScheme of ["dark", "light"]) {
            await this.page.emulateMedia({ colorScheme });
            const isShown = (isDark) => document.documentElement.classList.contains("dark") === isDark;
            await this.page.waitForFunction(isShown, colorScheme === "dark");
            const { violations } = await this.page.evaluate(() => globalThis.axe.run());
            const found = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(({ html }) => html) }));
            assert.deepEqual(found, [], `${this.page.url()} has barriers when it is ${colorScheme}`);
        }
    }
}
