// What admins tell everybody, or some.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./support/suite.mjs";

suite("announcements", (place) => {
    test("an admin announces something to everybody, and then to one", async () => {
        const [ann, ben] = await place.friends();
        const cleo = await place.person("Cleo");
        await place.server.runs("user", "grant-admin", ann.name);
        await ann.goesTo("settings/announcement");
        await ann.fills("What you announce", "Tea is ready.");
        await ann.clicks("Announce");
        for (const person of [ann, ben, cleo]) {
            await person.notice("Tea is ready.").waitFor();
        }
        assert.equal(await ann.field("What you announce").inputValue(), "", "it can be said only once by mistake");

        await ann.fills("What you announce", "Cake is for you.");
        await ann.fills("In the name of (optional)", "The kitchen");
        await ann.page.getByRole("radio", { name: "Some people" }).click();
        await ann.fills("Search people", ben.name);
        await ann.clicks(ben.name);
        await ann.meetsNoBarrier();
        await ann.clicks("Announce");
        await ben.notice("The kitchen").getByText("Cake is for you.").waitFor();
        assert.equal(await cleo.notice("Cake").count(), 0);
    });

    test("nobody else finds the page", async () => {
        const ben = await place.person("Ben");
        await ben.goesTo("settings/announcement");
        await ben.heading("Chats").waitFor();
        await ben.goesTo("settings");
        await ben.link("Account").waitFor();
        assert.equal(await ben.link("Announcement").count(), 0);
    });
});
