import { computed, type ComputedRef } from "vue";
import { useBlocks } from "@/modules/friend/blocks";
import { useFriends } from "@/modules/friend/store";
import { nameOf, type PeerKind } from "./model";
import { useChats } from "./store";

/** Why one cannot write somewhere. */
export type ClosedReason = "left" | "blocked" | "strangers";

/** Why one cannot write to somebody or to a room; `null` where one can, and while that is not known. */
export function useClosedReason(kind: PeerKind, id: string): ComputedRef<ClosedReason | null> {
    const chats = useChats();
    const friends = useFriends();
    const blocks = useBlocks();

    return computed(() => {
        if (kind === "room") {
            return chats.isRefreshed && !chats.conversations.has(nameOf(kind, id)) ? "left" : null;
        }
        if (blocks.byId.has(id)) return "blocked";
        return friends.isLoaded && !friends.byId.has(id) ? "strangers" : null;
    });
}
