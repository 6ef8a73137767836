// Connecting, being announced, and being sent away.

import assert from "node:assert/strict";
import { test } from "node:test";
import { everyClient, everyWay, newest, polling, upgrading } from "./support/clients.mjs";
import { Person, friends } from "./support/people.mjs";
import { suite, testWith } from "./support/suite.mjs";

const seconds = () => Math.floor(Date.now() / 1_000);

// What the existing server's tokens say.
const claims = (person, expires) => ({ id: person.id, username: person.name, iat: seconds() - 60, exp: expires });

suite("arriving", {}, (server) => {
    // What may be wrong with a token, and what the client is told.
    const wrong = {
        "no token": [() => undefined, "WebSocket 连接缺少 Token"],
        "an auth payload without a token": [() => ({}), "WebSocket 连接缺少 Token"],
        "what is not a token": [() => ({ token: "not.a.token" }), "无效的令牌"],
        "a token that somebody else has signed": [
            (ann) => ({ token: server.token(claims(ann, seconds() + 60), "a secret that is not the server's own") }),
            "无效的令牌",
        ],
        "a token that has expired": [(ann) => ({ token: server.token(claims(ann, seconds() - 5)) }), "令牌已过期"],
    };

    for (const [trouble, [authOf, message]] of Object.entries(wrong)) {
        testWith(everyClient, `${trouble}: an exception, and the end`, async (client) => {
            const ann = await Person.register(server, "Ann");
            const device = ann.opensUnannounced(client, { auth: authOf(ann) });
            const exception = await device.hears("exception");
            assert.deepEqual(exception, { status: "error", message, cause: { pattern: "init" } });
            await device.isSentAway();
            assert.deepEqual(device.heard.map(({ event }) => event), ["message", "exception"]);
        });
    }

    testWith(everyWay, "the exception says what was sent", async (client) => {
        const [ann, ben] = await friends(server);
        const device = ann.opensUnannounced(client, { auth: { token: "x" }, announced: false });
        const data = { sender: ben.id, content: "hello" };
        device.socket.emit("user", data);
        const { cause } = await device.hears("exception", { status: "error", message: "无效的令牌" });
        assert.deepEqual(cause, { pattern: "user", data });
        await device.isSentAway();
    });

    testWith(everyWay, "a login that was ended has no valid token", async (client) => {
        const ann = await Person.register(server, "Ann");
        const { token } = ann;
        await ann.logIn();
        const [old] = (await ann.get("/session")).filter(({ current }) => !current);
        await ann.data("DELETE", `/session/${old.id}`);
        const device = ann.opensUnannounced(client, { auth: { token } });
        await device.hears("exception", { message: "无效的令牌" });
        await device.isSentAway();
    });

    testWith(everyWay, "a token that expires during a connection", async (client) => {
        const [ann, ben] = await friends(server);
        const expires = seconds() + 3;
        const device = await ann.opens(client, { auth: { token: server.token(claims(ann, expires)) } });
        const benHere = await ben.opens();
        await new Promise((resolve) => setTimeout(resolve, expires * 1_000 + 500 - Date.now()));
        device.socket.emit("user", { sender: ben.id, content: "too late" });
        const { status, message, cause } = await device.hears("exception");
        assert.deepEqual([status, message, typeof cause.pattern], ["error", "令牌已过期", "string"]);
        await device.isSentAway();
        await benHere.staysWithout("user");
    });

    testWith(everyWay, "a token of the existing server is good, and may have Bearer before it", async (client) => {
        const ann = await Person.register(server, "Ann");
        const token = server.token(claims(ann, seconds() + 60));
        await ann.opens(client, { auth: { token } });
        const device = await ann.opens(client, { auth: { token: `Bearer ${ann.token}` } });
        assert.deepEqual(device.all("exception"), []);
    });

    testWith(everyWay, "without init one is not here", async (client) => {
        const [ann, ben] = await friends(server);
        const benHere = await ben.opens();
        const device = ann.opensUnannounced(client, { announced: false });
        await device.hears("message");
        await benHere.staysWithout("status", { friend: ann.id });
        assert.deepEqual(device.heard.map(({ event }) => event), ["message"]);
        device.socket.emit("init");
        await device.arrives();
        await benHere.hears("status", { friend: ann.id, status: true });
    });

    testWith(everyWay, "what is said before the connection stands is not lost", async (client) => {
        const [ann, ben] = await friends(server);
        const benHere = await ben.opens();
        const device = ann.opensUnannounced(client, { announced: false });
        device.socket.emit("init");
        device.socket.emit("user", { sender: ben.id, content: "already" });
        await device.arrives();
        await benHere.hears("user", { content: "already" });
    });

    testWith(everyWay, "the path may end without a slash", async (client) => {
        const ann = await Person.register(server, "Ann");
        const device = await ann.opens(client, { addTrailingSlash: false });
        assert.ok(device.socket.connected);
    });

    testWith(everyWay, "there is only the default namespace", async (client) => {
        const ann = await Person.register(server, "Ann");
        const device = client.connect(`${server.url}/admin`, { auth: { token: ann.token }, announced: false });
        const refusal = await device.until(() => device.refusal, "the namespace was not refused");
        assert.equal(refusal.message, "Invalid namespace");
        device.socket.disconnect();
    });

    testWith([upgrading], "polling becomes a WebSocket", async (client) => {
        const ann = await Person.register(server, "Ann");
        const device = await ann.opens(client);
        const { engine } = device.socket.io;
        const upgraded = new Promise((resolve) => engine.once("upgrade", resolve));
        if (engine.transport.name !== "websocket") {
            await upgraded;
        }
        assert.equal(engine.transport.name, "websocket");
        assert.deepEqual([device.connections, device.farewells], [1, []]);
    });

    test("the handshake has the figures of the existing server", async () => {
        const answer = await fetch(`${server.url}/websocket/?EIO=4&transport=polling`);
        const packet = await answer.text();
        assert.deepEqual([answer.status, packet[0]], [200, "0"]);
        const { sid, ...figures } = JSON.parse(packet.slice(1));
        assert.equal(typeof sid, "string");
        const expected = { upgrades: ["websocket"], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 };
        assert.deepEqual(figures, expected);
    });
});

