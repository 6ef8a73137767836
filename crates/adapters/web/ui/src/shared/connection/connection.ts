import { readonly, shallowRef } from "vue";
import type { TokenSource } from "@/shared/api/client";
import type { ClientCommands, ServerEvents } from "@/shared/api/types";
import { backoff } from "./backoff";
import { Disconnected, Refusal } from "./refusal";

/**
 * `replaced`: somebody logged in elsewhere and took this one's place. It stays closed until asked for, or two
 * browsers would push each other out for ever.
 */
export type ConnectionState = "closed" | "connecting" | "open" | "replaced";

const CLOSE_UNAUTHENTICATED = 4401;
const CLOSE_REPLACED = 4409;
const HEARTBEAT_MS = 25_000;
const ANSWER_MS = 15_000;

type Handler<E extends keyof ServerEvents> = (data: ServerEvents[E]) => void;
type Answer = { resolve: (data: Record<string, unknown>) => void; reject: (reason: Error) => void };
type Frame = { event: string; data?: unknown; ref?: unknown };

/**
 * The one socket of this tab: authenticates by its first frame, comes back by itself when it breaks, and matches
 * answers to commands by `ref`. Whoever needs what was missed in between listens to {@link onOpen} and resumes.
 */
export class Connection {
    private readonly current = shallowRef<ConnectionState>("closed");
    readonly state = readonly(this.current);

    private socket: WebSocket | null = null;
    private tokens: TokenSource | null = null;
    private attempt = 0;
    private lastRef = 0;
    private reconnectTimer: ReturnType<typeof setTimeout> | undefined;
    private heartbeatTimer: ReturnType<typeof setInterval> | undefined;
    private readonly answers = new Map<number, Answer>();
    private readonly handlers = new Map<string, Set<(data: never) => void>>();
    private readonly openHandlers = new Set<() => void>();

    constructor(private readonly url: () => string) {
        window.addEventListener("online", () => this.wake());
        window.addEventListener("offline", () => this.socket?.close());
        document.addEventListener("visibilitychange", () => {
            if (document.visibilityState === "visible") this.probe();
        });
    }

    /** Connects, and stays connected until {@link stop}. */
    start(tokens: TokenSource): void {
        this.tokens = tokens;
        this.attempt = 0;
        void this.connect();
    }

    stop(): void {
        this.tokens = null;
        clearTimeout(this.reconnectTimer);
        this.dropSocket();
        this.current.value = "closed";
    }

    on<E extends keyof ServerEvents>(event: E, handler: Handler<E>): () => void {
        const handlers = this.handlers.get(event) ?? new Set();
        this.handlers.set(event, handlers.add(handler));
        return () => handlers.delete(handler);
    }

    /** Calls `handler` each time the connection has been (re)established. */
    onOpen(handler: () => void): () => void {
        this.openHandlers.add(handler);
        return () => this.openHandlers.delete(handler);
    }

    /**
     * Sends a command and waits for its acknowledgement.
     *
     * Rejects with {@link Refusal}, or with {@link Disconnected} when nobody knows.
     */
    async request<E extends keyof ClientCommands>(
        event: E,
        data: ClientCommands[E],
    ): Promise<Record<string, unknown>> {
        if (this.current.value !== "open") throw new Disconnected();
        return this.ask(event, data);
    }

    private ask(event: string, data: unknown): Promise<Record<string, unknown>> {
        const ref = ++this.lastRef;
        return new Promise((resolve, reject) => {
            this.answers.set(ref, { resolve, reject });
            this.socket?.send(JSON.stringify({ event, data, ref }));
        });
    }

    private async connect(): Promise<void> {
        clearTimeout(this.reconnectTimer);
        this.dropSocket();
        this.current.value = "connecting";
        const token = await this.token();
        // Another attempt may have begun meanwhile.
        if (token === null || this.tokens === null || this.socket !== null) return;

        const socket = new WebSocket(this.url());
        this.socket = socket;
        setTimeout(() => this.giveUp(socket), ANSWER_MS);
        socket.addEventListener("open", () => void this.authenticate(token));
        socket.addEventListener("message", ({ data }) => {
            if (socket === this.socket) this.receive(data);
        });
        socket.addEventListener("close", ({ code }) => {
            if (socket === this.socket) void this.lost(code, token);
        });
    }

    /** Ends an attempt of which nobody tells that it has failed, as where a network was lost in the middle. */
    private giveUp(socket: WebSocket): void {
        if (socket !== this.socket || this.current.value !== "connecting") return;
        this.dropSocket();
        this.reconnectLater();
    }

    /** A token; `null` when there is none to be had now. */
    private async token(): Promise<string | null> {
        try {
            return (await this.tokens?.current()) ?? null;
        } catch {
            this.reconnectLater();
            return null;
        }
    }

    private async authenticate(token: string): Promise<void> {
        try {
            await this.ask("auth", { token });
        } catch {
            // The close that follows says why.
            return;
        }
        this.attempt = 0;
        this.current.value = "open";
        this.heartbeatTimer = setInterval(() => this.probe(), HEARTBEAT_MS);
        for (const handler of this.openHandlers) handler();
    }

    private async lost(code: number, token: string): Promise<void> {
        this.dropSocket();
        if (this.tokens === null || this.current.value === "replaced") return;
        this.current.value = "connecting";
        if (code !== CLOSE_UNAUTHENTICATED && code !== CLOSE_REPLACED) return this.reconnectLater();
        try {
            // With a new token, at once: most of the time the old one has just expired.
            if ((await this.tokens.renew(token)) === null) return this.stop();
            if (this.attempt++ === 0) await this.connect();
            else this.reconnectLater();
        } catch {
            this.reconnectLater();
        }
    }

    private reconnectLater(): void {
        clearTimeout(this.reconnectTimer);
        if (this.tokens === null) return;
        this.reconnectTimer = setTimeout(() => void this.connect(), backoff(this.attempt++));
    }

    /** Connects now instead of after the rest of the wait, or after having been replaced. */
    hurry(): void {
        if (this.tokens === null || this.socket !== null) return;
        this.attempt = 0;
        void this.connect();
    }

    /** The browser may have a network again. Whoever was replaced waits to be asked. */
    private wake(): void {
        if (this.current.value !== "replaced") this.hurry();
    }

    /** Asks the server for a sign of life. A browser does not show the server's own pings. */
    private probe(): void {
        const socket = this.socket;
        if (this.current.value !== "open") return this.wake();
        const timer = setTimeout(() => {
            if (socket === this.socket) void this.connect();
        }, ANSWER_MS);
        this.ask("message", {})
            .catch(() => undefined)
            .finally(() => clearTimeout(timer));
    }

    private dropSocket(): void {
        const socket = this.socket;
        this.socket = null;
        clearInterval(this.heartbeatTimer);
        socket?.close();
        for (const { reject } of this.answers.values()) reject(new Disconnected());
        this.answers.clear();
    }

    private receive(text: string): void {
        const frame = JSON.parse(text) as Frame;
        if (frame.event === "ack" || frame.event === "error") return this.settle(frame);
        if (frame.event === "kicked") this.current.value = "replaced";
        for (const handler of this.handlers.get(frame.event) ?? []) handler(frame.data as never);
    }

    private settle({ event, data, ref }: Frame): void {
        const answer = this.answers.get(ref as number);
        this.answers.delete(ref as number);
        if (event === "ack") answer?.resolve((data ?? {}) as Record<string, unknown>);
        else answer?.reject(new Refusal(data as ServerEvents["error"]));
    }
}
