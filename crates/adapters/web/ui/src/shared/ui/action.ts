import type { Component } from "vue";

/** One thing to do, in a menu. */
export interface MenuAction {
    label: string;
    icon: Component;
    isDangerous?: boolean;
    run: () => void;
}
