import { UsersRound } from "@lucide/vue";
import type { RouteRecordRaw } from "vue-router";
import type { MenuEntry } from "@/layout/menu";

export const userMenu: MenuEntry = {
    route: "people",
    path: "/people",
    icon: UsersRound,
    label: "user.title",
};

export const userRoutes: RouteRecordRaw[] = [
    {
        path: "people",
        name: "people",
        meta: { requires: "user", pane: "list", title: "user.title" },
        components: { list: () => import("./PeopleList.vue"), default: () => import("./PeopleWelcome.vue") },
    },
    {
        path: "people/:id",
        name: "person",
        meta: { requires: "user", pane: "main", title: "user.title" },
        components: { list: () => import("./PeopleList.vue"), default: () => import("./PersonPage.vue") },
    },
];
