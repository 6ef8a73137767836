import { useFavicon, useTitle } from "@vueuse/core";
import { computed } from "vue";
import { useI18n } from "vue-i18n";
import { useRoute } from "vue-router";
import { useChats } from "@/modules/message/store";
import { nameOf } from "@/modules/message/model";

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
    useFavicon(
        computed(
            () =>
                `${import.meta.env.BASE_URL}${chats.unreadCount > 0 ? "favicon-unread.svg" : "favicon.svg"}`,
        ),
    );
}
