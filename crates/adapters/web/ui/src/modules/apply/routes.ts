import { Inbox } from "@lucide/vue";
import { computed, type Ref } from "vue";
import type { RouteRecordRaw } from "vue-router";
import type { MenuEntry } from "@/layout/menu";
import { useApplications } from "./store";

/** How many applications wait for me. */
function useCount(): Ref<number> {
    const applications = useApplications();
    return computed(() => applications.count);
}

export const applyMenu: MenuEntry = {
    route: "requests",
    path: "/requests",
    icon: Inbox,
    label: "apply.title",
    useCount,
};

export const applyRoutes: RouteRecordRaw[] = [
    {
        path: "requests",
        name: "requests",
        meta: { requires: "user", pane: "list", title: "apply.title" },
        components: {
            list: () => import("./ApplicationList.vue"),
            default: () => import("./ApplicationWelcome.vue"),
        },
    },
];
