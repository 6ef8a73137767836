// Raw WebSocket, Socket.IO and REST tell the same story.

import assert from "node:assert/strict";
import { everyWay } from "./support/clients.mjs";
import { Person, roommates } from "./support/people.mjs";
import { RawSocket } from "./support/raw.mjs";
import { suite, testWith } from "./support/suite.mjs";

suite("bindings", {}, (server) => {
    testWith(everyWay, "the same messages, to the field", async (client) => {
        const [ann, ben, room] = await roommates(server);
        const [annRaw, benRaw] = await Promise.all([RawSocket.open(ann), RawSocket.open(ben)]);
        const [annHere, benHere] = await Promise.all([ann.opens(client), ben.opens(client)]);
        const file = { type: "file", size: 3, originalname: "茶.txt" };

        await annHere.writes("user", { sender: ben.id, content: "from Socket.IO", ...file });
        await annRaw.writes("user", { receiver: ben.id, content: "from a raw socket", ...file });
        await ann.post("/message", { user: ben.id, content: "from REST" });
        await benHere.writes("room", { room: room.id, content: "from Socket.IO", ...file });
        await benRaw.writes("room", { room: room.id, content: "from a raw socket", ...file });
        await ben.post("/message", { room: room.id, content: "from REST" });

        const places = [
            [ann, "sender", `user=${ben.id}`, annRaw, annHere],
            [ben, "user", `user=${ann.id}`, benRaw, benHere],
            [ann, "room", `room=${room.id}`, annRaw, annHere],
            [ben, "room", `room=${room.id}`, benRaw, benHere],
        ];
        for (const [person, event, history, raw, device] of places) {
            const heard = await device.hearsMany(3, event);
            await raw.hears(event, { content: "from REST" });
            assert.deepEqual(heard, raw.heard.filter((frame) => frame.event === event).map(({ data }) => data));
            assert.deepEqual(heard.map(({ seq }) => seq), [1, 2, 3]);
            const { rows } = await person.get(`/message?${history}`);
            assert.deepEqual(rows.map(({ id }) => id).toSorted(), heard.map(({ id }) => id).toSorted());
        }
    });

    testWith(everyWay, "people on either see each other", async (client) => {
        const [ann, ben] = await Promise.all([Person.register(server, "Ann"), Person.register(server, "Ben")]);
        const annRaw = await RawSocket.open(ann);
        await ann.befriends(ben);
        const benHere = await ben.opens(client);
        assert.deepEqual((await benHere.arrives()).users, [ann.id]);
        await annRaw.hears("status", { friend: ben.id, status: true });
        annRaw.close();
        await benHere.hears("status", { friend: ann.id, status: false });
    });
});
