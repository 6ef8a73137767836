import { changed, type ChatMessage, type MessageChange } from "./model";

/** A part of a conversation's log in which nothing is missing: both ends included, edits and recalls counted. */
export interface Span {
    from: number;
    to: number;
}

/** Where an entry stands to what is known. */
export type Fit = "next" | "known" | "gap";

export function fit(span: Span, seq: number): Fit {
    if (seq <= span.to) return "known";
    return seq === span.to + 1 ? "next" : "gap";
}

/**
 * The messages of a conversation that are at hand, in order and without a gap: usually its end, or some part in
 * the middle after a jump there.
 */
export class Timeline {
    private constructor(
        readonly messages: readonly ChatMessage[],
        readonly span: Span,
        /** Whether nothing comes before. */
        readonly isAtStart: boolean,
        /** Whether nothing comes after, as far as is known. */
        readonly isAtEnd: boolean,
    ) {}

    static of(
        messages: readonly ChatMessage[],
        span: Span,
        ends: { isAtStart: boolean; isAtEnd: boolean },
    ): Timeline {
        return new Timeline(messages, span, ends.isAtStart, ends.isAtEnd);
    }

    /** With a new message at the end. */
    append(message: ChatMessage): Timeline {
        const span = { from: this.span.from, to: message.seq };
        return new Timeline([...this.messages, message], span, this.isAtStart, this.isAtEnd);
    }

    /** With what comes before. */
    prepend(messages: readonly ChatMessage[], isAtStart: boolean): Timeline {
        const older = messages.filter(({ seq }) => seq < this.span.from);
        const from = isAtStart ? 1 : Math.min(this.span.from, older[0]?.seq ?? this.span.from);
        return new Timeline([...older, ...this.messages], { ...this.span, from }, isAtStart, this.isAtEnd);
    }

    /** With what comes after, up to `to`. */
    extend(messages: readonly ChatMessage[], to: number, isAtEnd: boolean): Timeline {
        const newer = messages.filter(({ seq }) => seq > this.span.to);
        const span = { ...this.span, to: Math.max(this.span.to, to) };
        return new Timeline([...this.messages, ...newer], span, this.isAtStart, isAtEnd);
    }

    /** With a message edited or recalled. */
    change(change: MessageChange): Timeline {
        const messages = this.messages.map((message) =>
            message.id === change.message ? changed(message, change) : message,
        );
        const to = Math.max(this.span.to, this.isAtEnd ? change.seq : 0);
        return new Timeline(messages, { ...this.span, to }, this.isAtStart, this.isAtEnd);
    }

    find(id: string): ChatMessage | undefined {
        return this.messages.find((message) => message.id === id);
    }
}
