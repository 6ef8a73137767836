import { shallowReactive } from "vue";
import { ApiError } from "@/shared/api/error";
import { backoff } from "@/shared/connection/backoff";
import type { Upload } from "@/shared/api/types";
import type { UploadOptions } from "./api";

type Send = (file: File, options: UploadOptions) => Promise<Upload>;

/** How many files are on their way at once. */
const AT_ONCE = 3;
/** How often one is begun anew because the way to the server broke. */
const TRIES = 3;

/**
 * Files on their way to the server: a few at once, all others wait. Those of one lane arrive side by side, but are
 * given back in the order in which they were added.
 */
export class UploadQueue {
    /** How much of each file has been sent: from 0 to 1. */
    readonly progress = shallowReactive(new Map<string, number>());

    private readonly aborts = new Map<string, AbortController>();
    private readonly lanes = new Map<string, Promise<unknown>>();
    private readonly waiting: (() => void)[] = [];
    private running = 0;

    constructor(
        private readonly send: Send,
        private readonly wait: (attempt: number) => Promise<void> = waitLonger,
    ) {}

    /** Uploads a file. Rejects with an {@link ApiError}, or with an `AbortError` after {@link cancel}. */
    add(id: string, lane: string, file: File): Promise<Upload> {
        const before = this.lanes.get(lane) ?? Promise.resolve();
        const uploading = this.upload(id, file);
        const inOrder = uploading.then(async (uploaded) => {
            await before;
            return uploaded;
        });
        const turn = Promise.allSettled([before, inOrder]);
        this.lanes.set(lane, turn);
        void turn.then(() => {
            this.progress.delete(id);
            if (this.lanes.get(lane) === turn) this.lanes.delete(lane);
        });
        return inOrder;
    }

    cancel(id: string): void {
        this.aborts.get(id)?.abort();
    }

    private async upload(id: string, file: File): Promise<Upload> {
        const abort = new AbortController();
        this.aborts.set(id, abort);
        this.progress.set(id, 0);
        await this.enter();
        try {
            return await this.attempt(id, file, abort.signal);
        } finally {
            this.aborts.delete(id);
            this.leave();
        }
    }

    private async attempt(id: string, file: File, signal: AbortSignal): Promise<Upload> {
        for (let attempt = 0; ; attempt += 1) {
            signal.throwIfAborted();
            try {
                const onProgress = (share: number) => this.progress.set(id, share);
                return await this.send(file, { signal, onProgress });
            } catch (error) {
                const isBroken = error instanceof ApiError && error.isUnreachable;
                if (!isBroken || attempt + 1 >= TRIES) throw error;
                this.progress.set(id, 0);
                await this.wait(attempt);
            }
        }
    }

    private async enter(): Promise<void> {
        if (this.running < AT_ONCE) this.running += 1;
        else await new Promise<void>((resolve) => this.waiting.push(resolve));
    }

    /** Gives the place to the next one that waits. */
    private leave(): void {
        const next = this.waiting.shift();
        if (next) next();
        else this.running -= 1;
    }
}

function waitLonger(attempt: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, backoff(attempt)));
}
