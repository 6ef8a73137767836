import type { RouteRecordRaw } from "vue-router";

export const alertRoutes: RouteRecordRaw[] = [
    {
        path: "settings/announcement",
        name: "announcement",
        meta: { requires: "admin", pane: "main", title: "alert.announcement" },
        components: {
            list: () => import("@/modules/settings/SettingsList.vue"),
            default: () => import("./AnnouncementPage.vue"),
        },
    },
];
