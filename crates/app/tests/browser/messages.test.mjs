// What can be done with a message, and with one that was not sent.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./support/suite.mjs";

suite("messages", (place) => {
    // Of the message with the text.
    async function opensMenu(visitor, text) {
        await visitor.message(text).getByText(text).click({ button: "right", position: { x: 4, y: 4 } });
    }

    test("whoever recalls a message takes it back everywhere", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.writes("I should not have said that");
        await ben.opensChatWith(ann.name);
        await ben.reads("I should not have said that");
        await opensMenu(ann, "I should not have said that");
        await ann.chooses("Recall");
        await ann.confirms("Recall");
        for (const person of [ann, ben]) {
            await person.reads("This message was recalled");
            await person.reloads();
            await person.reads("This message was recalled");
            assert.equal(await person.message("I should not have said that").count(), 0);
        }
    });

    test("a text is copied as it was written", async () => {
        const [ann, ben] = await place.friends();
        await ann.mayUseTheClipboard();
        await ben.account.says("Tea is **ready**", { user: ann.account });
        await ann.opensChatWith(ben.name);
        await opensMenu(ann, "Tea is");
        await ann.chooses("Copy text");
        await ann.notice("Copied").waitFor();
        await ann.field("Write a message").press("Control+v");
        assert.equal(await ann.field("Write a message").inputValue(), "Tea is **ready**");
    });

    test("an emoji comes where the cursor is", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.fills("Write a message", "Tea!");
        await ann.presses("ArrowLeft");
        await ann.clicks("Emoji");
        await ann.fills("Search emoji", "grinning face");
        await ann.clicks("grinning face");
        await ann.types(".");
        assert.equal(await ann.field("Write a message").inputValue(), "Tea😀.!");
    });

    test("what was refused says why, and is sent once it can be", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.losesTheNetwork();
        await ann.sees("Offline");
        await ann.writes("Are we still friends?");
        await ben.account.unfriends(ann.account);
        await ann.hasTheNetworkAgain();
        await ann.knowsToBe("Not sent", "Are we still friends?");
        await ann.sees(/^Not sent: /);
        await ben.account.befriends(ann.account);
        await ann.field("Write a message").waitFor();
        await ann.clicks("Try again");
        await ann.knowsToBe("Delivered", "Are we still friends?");
        await ben.opensChatWith(ann.name);
        await ben.reads("Are we still friends?");
    });

    test("others see that somebody writes, and whether they are here", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        const header = ann.page.getByRole("main");
        await header.getByText("Online").waitFor();
        await ben.opensChatWith(ann.name);
        await ben.types("Let me think");
        await header.getByText("writing…").waitFor();
        await ann.chats.getByText("writing…").waitFor();
        await ben.presses("Enter");
        await ann.reads("Let me think");
        await ann.page.getByText("writing…").first().waitFor({ state: "detached" });
        await ben.page.close();
        await header.getByText("Not here").waitFor();
    });
});
