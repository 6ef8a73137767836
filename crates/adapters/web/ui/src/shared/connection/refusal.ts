import type { ServerEvents } from "@/shared/api/types";

/** The server's "no" to a command. */
export class Refusal extends Error {
    readonly code: string;
    readonly retryMs: number | null;

    constructor({ code, msg, retry_ms }: ServerEvents["error"]) {
        super(msg);
        this.name = "Refusal";
        this.code = code;
        this.retryMs = retry_ms ?? null;
    }

    /** Whether the same command may succeed later. */
    get isTemporary(): boolean {
        return this.code === "rate_limited" || this.code === "overloaded" || this.code === "internal";
    }
}

/** The connection broke before the answer came, so nobody knows whether the command was carried out. */
export class Disconnected extends Error {
    constructor() {
        super("disconnected");
        this.name = "Disconnected";
    }
}
