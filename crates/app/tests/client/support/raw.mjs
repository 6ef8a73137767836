// A client of the raw WebSocket.

import { EventEmitter, once } from "node:events";
import WebSocket from "ws";

export class RawSocket {
    heard = [];
    #changes = new EventEmitter().setMaxListeners(0);
    #answers = new Map();
    #references = 0;

    static async open(person) {
        const raw = new RawSocket();
        const url = `${person.server.url.replace("http", "ws")}/ws?token=${person.token}`;
        raw.socket = new WebSocket(url);
        raw.socket.on("message", (text) => raw.#hear(JSON.parse(text)));
        await once(raw.socket, "open");
        await raw.hears("onlineFriends");
        return raw;
    }

    send(event, data, ref) {
        this.socket.send(JSON.stringify({ event, data, ref }));
    }

    // Speaks, and returns the data of the acknowledgement.
    writes(event, data) {
        const ref = ++this.#references;
        return new Promise((resolve, reject) => {
            this.#answers.set(ref, { resolve, reject });
            this.send(event, data, ref);
        });
    }

    // The data of the first such event, heard already or to come.
    async hears(event, fields = {}) {
        const isIt = (frame) =>
            frame.event === event && Object.entries(fields).every(([name, value]) => frame.data[name] === value);
        for (;;) {
            const frame = this.heard.find(isIt);
            if (frame !== undefined) {
                return frame.data;
            }
            await once(this.#changes, "heard", { signal: AbortSignal.timeout(30_000) });
        }
    }

    close() {
        this.socket.close();
    }

    #hear(frame) {
        const answer = this.#answers.get(frame.ref);
        if (answer === undefined) {
            this.heard.push(frame);
            this.#changes.emit("heard");
        } else if (frame.event === "ack") {
            answer.resolve(frame.data);
        } else {
            answer.reject(new Error(`refused: ${JSON.stringify(frame.data)}`));
        }
    }
}
