// Finding people, and becoming and ceasing to be friends.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./support/suite.mjs";

suite("people", (place) => {
    test("somebody is found, asked with a note, and accepts from the notice", async () => {
        const ann = await place.person("Ann");
        const ben = await place.person("Ben");
        await ann.asksToBefriend(ben.name, "We met at the market.");
        await ann.sees("Waiting for an answer");

        await ben.notice(/wants to be your friend/).getByText("We met at the market.").waitFor();
        await ben.notice(/wants to be your friend/).getByRole("button", { name: "Accept" }).click();
        await ben.sees(`${ann.name} is in`);
        await ben.link("Requests").waitFor();
        await ann.notice(`${ben.name} is your friend now`).waitFor();
        await ann.clicks("Send a message");
        await ann.writes("Hello, friend!");
        await ben.goesTo("chats");
        await ben.opensChatWith(ann.name);
        await ben.reads("Hello, friend!");
    });

    test("requests wait in a list, where one is accepted and one declined", async () => {
        const [ann, ben, cleo] = [await place.person("Ann"), await place.person("Ben"), await place.person("Cleo")];
        await ben.asksToBefriend(ann.name, "It is me, Ben.");
        await cleo.account.post("/apply", { apply_user_id: ann.account.id });

        await ann.goesTo("requests");
        await ann.sees("It is me, Ben.");
        await ann.link(/Requests/).getByText("2").waitFor();
        await ann.clicks(`Accept ${ben.name}`);
        await ann.clicks(`Decline ${cleo.name}`);
        await ann.sees("No requests");

        await ben.sees(`${ann.name} is your friend now`);
        await cleo.sees(`${ann.name} has refused your request`);
    });

    test("a request is withdrawn", async () => {
        const [ann, ben] = [await place.person("Ann"), await place.person("Ben")];
        await ann.asksToBefriend(ben.name, "");
        await ben.goesTo("requests");
        await ben.button(`Accept ${ann.name}`).waitFor();
        await ann.clicks("Withdraw");
        await ann.button("Add as a friend").waitFor();
        await ben.goesTo("requests");
        await ben.sees("No requests");
    });

    test("without a network every page says so", async () => {
        const ann = await place.person("Ann");
        await ann.goesTo("people");
        await ann.field("Search people").waitFor();
        await ann.losesTheNetwork();
        await ann.sees("Offline");
    });

    test("a friendship ends, and neither can write any more", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.writes("Before");
        await ben.opensChatWith(ann.name);
        await ben.reads("Before");

        await ann.clicks("Details");
        await ann.clicks("End friendship");
        await ann.confirms("End friendship");
        await ann.button("Add as a friend").waitFor();
        await ben.reads("Before");
        for (const person of [ann, ben]) {
            await person.sees("You are not friends, so you cannot write to each other.");
            await person.drops("recipe.txt");
            assert.equal(await person.dialog.count(), 0);
        }
    });

    test("somebody is blocked, on every device, and unblocked in the settings", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.writes("Before");
        await ben.opensChatWith(ann.name);
        await ben.reads("Before");
        const phone = await place.deviceOf(ann.account, { screen: "phone" });
        await phone.opensChatWith(ben.name);

        await ann.clicks("Details");
        await ann.clicks("Block");
        await ann.confirms("Block");
        for (const device of [ann, phone]) {
            await device.sees("You have blocked this person.");
            await device.field("Write a message").waitFor({ state: "detached" });
        }
        await ben.sees("You are not friends, so you cannot write to each other.");
        await ben.goesTo(`people/${ann.account.id}`);
        await ben.clicks("Add as a friend");
        await ben.clicks("Send request");
        await ben.dialog.getByRole("alert").waitFor();

        await ann.goesTo("settings/blocked");
        await ann.meetsNoBarrier();
        await ann.clicks(`Unblock ${ben.name}`);
        await ann.sees("You have blocked nobody.");
        await ben.clicks("Send request");
        await ben.dialog.waitFor({ state: "detached" });
        await ann.notice(/wants to be your friend/).waitFor();
    });

    for (const screen of ["desk", "phone"]) {
        test(`nobody meets a barrier among people (${screen})`, async () => {
            const [ann, ben] = await place.friends({ screen });
            const cleo = await place.person("Cleo");
            await cleo.account.post("/apply", { apply_user_id: ann.account.id, note: "It is me." });
            await ann.meetsNoBarrierOn("chats", "people", `people/${ben.account.id}`, "requests");
            await ann.meetsNoBarrierOn(`people/${cleo.account.id}`, `chats/user/${ben.account.id}/details`);

            await ann.goesTo(`people/${ben.account.id}`);
            await ann.clicks("End friendship");
            await ann.meetsNoBarrier();
            await ann.confirms("Cancel");

            const dora = await place.person("Dora");
            await ann.goesTo(`people/${dora.account.id}`);
            await ann.clicks("Add as a friend");
            await ann.meetsNoBarrier();
        });
    }
});
