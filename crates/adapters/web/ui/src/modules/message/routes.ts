import { MessageCircle } from "@lucide/vue";
import { computed, type Ref } from "vue";
import type { RouteRecordRaw } from "vue-router";
import type { MenuEntry } from "@/layout/menu";
import { useChats } from "./store";

const ConversationList = () => import("./ConversationList.vue");
const ChatPage = () => import("./ChatPage.vue");

/** How many conversations wait to be read. */
function useCount(): Ref<number> {
    const chats = useChats();
    return computed(() => chats.unreadCount);
}

export const messageMenu: MenuEntry = {
    route: "chats",
    path: "/chats",
    icon: MessageCircle,
    label: "message.title",
    useCount,
};

export const messageRoutes: RouteRecordRaw[] = [
    {
        path: "chats",
        name: "chats",
        meta: { requires: "user", pane: "list", title: "message.title" },
        components: { list: ConversationList, default: () => import("./ChatWelcome.vue") },
    },
    {
        path: "chats/:kind(user|room)/:id",
        name: "chat",
        meta: { requires: "user", pane: "main", title: "message.title" },
        components: { list: ConversationList, default: ChatPage },
    },
    {
        path: "chats/:kind(user|room)/:id/details",
        name: "chat-details",
        meta: { requires: "user", pane: "main", title: "message.title", details: true },
        components: { list: ConversationList, default: ChatPage },
    },
];
