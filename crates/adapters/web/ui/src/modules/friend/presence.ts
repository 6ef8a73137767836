import { watchDebounced } from "@vueuse/core";
import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import { connection } from "@/shared/connection";

/** How long without a connection presence is still believed. */
const BREAK_MS = 1_200;

/** Who is here at the moment: friends, and the members of one's rooms. */
export const usePresence = defineStore("presence", () => {
    const friends = shallowReactive(new Set<string>());
    const rooms = shallowReactive(new Map<string, ReadonlySet<string>>());

    function isOnline(user: string): boolean {
        return friends.has(user) || [...rooms.values()].some((members) => members.has(user));
    }

    /** How many members of a room are here. */
    function countIn(room: string): number {
        return rooms.get(room)?.size ?? 0;
    }

    // Soon nobody knows any more; the next connection begins with telling it. A short break is not worth a flicker.
    watchDebounced(
        connection.state,
        (state) => {
            if (state === "open") return;
            friends.clear();
            rooms.clear();
        },
        { debounce: BREAK_MS },
    );
    // Rooms that one does not belong to any more are not told of.
    connection.onOpen(() => rooms.clear());
    connection.on("onlineFriends", ({ users }) => {
        friends.clear();
        for (const user of users) friends.add(user);
    });
    connection.on("status", ({ friend, status }) => {
        if (status) friends.add(friend);
        else friends.delete(friend);
    });
    connection.on("online", ({ room, users }) => rooms.set(room, new Set(users)));
    connection.on("leave", ({ room }) => rooms.delete(room));
    connection.on("roomDeleted", ({ room }) => rooms.delete(room));

    return { isOnline, countIn };
});
