import { useStorage } from "@vueuse/core";
import { defineStore } from "pinia";
import { connection } from "@/shared/connection";
import { useSession } from "@/modules/session/store";
import * as messages from "./api";
import type { ConversationName } from "./model";

interface Cursors {
    read: number;
    delivered: number;
}

/** How far the others have received and read: the furthest of them, per conversation. */
export const useCursors = defineStore("cursors", () => {
    const session = useSession();
    const furthest = useStorage<Record<ConversationName, Cursors>>(`discuss.cursors.${session.me?.id}`, {});
    const followed = new Set<ConversationName>();

    function move(conversation: ConversationName, { read = 0, delivered = 0 }: Partial<Cursors>): void {
        const known = furthest.value[conversation] ?? { read: 0, delivered: 0 };
        const moved = {
            read: Math.max(known.read, read),
            // What was read was received.
            delivered: Math.max(known.delivered, delivered, read),
        };
        if (moved.read === known.read && moved.delivered === known.delivered) return;
        furthest.value = { ...furthest.value, [conversation]: moved };
    }

    async function load(conversation: ConversationName): Promise<void> {
        for (const { read_seq, delivered_seq } of await messages.cursors(conversation)) {
            move(conversation, { read: read_seq, delivered: delivered_seq });
        }
    }

    /** Keeps a conversation's up to date, also over a break of the connection. */
    async function follow(conversation: ConversationName): Promise<void> {
        followed.add(conversation);
        await load(conversation);
    }

    connection.onOpen(() => {
        // What is not heard now comes with the next event, or the next time somebody looks.
        for (const conversation of followed) load(conversation).catch(() => undefined);
    });
    connection.on("read", ({ conversation, user, seq }) => {
        if (user !== session.me?.id) move(conversation, { read: seq });
    });
    connection.on("delivered", ({ conversation, user, seq }) => {
        if (user !== session.me?.id) move(conversation, { delivered: seq });
    });

    for (const event of ["user", "room"] as const) {
        // Who answers has read what came before, and no other event says so.
        connection.on(event, ({ conversation, sender, seq }) => {
            if (sender !== session.me?.id) move(conversation, { read: seq });
        });
    }

    /** What has become of a message of one's own that the server has. */
    function stateOf(conversation: ConversationName, seq: number): "sent" | "delivered" | "read" {
        const { read, delivered } = furthest.value[conversation] ?? { read: 0, delivered: 0 };
        if (read >= seq) return "read";
        return delivered >= seq ? "delivered" : "sent";
    }

    return { follow, stateOf };
});
