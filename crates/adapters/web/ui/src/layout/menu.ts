import { computed, type Component, type ComputedRef, type Ref } from "vue";
import { useRouter } from "vue-router";
import { useSession } from "@/modules/session/store";

/** An entry of a menu. Those see it who may come to its route. */
export interface MenuEntry {
    /** The route it leads to. */
    route: string;
    icon: Component;
    /** The key of its text. */
    label: string;
    /** The path that all pages begin with which count as it. */
    path?: string;
    /** How many things wait there. */
    useCount?: () => Ref<number>;
}

/** Those entries of a menu that lead somewhere for whoever is here. */
export function useMenu<Entry extends MenuEntry>(entries: readonly Entry[]): ComputedRef<Entry[]> {
    const router = useRouter();
    const session = useSession();
    return computed(() =>
        entries.filter(({ route }) => session.belongsTo(router.resolve({ name: route }).meta.requires)),
    );
}
