import { shallowReactive } from "vue";
import { MOST_LISTED } from "./api";
import { merged, type Conversation } from "./conversation";
import type { MessageDatabase } from "./database";
import { changed, type ChatMessage, type ConversationName, type MessageChange } from "./model";

/** What a new list tells beside how things are. */
export interface Refreshed {
    /** Messages that nobody here has heard of, the last of each conversation, by whomever. */
    arrived: ChatMessage[];
    /** Conversations that are no longer one's own. */
    gone: ConversationName[];
}

/** What the list of conversations says of each: its last message, and how much of it is unread. */
export class Summaries {
    readonly all = shallowReactive(new Map<ConversationName, Conversation>());
    private database: MessageDatabase | null = null;
    /** Those that have changed since they were last written down. */
    private readonly touched = new Set<ConversationName>();

    /** Those that were pinned, muted and the like since the list was last asked for. */
    private readonly preferred = new Set<ConversationName>();

    /** Takes over what this browser keeps. */
    async load(database: MessageDatabase): Promise<void> {
        this.database = database;
        for (const kept of await database.conversations()) this.all.set(kept.name, kept);
    }

    get(name: ConversationName): Conversation | undefined {
        return this.all.get(name);
    }

    lastSeq(name: ConversationName): number {
        return this.all.get(name)?.lastSeq ?? 0;
    }

    /** Asks for the list, and takes it in place of what was known, but for what has happened since it was asked for. */
    async refresh(ask: () => Promise<Conversation[]>): Promise<Refreshed> {
        this.preferred.clear();
        const before = [...this.all.keys()];
        const fresh = await ask();
        const arrived: ChatMessage[] = [];
        for (const conversation of fresh) {
            const { name, last } = conversation;
            if (last && last.seq > this.lastSeq(name)) arrived.push(last);
            this.renew(conversation);
        }
        const names = new Set(fresh.map(({ name }) => name));
        // A list that is full does not say that there are no others.
        const gone = fresh.length < MOST_LISTED ? before.filter((name) => !names.has(name)) : [];
        return { arrived, gone };
    }

    private renew(conversation: Conversation): void {
        const known = this.all.get(conversation.name);
        const current = known ? merged(known, conversation) : conversation;
        const { isPinned, isMuted } = known && this.preferred.has(known.name) ? known : conversation;
        this.all.set(conversation.name, { ...current, isPinned, isMuted });
        this.touched.add(conversation.name);
    }

    /** Notes how one wants to keep a conversation. */
    prefer(name: ConversationName, isPinned: boolean, isMuted: boolean): void {
        this.preferred.add(name);
        this.update(name, { isPinned, isMuted });
    }

    update(name: ConversationName, changes: Partial<Conversation>): void {
        const known = this.all.get(name);
        if (known === undefined) return;
        this.all.set(name, { ...known, ...changes });
        this.touched.add(name);
    }

    /** Counts a message in, and says whether it is news. */
    receive(message: ChatMessage, isMine: boolean): boolean {
        const { conversation: name, seq, timestamp } = message;
        const known = this.all.get(name);
        if (known === undefined || seq <= known.lastSeq) return false;
        this.update(name, {
            last: message,
            lastSeq: seq,
            activeAt: timestamp,
            readSeq: isMine ? seq : known.readSeq,
            unread: isMine ? 0 : known.unread + 1,
        });
        return true;
    }

    change(change: MessageChange): void {
        const known = this.all.get(change.conversation);
        if (known === undefined || change.seq <= known.lastSeq) return;
        const last = known.last?.id === change.message ? changed(known.last, change) : known.last;
        this.update(known.name, { last, lastSeq: change.seq });
    }

    /** Writes down what has changed. */
    keep(): void {
        const touched = [...this.touched].flatMap((name) => this.all.get(name) ?? []);
        this.touched.clear();
        if (touched.length > 0) void this.database?.keepConversations(touched);
    }

    forget(name: ConversationName): void {
        this.all.delete(name);
    }
}
