import { changed, type ChatMessage, type MessageChange } from "./model";

/** A part of a conversation's log in which nothing is missing: both ends included, edits and recalls counted. */
export interface Span {
    from: number;
    to: number;
}

/** Both together, or nothing if there is a gap between them, or if the second adds nothing. */
export function joined(known: Span, added: Span): Span | undefined {
    const isApart = added.from > known.to + 1 || added.to < known.from - 1;
    const isContained = added.from >= known.from && added.to <= known.to;
    if (isApart || isContained) return undefined;
    return { from: Math.min(known.from, added.from), to: Math.max(known.to, added.to) };
}

/** Where an entry stands to what is known. */
export type Fit = "next" | "known" | "gap";

/** Where an entry stands to a log that is known up to `end`. */
export function fit(end: number, seq: number): Fit {
    if (seq <= end) return "known";
    return seq === end + 1 ? "next" : "gap";
}

/**
 * The messages of a conversation that are at hand, in order and without a gap: usually its end, or some part in
 * the middle after a jump there.
 */
export class Timeline {
    private constructor(
        readonly messages: readonly ChatMessage[],
        readonly span: Span,
        /** Whether nothing comes after, as far as is known. */
        readonly isAtEnd: boolean,
    ) {}

    /** The end of a log. */
    static end(span: Span, messages: readonly ChatMessage[]): Timeline {
        return new Timeline(messages, span, true);
    }

    /** A part in the middle. */
    static middle(span: Span, messages: readonly ChatMessage[]): Timeline {
        return new Timeline(messages, span, false);
    }

    /** Whether nothing comes before. */
    get isAtStart(): boolean {
        return this.span.from <= 1;
    }

    /** With a new message at the end. */
    append(message: ChatMessage): Timeline {
        const span = { from: this.span.from, to: message.seq };
        return new Timeline([...this.messages, message], span, this.isAtEnd);
    }

    /** With what comes before, down to `from`. */
    prepend(messages: readonly ChatMessage[], from: number): Timeline {
        const older = messages.filter(({ seq }) => seq < this.span.from);
        const span = { ...this.span, from: Math.min(this.span.from, from) };
        return new Timeline([...older, ...this.messages], span, this.isAtEnd);
    }

    /** With what comes after, up to `to`. */
    extend(messages: readonly ChatMessage[], to: number, isAtEnd: boolean): Timeline {
        const newer = messages.filter(({ seq }) => seq > this.span.to);
        const span = { ...this.span, to: Math.max(this.span.to, to) };
        return new Timeline([...this.messages, ...newer], span, isAtEnd);
    }

    /** With a message edited or recalled. */
    change(change: MessageChange): Timeline {
        const messages = this.messages.map((message) =>
            message.id === change.message ? changed(message, change) : message,
        );
        const to = Math.max(this.span.to, this.isAtEnd ? change.seq : 0);
        return new Timeline(messages, { ...this.span, to }, this.isAtEnd);
    }

    find(id: string): ChatMessage | undefined {
        return this.messages.find((message) => message.id === id);
    }
}
