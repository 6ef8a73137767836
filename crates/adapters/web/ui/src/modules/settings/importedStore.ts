import { defineStore } from "pinia";
import { shallowRef } from "vue";
import type { ConversationName } from "@/modules/message/model";
import { useSession } from "@/modules/session/store";
import { everyReadablePage } from "./history";
import { parseExport, withoutDoubles, type ImportedMessage } from "./imported";
import { ImportedDatabase } from "./importedDatabase";

export interface ImportOutcome {
    added: number;
    doubles: number;
    unreadable: number;
}

/** History of another client that was imported into this browser. */
export const useImported = defineStore("imported", () => {
    const me = useSession().me?.id ?? "";
    const counts = shallowRef<ReadonlyMap<ConversationName, number>>(new Map());
    let opening: Promise<ImportedDatabase> | null = null;

    function database(): Promise<ImportedDatabase> {
        opening ??= ImportedDatabase.open(me);
        return opening;
    }

    async function count(): Promise<void> {
        counts.value = await (await database()).counts();
    }

    /** Takes over the history in a file, except what is there already, in this browser or on the server. */
    async function take(text: string): Promise<ImportOutcome> {
        const { messages, unreadable } = parseExport(text);
        const fresh = await withoutDoubles(messages, everyReadablePage);
        const added = await (await database()).add(fresh);
        await count();
        return { added, doubles: messages.length - added, unreadable };
    }

    async function messagesOf(conversation: ConversationName): Promise<ImportedMessage[]> {
        return (await database()).all(conversation);
    }

    async function clear(): Promise<void> {
        await (await database()).clear();
        counts.value = new Map();
    }

    // Some browsers keep nothing in private windows: then nothing was imported.
    count().catch(() => undefined);

    return { counts, take, messagesOf, clear };
});
