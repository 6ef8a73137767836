import { defineStore } from "pinia";
import { computed, shallowReactive } from "vue";
import { connection } from "@/shared/connection";
import { toastFailure } from "@/shared/ui/toasts";
import { useDirectory, type Person } from "@/modules/user/directory";
import * as friends from "./api";

/** Whom one has blocked. */
export const useBlocks = defineStore("blocks", () => {
    const directory = useDirectory();
    const byId = shallowReactive(new Map<string, Person>());
    const list = computed(() => [...byId.values()]);

    async function load(): Promise<void> {
        const blocked = await friends.blocked();
        directory.learn(...blocked);
        byId.clear();
        for (const person of blocked) byId.set(person.id, person);
    }

    function reload(): void {
        load().catch(toastFailure);
    }

    async function block(person: Person): Promise<void> {
        await friends.block(person.id);
        byId.set(person.id, person);
    }

    async function unblock(id: string): Promise<void> {
        await friends.unblock(id);
        byId.delete(id);
    }

    connection.onOpen(reload);
    connection.on("block", ({ user, status }) => {
        if (status) reload();
        else byId.delete(user);
    });

    return { byId, list, block, unblock };
});
