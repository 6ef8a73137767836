/** How long what arrives is gathered. Nobody sees so short a time, and after an absence it is hundreds of entries. */
const GATHER_MS = 16;

/**
 * Gathers what arrives one by one and hands it on together and in order, so that it is drawn and written down once.
 */
export class Arrivals<T> {
    private waiting: T[] = [];
    private timer: ReturnType<typeof setTimeout> | undefined;

    constructor(private readonly take: (all: readonly T[]) => void) {}

    add(one: T): void {
        this.waiting.push(one);
        this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
    }

    /** Hands on now what has arrived, for whoever must not come before it. */
    flush(): void {
        clearTimeout(this.timer);
        this.timer = undefined;
        const all = this.waiting;
        this.waiting = [];
        if (all.length > 0) this.take(all);
    }
}
