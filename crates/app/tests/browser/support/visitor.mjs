// Somebody at a browser, who registers, talks, and is told.

import assert from "node:assert/strict";
import { password } from "../../client/support/account.mjs";
import { Tab } from "./tab.mjs";

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

export class Visitor extends Tab {
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
        return this.until(isForgotten, "something is kept");
    }

    // To a browser in which they have logged in before: it has the cookie, and knows who they are.
    async comesBack() {
        const { id, username, email } = await this.asks("/api/session", { username: this.name, password });
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
}
