// What nobody may do, and what may not harm anybody.

import assert from "node:assert/strict";
import { test } from "node:test";
import { everyClient, everyWay } from "./support/clients.mjs";
import { Person, friends, roommates } from "./support/people.mjs";
import { suite, testWith } from "./support/suite.mjs";

suite("attempts", {}, (server) => {
    // Tries to write and to read. Nobody hears anything of it.
    const triesEverything = async (device, ann, annHere, room) => {
        await device.isRefused("user", { sender: ann.id, content: "I was here" });
        await device.isRefused("user", { receiver: ann.id, content: "I was here" });
        await device.isRefused("room", { room: room.id, content: "I was here" });
        await annHere.writes("room", { room: room.id, content: "the secret of the room" });
        await device.staysWithout("room", { content: "the secret of the room" });
        for (const event of ["user", "room"]) {
            assert.deepEqual(annHere.all(event, { content: "I was here" }), []);
        }
    };

    testWith(everyWay, "a stranger", async (client) => {
        const [ann, , room] = await roommates(server);
        const stranger = await Person.register(server, "Mallory");
        const [annHere, strangerHere] = await Promise.all([ann.opens(), stranger.opens(client)]);
        await triesEverything(strangerHere, ann, annHere, room);
        assert.deepEqual(strangerHere.all("join"), []);
        assert.deepEqual(strangerHere.all("online"), []);
        assert.deepEqual(strangerHere.all("status"), []);
    });

    testWith(everyWay, "a former member who is a former friend", async (client) => {
        const [ann, eve] = await friends(server);
        const room = await ann.opensRoom();
        const membership = await ann.letsIn(eve, room);
        const [annHere, eveHere] = await Promise.all([ann.opens(), eve.opens(client)]);
        await eveHere.writes("room", { room: room.id, content: "we were members" });
        await eveHere.writes("user", { sender: ann.id, content: "we were friends" });
        await ann.data("DELETE", `/member/${membership.id}`);
        await ann.unfriends(eve);
        // With the connection that was open, and with a new one.
        await triesEverything(eveHere, ann, annHere, room);
        await eveHere.closes();
        const again = await eve.opens(client);
        assert.deepEqual((await again.arrives()).users, []);
        await triesEverything(again, ann, annHere, room);
    });

    testWith(everyWay, "a closed account", async (client) => {
        const [ann, ben] = await friends(server);
        const [annHere, benHere] = await Promise.all([ann.opens(), ben.opens(client)]);
        await ben.data("DELETE", `/user/${ben.id}`);
        await benHere.ends();
        await annHere.hears("status", { friend: ben.id, status: false });
        const again = ben.opensUnannounced(client);
        await again.hears("exception", { message: "无效的令牌" });
        await again.isSentAway();
    });

    testWith(everyWay, "a message cannot pretend", async (client) => {
        const [ann, ben, room] = await roommates(server);
        const [annHere, benHere] = await Promise.all([ann.opens(client), ben.opens()]);
        const lies = { id: "x", seq: 99, timestamp: 1, conversation: `user:${ben.id}` };
        const said = await annHere.writes("user", { sender: ben.id, receiver: ann.id, content: "a", ...lies });
        const expected = { sender: ann.id, receiver: ben.id, content: "a", conversation: `user:${ann.id}`, ...said };
        assert.deepEqual(await benHere.hears("user"), expected);

        const told = await annHere.writes("room", { room: room.id, sender: ben.id, content: "b", ...lies });
        const heard = await benHere.hears("room");
        assert.deepEqual(heard, { room: room.id, sender: ann.id, content: "b", conversation: `room:${room.id}`, ...told });
    });

    testWith(everyWay, "what only the server says is not passed on", async (client) => {
        const [ann, ben] = await friends(server);
        const [annHere, benHere] = await Promise.all([ann.opens(client), ben.opens()]);
        for (const event of ["alert", "kicked", "status", "exception", "online", "apply", "sender", "nonsense"]) {
            annHere.socket.emit(event, { sender: ben.id, friend: ben.id, users: [ben.id], message: "boo" });
        }
        await annHere.writes("user", { sender: ben.id, content: "the only thing" });
        await benHere.hears("user", { content: "the only thing" });
        assert.deepEqual(benHere.heard.filter(({ data }) => data.message === "boo"), []);
        assert.deepEqual([annHere.all("exception"), annHere.farewells], [[], []]);
    });
});

