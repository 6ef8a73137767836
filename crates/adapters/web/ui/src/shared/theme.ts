import { usePreferredDark, useStorage } from "@vueuse/core";
import { computed, watchEffect, type Ref } from "vue";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The theme that was chosen; changing it changes the page. `public/theme.js` reads the same key. */
export function useTheme(): Ref<Theme> {
    const chosen = useStorage<Theme>("discuss.theme", "system");
    const systemIsDark = usePreferredDark();
    const isDark = computed(
        () => chosen.value === "dark" || (chosen.value !== "light" && systemIsDark.value),
    );
    watchEffect(() => document.documentElement.classList.toggle("dark", isDark.value));
    return chosen;
}
