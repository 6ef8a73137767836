// Rooms: made, found, joined, led and left.

import { test } from "node:test";
import { suite } from "./support/suite.mjs";

suite("rooms", (place) => {
    test("a room is made, found, applied for, and its owner lets somebody in", async () => {
        const [ann, ben] = [await place.person("Ann"), await place.person("Ben")];
        const name = `Tea of ${ann.name}`;
        await ann.goesTo("rooms");
        await ann.button("Create a room").first().click();
        await ann.fills("Name", name);
        await ann.fills("What it is for", "All about tea.");
        await ann.confirms("Create a room");
        await ann.heading(name).waitFor();

        await ben.goesTo("rooms");
        await ben.fills("Search rooms", name);
        await ben.link(new RegExp(name)).click();
        await ben.clicks("Ask to join");
        await ben.fills("A note (optional)", "I like oolong.");
        await ben.confirms("Send request");
        await ben.sees("Waiting for an answer");

        await ann.clicks("Details");
        await ann.sees("I like oolong.");
        await ann.clicks(`Accept ${ben.name}`);
        await ben.sees(`You are in “${name}” now`);
        await ann.members.getByRole("link", { name: ben.name }).waitFor();
        await ben.clicks("Open chat");
        await ben.writes("Thank you!");
        await ann.reads("Thank you!");
    });

    test("whoever is refused is told", async () => {
        const [ann, ben] = [await place.person("Ann"), await place.person("Ben")];
        const room = await ann.account.opensRoom();
        await ben.goesTo(`rooms/${room.id}`);
        await ben.clicks("Ask to join");
        await ben.confirms("Send request");
        await ann.goesTo("requests");
        await ann.clicks(`Decline ${ben.name}`);
        await ben.sees(`“${room.name}” has refused your request`);
        await ben.button("Ask to join").waitFor();
    });

    test("an owner changes a room, and everybody sees it", async () => {
        const [ann, ben, room] = await roommates();
        await ann.goesTo(`rooms/${room.id}`);
        await ann.clicks("Edit room");
        await ann.fills("Name", `${room.name}, renamed`);
        await ann.confirms("Save");
        await ben.chatWith(`${room.name}, renamed`).waitFor();
        await ann.heading(`${room.name}, renamed`).first().waitFor();
    });

    test("a member is removed, and is out of the room at once", async () => {
        const [ann, ben, room] = await roommates();
        await ben.opensChatWith(room.name);
        await ann.goesTo(`rooms/${room.id}`);
        await ann.clicks(`Actions for ${ben.name}`);
        await ann.chooses("Remove from room");
        await ann.confirms("Remove from room");
        await ann.members.getByRole("link", { name: ben.name }).waitFor({ state: "detached" });
        await ben.chatWith(room.name).waitFor({ state: "detached" });
        await ben.sees("You are not in this room.");
        await ben.field("Write a message").waitFor({ state: "detached" });
    });

    test("a room is handed over, and its former owner leaves it", async () => {
        const [ann, ben, room] = await roommates();
        await ann.goesTo(`rooms/${room.id}`);
        await ann.clicks(`Actions for ${ben.name}`);
        await ann.chooses("Make owner");
        await ann.confirms("Make owner");
        await ann.sees(`Owner: ${ben.name}`);
        await ann.clicks("Leave room");
        await ann.confirms("Leave room");
        await ann.chatWith(room.name).waitFor({ state: "detached" });

        await ben.goesTo(`rooms/${room.id}`);
        await ben.button("Delete room").waitFor();
        await ben.members.getByRole("link", { name: ann.name }).waitFor({ state: "detached" });
    });

    test("a room is deleted after asking, and is gone for everybody", async () => {
        const [ann, ben, room] = await roommates();
        await ben.opensChatWith(room.name);
        await ann.goesTo(`rooms/${room.id}`);
        await ann.clicks("Delete room");
        await ann.confirms("Cancel");
        await ann.clicks("Delete room");
        await ann.confirms("Delete room");
        for (const person of [ann, ben]) {
            await person.chatWith(room.name).waitFor({ state: "detached" });
        }
        await ben.field("Write a message").waitFor({ state: "detached" });
    });

    for (const screen of ["desk", "phone"]) {
        test(`nobody meets a barrier among rooms (${screen})`, async () => {
            const [ann, ben, room] = await roommates({ screen });
            const cleo = await place.person("Cleo");
            await cleo.account.post("/apply", { room_id: room.id, note: "May I?" });
            await ann.meetsNoBarrierOn("rooms", `rooms/${room.id}`, `chats/room/${room.id}/details`);
            await ann.clicks(`Actions for ${ben.name}`);
            await ann.meetsNoBarrier();
            await ann.presses("Escape");
            await ann.clicks("Edit room");
            await ann.meetsNoBarrier();
            await ann.presses("Escape");
            await ann.clicks("Delete room");
            await ann.meetsNoBarrier();
        });
    }

    async function roommates(wishes) {
        const [ann, ben] = await place.friends(wishes);
        const room = await ann.account.opensRoom();
        await ann.account.letsIn(ben.account, room);
        return [ann, ben, room];
    }
});
