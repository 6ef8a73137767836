import { Settings } from "@lucide/vue";
import type { Component } from "vue";
import type { RouteRecordRaw } from "vue-router";
import type { MenuEntry } from "@/layout/menu";

export const settingsMenu: MenuEntry = {
    route: "settings",
    path: "/settings",
    icon: Settings,
    label: "settings.title",
};

const list = () => import("./SettingsList.vue");

function page(name: string, load: () => Promise<Component>): RouteRecordRaw {
    return {
        path: `settings/${name}`,
        name: `settings-${name}`,
        meta: { requires: "user", pane: "main", title: `settings.${name}` },
        components: { list, default: load },
    };
}

export const settingsRoutes: RouteRecordRaw[] = [
    {
        path: "settings",
        name: "settings",
        meta: { requires: "user", pane: "list", title: "settings.title" },
        // Where there is room for two panes, the first page is open.
        components: { list, default: () => import("./AccountPage.vue") },
    },
    page("account", () => import("./AccountPage.vue")),
    page("appearance", () => import("./AppearancePage.vue")),
    page("notifications", () => import("./NotificationsPage.vue")),
    page("devices", () => import("./DevicesPage.vue")),
    page("blocked", () => import("./BlockedPage.vue")),
    page("data", () => import("./DataPage.vue")),
    {
        path: "settings/imported/:kind(user|room)/:id",
        name: "imported",
        meta: { requires: "user", pane: "main", title: "settings.imported" },
        components: { list, default: () => import("./ImportedPage.vue") },
    },
];
