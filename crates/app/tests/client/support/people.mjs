// People who use a server with a client of Socket.IO.

import { Account } from "./account.mjs";
import { newest } from "./clients.mjs";

export class Person extends Account {
    // Opens the client, and waits until it is announced.
    async opens(client = newest, options = {}) {
        const device = this.opensUnannounced(client, options);
        await device.arrives();
        return device;
    }

    // Opens the client without waiting for anything.
    opensUnannounced(client = newest, options = {}) {
        return client.connect(this.server.url, { auth: { token: this.token }, ...options });
    }
}

// Two people who are friends.
export async function friends(server) {
    const [ann, ben] = await Promise.all([Person.register(server, "Ann"), Person.register(server, "Ben")]);
    await ann.befriends(ben);
    return [ann, ben];
}

// Two friends, and a room of the first with both in it.
export async function roommates(server) {
    const [ann, ben] = await friends(server);
    const room = await ann.opensRoom();
    await ann.letsIn(ben, room);
    return [ann, ben, room];
}
