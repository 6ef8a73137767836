import { useDebounceFn } from "@vueuse/core";
import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import { connection } from "@/shared/connection";
import { ApiError } from "@/shared/api/error";
import { avatarUrl } from "@/shared/api/origin";
import { useSession } from "@/modules/session/store";
import * as users from "./api";

/** What is known of somebody, wherever they turn up. */
export interface Person {
    id: string;
    username: string;
    avatar?: string | null;
}

const MOST_KEPT = 2_000;

/** Who is who: everybody who was ever mentioned, kept in this browser so that names are there offline. */
export const useDirectory = defineStore("directory", () => {
    const session = useSession();
    const key = `discuss.people.${session.me?.id}`;
    const people = shallowReactive(new Map<string, Person>());
    const asked = new Set<string>();

    for (const person of JSON.parse(localStorage.getItem(key) ?? "[]") as Person[])
        people.set(person.id, person);

    const keep = useDebounceFn(() => {
        localStorage.setItem(key, JSON.stringify([...people.values()].slice(-MOST_KEPT)));
    }, 1_000);

    function learn(...persons: Person[]): void {
        for (const { id, username, avatar = null } of persons) {
            const known = people.get(id);
            if (known?.username === username && known.avatar === avatar) continue;
            people.set(id, { id, username, avatar });
            void keep();
        }
    }

    async function ask(id: string): Promise<void> {
        asked.add(id);
        try {
            learn(await users.find(id));
        } catch (error) {
            // Whoever is gone stays unknown; whoever could not be asked for may be asked for again.
            if (error instanceof ApiError && error.isUnreachable) asked.delete(id);
        }
    }

    /** Somebody, if known; else they are asked for, and will be. */
    function find(id: string): Person | undefined {
        const known = people.get(id);
        if (known === undefined && id !== "" && !asked.has(id)) void ask(id);
        return known;
    }

    /** A name to show; empty while it is asked for. */
    function nameOf(id: string): string {
        return find(id)?.username ?? "";
    }

    /** The address of somebody's picture, if they have one. */
    function avatarOf(id: string): string | null {
        return avatarUrl(people.get(id)?.avatar);
    }

    connection.on("avatar", ({ user, avatar }) => {
        const known = people.get(user);
        if (known) learn({ ...known, avatar });
        if (user === session.me?.id) session.update({ avatar });
    });

    return { people, learn, find, nameOf, avatarOf };
});
