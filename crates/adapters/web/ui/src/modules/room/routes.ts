import { Hash } from "@lucide/vue";
import type { RouteRecordRaw } from "vue-router";
import type { MenuEntry } from "@/layout/menu";

export const roomMenu: MenuEntry = { route: "rooms", path: "/rooms", icon: Hash, label: "room.title" };

export const roomRoutes: RouteRecordRaw[] = [
    {
        path: "rooms",
        name: "rooms",
        meta: { requires: "user", pane: "list", title: "room.title" },
        components: { list: () => import("./RoomList.vue"), default: () => import("./RoomWelcome.vue") },
    },
    {
        path: "rooms/:id",
        name: "room",
        meta: { requires: "user", pane: "main", title: "room.title" },
        components: { list: () => import("./RoomList.vue"), default: () => import("./RoomPage.vue") },
    },
];
