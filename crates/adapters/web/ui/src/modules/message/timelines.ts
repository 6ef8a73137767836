import { shallowReactive } from "vue";
import * as messages from "./api";
import type { MessageDatabase } from "./database";
import type { ChatMessage, ConversationName, MessageChange } from "./model";
import { Timeline, fit, type Fit, type Span } from "./timeline";

/** What else is known of the logs, and how more is heard of them. */
interface Surroundings {
    /** The number of the last entry that a conversation is known to have. */
    lastSeq: (name: ConversationName) => number;
    /** Asks for all that came after what is known. */
    resume: (names: ConversationName[]) => void;
}

/**
 * The messages at hand, of all conversations that were opened.
 *
 * For every conversation of which anything is kept, `spans` says which part of its log is known without a gap, up
 * to its end. What arrives continues it, or is known already, or shows a gap, which resuming then fills.
 */
export class Timelines {
    readonly shown = shallowReactive(new Map<ConversationName, Timeline>());
    private readonly spans = new Map<ConversationName, Span>();
    private database: MessageDatabase | null = null;
    /** What has arrived and is not yet written down. */
    private readonly news = new Map<ConversationName, ChatMessage[]>();
    private readonly changes: MessageChange[] = [];

    constructor(private readonly surroundings: Surroundings) {}

    /** Takes over what this browser keeps. */
    async load(database: MessageDatabase): Promise<void> {
        this.database = database;
        for (const [name, span] of await database.spans()) this.spans.set(name, span);
    }

    /** Drops what is too much to keep; it can be fetched again. */
    async trim(): Promise<void> {
        for (const name of [...this.spans.keys()]) {
            const trimmed = await this.database?.trim(name);
            const span = this.spans.get(name);
            if (trimmed && span)
                this.spans.set(name, { from: Math.max(trimmed.from, span.from), to: span.to });
        }
    }

    /** The last entry that is known without a gap; 0 when none is. */
    knownTo(name: ConversationName): number {
        return this.spans.get(name)?.to ?? 0;
    }

    /** Those of which more is there than is known. */
    behind(): ConversationName[] {
        const names = [...this.spans.keys()];
        return names.filter((name) => this.surroundings.lastSeq(name) > this.knownTo(name));
    }

    /** What an entry is to what is known of its log. */
    place(name: ConversationName, seq: number): Fit | "unkept" {
        const span = this.spans.get(name);
        return span === undefined ? "unkept" : fit(span, seq);
    }

    /** Loads the end of a conversation, from this browser if it is there. */
    async open(name: ConversationName): Promise<void> {
        if (!this.shown.get(name)?.isAtEnd && !(await this.loadKept(name))) await this.loadEnd(name);
    }

    private async loadKept(name: ConversationName): Promise<boolean> {
        const span = this.spans.get(name);
        const kept = span && (await this.database?.before(name, Number.MAX_SAFE_INTEGER, messages.PAGE));
        if (span === undefined || kept === undefined || kept.length === 0) return false;
        // Something arrived while this was read.
        if (this.spans.get(name) !== span) return this.loadKept(name);
        const from = kept.length < messages.PAGE ? span.from : (kept[0]?.seq ?? span.from);
        const ends = { isAtStart: from <= 1, isAtEnd: true };
        this.shown.set(name, Timeline.of(kept, { from, to: span.to }, ends));
        return true;
    }

    /** Fetches the end of a conversation, in place of what is at hand. */
    async loadEnd(name: ConversationName): Promise<void> {
        const lastSeq = this.surroundings.lastSeq(name);
        const { messages: page, more } = await messages.history(name);
        const to = Math.max(lastSeq, page.at(-1)?.seq ?? 0);
        const span = { from: more ? (page[0]?.seq ?? 1) : 1, to };
        this.spans.set(name, span);
        this.shown.set(name, Timeline.of(page, span, { isAtStart: !more, isAtEnd: true }));
        await this.database?.replace(name, span, page);
        // What arrived while this was under way.
        if (this.surroundings.lastSeq(name) > to) this.surroundings.resume([name]);
    }

