import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import { connection } from "@/shared/connection";
import { useSession } from "@/modules/session/store";
import type { ConversationName } from "./model";

interface Cursors {
    read: number;
    delivered: number;
}

/** How far the others have received and read: the furthest of them, per conversation. */
export const useCursors = defineStore("cursors", () => {
    const session = useSession();
    const furthest = shallowReactive(new Map<ConversationName, Cursors>());

    function move(conversation: ConversationName, { read = 0, delivered = 0 }: Partial<Cursors>): void {
        const known = furthest.get(conversation) ?? { read: 0, delivered: 0 };
        furthest.set(conversation, {
            read: Math.max(known.read, read),
            // What was read was received.
            delivered: Math.max(known.delivered, delivered, read),
        });
    }

    connection.on("read", ({ conversation, user, seq }) => {
        if (user !== session.me?.id) move(conversation, { read: seq });
    });
    connection.on("delivered", ({ conversation, user, seq }) => {
        if (user !== session.me?.id) move(conversation, { delivered: seq });
    });

    /** What has become of a message of one's own that the server has. */
    function stateOf(conversation: ConversationName, seq: number): "sent" | "delivered" | "read" {
        const { read, delivered } = furthest.get(conversation) ?? { read: 0, delivered: 0 };
        if (read >= seq) return "read";
        return delivered >= seq ? "delivered" : "sent";
    }

    return { move, stateOf };
});
