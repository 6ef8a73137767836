import { useStorage } from "@vueuse/core";
import type { Ref } from "vue";

/** What is wanted on this browser: it is its sounds and its desktop, whoever uses it. */
export interface Preferences {
    /** Whether messages make a sound. */
    sound: Ref<boolean>;
    /** Whether messages are told on the desktop. */
    desktop: Ref<boolean>;
}

export function usePreferences(): Preferences {
    return { sound: useStorage("discuss.sound", true), desktop: useStorage("discuss.desktop", false) };
}
