import type { Component, Ref } from "vue";

/** An entry of the main menu. */
export interface MenuEntry {
    /** The route it leads to; entries of routes below it count as it. */
    route: string;
    /** The path that all its pages begin with. */
    path: string;
    icon: Component;
    /** The key of its text. */
    label: string;
    /** How many things wait there. */
    useCount?: () => Ref<number>;
}
