import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { ChatMessage, ConversationName, Draft, MessageChange } from "./model";
import { changed } from "./model";
import type { Conversation } from "./conversation";
import type { Span } from "./timeline";

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

/**
 * What this browser keeps of one person's conversations: the end of each without a gap, and what they have
 * written that the server does not have yet.
 */
export class MessageDatabase {
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

    conversations(): Promise<Conversation[]> {
        return this.db.getAll("conversations");
    }

    async keepConversations(conversations: readonly Conversation[]): Promise<void> {
        const tx = this.db.transaction("conversations", "readwrite");
        await Promise.all([...conversations.map((conversation) => tx.store.put(conversation)), tx.done]);
    }

    async forgetConversation(name: ConversationName): Promise<void> {
        const tx = this.db.transaction(["conversations", "spans", "messages"], "readwrite");
        await Promise.all([
            tx.objectStore("conversations").delete(name),
            tx.objectStore("spans").delete(name),
            tx.objectStore("messages").delete(allOf(name)),
            tx.done,
        ]);
    }

    async spans(): Promise<Map<ConversationName, Span>> {
        const tx = this.db.transaction("spans");
        const [names, spans] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
        return new Map(names.map((name, place) => [name, spans[place] as Span]));
    }

    /** The newest messages before `seq`, in order. */
    async before(name: ConversationName, seq: number, limit: number): Promise<ChatMessage[]> {
        const { store } = this.db.transaction("messages");
        const range = IDBKeyRange.bound([name, 0], [name, seq], false, true);
        // The place is found by keys, and all is read at once: a cursor would come back for each message.
        const last = await store.openKeyCursor(range, "prev");
        const first = limit > 1 ? await last?.advance(limit - 1) : last;
        const from = first?.key ?? [name, 0];
        return store.getAll(IDBKeyRange.bound(from, [name, seq], false, true));
    }

    /** Keeps messages that continue what is kept, which is then without a gap within `span`. */
    async keep(name: ConversationName, span: Span, messages: readonly ChatMessage[]): Promise<void> {
        const tx = this.db.transaction(["messages", "spans"], "readwrite");
        await Promise.all([
            ...messages.map((message) => tx.objectStore("messages").put(message)),
            tx.objectStore("spans").put(span, name),
            tx.done,
        ]);
    }

    /** Keeps these instead of what was kept before. */
    async replace(name: ConversationName, span: Span, messages: readonly ChatMessage[]): Promise<void> {
        const tx = this.db.transaction(["messages", "spans"], "readwrite");
        const store = tx.objectStore("messages");
        await store.delete(allOf(name));
        await Promise.all([
            ...messages.map((message) => store.put(message)),
            tx.objectStore("spans").put(span, name),
            tx.done,
        ]);
    }

    async change(change: MessageChange, span: Span): Promise<void> {
        const tx = this.db.transaction(["messages", "spans"], "readwrite");
        const store = tx.objectStore("messages");
        const message = await store.index("id").get(change.message);
        if (message !== undefined) await store.put(changed(message, change));
        await Promise.all([tx.objectStore("spans").put(span, change.conversation), tx.done]);
    }

    /** Drops the oldest messages of a conversation of which too many are kept. */
    async trim(name: ConversationName): Promise<Span | undefined> {
        const tx = this.db.transaction(["messages", "spans"], "readwrite");
        const store = tx.objectStore("messages");
        const keys = await store.getAllKeys(allOf(name));
        const first = keys.at(-MOST_KEPT);
        const span = await tx.objectStore("spans").get(name);
        if (keys.length <= MOST_KEPT || first === undefined || span === undefined) return span;
        const trimmed = { ...span, from: first[1] };
        await Promise.all([
            store.delete(IDBKeyRange.bound([name, 0], first, false, true)),
            tx.objectStore("spans").put(trimmed, name),
            tx.done,
        ]);
        return trimmed;
    }

    drafts(): Promise<Draft[]> {
        return this.db.getAllFromIndex("outbox", "createdAt");
    }

    async keepDraft(draft: Draft): Promise<void> {
        await this.db.put("outbox", draft);
    }

    async dropDraft(clientId: string): Promise<void> {
        await this.db.delete("outbox", clientId);
    }
}

function allOf(name: ConversationName): IDBKeyRange {
    return IDBKeyRange.bound([name, 0], [name, Number.MAX_SAFE_INTEGER]);
}
