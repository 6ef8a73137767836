import { Bell, Database, MonitorSmartphone, Palette, UserRound } from "@lucide/vue";

/** The pages of settings, in their order. */
export const pages = [
    { route: "settings-account", icon: UserRound, title: "settings.account" },
    { route: "settings-appearance", icon: Palette, title: "settings.appearance" },
    { route: "settings-notifications", icon: Bell, title: "settings.notifications" },
    { route: "settings-devices", icon: MonitorSmartphone, title: "settings.devices" },
    { route: "settings-data", icon: Database, title: "settings.data" },
] as const;