suite("pages of other sites", { SERVER__CORS_ORIGINS: "https://chat.example.org" }, (server) => {
    test("only those that are configured may use polling", async () => {
        const allowed = async (origin) => {
            const answer = await fetch(`${server.url}/websocket/?EIO=4&transport=polling`, { headers: { origin } });
            return ["origin", "credentials"].map((what) => answer.headers.get(`access-control-allow-${what}`));
        };
        assert.deepEqual(await allowed("https://chat.example.org"), ["https://chat.example.org", "true"]);
        assert.equal((await allowed("https://evil.example.org"))[0], null);
    });
});

suite("not arriving", { REALTIME__AUTH_DEADLINE: "1s" }, (server) => {
    testWith(everyWay, "who never says who they are is let go", async (client) => {
        const device = client.connect(server.url, { announced: false, reconnection: false });
        await device.ends();
        assert.deepEqual(device.heard.map(({ event }) => event), ["message"]);
    });
});

suite("one session at a time", { AUTH__SINGLE_SESSION: "true" }, (server) => {
    const reason = "Account logged in elsewhere";

    testWith(everyClient, "the second client sends the first one away", async (client) => {
        const [ann, ben] = await friends(server);
        const [benHere, first] = [await ben.opens(client), await ann.opens(client)];
        await benHere.hears("status", { friend: ann.id, status: true });

        // The same token is no excuse.
        const second = await ann.opens(client);
        const kicked = await first.hears("kicked");
        assert.deepEqual(kicked, { reason, timestamp: kicked.timestamp });
        await first.isSentAway();
        await first.staysWithout("exception", {}, 3_000);
        assert.equal(first.connections, 1, "it does not come back");

        await benHere.writes("user", { sender: ann.id, content: "still here?" });
        await second.hears("user", { content: "still here?" });
        assert.deepEqual([second.all("kicked"), benHere.all("kicked")], [[], []]);
        assert.deepEqual(benHere.all("status", { friend: ann.id, status: false }), [], "she never left");
    });

    test("whoever is not announced sends nobody away", async () => {
        const ann = await Person.register(server, "Ann");
        const first = await ann.opens(newest);
        const second = ann.opensUnannounced(polling, { announced: false });
        await second.hears("message");
        await first.staysWithout("kicked");
        second.socket.emit("init");
        await first.hears("kicked", { reason });
    });
});
