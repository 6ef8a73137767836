import { Settings } from "@lucide/vue";
import type { RouteRecordRaw } from "vue-router";
import type { MenuEntry } from "@/layout/menu";

export const settingsMenu: MenuEntry = {
    route: "settings",
    path: "/settings",
    icon: Settings,
    label: "settings.title",
};

export const settingsRoutes: RouteRecordRaw[] = [
    {
        path: "settings",
        name: "settings",
        meta: { requires: "user", pane: "list", title: "settings.title" },
        components: {
            list: () => import("./SettingsList.vue"),
            default: () => import("./SettingsWelcome.vue"),
        },
    },
];
