// What begins or ends reaches open clients at once, without a reload.

import assert from "node:assert/strict";
import { test } from "node:test";
import { everyWay, newest, polling } from "./support/clients.mjs";
import { Person, friends, roommates } from "./support/people.mjs";
import { suite, testWith } from "./support/suite.mjs";

// Who is in a room, as a device was told last.
const lastOnline = (device, room) => device.all("online", { room: room.id }).at(-1)?.users.toSorted();

const seesOnline = (device, room, people) => {
    const ids = people.map(({ id }) => id).toSorted();
    const isSo = () => JSON.stringify(lastOnline(device, room)) === JSON.stringify(ids);
    return device.until(isSo, `${people.map(({ name }) => name)} are not the ones who are online`);
};

suite("live changes", {}, (server) => {
    testWith(everyWay, "an application to be friends, and its acceptance", async (client) => {
        const [ann, ben] = await Promise.all([Person.register(server, "Ann"), Person.register(server, "Ben")]);
        const [annHere, benHere] = await Promise.all([ann.opens(client), ben.opens(client)]);

        const { id } = await ann.post("/apply", { apply_user_id: ben.id });
        const [listed] = await ben.get("/apply/mine");
        assert.deepEqual(await benHere.hears("apply", { id }), listed);

        await ben.data("PATCH", `/apply/${id}`, { status: true });
        const [decided] = await ann.get("/apply");
        assert.deepEqual(await annHere.hears("apply", { id, handle_status: true }), decided);
        for (const [device, other] of [[annHere, ben], [benHere, ann]]) {
            assert.deepEqual(await device.hears("friend"), { user: other.id, status: true });
            await device.hears("status", { friend: other.id, status: true });
        }
        await annHere.writes("user", { sender: ben.id, content: "friends!" });
        await benHere.hears("user", { content: "friends!" });
    });

    testWith(everyWay, "the end of a friendship", async (client) => {
        const [ann, ben] = await friends(server);
        const [benHere, annHere] = [await ben.opens(client), await ann.opens(client)];
        await benHere.hears("status", { friend: ann.id, status: true });
        await ann.unfriends(ben);
        assert.deepEqual(await annHere.hears("friend"), { user: ben.id, status: false });
        assert.deepEqual(await benHere.hears("friend"), { user: ann.id, status: false });

        benHere.forgets();
        await annHere.closes();
        await ann.opens(client);
        await benHere.staysWithout("status", { friend: ann.id, status: true }, 2_000);
        // And it can begin again.
        await ben.befriends(ann);
        await benHere.hears("friend", { user: ann.id, status: true });
    });

    testWith(everyWay, "a room from its opening to its end", async (client) => {
        const [ann, ben, cleo] = await Promise.all(["Ann", "Ben", "Cleo"].map((name) => Person.register(server, name)));
        const [annHere, benHere, cleoHere] = await Promise.all([ann, ben, cleo].map((person) => person.opens(client)));

        const room = await ann.opensRoom();
        const join = { room: room.id, message: `You have join room: ${room.name}` };
        assert.deepEqual(await annHere.hears("join"), join);
        await seesOnline(annHere, room, [ann]);

        await ann.letsIn(ben, room);
        assert.deepEqual(await benHere.hears("join"), join);
        assert.deepEqual(await annHere.hears("member", { user: ben.id }), { room: room.id, user: ben.id, status: true });
        await Promise.all([annHere, benHere].map((device) => seesOnline(device, room, [ann, ben])));

        // Cleo asks, and is let in.
        const { id } = await cleo.post("/apply", { room_id: room.id });
        const [listed] = await ann.get(`/apply/room?id=${room.id}`);
        assert.deepEqual(await annHere.hears("apply", { id }), listed);
        await ann.data("PATCH", `/apply/${id}`, { status: true });
        await cleoHere.hears("apply", { id, handle_status: true, status: true });
        assert.deepEqual(await cleoHere.hears("join"), join);
        await cleoHere.writes("room", { room: room.id, content: "thank you" });
        await Promise.all([annHere, benHere].map((device) => device.hears("room", { content: "thank you" })));

        await ann.data("PATCH", `/room/${room.id}`, { description: "for the three of us" });
        const updated = await cleoHere.hears("roomUpdated", { id: room.id });
        assert.deepEqual(updated, await cleo.get(`/room/${room.id}`));

        await ann.data("DELETE", `/room/${room.id}`);
        const leave = { room: room.id, message: `You have leave room: ${room.name}` };
        for (const device of [annHere, benHere, cleoHere]) {
            assert.deepEqual(await device.hears("roomDeleted"), { room: room.id });
            assert.deepEqual(await device.hears("leave"), leave);
        }
        await annHere.isRefused("room", { room: room.id, content: "anybody?" });
    });

    testWith(everyWay, "a member leaves, and reads no more", async (client) => {
        const [ann, ben] = await friends(server);
        const room = await ann.opensRoom();
        const membership = await ann.letsIn(ben, room);
        const [annHere, benHere] = await Promise.all([ann.opens(client), ben.opens(client)]);
        await Promise.all([annHere, benHere].map((device) => seesOnline(device, room, [ann, ben])));

        await ann.data("DELETE", `/member/${membership.id}`);
        await annHere.writes("room", { room: room.id, content: "without Ben" });
        const leave = { room: room.id, message: `You have leave room: ${room.name}` };
        assert.deepEqual(await benHere.hears("leave"), leave);
        assert.deepEqual(await annHere.hears("member"), { room: room.id, user: ben.id, status: false });
        await seesOnline(annHere, room, [ann]);
        await benHere.staysWithout("room");
        await benHere.isRefused("room", { room: room.id, content: "one last word" });

        await ann.letsIn(ben, room);
        await benHere.hears("join", { room: room.id });
        await annHere.writes("room", { room: room.id, content: "welcome back" });
        await benHere.hears("room", { content: "welcome back" });
    });

    test("who comes and goes in a room", async () => {
        const [ann, ben, room] = await roommates(server);
        const annHere = await ann.opens(newest);
        await seesOnline(annHere, room, [ann]);
        const benHere = await ben.opens(polling);
        await seesOnline(annHere, room, [ann, ben]);
        await benHere.closes();
        await seesOnline(annHere, room, [ann]);
    });
});
