import { Ban, Bell, Database, Megaphone, MonitorSmartphone, Palette, UserRound } from "@lucide/vue";
import type { MenuEntry } from "@/layout/menu";

/** The pages of settings, in their order. */
export const pages: readonly MenuEntry[] = [
    { route: "settings-account", icon: UserRound, label: "settings.account" },
    { route: "settings-appearance", icon: Palette, label: "settings.appearance" },
    { route: "settings-notifications", icon: Bell, label: "settings.notifications" },
    { route: "settings-devices", icon: MonitorSmartphone, label: "settings.devices" },
    { route: "settings-blocked", icon: Ban, label: "settings.blocked" },
    { route: "settings-data", icon: Database, label: "settings.data" },
    { route: "announcement", icon: Megaphone, label: "alert.announcement" },
];
