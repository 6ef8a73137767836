import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Connection } from "./connection";

/** A socket of which the test says what its other end does. */
class FakeSocket extends EventTarget {
    static all: FakeSocket[] = [];
    readonly sent: { event: string; ref: number }[] = [];
    isClosed = false;

    constructor() {
        super();
        FakeSocket.all.push(this);
    }

    send(text: string): void {
        this.sent.push(JSON.parse(text) as { event: string; ref: number });
    }

    close(): void {
        this.isClosed = true;
    }

    hears(frame: unknown): void {
        this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(frame) }));
    }

    async opens(): Promise<void> {
        this.dispatchEvent(new Event("open"));
        this.hears({ event: "ack", ref: this.sent.at(-1)?.ref });
        await vi.advanceTimersByTimeAsync(0);
    }

    breaks(code: number): void {
        this.dispatchEvent(new CloseEvent("close", { code }));
    }
}

const tokens = { current: () => Promise.resolve("token"), renew: () => Promise.resolve("newer token") };

async function started(): Promise<Connection> {
    const connection = new Connection(() => "ws://localhost/ws");
    connection.start(tokens);
    await vi.advanceTimersByTimeAsync(0);
    return connection;
}

function latest(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (socket === undefined) throw new Error("nobody has connected");
    return socket;
}

beforeEach(() => {
    FakeSocket.all = [];
    vi.stubGlobal("WebSocket", FakeSocket);
    vi.useFakeTimers();
});

afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

test("an attempt that nobody answers is given up, and another is made", async () => {
    const connection = await started();
    const first = latest();
    await vi.advanceTimersByTimeAsync(14_000);
    expect(FakeSocket.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(first.isClosed).toBe(true);
    expect(FakeSocket.all).toHaveLength(2);

    // What the first one still says counts no more.
    await latest().opens();
    first.breaks(1006);
    expect(connection.state.value).toBe("open");
    connection.stop();
});

test("a connection that is dead without a word is replaced", async () => {
    const connection = await started();
    await latest().opens();
    await vi.advanceTimersByTimeAsync(25_000);
    expect(latest().sent.at(-1)?.event).toBe("message");
    await vi.advanceTimersByTimeAsync(15_000);
    expect(FakeSocket.all).toHaveLength(2);
    expect(connection.state.value).toBe("connecting");
    connection.stop();
});

test("a connection that answers stays", async () => {
    const connection = await started();
    await latest().opens();
    for (let beat = 0; beat < 4; beat += 1) {
        await vi.advanceTimersByTimeAsync(25_000);
        latest().hears({ event: "ack", ref: latest().sent.at(-1)?.ref });
    }
    expect(FakeSocket.all).toHaveLength(1);
    expect(connection.state.value).toBe("open");
    connection.stop();
});

test("a question that the break leaves without an answer says so", async () => {
    const connection = await started();
    await latest().opens();
    const asked = connection.request("message", {});
    latest().breaks(1006);
    await expect(asked).rejects.toThrow();
    connection.stop();
});

test("whoever was replaced waits until somebody asks for the place back", async () => {
    const connection = await started();
    await latest().opens();
    latest().hears({ event: "kicked", data: {} });
    latest().breaks(4409);
    await vi.advanceTimersByTimeAsync(120_000);
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(connection.state.value).toBe("replaced");
    expect(FakeSocket.all).toHaveLength(1);

    connection.hurry();
    await vi.advanceTimersByTimeAsync(0);
    await latest().opens();
    expect(connection.state.value).toBe("open");
    connection.stop();
});
