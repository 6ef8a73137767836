import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { ChatMessage, ConversationName, Draft, MessageChange } from "./model";
import { changed } from "./model";
import type { Conversation } from "./conversation";
import { joined, type Span } from "./timeline";

interface Schema extends DBSchema {
    messages: { key: [ConversationName, number]; value: ChatMessage; indexes: { id: string } };
    conversations: { key: ConversationName; value: Conversation };
    spans: { key: ConversationName; value: Span };
    outbox: { key: string; value: Draft; indexes: { createdAt: number } };
}

/** How many messages of a conversation are kept over the next start. */
const MOST_KEPT = 3_000;
const VERSION = 1;

function databaseName(user: string): string {
    return `discuss.${user}`;
}

/** A part of a log in which nothing is missing: what was said there, and what was changed. */
export interface Part {
    span: Span;
    messages: readonly ChatMessage[];
    changes?: readonly MessageChange[];
}

/**
 * What this browser keeps of one person's conversations: a part of each log without a gap, and what they have
 * written that the server does not have yet. All tabs share it.
 *
 * Once the browser fails to read or write, because it is full for instance, the page goes on as if no log were kept:
 * the server has them all. Drafts, which it has not, are then in memory only.
 */
export class MessageDatabase {
    private isBroken = false;

    private constructor(private readonly db: IDBPDatabase<Schema>) {}

    static async open(user: string): Promise<MessageDatabase> {
        const db = await openDB<Schema>(databaseName(user), VERSION, {
            upgrade(db) {
                db.createObjectStore("messages", { keyPath: ["conversation", "seq"] }).createIndex(
                    "id",
                    "id",
                );
                db.createObjectStore("conversations", { keyPath: "name" });
                db.createObjectStore("spans");
                db.createObjectStore("outbox", { keyPath: "clientId" }).createIndex("createdAt", "createdAt");
            },
            // A newer client in another tab wants to change the schema: it may, and this one goes on without.
            blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
        });
        return new MessageDatabase(db);
    }

    /** Removes all that is kept of somebody. */
    static erase(user: string): void {
        indexedDB.deleteDatabase(databaseName(user));
    }

    /** Does something with the database, or without it: then the outcome is `otherwise`. */
    private async attempt<T>(otherwise: T, work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
        if (this.isBroken) return otherwise;
        try {
            return await work(this.db);
        } catch (error) {
            // For good: what is written after something that could not be would not continue it.
            this.isBroken = true;
            console.error("nothing more is kept in this browser", error);
            return otherwise;
        }
    }

    conversations(): Promise<Conversation[]> {
        return this.attempt([], (db) => db.getAll("conversations"));
    }

    keepConversations(conversations: readonly Conversation[]): Promise<void> {
        return this.attempt(undefined, async (db) => {
            const tx = db.transaction("conversations", "readwrite");
            await Promise.all([...conversations.map((conversation) => tx.store.put(conversation)), tx.done]);
        });
    }

    forgetConversation(name: ConversationName): Promise<void> {
        return this.attempt(undefined, async (db) => {
            const tx = db.transaction(["conversations", "spans", "messages"], "readwrite");
            await Promise.all([
                tx.objectStore("conversations").delete(name),
                tx.objectStore("spans").delete(name),
                tx.objectStore("messages").delete(allOf(name)),
                tx.done,
            ]);
        });
    }

    /** Up to which entry each log is kept. */
    ends(): Promise<Map<ConversationName, number>> {
        return this.attempt(new Map(), async (db) => {
            const { store } = db.transaction("spans");
            const [names, spans] = await Promise.all([store.getAllKeys(), store.getAll()]);
            return new Map(names.map((name, place) => [name, spans[place]?.to ?? 0]));
        });
    }

    /** The newest messages that are kept, in order. */
    end(name: ConversationName, limit: number): Promise<Part | undefined> {
        return this.page(name, Number.MAX_SAFE_INTEGER, limit);
    }

    /** The newest messages before `seq`, in order, if they are kept without a gap up to there. */
    async before(name: ConversationName, seq: number, limit: number): Promise<Part | undefined> {
        const part = await this.page(name, seq, limit);
        return part?.span.to === seq - 1 ? part : undefined;
    }

