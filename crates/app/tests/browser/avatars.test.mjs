// Pictures of people and rooms.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./support/suite.mjs";

suite("avatars", (place) => {
    test("somebody shows a picture, which friends see at once, and takes it away again", async () => {
        const [ann, ben] = await place.friends();
        await ann.goesTo("settings/account");
        assert.equal(await ann.pictures.count(), 0);
        await ann.choosesPicture();
        await ann.pictures.first().waitFor();
        await ben.chatWith(ann.name).locator("img").waitFor();
        await ann.reloads();
        await ann.pictures.first().waitFor();
        await ann.meetsNoBarrier();

        await ann.clicks("Remove picture");
        await ben.chatWith(ann.name).locator("img").waitFor({ state: "detached" });
        await ann.pictures.first().waitFor({ state: "detached" });
    });

    test("an owner shows a picture of a room", async () => {
        const [ann, ben] = await place.friends();
        const room = await ann.account.opensRoom();
        await ann.account.letsIn(ben.account, room);
        await ann.goesTo(`rooms/${room.id}`);
        await ann.clicks("Edit room");
        await ann.choosesPicture();
        await ann.dialog.locator("img").waitFor();
        await ann.confirms("Save");
        await ben.chatWith(room.name).locator("img").waitFor();
    });

    test("what is no picture is refused in words", async () => {
        const ann = await place.person("Ann");
        await ann.goesTo("settings/account");
        await ann.choosesPicture({ name: "tea.png", mimeType: "image/png", buffer: Buffer.from("tea") });
        await ann.notice(/picture/i).waitFor();
        assert.equal(await ann.pictures.count(), 0);
    });
});
