import { useDebounceFn } from "@vueuse/core";
import { computed, onActivated, onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import { connection } from "@/shared/connection";
import { toastFailure } from "@/shared/ui/toasts";

/** How long somebody pauses who has finished typing. */
const PAUSE_MS = 250;

/** What `ask` finds for what is typed, once typing has paused; `null` until it has answered. */
export function useServerSearch<T>(
    typed: Ref<string>,
    ask: (text: string) => Promise<T[]>,
): ShallowRef<T[] | null> {
    const found = shallowRef<T[] | null>(null);
    const text = computed(() => typed.value.trim());

    async function find(): Promise<void> {
        const asked = text.value;
        try {
            const answer = await ask(asked);
            // Something else may be wanted by now.
            if (text.value === asked) found.value = answer;
        } catch (error) {
            if (text.value === asked) found.value ??= [];
            toastFailure(error);
        }
    }

    const findSoon = useDebounceFn(find, PAUSE_MS);
    watch(text, () => {
        found.value = null;
        void findSoon();
    });
    void find();
    // What was found may be old when somebody comes back to it, or when there was no connection.
    onActivated(() => found.value !== null && void find());
    onScopeDispose(connection.onOpen(() => found.value !== null && void find()));
    return found;
}
