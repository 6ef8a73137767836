// The client over plain http at an address of its own, as in the network of a house: browsers withhold much there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./support/suite.mjs";

suite("a page that is not served securely", (place) => {
    // The same server by a name that browsers do not trust.
    async function person(nickname) {
        const { port } = new URL(place.server.url);
        const client = { url: `http://chat.test:${port}` };
        const { account } = await place.person(nickname);
        const visitor = await place.visitor(account.name, { client });
        visitor.account = account;
        // It is ignored there.
        visitor.expects(/Cross-Origin-Opener-Policy/);
        await visitor.logsIn();
        await visitor.isAtHome();
        assert.equal(await visitor.page.evaluate(() => globalThis.isSecureContext), false);
        return visitor;
    }

    test("people talk, in two tabs that come back at once, and copy", async () => {
        const [ann, ben] = [await person("Ann"), await person("Ben")];
        await ann.account.befriends(ben.account);
        const second = await ann.besides();
        await second.goesTo("");
        await Promise.all([ann.reloads(), second.reloads()]);
        for (const tab of [ann, second]) {
            await tab.opensChatWith(ben.name);
        }
        await ann.writes("Tea is ready");
        await second.reads("Tea is ready");
        await ben.opensChatWith(ann.name);
        await ben.reads("Tea is ready");
        await ben.message("Tea is ready").getByText("Tea is ready").click({ button: "right", position: { x: 4, y: 4 } });
        await ben.chooses("Copy text");
        await ben.notice("Copied").waitFor();
    });

    test("the settings say why there are no notifications", async () => {
        const ann = await person("Ann");
        await ann.goesTo("settings/notifications");
        await ann.sees(/not served securely/);
        assert.ok(await ann.page.getByRole("switch", { name: /^Show notifications/ }).isDisabled());
    });
});
