// Keeping conversations: at the top, and quiet.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./support/suite.mjs";

suite("keeping", (place) => {
    test("whoever pins a conversation finds it at the top, on every device", async () => {
        const [ann, ben] = await place.friends();
        const cleo = await place.person("Cleo");
        await ann.account.befriends(cleo.account);
        await ben.account.says("First", { user: ann.account });
        await cleo.account.says("Last", { user: ann.account });
        const phone = await place.deviceOf(ann.account, { screen: "phone" });
        for (const device of [ann, phone]) {
            await device.findsFirst(cleo.name);
        }

        await ann.choosesFor(ben.name, "Pin to the top");
        for (const device of [ann, phone]) {
            await device.findsFirst(ben.name);
            await device.chatWith(ben.name).getByLabel("Pinned").waitFor();
        }
        await ann.reloads();
        await ann.findsFirst(ben.name);

        await ann.choosesFor(ben.name, "Unpin");
        for (const device of [ann, phone]) {
            await device.findsFirst(cleo.name);
        }
    });

    test("a muted conversation is counted in its line, and nowhere else", async () => {
        const [ann, ben] = await place.friends();
        const second = await place.deviceOf(ann.account);
        await ben.account.says("Are you there?", { user: ann.account });
        for (const device of [ann, second]) {
            await device.hasTitle(/^\(1\) /);
        }

        await ann.choosesFor(ben.name, "Mute");
        await ben.account.says("Psst", { user: ann.account });
        for (const device of [ann, second]) {
            await device.chatWith(/Muted.*2 unread/).waitFor();
            await device.hasTitle(/^Chats/);
        }

        await second.choosesFor(ben.name, "Unmute");
        for (const device of [ann, second]) {
            await device.hasTitle(/^\(1\) /);
        }
    });

    test("the open conversation is pinned by its menu, without a mouse", async () => {
        const [ann, ben] = await place.friends();
        await ben.account.says("Hello", { user: ann.account });
        await ann.opensChatWith(ben.name);
        await ann.reads("Hello");
        await ann.button("More").focus();
        await ann.presses("Enter");
        await ann.page.getByRole("menuitem", { name: "Pin to the top" }).waitFor();
        await ann.findsNoBarrier();
        await ann.presses("Enter");
        await ann.chatWith(ben.name).getByLabel("Pinned").waitFor();
        assert.equal(await ann.page.getByRole("menu").count(), 0);
    });

    for (const screen of ["desk", "phone"]) {
        test(`nobody meets a barrier in the menu of a conversation's line (${screen})`, async () => {
            const [ann, ben] = await place.friends({ screen });
            await ben.account.says("Hello", { user: ann.account });
            await ann.chatWith(/unread/).click({ button: "right" });
            await ann.page.getByRole("menu").waitFor();
            await ann.findsNoBarrier();
        });
    }
});
