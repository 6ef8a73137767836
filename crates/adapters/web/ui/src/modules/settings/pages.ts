import type { Component } from "vue";
import { Ban, Bell, Database, Megaphone, MonitorSmartphone, Palette, UserRound } from "@lucide/vue";

interface SettingsEntry {
    route: string;
    icon: Component;
    title: string;
    /** Who sees it; whoever is logged in, where nothing is said. */
    requires?: "admin";
}

/** The pages of settings, in their order. */
export const pages: readonly SettingsEntry[] = [
    { route: "settings-account", icon: UserRound, title: "settings.account" },
    { route: "settings-appearance", icon: Palette, title: "settings.appearance" },
    { route: "settings-notifications", icon: Bell, title: "settings.notifications" },
    { route: "settings-devices", icon: MonitorSmartphone, title: "settings.devices" },
    { route: "settings-blocked", icon: Ban, title: "settings.blocked" },
    { route: "settings-data", icon: Database, title: "settings.data" },
    { route: "announcement", icon: Megaphone, title: "alert.announcement", requires: "admin" },
];
