import type { RouteRecordRaw } from "vue-router";
import type { MenuEntry } from "@/layout/menu";
import { alertRoutes } from "./alert/routes";
import { applyMenu, applyRoutes } from "./apply/routes";
import { forgetConversations } from "./message/forget";
import { messageMenu, messageRoutes } from "./message/routes";
import { roomMenu, roomRoutes } from "./room/routes";
import { ImportedDatabase } from "./settings/importedDatabase";
import { settingsMenu, settingsRoutes } from "./settings/routes";
import { userMenu, userRoutes } from "./user/routes";

export { guestRoutes } from "./session/routes";

/** Removes what this browser keeps of somebody. */
export function forgetUser(id: string): void {
    forgetConversations(id);
    ImportedDatabase.erase(id);
}

/** The pages of those who are logged in. */
export const memberRoutes: RouteRecordRaw[] = [
    ...messageRoutes,
    ...userRoutes,
    ...roomRoutes,
    ...applyRoutes,
    ...settingsRoutes,
    ...alertRoutes,
];

/** The main menu, in its order; what is left out here is still there by its address. */
export const menu: MenuEntry[] = [messageMenu, userMenu, roomMenu, applyMenu, settingsMenu];
