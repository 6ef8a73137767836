// Tests that share a server. Each has people of its own, so they run side by side.

import { after, before, describe, test } from "node:test";
import { closeAll } from "./device.mjs";
import { Server } from "./server.mjs";

const atOnce = 8;

// In milliseconds; longer than all of a suite may take.
const timeout = 300_000;

// `define` gets the server, which runs when the tests do.
export function suite(title, settings, define) {
    describe(title, { concurrency: atOnce, timeout }, () => {
        const server = new Server(settings);
        before(() => server.start());
        after(async () => {
            closeAll();
            await server.remove();
        });
        define(server);
    });
}

// The same test with each of these clients.
export function testWith(clients, title, body) {
    clients.forEach((client) => test(`${title} (${client.name})`, () => body(client)));
}
