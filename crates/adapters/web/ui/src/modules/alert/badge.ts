import { useFavicon, useTitle } from "@vueuse/core";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

const PLAIN = `${import.meta.env.BASE_URL}favicon.svg`;

/** The icon of the page with a number on it. */
export function badgedIcon(count: number): string {
    if (count === 0) return PLAIN;
    const text = count > 99 ? "99+" : String(count);
    const width = 20 + 13 * text.length;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
        <rect width="64" height="64" rx="18" fill="#4457d6"/>
        <path d="M19 16h26a8 8 0 0 1 8 8v14a8 8 0 0 1-8 8H32l-10 8v-8h-3a8 8 0 0 1-8-8V24a8 8 0 0 1 8-8z" fill="#fff"/>
        <rect x="${64 - width}" y="28" width="${width}" height="36" rx="18" fill="#d92d4c"/>
        <text x="${64 - width / 2}" y="55" font-family="sans-serif" font-weight="bold" font-size="26" fill="#fff" text-anchor="middle">${text}</text>
    </svg>`;
    return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Shows in the tab of the browser how much waits. */
export function useBadge(count: MaybeRefOrGetter<number>, page: MaybeRefOrGetter<string>): void {
    const prefix = computed(() => (toValue(count) > 0 ? `(${toValue(count)}) ` : ""));
    const name = computed(() => (toValue(page) === "" ? "Discuss" : `${toValue(page)} · Discuss`));
    useTitle(computed(() => prefix.value + name.value));
    useFavicon(computed(() => badgedIcon(toValue(count))));
}
