// What was written while a client was away. It knows nothing of sequence numbers, and keeps its own history.

import assert from "node:assert/strict";
import { test } from "node:test";
import { everyClient, everyWay, newest } from "./support/clients.mjs";
import { Person, friends, roommates } from "./support/people.mjs";
import { RawSocket } from "./support/raw.mjs";
import { suite, testWith } from "./support/suite.mjs";

const numbered = (count) => Array.from({ length: count }, (_, index) => `message ${index + 1}`);

const contents = (messages) => messages.map(({ content }) => content);

// Writes without a pause, in order.
const writesAll = (device, event, target, texts) =>
    Promise.all(texts.map((content) => device.writes(event, { ...target, content })));

suite("away", {}, (server) => {
    const fifty = numbered(50);

    testWith(everyClient, "fifty messages arrive in order and once, and not again after a reload", async (client) => {
        const [ann, ben] = await friends(server);
        const annHere = await ann.opens();
        const opened = await ben.opens(client);
        await annHere.hears("status", { friend: ben.id, status: true });
        await opened.closes();
        await annHere.hears("status", { friend: ben.id, status: false });
        await writesAll(annHere, "user", { sender: ben.id }, fifty);

        const benHere = await ben.opens(client);
        // What is said meanwhile waits behind.
        await annHere.writes("user", { sender: ben.id, content: "live" });
        assert.deepEqual(contents(await benHere.hearsMany(51, "user")), [...fifty, "live"]);
        // The existing client loads its own history right after init, which replaces what came before.
        const first = benHere.heard.find(({ event }) => event === "user");
        const delay = first.at - benHere.announcedAt;
        assert.ok(delay > 900 && delay < 5_000, `after ${delay} ms`);
        const [{ sender, receiver, conversation, seq }] = benHere.all("user");
        assert.deepEqual([sender, receiver, conversation, seq], [ann.id, ben.id, `user:${ann.id}`, 1]);
        benHere.forgets();
        await benHere.staysWithout("user", {}, 1_500);

        await benHere.closes();
        const reloaded = await ben.opens(client);
        await reloaded.staysWithout("user", {}, 2_500);
        await annHere.writes("user", { sender: ben.id, content: "after the reload" });
        await reloaded.hears("user", { content: "after the reload" });
    });

    testWith(everyWay, "what came before the first time a client is opened", async (client) => {
        const [ann, ben, room] = await roommates(server);
        const annHere = await ann.opens();
        await writesAll(annHere, "user", { sender: ben.id }, fifty);
        await writesAll(annHere, "room", { room: room.id }, fifty);
        const benHere = await ben.opens(client);
        for (const event of ["user", "room"]) {
            assert.deepEqual(contents(await benHere.hearsMany(50, event)), fifty);
        }
        benHere.forgets();
        await Promise.all(["user", "room"].map((event) => benHere.staysWithout(event, {}, 1_500)));
    });

    testWith(everyWay, "nothing that was said before one became a member", async (client) => {
        const [ann, ben] = await friends(server);
        const room = await ann.opensRoom();
        const annHere = await ann.opens();
        await annHere.writes("room", { room: room.id, content: "before" });
        await ann.letsIn(ben, room);
        await annHere.writes("room", { room: room.id, content: "after" });
        const benHere = await ben.opens(client);
        await benHere.hears("room", { content: "after" });
        await benHere.staysWithout("room", { content: "before" });
    });

    test("nothing from a room that one has left", async () => {
        const [ann, ben] = await friends(server);
        const room = await ann.opensRoom();
        const membership = await ann.letsIn(ben, room);
        const annHere = await ann.opens();
        await annHere.writes("room", { room: room.id, content: "while a member" });
        await ann.data("DELETE", `/member/${membership.id}`);
        await annHere.writes("room", { room: room.id, content: "afterwards" });
        const benHere = await ben.opens();
        await benHere.staysWithout("room", {}, 2_500);
    });

    test("the newest thousand of very many", async () => {
        const [ann, ben] = await friends(server);
        const texts = numbered(1_010);
        const raw = await RawSocket.open(ann);
        await Promise.all(texts.map((content) => raw.writes("user", { receiver: ben.id, content })));
        const benHere = await ben.opens();
        assert.deepEqual(contents(await benHere.hearsMany(1_000, "user")), texts.slice(-1_000));
        await raw.writes("user", { receiver: ben.id, content: "live" });
        await benHere.hears("user", { content: "live" });
        assert.equal(benHere.all("user").length, 1_001);
    });

    test("what was sent and perhaps not received comes again rather than not at all", async () => {
        const [ann, ben] = await friends(server);
        const annHere = await ann.opens();
        await writesAll(annHere, "user", { sender: ben.id }, fifty);
        const tunnel = await ben.opens(newest);
        const before = await tunnel.hearsMany(50, "user");
        // Before any pong.
        tunnel.vanishes();
        const benHere = await ben.opens(newest);
        assert.deepEqual(await benHere.hearsMany(50, "user"), before, "the same ones");
        benHere.forgets();
        await benHere.staysWithout("user", {}, 1_500);
    });

    test("each kind of client has its own position", async () => {
        const [ann, ben] = await friends(server);
        const annHere = await ann.opens();
        await annHere.writes("user", { sender: ben.id, content: "for all devices" });
        const raw = await RawSocket.open(ben);
        raw.send("resume");
        await raw.hears("user", { content: "for all devices" });
        raw.close();
        const benHere = await ben.opens();
        await benHere.hears("user", { content: "for all devices" });
    });
});

suite("away, with a quick heartbeat", { REALTIME__PING_INTERVAL: "1s", REALTIME__PING_TIMEOUT: "10s" }, (server) => {
    testWith([newest], "a pong proves what came before it", async (client) => {
        const [ann, ben] = await friends(server);
        const annHere = await ann.opens();
        await writesAll(annHere, "user", { sender: ben.id }, numbered(5));
        const tunnel = await ben.opens(client);
        await tunnel.hearsMany(5, "user");
        await annHere.writes("user", { sender: ben.id, content: "live" });
        await tunnel.hears("user", { content: "live" });
        const { engine } = tunnel.socket.io;
        for (const _ of ["a ping", "and another"]) {
            await new Promise((resolve) => engine.once("ping", resolve));
        }
        tunnel.vanishes();
        const benHere = await ben.opens(client);
        await benHere.staysWithout("user", {}, 2_500);
    });

    testWith(everyWay, "a connection outlives its heartbeats", async (client) => {
        const person = await Person.register(server, "Ann");
        const device = await person.opens(client);
        await new Promise((resolve) => setTimeout(resolve, 5_000));
        assert.deepEqual([device.connections, device.farewells], [1, []]);
    });
});