    private page(name: ConversationName, seq: number, limit: number): Promise<Part | undefined> {
        return this.attempt(undefined, async (db) => {
            const tx = db.transaction(["messages", "spans"]);
            const span = await tx.objectStore("spans").get(name);
            if (span === undefined || span.from >= seq) return undefined;
            const store = tx.objectStore("messages");
            const range = IDBKeyRange.bound([name, 0], [name, seq], false, true);
            // The place is found by keys, and all is read at once: a cursor would come back for each message.
            const last = await store.openKeyCursor(range, "prev");
            const first = limit > 1 ? await last?.advance(limit - 1) : last;
            const lower = first?.key ?? [name, 0];
            const messages = await store.getAll(IDBKeyRange.bound(lower, [name, seq], false, true));
            const from = first ? first.key[1] : span.from;
            return { span: { from, to: Math.min(span.to, seq - 1) }, messages };
        });
    }

    /**
     * Keeps a part if it continues what is kept. What does not is left out: another tab may know less than this one,
     * or other things, and resuming from what is kept brings it back.
     */
    keep(name: ConversationName, { span: added, messages, changes = [] }: Part): Promise<void> {
        return this.attempt(undefined, async (db) => {
            const tx = db.transaction(["messages", "spans"], "readwrite");
            const kept = await tx.objectStore("spans").get(name);
            const span = kept === undefined ? added : joined(kept, added);
            if (span === undefined) return;
            const store = tx.objectStore("messages");
            await Promise.all(messages.map((message) => store.put(message)));
            // After the messages, which they may be about, and in order.
            for (const change of changes) {
                const message = await store.index("id").get(change.message);
                if (message !== undefined) await store.put(changed(message, change));
            }
            await tx.objectStore("spans").put(span, name);
            await tx.done;
        });
    }

    /** Keeps a part instead of what was kept before. */
    replace(name: ConversationName, { span, messages }: Part): Promise<void> {
        return this.attempt(undefined, async (db) => {
            const tx = db.transaction(["messages", "spans"], "readwrite");
            const store = tx.objectStore("messages");
            await store.delete(allOf(name));
            await Promise.all([
                ...messages.map((message) => store.put(message)),
                tx.objectStore("spans").put(span, name),
                tx.done,
            ]);
        });
    }

    /** Drops the oldest messages of a conversation of which too many are kept. */
    trim(name: ConversationName): Promise<void> {
        return this.attempt(undefined, async (db) => {
            const tx = db.transaction(["messages", "spans"], "readwrite");
            const store = tx.objectStore("messages");
            const keys = await store.getAllKeys(allOf(name));
            const first = keys.at(-MOST_KEPT);
            const span = await tx.objectStore("spans").get(name);
            if (keys.length <= MOST_KEPT || first === undefined || span === undefined) return;
            await Promise.all([
                store.delete(IDBKeyRange.bound([name, 0], first, false, true)),
                tx.objectStore("spans").put({ ...span, from: first[1] }, name),
                tx.done,
            ]);
        });
    }

    drafts(): Promise<Draft[]> {
        return this.attempt([], (db) => db.getAllFromIndex("outbox", "createdAt"));
    }

    /** Whether a draft is kept, which another tab may have sent or given up. */
    hasDraft(clientId: string): Promise<boolean> {
        return this.attempt(true, async (db) => (await db.getKey("outbox", clientId)) !== undefined);
    }

    /** Says whether there was room for it. */
    keepDraft(draft: Draft): Promise<boolean> {
        return this.changeDrafts((db) => db.put("outbox", draft));
    }

    dropDraft(clientId: string): Promise<boolean> {
        return this.changeDrafts((db) => db.delete("outbox", clientId));
    }

    /** Each draft stands for itself: a browser that has no room for a large file may have it for all else. */
    private async changeDrafts(change: (db: IDBPDatabase<Schema>) => Promise<unknown>): Promise<boolean> {
        try {
            await change(this.db);
            return true;
        } catch (error) {
            console.error("what is to be sent is known in memory only", error);
            return false;
        }
    }
}

function allOf(name: ConversationName): IDBKeyRange {
    return IDBKeyRange.bound([name, 0], [name, Number.MAX_SAFE_INTEGER]);
}
