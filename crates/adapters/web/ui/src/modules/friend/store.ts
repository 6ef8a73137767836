import { defineStore } from "pinia";
import { computed, ref, shallowReactive } from "vue";
import { connection } from "@/shared/connection";
import { toastFailure } from "@/shared/ui/toasts";
import { useDirectory, type Person } from "@/modules/user/directory";
import * as friends from "./api";

export interface Friendship {
    person: Person;
    /** Since when, in milliseconds since the epoch. */
    since: number;
}

/** One's friends. */
export const useFriends = defineStore("friends", () => {
    const directory = useDirectory();
    const byId = shallowReactive(new Map<string, Friendship>());
    const isLoaded = ref(false);
    const list = computed(() =>
        [...byId.values()].sort((one, other) => one.person.username.localeCompare(other.person.username)),
    );

    async function load(): Promise<void> {
        const rows = await friends.list();
        byId.clear();
        for (const { friend_id, friend_info, createdAt } of rows) {
            directory.learn(friend_info);
            byId.set(friend_id, { person: friend_info, since: Date.parse(createdAt) });
        }
        isLoaded.value = true;
    }

    function reload(): void {
        load().catch(toastFailure);
    }

    async function remove(id: string): Promise<void> {
        await friends.remove(id);
        byId.delete(id);
    }

    connection.onOpen(reload);
    connection.on("friend", ({ user, status }) => {
        if (status) reload();
        else byId.delete(user);
    });

    return { byId, list, isLoaded, load, remove };
});
