// Somebody at a browser. What they do is named as they would say it, and things are found by their roles and names,
// as a screen reader finds them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { password } from "../../client/support/account.mjs";

// Longer than anything may take, even on a busy machine.
export const patience = 20_000;

export const screens = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// What browsers say when a request fails, as many do on purpose.
const aboutRequests = /^(Failed to load resource|WebSocket connection to)/;

// A desktop and a loudspeaker, which browsers without a window have not. Runs in the page, before all else.
function haveDesktop() {
    globalThis.notes = [];
    globalThis.tones = 0;
    globalThis.Notification = class extends EventTarget {
        static permission = "default";

        static async requestPermission() {
            this.permission = "granted";
            return this.permission;
        }

        constructor(title, { body }) {
            super();
            globalThis.notes.push(Object.assign(this, { title, body, close() {} }));
        }
    };
    globalThis.OscillatorNode = class extends OscillatorNode {
        start(...when) {
            globalThis.tones += 1;
            super.start(...when);
        }
    };
}

export class Visitor {
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
        const visitor = new Visitor(name, context, origins);
        await visitor.#opensTab();
        return visitor;
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
        return this.#until(async () => (await this.page.evaluate(state)) === "activated", "it is never installed");
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
        await this.#opensTab();
        await old.close();
        await this.goesTo("");
    }

    // The same person at the same browser, in a tab beside this one.
    async besides() {
        const tab = new Visitor(this.name, this.#context, this.#known);
        tab.#complaints = this.#complaints;
        await tab.#opensTab();
        return tab;
    }

    async #opensTab() {
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
        return this.#until(async () => pattern.test(await this.page.title()), `the title is never ${pattern}`);
    }

    // Asks again until it is so. (Playwright's `waitForFunction` takes every promise for a yes.)
    async #until(isSo, complaint) {
        for (const deadline = Date.now() + patience; !(await isSo()); await sleep(50)) {
            assert.ok(Date.now() < deadline, complaint);
        }
    }

    mayUseTheClipboard() {
        return this.#context.grantPermissions(["clipboard-read", "clipboard-write"]);
    }

    // --- what is told outside of the page ---

    // From the next page on.
    hasDesktop() {
        return this.page.addInitScript(haveDesktop);
    }

    // What the desktop was told, once it has been told so often.
    async wasTold(times) {
        await this.page.waitForFunction((times) => globalThis.notes.length >= times, times);
        return this.page.evaluate(() => globalThis.notes.map(({ title, body }) => `${title}: ${body}`));
    }

    // How many tones were played.
    heard() {
        return this.page.evaluate(() => globalThis.tones);
    }

    clicksOnNote(place) {
        return this.page.evaluate((place) => globalThis.notes[place].dispatchEvent(new Event("click")), place);
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
        await this.#until(hasFocus, `${place} never had the focus`);
    }

    // As often as it takes, which on no page is often.
    async tabsTo(place) {
        await place.waitFor();
        for (let tabs = 0; !(await place.evaluate((element) => element === document.activeElement)); tabs += 1) {
            assert.ok(tabs < 40, `${place} cannot be reached`);
            await this.presses("Tab");
        }
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

    async logsOut() {
        await this.goesTo("settings");
        await this.clicks("Log out");
        await this.confirms("Log out");
        await this.heading("Welcome to Discuss").waitFor();
    }

    // Waits until this browser has forgotten them.
    keepsNothing() {
        const names = async () => {
            const databases = await indexedDB.databases();
            return [...databases.map(({ name }) => name), ...Object.keys(localStorage)];
        };
        const isForgotten = async () => {
            const kept = await this.page.evaluate(names);
            return !kept.some((name) => name.includes(this.account.id));
        };
        return this.#until(isForgotten, "something is kept");
    }

    // To a browser in which they have logged in before: it has the cookie, and knows who they are.
    async comesBack() {
        const answer = await this.#context.request.post("/api/session", { data: { username: this.name, password } });
        const { id, username, email } = (await answer.json()).data;
        await this.goesTo("/health/ready");
        const me = JSON.stringify({ id, username, email });
        await this.page.evaluate((me) => localStorage.setItem("discuss.user", me), me);
        await this.goesTo("");
        await this.isAtHome();
    }

    isAtHome() {
        return this.page.getByRole("navigation", { name: "Main menu" }).waitFor();
    }

    // Turns to another window, whereupon the page is seen no more, or back to this one.
    async looksAway() {
        await this.page.evaluate(() => (document.hasFocus = () => false));
    }

    async looksBack() {
        await this.page.evaluate(() => {
            delete document.hasFocus;
            window.dispatchEvent(new Event("focus"));
        });
    }

    // --- chats ---

    get chats() {
        return this.page.getByRole("list", { name: "Chats" });
    }

    get messages() {
        return this.page.getByRole("log", { name: "Messages" });
    }

    // The line of a conversation, which is a link with all that is known of it.
    chatWith(name) {
        return this.chats.getByRole("link", { name });
    }

    // Waits until the conversation is above all others.
    findsFirst(name) {
        return this.chats.getByRole("listitem").first().getByRole("link", { name }).waitFor();
    }

    // From the menu of a conversation's line.
    async choosesFor(name, action) {
        await this.chatWith(name).click({ button: "right" });
        await this.chooses(action);
    }

    async opensChatWith(name) {
        await this.chatWith(name).click();
        await this.field("Write a message").waitFor();
    }

    async writes(text) {
        await this.fills("Write a message", text);
        await this.field("Write a message").press("Enter");
    }

    // Chooses files to send, as from the window that the button opens.
    async attaches(...files) {
        const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.clicks("Attach files")]);
        await chooser.setFiles(files);
    }

    // Drops a file upon the page.
    async drops(name) {
        const transfer = await this.page.evaluateHandle((name) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["water, leaves, patience"], name, { type: "text/plain" }));
            return transfer;
        }, name);
        for (const step of ["dragenter", "dragover", "drop"]) {
            await this.page.dispatchEvent("body", step, { dataTransfer: transfer });
        }
    }

    message(text) {
        return this.messages.locator("[data-place]").filter({ hasText: text });
    }

    // Waits for a message, which is there once.
    async reads(text) {
        await this.message(text).first().waitFor();
        assert.equal(await this.message(text).count(), 1, `${text} is there once`);
    }

    // Waits until one's own message has come so far: "Sending", "Sent", "Delivered", "Read" or "Not sent".
    knowsToBe(state, text) {
        return this.message(text).getByRole("img", { name: state }).waitFor();
    }

    // --- people and rooms ---

    get members() {
        return this.page.getByRole("region", { name: /^Members/ });
    }

    // Those of people and rooms, wherever they are shown.
    get pictures() {
        return this.page.locator("img");
    }

    // What the page looks like, unless something else is given.
    async choosesPicture(picture) {
        const file = picture ?? { name: "me.png", mimeType: "image/png", buffer: await this.page.screenshot() };
        const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.clicks("Choose a picture")]);
        await chooser.setFiles(file);
    }

    // Looks for somebody, and asks them.
    async asksToBefriend(name, note) {
        await this.goesTo("people");
        await this.fills("Search people", name);
        await this.page.getByRole("link", { name }).click();
        await this.clicks("Add as a friend");
        await this.fills("A note (optional)", note);
        await this.confirms("Send request");
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
            const { violations } = await this.page.evaluate(() => globalThis.axe.run());
            const found = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(({ html }) => html) }));
            assert.deepEqual(found, [], `${this.page.url()} has barriers when it is ${colorScheme}`);
        }
    }
}
