// People who use a server over REST, as the existing client does.

import assert from "node:assert/strict";
import { newest } from "./clients.mjs";
import { patience } from "./device.mjs";

const password = "correct horse";

let registered = 0;

export class Person {
    // Registers and logs in. Nobody else has the name.
    static async register(server, nickname) {
        const person = new Person();
        person.server = server;
        person.name = `${nickname}-${++registered}`;
        const account = { username: person.name, password, email: `${person.name}@example.org`, captcha: "" };
        assert.equal(await person.post("/user", account), "创建用户成功");
        await person.logIn();
        return person;
    }

    async logIn() {
        // The existing client sends an empty address along.
        const credentials = { username: this.name, password, email: "", captcha: "" };
        this.login = await this.post("/user/login", credentials);
        this.id = this.login.id;
        this.token = this.login.access_token;
    }

    // The envelope of an answer, whatever it says.
    async ask(method, path, body) {
        const headers = { "content-type": "application/json" };
        if (this.token !== undefined) {
            headers.authorization = `Bearer ${this.token}`;
        }
        const signal = AbortSignal.timeout(patience);
        const request = { method, headers, body: body && JSON.stringify(body), signal };
        const answer = await fetch(`${this.server.url}/api${path}`, request);
        return { status: answer.status, headers: answer.headers, ...(await answer.json()) };
    }

    // The data of a success.
    async data(method, path, body) {
        const answer = await this.ask(method, path, body);
        assert.equal(answer.code, 200, `${method} ${path}: ${answer.status} ${answer.msg}`);
        return answer.data;
    }

    get(path) {
        return this.data("GET", path);
    }

    post(path, body) {
        return this.data("POST", path, body);
    }

    // Asks another to be friends, who accepts.
    async befriends(other) {
        const application = await this.post("/apply", { apply_user_id: other.id });
        await other.data("PATCH", `/apply/${application.id}`, { status: true });
    }

    async unfriends(other) {
        assert.equal((await this.data("DELETE", `/friend/${other.id}`)).affected, 1);
    }

    // Opens a room that nobody else has, and returns it.
    async opensRoom(name = `Room of ${this.name}`) {
        const made = await this.ask("POST", "/room", { name, description: "for everybody" });
        assert.equal(made.data, "创建房间成功");
        return { id: made.headers.get("location").split("/").pop(), name };
    }

    // Lets somebody into one's own room, and returns the membership.
    letsIn(other, room) {
        return this.post("/member", { user_id: other.id, room_id: room.id });
    }

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
