import type { RouteRecordRaw } from "vue-router";
import type { MenuEntry } from "@/layout/menu";
import { alertRoutes } from "./alert/routes";
import { applyMenu, applyRoutes } from "./apply/routes";
import { messageMenu, messageRoutes } from "./message/routes";
import { roomMenu, roomRoutes } from "./room/routes";
import { settingsMenu, settingsRoutes } from "./settings/routes";
import { userMenu, userRoutes } from "./user/routes";

export { guestRoutes } from "./session/routes";

/** The pages of those who are logged in. */
export const memberRoutes: RouteRecordRaw[] = [
    ...messageRoutes,
    ...userRoutes,
    ...roomRoutes,
    ...applyRoutes,
    ...settingsRoutes,
    ...alertRoutes,
];

/** The main menu, in its order. */
export const menu: MenuEntry[] = [messageMenu, userMenu, roomMenu, applyMenu, settingsMenu];
