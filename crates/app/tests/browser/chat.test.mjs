// Talking: both ways, on several devices, with and without a network.

import assert from "node:assert/strict";
import { test } from "node:test";
import { password } from "../client/support/account.mjs";
import { suite } from "./support/suite.mjs";

suite("talking", (place) => {
    test("two friends talk, and find it again after a reload", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.writes("Hello, Ben!");
        await ben.opensChatWith(ann.name);
        await ben.reads("Hello, Ben!");
        await ben.writes("Hello yourself!");
        await ann.reads("Hello yourself!");
        for (const person of [ann, ben]) {
            await person.reloads();
            await person.reads("Hello, Ben!");
            await person.reads("Hello yourself!");
        }
    });

    test("whoever writes sees how far a message has come", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.writes("Are you there?");
        await ann.knowsToBe("Delivered", "Are you there?");
        await ben.opensChatWith(ann.name);
        await ann.knowsToBe("Read", "Are you there?");
    });

    test("what is read before the list of conversations can be had counts as read once it can", async () => {
        const [ann, ben] = await place.friends();
        await ben.opensChatWith(ann.name);
        await ben.isRefused("conversation");
        await ann.opensChatWith(ben.name);
        await ann.writes("Are you there?");
        await ben.reads("Are you there?");
        await ben.isServedAgain("conversation");
        await ann.writes("Hello?");
        await ann.knowsToBe("Read", "Hello?");
        await ben.chatWith(/unread/).waitFor({ state: "detached" });
    });

    test("how far a message has come is known after a reload", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.writes("Are you there?");
        await ben.opensChatWith(ann.name);
        await ann.knowsToBe("Read", "Are you there?");
        await ann.reloads();
        await ann.knowsToBe("Read", "Are you there?");
    });

    test("what is unread is counted until it is read", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.writes("one");
        await ann.writes("two");
        await ben.chatWith(/2 unread/).waitFor();
        await ben.opensChatWith(ann.name);
        await ben.reads("two");
        await ben.chatWith(/unread/).waitFor({ state: "detached" });
    });

    test("the list shows what one wants to see of it", async () => {
        const [ann, ben] = await place.friends();
        const room = await ann.account.opensRoom();
        await ben.account.says("Unread", { user: ann.account });
        const all = [ann.chatWith(room.name), ann.chatWith(ben.name)];
        for (const [filter, isRoomShown, isBenShown] of [["Unread", 0, 1], ["Rooms", 1, 0], ["People", 0, 1], ["All", 1, 1]]) {
            await ann.page.getByRole("group", { name: "Which chats" }).getByRole("button", { name: filter }).click();
            for (const [place, count] of [isRoomShown, isBenShown].entries()) {
                await all[place].waitFor({ state: count === 1 ? "visible" : "detached" });
            }
        }
        await ann.fills("Filter chats", "nobody of this name");
        await ann.sees("No chat matches");
    });

    test("all members of a room hear each other", async () => {
        const [ann, ben] = await place.friends();
        const room = await ann.account.opensRoom();
        await ann.account.letsIn(ben.account, room);
        for (const person of [ann, ben]) {
            await person.opensChatWith(room.name);
        }
        await ann.writes("Tea is ready.");
        await ben.reads("Tea is ready.");
        await ben.writes("I am coming.");
        await ann.reads("I am coming.");
    });

    test("what was written without a network is sent when it is back, and what was missed comes", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ben.opensChatWith(ann.name);
        await ann.writes("Before");
        await ben.reads("Before");

        await ben.losesTheNetwork();
        await ben.sees("Offline");
        await ben.writes("Said in the tunnel");
        await ben.knowsToBe("Sending", "Said in the tunnel");
        await ann.writes("Said meanwhile");
        await ann.knowsToBe("Sent", "Said meanwhile");

        await ben.hasTheNetworkAgain();
        await ben.reads("Said meanwhile");
        await ann.reads("Said in the tunnel");
        await ben.knowsToBe("Read", "Said in the tunnel");
        await ben.reads("Said in the tunnel");
    });

    test("what could not be sent survives the end of the page", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.writes("Before");
        await ann.knowsToBe("Delivered", "Before");

        await ann.cannotReachTheServer();
        await ann.reloads();
        await ann.reads("Before");
        await ann.writes("In between");
        await ann.knowsToBe("Sending", "In between");
        await ann.opensAnotherTab();
        await ann.opensChatWith(ben.name);
        await ann.knowsToBe("Delivered", "In between");
        await ben.opensChatWith(ann.name);
        await ben.reads("In between");
    });

    test("a message whose acknowledgement is lost is there once", async () => {
        const [ann, ben] = await place.friends();
        const { isLost } = await ann.losesAnAcknowledgement();
        await ann.reloads();
        await ann.opensChatWith(ben.name);
        await ben.opensChatWith(ann.name);
        await ann.writes("Stored, but who knows?");
        await isLost;
        await ann.knowsToBe(/Sent|Delivered|Read/, "Stored, but who knows?");
        await ann.writes("And after it");
        await ben.reads("And after it");
        for (const person of [ann, ben]) {
            await person.reads("Stored, but who knows?");
        }
    });

    test("the server is killed, and everybody goes on", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ben.opensChatWith(ann.name);
        await ann.writes("Before");
        await ben.reads("Before");
        await place.server.kill();
        await ann.writes("Into the void");
        await ann.knowsToBe("Sending", "Into the void");
        await place.server.startAgain();
        await ben.reads("Into the void");
        await ann.knowsToBe("Read", "Into the void");
        await ann.reads("Into the void");
    });

    test("a second device shows the same", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.writes("From the desk");
        const phone = await place.deviceOf(ann.account, { screen: "phone" });
        await phone.opensChatWith(ben.name);
        await phone.reads("From the desk");
        await phone.fills("Write a message", "From the phone");
        await phone.clicks("Send");
        await ann.reads("From the phone");
        await ben.opensChatWith(ann.name);
        await ben.reads("From the phone");
    });

    test("with fingers, what can be done with a message is a long press away", async () => {
        const [ann, ben] = await place.friends({ screen: "phone" });
        await ben.account.says("Tea or coffee?", { user: ann.account });
        await ann.opensChatWith(ben.name);
        await ann.reads("Tea or coffee?");
        // As on iPhones, which tell of nothing but the finger.
        await ann.message("Tea or coffee?").getByText("Tea or coffee?").dispatchEvent("pointerdown", { pointerType: "touch" });
        await ann.chooses("Reply");
        await ann.sees(`Reply to ${ben.name}`);
    });

    test("behind the details on a phone nothing is read", async () => {
        const [ann, ben] = await place.friends();
        const phone = await place.deviceOf(ann.account, { screen: "phone" });
        await ben.opensChatWith(ann.name);
        await ben.writes("One");
        await phone.opensChatWith(ben.name);
        await ben.knowsToBe("Read", "One");
        await phone.clicks("Details");
        await phone.button("End friendship").waitFor();
        await ben.writes("Two");
        await ben.knowsToBe("Delivered", "Two");
        await phone.hasTitle(/^\(1\) /);
        await phone.page.goBack();
        await ben.knowsToBe("Read", "Two");
    });

    test("a phone shows one pane at a time", async () => {
        const [ann, ben] = await place.friends({ screen: "phone" });
        await ann.chatWith(ben.name).waitFor();
        await ann.opensChatWith(ben.name);
        assert.equal(await ann.chats.isVisible(), false);
        await ann.link("Back").click();
        await ann.chatWith(ben.name).waitFor();
        assert.equal(await ann.field("Write a message").isVisible(), false);
        const { width, inner } = await ann.page.evaluate(() => ({
            width: document.documentElement.scrollWidth,
            inner: globalThis.innerWidth,
        }));
        assert.ok(width <= inner, `nothing sticks out: ${width} of ${inner}`);
    });

    test("somebody without a mouse logs in and talks", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        const keyboard = await place.visitor(ben.name);
        await keyboard.goesTo("login");
        await keyboard.isIn(keyboard.field("Name"));
        await keyboard.types(ben.name);
        await keyboard.presses("Tab");
        await keyboard.types(password);
        await keyboard.presses("Enter");
        await keyboard.isAtHome();
        await keyboard.tabsTo(keyboard.chatWith(ann.name));
        await keyboard.presses("Enter");
        await keyboard.isIn(keyboard.field("Write a message"));
        await keyboard.types("First line");
        await keyboard.presses("Shift+Enter");
        await keyboard.types("second line");
        await keyboard.presses("Enter");
        await ann.reads(/First line\s*second line/);
    });

    test("a part of the client that cannot be had takes nothing away", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.marksThePage();
        await ann.losesTheNetwork();
        await ann.clicks("Emoji");
        await ann.notice(/cannot be reached/).first().waitFor();
        assert.ok(await ann.isOnTheMarkedPage());
    });

    test("somebody without a mouse answers, edits and goes elsewhere", async () => {
        const [ann, ben] = await place.friends();
        await ben.account.says("Tea or coffee?", { user: ann.account });
        await ann.opensChatWith(ben.name);
        await ann.reads("Tea or coffee?");
        const field = ann.field("Write a message");

        await ann.messages.focus();
        await ann.presses("ArrowUp");
        await ann.isIn(ann.message("Tea or coffee?"));
        await ann.presses("Enter");
        await ann.page.getByRole("menu").waitFor();
        await ann.presses("Escape");
        await ann.isIn(ann.message("Tea or coffee?"));
        await ann.presses("Enter");
        await ann.isIn(ann.page.getByRole("menuitem", { name: "Reply" }));
        await ann.presses("Enter");
        await ann.isIn(field);
        await ann.types("Tee");
        await ann.presses("Enter");
        await ann.knowsToBe(/Sent|Delivered|Read/, "Tee");

        await ann.presses("ArrowUp");
        await ann.presses("Backspace");
        await ann.types("a");
        await ann.presses("Enter");
        await ann.message("edited").filter({ hasText: "Tea" }).waitFor();

        await ann.messages.focus();
        await ann.presses("ArrowUp");
        await ann.presses("ArrowUp");
        await ann.isIn(ann.message("Tea or coffee?").first());

        await ann.presses("Control+k");
        await ann.page.getByRole("dialog").waitFor();
        await ann.presses("Escape");
        await ann.page.getByRole("dialog").waitFor({ state: "detached" });
        await ann.presses("Control+k");
        await ann.types(ben.name);
        await ann.page.getByRole("option", { name: ben.name }).waitFor();
        await ann.presses("Enter");
        await ann.page.getByRole("dialog").waitFor({ state: "detached" });
    });

    test("a screen reader hears of new messages", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ben.account.says("Can you *hear* me?", { user: ann.account });
        await ann.page.locator("[aria-live=polite]", { hasText: `${ben.name}: Can you hear me?` }).waitFor({ state: "attached" });
    });
});
