import { computed, type ComputedRef } from "vue";
import { excess } from "@/shared/length";
import { useServer } from "./store";

/** By how many characters a message is too long for this server. */
export function useExcess(text: () => string): ComputedRef<number> {
    const server = useServer();
    return computed(() => excess(text().trim(), server.limits?.max_message_chars ?? Infinity));
}
