import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { ConversationName } from "@/modules/message/model";
import { sameness, type ImportedMessage } from "./imported";

type Key = [ConversationName, number, string];

interface Schema extends DBSchema {
    messages: { key: Key; value: ImportedMessage };
}

function databaseName(user: string): string {
    return `discuss.imported.${user}`;
}

function keyOf(message: ImportedMessage): Key {
    return [message.conversation, message.timestamp, sameness(message)];
}

function allOf(name: ConversationName): IDBKeyRange {
    return IDBKeyRange.bound([name], [name, []]);
}

/** What somebody has imported into this browser. The server never sees it. */
export class ImportedDatabase {
    private constructor(private readonly db: IDBPDatabase<Schema>) {}

    static async open(user: string): Promise<ImportedDatabase> {
        const db = await openDB<Schema>(databaseName(user), 1, {
            upgrade: (fresh) => void fresh.createObjectStore("messages"),
            blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
        });
        return new ImportedDatabase(db);
    }

    /** Removes all that was imported by somebody. */
    static erase(user: string): void {
        indexedDB.deleteDatabase(databaseName(user));
    }

    /** Keeps messages, all or none of them; says how many were not there before. */
    async add(messages: readonly ImportedMessage[]): Promise<number> {
        const tx = this.db.transaction("messages", "readwrite");
        const before = await tx.store.count();
        for (const message of messages) void tx.store.put(message, keyOf(message));
        const after = await tx.store.count();
        await tx.done;
        return after - before;
    }

    /** How many messages there are, by conversation. */
    async counts(): Promise<Map<ConversationName, number>> {
        const counts = new Map<ConversationName, number>();
        for (const [name] of await this.db.getAllKeys("messages")) {
            counts.set(name, (counts.get(name) ?? 0) + 1);
        }
        return counts;
    }

    /** The messages of a conversation, oldest first. */
    all(name: ConversationName): Promise<ImportedMessage[]> {
        return this.db.getAll("messages", allOf(name));
    }

    async clear(): Promise<void> {
        await this.db.clear("messages");
    }
}
