// A server that goes away and comes back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { everyClient } from "./support/clients.mjs";
import { Person } from "./support/people.mjs";
import { suite } from "./support/suite.mjs";

// Each message once, in the order in which it first came.
const once = (messages) => [...new Map(messages.map((message) => [message.id, message])).values()];

const contents = (messages) => messages.map(({ content }) => content);

// Restarts while clients of every kind are open, and writes before they are back.
async function restart(server, end) {
    const ann = await Person.register(server, "Ann");
    const room = await ann.opensRoom();
    const readers = await Promise.all(
        everyClient.map(async (client) => {
            const reader = await Person.register(server, "Reader");
            await ann.letsIn(reader, room);
            return reader.opens(client);
        }),
    );
    const says = (content) => ann.post("/message", { room: room.id, content });
    const expected = [];
    const saysMore = async (count) => {
        for (let left = count; left > 0; left -= 1) {
            expected.push(`message ${expected.length + 1}`);
            await says(expected.at(-1));
        }
    };

    await saysMore(5);
    await Promise.all(readers.map((reader) => reader.hearsMany(5, "room")));
    // Perhaps on their way, perhaps not.
    await saysMore(3);
    await end();
    await server.startAgain();
    await saysMore(5);
    await Promise.all(
        readers.map(async (reader) => {
            await reader.until(() => reader.all("onlineFriends").length === 2, "the client was not announced again");
            await reader.hears("room", { content: expected.at(-1) });
        }),
    );
    await saysMore(1);
    for (const reader of readers) {
        await reader.hears("room", { content: expected.at(-1) });
        assert.deepEqual(contents(once(reader.all("room"))), expected);
        assert.deepEqual(reader.all("exception"), []);
        assert.deepEqual([reader.connections, reader.farewells.length], [2, 1]);
    }
}

suite("a restart", {}, (server) => {
    test("in good order: every client comes back by itself and misses nothing", () =>
        restart(server, () => server.stop()));
});

suite("a power cut", {}, (server) => {
    test("every client comes back by itself and misses nothing", () => restart(server, () => server.kill()));
});
