import { StorageSerializers, useStorage } from "@vueuse/core";
import { defineStore } from "pinia";
import { connection } from "@/shared/connection";
import type { ServerInfo } from "@/shared/api/types";
import * as server from "./api";

/** What the server allows, so that it can be told beforehand. The server itself is who refuses. */
export const useServer = defineStore("server", () => {
    /** `null` until it has been told once. */
    const limits = useStorage<ServerInfo | null>("discuss.server", null, undefined, {
        serializer: StorageSerializers.object,
    });

    async function load(): Promise<void> {
        limits.value = await server.show();
    }

    // Unanswered, what is remembered counts.
    connection.onOpen(() => load().catch(() => undefined));

    return { limits };
});
