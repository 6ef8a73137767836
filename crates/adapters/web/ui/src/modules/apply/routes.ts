import { Inbox } from "@lucide/vue";
import type { RouteRecordRaw } from "vue-router";
import type { MenuEntry } from "@/layout/menu";

export const applyMenu: MenuEntry = {
    route: "requests",
    path: "/requests",
    icon: Inbox,
    label: "apply.title",
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
