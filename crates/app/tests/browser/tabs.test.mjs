// One person with two tabs of one browser, which share what it keeps.

import { test } from "node:test";
import { suite } from "./support/suite.mjs";

suite("two tabs", (place) => {
    async function twoTabs() {
        const [ann, ben] = await place.friends();
        const second = await ann.besides();
        for (const tab of [ann, second]) {
            await tab.goesTo("");
            await tab.opensChatWith(ben.name);
        }
        return [ann, second, ben];
    }

    test("what is written in one is in both, once, and also after a reload", async () => {
        const [ann, second, ben] = await twoTabs();
        await ann.writes("From the first");
        await second.reads("From the first");
        await second.writes("From the second");
        await ben.account.says("I am here.", { user: ann.account });
        for (const tab of [ann, second]) {
            await tab.reads("From the second");
            await tab.reads("I am here.");
        }
        for (const tab of [ann, second]) {
            await tab.reloads();
            for (const text of ["From the first", "From the second", "I am here."]) {
                await tab.reads(text);
            }
        }
    });

    test("what one tab could not send any more is sent by the other", async () => {
        const [ann, second, ben] = await twoTabs();
        await ann.losesTheNetwork();
        await ann.sees("Offline");
        await ann.writes("From the tunnel");
        await ann.knowsToBe("Sending", "From the tunnel");
        await ann.page.close();
        await second.hasTheNetworkAgain();
        await second.reloads();
        await second.knowsToBe(/Sent|Delivered|Read/, "From the tunnel");
        await ben.opensChatWith(ann.name);
        await ben.reads("From the tunnel");
    });

    test("what is pinned in one is pinned in the other", async () => {
        const [ann, second, ben] = await twoTabs();
        await ann.writes("Remember this");
        await ann.knowsToBe(/Sent|Delivered|Read/, "Remember this");
        await ann.choosesFor(ben.name, "Pin to the top");
        await second.chatWith(ben.name).getByLabel("Pinned").waitFor();
    });

    test("whoever logs out in one is out in both", async () => {
        const [ann, second] = await twoTabs();
        await ann.logsOut();
        await second.heading("Welcome to Discuss").waitFor();
    });
});
