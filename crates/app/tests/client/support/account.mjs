// Somebody with an account, and what they do over REST, as the existing client does it.

import assert from "node:assert/strict";
import { patience } from "./device.mjs";

export const password = "correct horse";

let registered = 0;

export class Account {
    // Registers and logs in. Nobody else has the name.
    static register(server, nickname) {
        return this.named(server, `${nickname}-${++registered}`);
    }

    // With exactly this name.
    static async named(server, name, email = `${name}@example.org`) {
        const person = new this();
        person.server = server;
        person.name = name;
        const account = { username: name, password, email, captcha: "" };
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

    // Says something to a room, or to somebody.
    says(content, { room, user }) {
        return this.post("/message", { content, room: room?.id, user: user?.id });
    }

    // Lets somebody into one's own room, and returns the membership.
    letsIn(other, room) {
        return this.post("/member", { user_id: other.id, room_id: room.id });
    }
}
