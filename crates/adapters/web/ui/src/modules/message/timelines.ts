import { shallowReactive } from "vue";
import * as messages from "./api";
import type { MessageDatabase } from "./database";
import { changed, type ChatMessage, type ConversationName, type MessageChange } from "./model";
import { Timeline, fit, type Fit } from "./timeline";

/** What else is known of the logs, and how more is heard of them. */
interface Surroundings {
    /** The number of the last entry that a conversation is known to have. */
    lastSeq: (name: ConversationName) => number;
    /** Asks for all that came after what is known. */
    resume: (names: ConversationName[]) => void;
}

/** What has arrived since it was last written down: all entries of a log from one on. */
interface News {
    from: number;
    messages: ChatMessage[];
    changes: MessageChange[];
}

/**
 * The messages at hand, of all conversations that were opened.
 *
 * For every conversation of which anything is kept, `ends` says up to which entry its log is known without a gap.
 * What arrives continues it, or is known already, or shows a gap, which resuming then fills.
 */
export class Timelines {
    readonly shown = shallowReactive(new Map<ConversationName, Timeline>());
    private readonly ends = new Map<ConversationName, number>();
    private database: MessageDatabase | null = null;
    private readonly news = new Map<ConversationName, News>();
    /** For every page that is being fetched, the changes that it may not show yet. */
    private readonly meanwhile = new Set<MessageChange[]>();

    constructor(private readonly surroundings: Surroundings) {}

    /** Takes over what this browser keeps. */
    async load(database: MessageDatabase): Promise<void> {
        this.database = database;
        for (const [name, end] of await database.ends()) this.ends.set(name, end);
    }

    /** Drops what is too much to keep; it can be fetched again. */
    async trim(): Promise<void> {
        for (const name of [...this.ends.keys()]) await this.database?.trim(name);
    }

    /** The last entry that is known without a gap; 0 when none is. */
    knownTo(name: ConversationName): number {
        return this.ends.get(name) ?? 0;
    }

    /** Those of which more is there than is known. */
    behind(): ConversationName[] {
        const names = [...this.ends.keys()];
        return names.filter((name) => this.surroundings.lastSeq(name) > this.knownTo(name));
    }

    /** What an entry is to what is known of its log. */
    place(name: ConversationName, seq: number): Fit | "unkept" {
        const end = this.ends.get(name);
        return end === undefined ? "unkept" : fit(end, seq);
    }

    /** Loads the end of a conversation, from this browser if it is there. */
    async open(name: ConversationName): Promise<void> {
        if (!this.shown.get(name)?.isAtEnd && !(await this.loadKept(name))) await this.loadEnd(name);
    }

    private async loadKept(name: ConversationName): Promise<boolean> {
        const end = this.ends.get(name);
        const kept = end === undefined ? undefined : await this.database?.end(name, messages.PAGE);
        if (end === undefined || kept === undefined || kept.messages.length === 0) return false;
        // Something arrived while this was read.
        if (this.ends.get(name) !== end) return this.loadKept(name);
        // What follows could not be kept.
        if (kept.span.to < end) return false;
        this.ends.set(name, kept.span.to);
        this.shown.set(name, Timeline.end(kept.span, kept.messages));
        return true;
    }

    /** Fetches a page of a log, as it is by the time that it has come. */
    private async fetch(...asked: Parameters<typeof messages.history>): Promise<messages.Page> {
        const meanwhile: MessageChange[] = [];
        this.meanwhile.add(meanwhile);
        try {
            const { messages: page, more } = await messages.history(...asked);
            const latest = (message: ChatMessage): ChatMessage =>
                meanwhile.filter((change) => change.message === message.id).reduce(changed, message);
            return { messages: page.map(latest), more };
        } finally {
            this.meanwhile.delete(meanwhile);
        }
    }

    /** Fetches the end of a conversation, in place of what is at hand. */
    async loadEnd(name: ConversationName): Promise<void> {
        const lastSeq = this.surroundings.lastSeq(name);
        const { messages: page, more } = await this.fetch(name);
        const to = Math.max(lastSeq, page.at(-1)?.seq ?? 0);
        const span = { from: more ? (page[0]?.seq ?? 1) : 1, to };
        this.ends.set(name, to);
        this.shown.set(name, Timeline.end(span, page));
        await this.database?.replace(name, { span, messages: page });
        this.resumeAfter(name, to);
    }

