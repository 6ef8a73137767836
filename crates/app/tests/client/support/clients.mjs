// The real clients of npm: two releases, three ways to connect.

import { io as ioNewest } from "socket.io-client";
import { io as io480 } from "socket.io-client-4.8.0";
import { Device } from "./device.mjs";

class Client {
    constructor(name, io, transports) {
        this.name = name;
        this.transports = transports;
        this.io = io;
    }

    connect(url, { announced = true, ...options } = {}) {
        const socket = this.io(url, { path: "/websocket", transports: this.transports, forceNew: true, ...options });
        return new Device(socket, announced);
    }
}

const transports = [["websocket"], ["polling"], ["polling", "websocket"]];

const clientsOf = (release, io) =>
    transports.map((names) => new Client(`${release}, ${names.join(" → ")}`, io, names));

// The newest release, however it connects.
export const everyWay = clientsOf("newest", ioNewest);

// Every release, however it connects.
export const everyClient = [...everyWay, ...clientsOf("4.8.0", io480)];

export const [newest, polling, upgrading] = everyWay;