    async loadOlder(name: ConversationName): Promise<void> {
        const timeline = this.shown.get(name);
        if (timeline === undefined || timeline.isAtStart) return;
        const { from } = timeline.span;
        const span = this.spans.get(name);
        if (timeline.isAtEnd && span && span.from < from) {
            const kept = (await this.database?.before(name, from, messages.PAGE)) ?? [];
            if (kept.length > 0)
                return this.prepend(name, from, kept, span.from <= 1 && kept.length < messages.PAGE);
        }
        const { messages: page, more } = await messages.history(name, { before: from });
        this.prepend(name, from, page, !more);
        if (!timeline.isAtEnd || span === undefined) return;
        const to = this.spans.get(name)?.to ?? span.to;
        const longer = { from: more ? (page[0]?.seq ?? from) : 1, to };
        this.spans.set(name, longer);
        await this.database?.keep(name, longer, page);
    }

    private prepend(name: ConversationName, from: number, page: ChatMessage[], isAtStart: boolean): void {
        const timeline = this.shown.get(name);
        // A jump elsewhere may have happened meanwhile.
        if (timeline?.span.from === from) this.shown.set(name, timeline.prepend(page, isAtStart));
    }

    async loadNewer(name: ConversationName): Promise<void> {
        const timeline = this.shown.get(name);
        if (timeline === undefined || timeline.isAtEnd) return;
        const { to } = timeline.span;
        const { messages: page, more } = await messages.history(name, { after: to });
        if (this.shown.get(name)?.span.to !== to) return;
        const end = page.at(-1)?.seq ?? to;
        if (more) return void this.shown.set(name, timeline.extend(page, end, false));
        // The end is reached; the part that is kept may lie far apart from here, so that it begins anew.
        const reached = timeline.extend(page, Math.max(end, this.surroundings.lastSeq(name)), true);
        this.shown.set(name, reached);
        this.spans.set(name, reached.span);
        await this.database?.replace(name, reached.span, reached.messages);
    }

    /** Shows the part of a conversation around a place in it. */
    async jumpTo(name: ConversationName, seq: number): Promise<void> {
        const timeline = this.shown.get(name);
        if (timeline && timeline.span.from <= seq && seq <= timeline.span.to) return;
        const half = Math.ceil(messages.PAGE / 2);
        const [before, after] = await Promise.all([
            messages.history(name, { before: seq }, half),
            messages.history(name, { after: seq - 1 }, half),
        ]);
        if (!after.more) return this.loadEnd(name);
        const page = [...before.messages, ...after.messages];
        const span = { from: before.more ? (page[0]?.seq ?? seq) : 1, to: page.at(-1)?.seq ?? seq };
        this.shown.set(name, Timeline.of(page, span, { isAtStart: !before.more, isAtEnd: false }));
    }

    receive(message: ChatMessage): void {
        const { conversation: name, seq } = message;
        if (!this.advance(name, seq)) return;
        const timeline = this.shown.get(name);
        if (timeline?.isAtEnd) this.shown.set(name, timeline.append(message));
        const news = this.news.get(name) ?? [];
        news.push(message);
        this.news.set(name, news);
    }

    change(change: MessageChange): void {
        const name = change.conversation;
        // Once more, it would undo what came after it.
        if (this.place(name, change.seq) === "known") return;
        const timeline = this.shown.get(name);
        if (timeline) this.shown.set(name, timeline.change(change));
        if (this.advance(name, change.seq)) this.changes.push(change);
    }

    /** Writes down what has arrived. */
    keep(): void {
        const news = [...this.news];
        const changes = this.changes.splice(0);
        this.news.clear();
        for (const [name, added] of news) {
            const span = this.spans.get(name);
            if (span) void this.database?.keep(name, span, added);
        }
        // After the messages, which they may be about.
        for (const change of changes) {
            const span = this.spans.get(change.conversation);
            if (span) void this.database?.change(change, span);
        }
    }

    /** Moves the end of what is known by one entry, if it is the next; fills the gap if there is one. */
    private advance(name: ConversationName, seq: number): boolean {
        const span = this.spans.get(name);
        if (span === undefined) return false;
        const place = fit(span, seq);
        if (place === "gap") this.surroundings.resume([name]);
        if (place === "next") this.spans.set(name, { from: span.from, to: seq });
        return place === "next";
    }

    /** Too much was missed to be told. The end is fetched when somebody looks, or now if somebody does. */
    async lose(name: ConversationName): Promise<void> {
        // What is shown is known until it is replaced: should that fail, the next entry finds the gap again.
        if (this.shown.has(name)) await this.loadEnd(name);
        else this.spans.delete(name);
    }

    forget(name: ConversationName): void {
        this.shown.delete(name);
        this.spans.delete(name);
        this.news.delete(name);
    }
}