    /** Asks for what arrived while the end of a log was fetched. */
    private resumeAfter(name: ConversationName, end: number): void {
        if (this.surroundings.lastSeq(name) > end) this.surroundings.resume([name]);
    }

    async loadOlder(name: ConversationName): Promise<void> {
        const timeline = this.shown.get(name);
        if (timeline === undefined || timeline.isAtStart) return;
        const end = timeline.span.from;
        const kept = await this.database?.before(name, end, messages.PAGE);
        if (kept) return this.prepend(name, end, kept.messages, kept.span.from);
        const { messages: page, more } = await this.fetch(name, { before: end });
        const from = more ? (page[0]?.seq ?? end) : 1;
        this.prepend(name, end, page, from);
        await this.database?.keep(name, { span: { from, to: end - 1 }, messages: page });
    }

    private prepend(name: ConversationName, end: number, page: readonly ChatMessage[], from: number): void {
        const timeline = this.shown.get(name);
        // A jump elsewhere may have happened meanwhile.
        if (timeline?.span.from === end) this.shown.set(name, timeline.prepend(page, from));
    }

    async loadNewer(name: ConversationName): Promise<void> {
        const timeline = this.shown.get(name);
        if (timeline === undefined || timeline.isAtEnd) return;
        const { to } = timeline.span;
        const lastSeq = this.surroundings.lastSeq(name);
        const { messages: page, more } = await this.fetch(name, { after: to });
        if (this.shown.get(name)?.span.to !== to) return;
        const end = page.at(-1)?.seq ?? to;
        if (more) return void this.shown.set(name, timeline.extend(page, end, false));
        // The end is reached; the part that is kept may lie far apart from here, so that it begins anew.
        const reached = timeline.extend(page, Math.max(end, lastSeq), true);
        this.shown.set(name, reached);
        this.ends.set(name, reached.span.to);
        await this.database?.replace(name, reached);
        this.resumeAfter(name, reached.span.to);
    }

    /** Shows the part of a conversation around a place in it. */
    async jumpTo(name: ConversationName, seq: number): Promise<void> {
        const timeline = this.shown.get(name);
        if (timeline && timeline.span.from <= seq && seq <= timeline.span.to) return;
        const half = Math.ceil(messages.PAGE / 2);
        const [before, after] = await Promise.all([
            this.fetch(name, { before: seq }, half),
            this.fetch(name, { after: seq - 1 }, half),
        ]);
        if (!after.more) return this.loadEnd(name);
        const page = [...before.messages, ...after.messages];
        const span = { from: before.more ? (page[0]?.seq ?? seq) : 1, to: page.at(-1)?.seq ?? seq };
        this.shown.set(name, Timeline.middle(span, page));
    }

    receive(message: ChatMessage): void {
        const { conversation: name, seq } = message;
        const news = this.advance(name, seq);
        if (news === undefined) return;
        news.messages.push(message);
        const timeline = this.shown.get(name);
        if (timeline?.isAtEnd) this.shown.set(name, timeline.append(message));
    }

    change(change: MessageChange): void {
        const name = change.conversation;
        // Once more, it would undo what came after it.
        if (this.place(name, change.seq) === "known") return;
        for (const changes of this.meanwhile) changes.push(change);
        const timeline = this.shown.get(name);
        if (timeline) this.shown.set(name, timeline.change(change));
        this.advance(name, change.seq)?.changes.push(change);
    }

    /** Writes down what has arrived. */
    keep(): void {
        for (const [name, { from, messages, changes }] of this.news)
            void this.database?.keep(name, { span: { from, to: this.knownTo(name) }, messages, changes });
        this.news.clear();
    }

    /** Moves the end of what is known by one entry, if it is the next; fills the gap if there is one. */
    private advance(name: ConversationName, seq: number): News | undefined {
        const place = this.place(name, seq);
        if (place === "gap") this.surroundings.resume([name]);
        if (place !== "next") return undefined;
        this.ends.set(name, seq);
        const news = this.news.get(name) ?? { from: seq, messages: [], changes: [] };
        this.news.set(name, news);
        return news;
    }

    /** Too much was missed to be told. The end is fetched when somebody looks, or now if somebody does. */
    async lose(name: ConversationName): Promise<void> {
        // What is shown is known until it is replaced: should that fail, the next entry finds the gap again.
        if (this.shown.has(name)) await this.loadEnd(name);
        else this.ends.delete(name);
    }

    forget(name: ConversationName): void {
        this.shown.delete(name);
        this.ends.delete(name);
        this.news.delete(name);
    }
}
