import { connection } from "@/shared/connection";
import type { Conversation } from "./conversation";
import type { ConversationName } from "./model";
import type { Summaries } from "./summaries";
import type { Timelines } from "./timelines";

/** How far one has read and received one's conversations, and telling it to the server. */
export class Reading {
    constructor(
        private readonly summaries: Summaries,
        private readonly timelines: Timelines,
        private readonly me: () => string | undefined,
    ) {}

    /** Notes that everything up to `seq` was seen here. */
    mark(name: ConversationName, seq: number): void {
        if (this.note(name, seq)) this.tellRead(name, seq);
    }

    /** Moves the own cursor forward, and says whether it was behind. */
    note(name: ConversationName, seq: number): boolean {
        const known = this.summaries.get(name);
        if (known === undefined || seq <= known.readSeq) return false;
        this.summaries.update(name, { readSeq: seq, unread: this.unreadAfter(known, seq) });
        this.summaries.keep();
        return true;
    }

    private unreadAfter({ name, lastSeq, readSeq, unread }: Conversation, seq: number): number {
        if (seq >= lastSeq) return 0;
        const timeline = this.timelines.shown.get(name);
        if (timeline === undefined || timeline.span.from > seq + 1) return unread;
        const { messages, span, isAtEnd } = timeline;
        const count = (after: number, to: number): number =>
            messages.filter((one) => one.seq > after && one.seq <= to && one.sender !== this.me()).length;
        if (isAtEnd) return count(seq, span.to);
        return span.from <= readSeq + 1 ? Math.max(0, unread - count(readSeq, seq)) : unread;
    }

    tellRead(conversation: ConversationName, seq: number): void {
        // Unheard, it is told again after the next connection.
        connection.request("read", { conversation, seq }).catch(() => undefined);
    }

    tellDelivered(conversation: ConversationName, seq: number): void {
        connection.request("delivered", { conversation, seq }).catch(() => undefined);
    }
}
