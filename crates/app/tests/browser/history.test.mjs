// History in files: what is exported, and what was exported by the former client.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { suite } from "./support/suite.mjs";

suite("history in files", (place) => {
    function fileOf({ account }, content) {
        return { name: `${account.id}.json`, mimeType: "application/json", buffer: Buffer.from(content) };
    }

    async function imports(visitor, content) {
        const [chooser] = await Promise.all([visitor.page.waitForEvent("filechooser"), visitor.clicks("Choose a file")]);
        await chooser.setFiles(fileOf(visitor, content));
    }

    async function exported(visitor) {
        await visitor.goesTo("settings/data");
        const [download] = await Promise.all([visitor.page.waitForEvent("download"), visitor.clicks("Export as JSON")]);
        return [download.suggestedFilename(), await readFile(await download.path(), "utf8")];
    }

    test("somebody takes all their messages with them", async () => {
        const [ann, ben] = await place.friends();
        const room = await ann.account.opensRoom();
        await ann.account.says("Hello, Ben!", { user: ben.account });
        await ben.account.says("Hello, Ann!", { user: ann.account });
        await ann.account.says("Is anybody here?", { room });
        const [name, text] = await exported(ann);
        await ann.notice("Exported 3 messages").waitFor();
        assert.equal(name, `${ann.account.id}.json`);
        const { User_Message: withPeople, Room_Message: inRooms } = JSON.parse(text);
        const contents = (messages) => messages.map(({ content }) => content);
        assert.deepEqual(contents(withPeople[ben.account.id]), ["Hello, Ben!", "Hello, Ann!"]);
        assert.deepEqual(contents(inRooms[room.id]), ["Is anybody here?"]);
    });

    test("history of the former client is shown as imported, once, and never sent", async () => {
        const [ann, ben] = await place.friends();
        await ben.account.says("On the server", { user: ann.account });
        const [, kept] = await exported(ann);
        const { User_Message: withPeople } = JSON.parse(kept);
        const old = { sender: ben.account.id, receiver: ann.account.id, content: "Before the move", timestamp: 1_600_000_000_000 };
        const all = JSON.stringify({ User_Message: { [ben.account.id]: [old, ...withPeople[ben.account.id]] }, Room_Message: {} });

        await imports(ann, all);
        await ann.notice("Imported 1 message").getByText("1 was there already").waitFor();
        await ann.meetsNoBarrier();
        await imports(ann, all);
        await ann.notice("Nothing new in this file").waitFor();

        await ann.goesTo("chats");
        await ann.opensChatWith(ben.name);
        await ann.reads("On the server");
        assert.equal(await ann.message("Before the move").count(), 0);
        await ann.link("1 imported message").click();
        await ann.sees("Before the move");
        await ann.meetsNoBarrier();
        const { rows } = await ann.account.get(`/message?user=${ben.account.id}`);
        assert.deepEqual(rows.map(({ content }) => content), ["On the server"]);
    });

    test("what is no history is told, and changes nothing", async () => {
        const ann = await place.person("Ann");
        await ann.goesTo("settings/data");
        await imports(ann, "tea");
        await ann.notice("This file is no exported history.").waitFor();
    });
});
