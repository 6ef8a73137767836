import { defineStore } from "pinia";
import { computed, ref, shallowRef } from "vue";
import { connection } from "@/shared/connection";
import type { Application } from "@/shared/api/types";
import { toastFailure } from "@/shared/ui/toasts";
import { useDirectory } from "@/modules/user/directory";
import * as rooms from "@/modules/room/api";
import * as applications from "./api";

/** Applications: those that wait for me, as a friend or as a room's owner, and those that I made. */
export const useApplications = defineStore("applications", () => {
    const directory = useDirectory();
    const waiting = shallowRef<Application[]>([]);
    const made = shallowRef<Application[]>([]);
    const isLoaded = ref(false);
    const count = computed(() => waiting.value.length);

    async function load(): Promise<void> {
        const [mine, asked, owned] = await Promise.all([
            applications.made(),
            applications.asked(),
            rooms.owned(),
        ]);
        const queues = await Promise.all(owned.map(({ id }) => applications.forRoom(id)));
        made.value = mine;
        waiting.value = [...asked, ...queues.flat()]
            .filter(({ handle_status }) => !handle_status)
            .sort((one, other) => other.createdAt.localeCompare(one.createdAt));
        directory.learn(...waiting.value.map(({ user_info }) => user_info));
        isLoaded.value = true;
    }

    function reload(): void {
        load().catch(toastFailure);
    }

    /** My open application for somebody's friendship or for a room. */
    function openFor(id: string): Application | undefined {
        return made.value.find(
            ({ handle_status, apply_user_id, room_id }) =>
                !handle_status && (apply_user_id ?? room_id) === id,
        );
    }

    /** Somebody's open application to be my friend. */
    function friendshipOf(user: string): Application | undefined {
        return waiting.value.find(({ user_id, room_id }) => user_id === user && room_id === null);
    }

    function queueOf(room: string): Application[] {
        return waiting.value.filter(({ room_id }) => room_id === room);
    }

    async function make(wish: applications.Wish, note: string): Promise<void> {
        await applications.make(wish, note);
        await load();
    }

    async function decide({ id }: Application, isAccepted: boolean): Promise<void> {
        await applications.decide(id, isAccepted);
        waiting.value = waiting.value.filter((other) => other.id !== id);
    }

    async function withdraw({ id }: Application): Promise<void> {
        await applications.withdraw(id);
        made.value = made.value.filter((other) => other.id !== id);
    }

    connection.onOpen(reload);
    connection.on("apply", reload);
    // Somebody was accepted, perhaps on another device.
    for (const event of ["friend", "member"] as const) {
        connection.on(event, () => waiting.value.length > 0 && reload());
    }

    return { waiting, made, count, isLoaded, load, openFor, friendshipOf, queueOf, make, decide, withdraw };
});