suite("nonsense", {}, (server) => {
    testWith(everyClient, "a malformed message is dropped, and only its acknowledgement says so", async (client) => {
        const [ann, ben, room] = await roommates(server);
        const [annHere, benHere] = await Promise.all([ann.opens(client), ben.opens()]);
        const to = { sender: ben.id };
        const malformed = [
            ["user"],
            ["user", null],
            ["user", "text"],
            ["user", [to]],
            ["user", { ...to }],
            ["user", { ...to, content: "" }],
            ["user", { ...to, content: 5 }],
            ["user", { ...to, content: { text: "hello" } }],
            ["user", { ...to, content: "x".repeat(65_537) }],
            ["user", { sender: "nobody", content: "hello" }],
            ["user", { sender: ann.id, content: "to myself" }],
            ["user", { sender: room.id, content: "hello" }],
            ["user", { content: "to nobody" }],
            ["room", { content: "nowhere" }],
            ["room", { room: "somewhere", content: "hello" }],
            ["room", { room: ben.id, content: "hello" }],
            ["room", { room: room.id, content: "hello", padding: "x".repeat(9_000) }],
        ];
        for (const [event, ...args] of malformed) {
            await annHere.isRefused(event, ...args);
            annHere.socket.emit(event, ...args);
        }
        await annHere.writes("user", { ...to, content: "x".repeat(65_536) });
        const heard = await benHere.hears("user");
        assert.equal(heard.content.length, 65_536, "nothing else came before");
        assert.deepEqual([annHere.all("exception"), annHere.farewells, benHere.all("room")], [[], [], []]);
    });

    testWith(everyClient, "binary attachments are refused, and the client stays", async (client) => {
        const [ann, ben] = await friends(server);
        const [annHere, benHere] = await Promise.all([ann.opens(client), ben.opens()]);
        const bytes = Buffer.from([0, 1, 2, 255]);
        await annHere.isRefused("user", { sender: ben.id, content: bytes });
        await annHere.isRefused("user", { sender: ben.id, content: "a file", file: bytes });
        await annHere.isRefused("user", bytes, bytes);
        annHere.socket.emit("user", { sender: ben.id, content: "a file", file: bytes });
        await annHere.writes("user", { sender: ben.id, content: "words" });
        assert.equal((await benHere.hears("user")).content, "words");
        assert.deepEqual(annHere.farewells, []);
    });

    testWith(everyWay, "what looks like a placeholder of bytes is only data", async (client) => {
        const [ann, ben] = await friends(server);
        const [annHere, benHere] = await Promise.all([ann.opens(client), ben.opens()]);
        const odd = { _placeholder: true, num: 0 };
        await annHere.says("user", { sender: ben.id, content: "odd", odd });
        await annHere.writes("user", { sender: ben.id, content: "even" });
        await benHere.hears("user", { content: "even" });
    });

    test("broken requests and packets harm nobody else", async () => {
        const [ann, ben] = await friends(server);
        const [annHere, benHere] = await Promise.all([ann.opens(), ben.opens()]);
        const at = `${server.url}/websocket/`;
        const open = async () => {
            const packet = await (await fetch(`${at}?EIO=4&transport=polling`)).text();
            return JSON.parse(packet.slice(1)).sid;
        };
        const missing = `451-["user",{"_placeholder":true,"num":7}]`;
        for (const body of ["", "9", "4", "42[", "4{}", missing, "\u001e", "b!", "2".repeat(2_000_000)]) {
            const request = { method: "POST", body, headers: { "content-type": "text/plain" } };
            const answer = await fetch(`${at}?EIO=4&transport=polling&sid=${await open()}`, request);
            assert.ok(answer.status < 500, `${body.slice(0, 20)}: ${answer.status}`);
        }
        const pigeon = "?EIO=4&transport=carrier-pigeon";
        for (const query of ["", "?EIO=3&transport=polling", pigeon, "?EIO=4&transport=polling&sid=nobody"]) {
            assert.equal((await fetch(at + query)).status, 400, query);
        }
        await annHere.writes("user", { sender: ben.id, content: "unharmed" });
        await benHere.hears("user", { content: "unharmed" });
    });
});
