import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import { connection } from "@/shared/connection";
import type { Member } from "@/shared/api/types";
import { toastFailure } from "@/shared/ui/toasts";
import { useSession } from "@/modules/session/store";
import { useDirectory } from "@/modules/user/directory";
import * as members from "./api";

/** Who belongs to which room, for the rooms that were looked at. */
export const useMembers = defineStore("members", () => {
    const session = useSession();
    const directory = useDirectory();
    const byRoom = shallowReactive(new Map<string, readonly Member[]>());

    async function load(room: string): Promise<void> {
        const rows = await members.ofRoom(room);
        directory.learn(...rows.map(({ user_info }) => user_info));
        byRoom.set(room, rows);
    }

    async function remove(member: Member): Promise<void> {
        await members.remove(member.id);
        byRoom.set(
            member.room_id,
            (byRoom.get(member.room_id) ?? []).filter(({ id }) => id !== member.id),
        );
    }

    /** Leaves a room oneself. */
    async function leave(room: string): Promise<void> {
        if (!byRoom.has(room)) await load(room);
        const own = byRoom.get(room)?.find(({ user_id }) => user_id === session.me?.id);
        // Otherwise one has left already, elsewhere.
        if (own) await remove(own);
    }

    connection.onOpen(() => {
        for (const room of byRoom.keys()) load(room).catch(toastFailure);
    });
    connection.on("member", ({ room }) => {
        if (byRoom.has(room)) load(room).catch(toastFailure);
    });
    for (const event of ["leave", "roomDeleted"] as const)
        connection.on(event, ({ room }) => byRoom.delete(room));

    return { byRoom, load, remove, leave };
});
