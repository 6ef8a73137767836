// Long conversations: where they open, and what moves when more of them is loaded.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { saysAll, texts } from "./support/monologue.mjs";
import { suite } from "./support/suite.mjs";

const count = 300;
// How far is scrolled at once, in pixels: less than a phone shows.
const step = 300;

// Pictures, one of which is gone: it becomes a line with its name once that is known.
function pictures(owner) {
    const gone = { content: `public/${owner.id}/gone.png`, type: "image/png", originalname: "gone.png", width: 900, height: 700 };
    return Array.from({ length: 4 }, () => gone);
}

// Where the pane of the messages stands, in pixels.
function standing({ messages }) {
    return messages.evaluate(({ scrollTop, scrollHeight, clientHeight }) => ({
        scrollTop,
        below: scrollHeight - scrollTop - clientHeight,
    }));
}

// Waits until nothing has moved for a while.
async function settles(visitor) {
    for (let before; ; ) {
        const now = JSON.stringify(await standing(visitor));
        if (now === before) {
            return;
        }
        before = now;
        await sleep(100);
    }
}

async function isAtItsEnd(visitor) {
    await settles(visitor);
    const { below } = await standing(visitor);
    assert.ok(below <= 1, `the end is ${below} pixels below the lower edge`);
}

// What the first message that begins in sight is called, and where it begins, in pixels from the upper edge.
function firstInSight({ messages }) {
    return messages.evaluate((pane) => {
        const { top } = pane.getBoundingClientRect();
        const rows = [...pane.querySelectorAll("[data-place]")];
        const row = rows.find((one) => one.getBoundingClientRect().top >= top);
        return [/No\. \d+:/.exec(row.textContent)[0], row.getBoundingClientRect().top];
    });
}

async function placeOf(visitor, text) {
    const { y } = await visitor.message(text).boundingBox();
    return y;
}

suite("long conversations", (place) => {
    // Ben has said much, and Ann has read it elsewhere.
    async function monologue(screen, messages) {
        const [ann, ben] = await place.friends({ screen });
        await saysAll(ben.page, ben.account, { user: ann.account }, messages(ben.account));
        return [ann, ben];
    }

    for (const screen of ["desk", "phone"]) {
        test(`a long chat opens at its very end, and stays there (${screen})`, async () => {
            const [ann, ben] = await monologue(screen, (owner) => [...texts(count), ...pictures(owner)]);
            await ben.opensChatWith(ann.name);
            await isAtItsEnd(ben);
            await ann.opensChatWith(ben.name);
            await isAtItsEnd(ann);
            await ben.fills("Write a message", "The last word");
            await ben.clicks("Send");
            await ann.reads("The last word");
            await isAtItsEnd(ann);
            await isAtItsEnd(ben);

            await ann.reloads();
            await ann.reads("The last word");
            await isAtItsEnd(ann);
            await ann.page.setViewportSize({ width: 500, height: 500 });
            await isAtItsEnd(ann);
        });

        test(`nothing moves when what is older comes (${screen})`, async () => {
            const [ann, ben] = await monologue(screen, () => texts(150));
            await ben.opensChatWith(ann.name);
            await isAtItsEnd(ben);
            for (let rounds = 0; (await ben.message(/No\. 1:/).count()) === 0; rounds += 1) {
                assert.ok(rounds < 100, "the beginning never came");
                const [text, y] = await firstInSight(ben);
                const rows = await ben.messages.locator("[data-place]").count();
                assert.ok(rows < 60, `${rows} messages are in the page, of which few are in sight`);
                await ben.messages.evaluate((pane, step) => pane.scrollBy(0, -step), step);
                await settles(ben);
                const moved = (await placeOf(ben, text)) - y;
                assert.ok(Math.abs(moved - step) <= 1, `${text} has moved by ${moved} pixels, not by ${step}`);
            }
        });
    }

    test("a long chat opens where reading had stopped, and goes to its end with an answer", async () => {
        const [ann, ben] = await place.friends();
        await ben.account.says("The first word", { user: ann.account });
        await ann.opensChatWith(ben.name);
        await ben.opensChatWith(ann.name);
        await ben.knowsToBe("Read", "The first word");
        await ann.goesTo("chats");
        await saysAll(ben.page, ben.account, { user: ann.account }, texts(count));

        await ann.opensChatWith(ben.name);
        await settles(ann);
        await ann.sees("New messages");
        assert.match((await firstInSight(ann))[0], /No\. [12]:/);
        await ann.writes("Let me answer at once");
        await ann.reads("Let me answer at once");
        await isAtItsEnd(ann);
        await ann.message(`No. ${count}:`).waitFor();
        await ann.messages.evaluate((pane, step) => pane.scrollBy(0, -step), step);
        await ann.clicks("Jump to the newest");
        await isAtItsEnd(ann);
        await ann.chatWith(/unread/).waitFor({ state: "detached" });
    });

    test("whoever comes back from the details on a phone goes on where reading had stopped", async () => {
        const [ann, ben] = await place.friends({ screen: "phone" });
        await ben.account.says("The first word", { user: ann.account });
        await ann.opensChatWith(ben.name);
        await ann.reads("The first word");
        await ann.clicks("Details");
        await ann.button("End friendship").waitFor();
        await saysAll(ben.page, ben.account, { user: ann.account }, texts(40));
        await ann.hasTitle(/^\(1\) /);
        await ann.page.goBack();
        await ann.sees("New messages");
        await settles(ann);
        assert.match((await firstInSight(ann))[0], /No\. [12]:/);
    });

    test("whoever comes back to a chat that is open goes on where reading had stopped", async () => {
        const [ann, ben] = await place.friends();
        await ben.account.says("The first word", { user: ann.account });
        await ann.opensChatWith(ben.name);
        await ann.reads("The first word");
        await ann.looksAway();
        await saysAll(ben.page, ben.account, { user: ann.account }, texts(40));
        await ann.reads("No. 40:");
        await ann.hasTitle(/^\(1\) /);
        await ann.looksBack();
        await settles(ann);
        await ann.sees("New messages");
        assert.match((await firstInSight(ann))[0], /No\. [12]:/);

        await ann.messages.evaluate((pane, step) => pane.scrollBy(0, step), step);
        await settles(ann);
        const { scrollTop } = await standing(ann);
        await ann.looksAway();
        await ann.looksBack();
        await settles(ann);
        assert.equal((await standing(ann)).scrollTop, scrollTop, "whoever has read on goes on there");
        await ann.clicks("Jump to the newest");
        await ann.hasTitle(/^(?!\()/);
    });
});
