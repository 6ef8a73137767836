import { useFavicon, useTitle } from "@vueuse/core";
import { computed } from "vue";
import { useI18n } from "vue-i18n";
import { useRoute } from "vue-router";
import { useChats } from "@/modules/message/store";
import { nameOf } from "@/modules/message/model";

/** More does not fit. */
const MOST_SHOWN = 9;

/** The page's icon, with how many conversations wait. */
export function iconFor(unread: number): string {
    if (unread === 0) return `${import.meta.env.BASE_URL}favicon.svg`;
    const count = unread > MOST_SHOWN ? `${MOST_SHOWN}+` : String(unread);
    // The icon of `public/favicon.svg`, small enough to say it again here: icons that are text load nothing else.
    const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="18" fill="#4457d6"/>
<path d="M19 16h26a8 8 0 0 1 8 8v14a8 8 0 0 1-8 8H32l-10 8v-8h-3a8 8 0 0 1-8-8V24a8 8 0 0 1 8-8z" fill="#fff"/>
<circle cx="42" cy="42" r="22" fill="#e5484d"/><text x="42" y="52" text-anchor="middle" font-family="sans-serif"
font-weight="bold" font-size="${count.length > 1 ? 24 : 30}" fill="#fff">${count}</text></svg>`;
    return `data:image/svg+xml,${encodeURIComponent(icon)}`;
}

/** Shows in the page's title and icon where one is and how many conversations wait. */
export function usePageTitle(): void {
    const { t } = useI18n();
    const route = useRoute();
    const chats = useChats();

    const place = computed(() => {
        const { kind, id } = route.params;
        const isChat = (kind === "user" || kind === "room") && typeof id === "string";
        const chat = isChat ? chats.conversations.get(nameOf(kind, id)) : undefined;
        return chat?.title ?? (route.meta.title ? t(route.meta.title) : "");
    });
    useTitle(
        computed(() => {
            const unread = chats.unreadCount > 0 ? `(${chats.unreadCount}) ` : "";
            return `${unread}${place.value ? `${place.value} · ` : ""}Discuss`;
        }),
    );
    useFavicon(computed(() => iconFor(chats.unreadCount)));
}
