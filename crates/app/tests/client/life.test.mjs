// What people do with the existing client, from registration to the last word.

import assert from "node:assert/strict";
import { Person, friends, roommates } from "./support/people.mjs";
import { everyClient, everyWay, newest, polling, upgrading } from "./support/clients.mjs";
import { suite, testWith } from "./support/suite.mjs";
import { test } from "node:test";

const isRecent = (timestamp) => Number.isInteger(timestamp) && Math.abs(Date.now() - timestamp) < 60_000;

suite("the life of a client", {}, (server) => {
    testWith(everyClient, "two people meet and talk, and no page is loaded twice", async (client) => {
        const [ann, ben] = await Promise.all([Person.register(server, "Ann"), Person.register(server, "Ben")]);
        const { id, username, email, createdAt, updatedAt, access_token, token_type, expires_in, ...more } = ann.login;
        // What is ours beside it, and does no harm.
        assert.deepEqual(more, { avatar: null });
        assert.deepEqual([username, email, token_type, expires_in], [ann.name, `${ann.name}@example.org`, "Bearer", "24h"]);

        const [annHere, benHere] = await Promise.all([ann.opens(client), ben.opens(client)]);

        const wish = await ann.post("/apply", { apply_user_id: ben.id });
        await benHere.hears("apply", { id: wish.id });
        await ben.data("PATCH", `/apply/${wish.id}`, { status: true });
        await annHere.hears("status", { friend: ben.id, status: true });

        const room = await ann.opensRoom();
        await ann.letsIn(ben, room);
        await benHere.hears("join", { room: room.id });

        await annHere.writes("user", { sender: ben.id, content: "hello" });
        await benHere.hears("user", { sender: ann.id, content: "hello" });
        await benHere.writes("user", { sender: ann.id, content: "hello yourself" });
        await annHere.hears("user", { sender: ben.id, content: "hello yourself" });
        await benHere.writes("room", { room: room.id, content: "tea?" });
        await annHere.hears("room", { sender: ben.id, content: "tea?" });

        await benHere.closes();
        await annHere.hears("status", { friend: ben.id, status: false });
        assert.deepEqual([...annHere.all("exception"), ...benHere.all("exception")], []);
        assert.deepEqual([annHere.farewells, annHere.connections], [[], 1]);
    });

    testWith(everyClient, "what follows init", async (client) => {
        const [ann, ben, room] = await roommates(server);
        const benHere = await ben.opens();
        const annHere = await ann.opens(client);

        assert.equal(annHere.heard[0].event, "message", "the welcome comes first");
        const { message, timestamp, ...more } = annHere.heard[0].data;
        assert.deepEqual([typeof message, isRecent(timestamp), more], ["string", true, {}]);

        const friendsHere = await annHere.hears("onlineFriends");
        assert.ok(isRecent(friendsHere.timestamp));
        assert.deepEqual(friendsHere, { users: [ben.id], timestamp: friendsHere.timestamp });

        const join = { room: room.id, message: `You have join room: ${room.name}` };
        assert.deepEqual(await annHere.hears("join", { room: room.id }), join);

        const online = await annHere.hears("online", { room: room.id });
        assert.ok(isRecent(online.timestamp));
        assert.deepEqual(online.users.toSorted(), [ann.id, ben.id].toSorted());
        assert.deepEqual(online, { room: room.id, users: online.users, timestamp: online.timestamp });

        const status = await benHere.hears("status", { friend: ann.id });
        assert.deepEqual(status, { friend: ann.id, status: true, timestamp: status.timestamp });
        const isFull = ({ users }) => users.length === 2;
        await benHere.until(() => benHere.all("online", { room: room.id }).some(isFull), "Ann is not in the room");
    });

    testWith(everyClient, "a private message, to the field", async (client) => {
        const [ann, ben] = await friends(server);
        const [annHere, benHere] = await Promise.all([ann.opens(client), ben.opens(client)]);
        const file = { content: "public/1/茶.png", type: "image/png", size: 12_345, originalname: "茶 🍵.png" };

        const answer = await annHere.says("user", { sender: ben.id, ...file, client_id: `${ann.id}-1`, nested: { a: [1] } });
        const { id, seq, timestamp, ...rest } = answer.data;
        assert.deepEqual([answer.code, answer.msg, rest], [200, "success", {}]);
        assert.ok(isRecent(timestamp));
        assert.deepEqual([typeof id, seq], ["string", 1]);

        const common = { ...file, nested: { a: [1] }, sender: ann.id, receiver: ben.id };
        const message = { ...common, client_id: `${ann.id}-1`, id, seq, timestamp };
        assert.deepEqual(await benHere.hears("user"), { ...message, conversation: `user:${ann.id}` });
        assert.deepEqual(await annHere.hears("sender"), { ...message, conversation: `user:${ben.id}` });
        await benHere.staysWithout("sender");
        assert.equal(annHere.all("user").length, 0);
    });

    testWith(everyClient, "a message to a room, to the field", async (client) => {
        const [ann, ben, room] = await roommates(server);
        const [annHere, benHere] = await Promise.all([ann.opens(client), ben.opens(client)]);

        const said = { room: room.id, content: "tea?", type: "text" };
        const { id, seq, timestamp } = await annHere.writes("room", said);
        const message = { ...said, sender: ann.id, conversation: `room:${room.id}`, id, seq, timestamp };
        assert.deepEqual(await benHere.hears("room"), message);
        assert.deepEqual(await annHere.hears("room"), message, "its author too");
        assert.deepEqual([annHere.all("room").length, annHere.all("sender").length], [1, 0]);
    });

    testWith(everyClient, "twenty messages of 30,000 characters in a row keep their order, both ways", async (client) => {
        const [ann, ben] = await friends(server);
        const [annHere, benHere] = await Promise.all([ann.opens(client), ben.opens(client)]);
        const numbers = Array.from({ length: 20 }, (_, index) => index);
        const long = (number) => `${number}:`.padEnd(30_000, "茶");

        for (const [author, receiver, to] of [[annHere, benHere, ben], [benHere, annHere, ann]]) {
            await Promise.all(
                numbers.map((number) => author.writes("user", { sender: to.id, content: long(number), number })),
            );
            for (const [device, event] of [[receiver, "user"], [author, "sender"]]) {
                const heard = await device.hearsMany(20, event);
                assert.deepEqual(heard.map(({ number }) => number), numbers);
                assert.ok(heard.every(({ content, number }) => content === long(number)));
            }
        }
    });

    testWith(everyWay, "an acknowledgement is not needed", async (client) => {
        const [ann, ben] = await friends(server);
        const [annHere, benHere] = await Promise.all([ann.opens(client), ben.opens(client)]);
        annHere.socket.emit("user", { sender: ben.id, content: "hello" });
        annHere.socket.emit("message", { anything: true });
        annHere.socket.emit("message");
        await benHere.hears("user", { content: "hello" });
        await annHere.staysWithout("exception");
        assert.deepEqual(annHere.farewells, []);
    });

    test("two devices of each see the same", async () => {
        const [ann, ben, room] = await roommates(server);
        const devices = (person) => Promise.all([newest, polling, upgrading].map((client) => person.opens(client)));
        const [annsDevices, bensDevices] = [await devices(ann), await devices(ben)];

        await annsDevices[0].writes("user", { sender: ben.id, content: "one" });
        await annsDevices[1].writes("user", { sender: ben.id, content: "two" });
        await bensDevices[0].writes("room", { room: room.id, content: "three" });

        const everybodys = async (devices, event, count) => {
            const [first, ...others] = await Promise.all(devices.map((device) => device.hearsMany(count, event)));
            others.forEach((other) => assert.deepEqual(other, first));
            return first.map(({ content }) => content);
        };
        assert.deepEqual(await everybodys(annsDevices, "sender", 2), ["one", "two"]);
        assert.deepEqual(await everybodys(bensDevices, "user", 2), ["one", "two"]);
        assert.deepEqual(await everybodys([...annsDevices, ...bensDevices], "room", 1), ["three"]);
    });

    test("one is here until the last device is closed", async () => {
        const [ann, ben] = await friends(server);
        const benHere = await ben.opens();
        const [desk, phone] = [await ann.opens(newest), await ann.opens(polling)];
        await benHere.hears("status", { friend: ann.id, status: true });
        await desk.closes();
        await benHere.staysWithout("status", { friend: ann.id, status: false }, 2_000);
        await phone.closes();
        await benHere.hears("status", { friend: ann.id, status: false });
    });
});
