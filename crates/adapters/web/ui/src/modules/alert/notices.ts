import { computed, onScopeDispose } from "vue";
import { useI18n } from "vue-i18n";
import { useRoute, useRouter } from "vue-router";
import { connection } from "@/shared/connection";
import type { Application, ServerEvents } from "@/shared/api/types";
import { toast, toastFailure } from "@/shared/ui/toasts";
import { nameOf, parseMessage, peerOf, type ChatMessage, type RawMessage } from "@/modules/message/model";
import { usePreview } from "@/modules/message/preview";
import { useChats } from "@/modules/message/store";
import { useSession } from "@/modules/session/store";
import { usePreferences } from "@/modules/settings/preferences";
import { useDirectory } from "@/modules/user/directory";
import { decide } from "./api";
import { deservesAttention } from "./attention";
import { useBadge } from "./badge";
import { chime } from "./chime";
import { tellDesktop } from "./desktop";

/** How long another tab or device has to say that a message is being read there. */
const PATIENCE_MS = 800;
const ANNOUNCEMENT_MS = 15_000;
const APPLICATION_MS = 20_000;

function isLooking(): boolean {
    return document.visibilityState === "visible" && document.hasFocus();
}

/** Tells what happens elsewhere: messages by a sound and on the desktop, applications and announcements in passing. */
export function useNotices(): void {
    const { t } = useI18n();
    const route = useRoute();
    const router = useRouter();
    const session = useSession();
    const chats = useChats();
    const directory = useDirectory();
    const preferences = usePreferences();
    const preview = usePreview();

    const openName = computed(() => {
        const { kind, id } = route.params;
        return kind === "user" || kind === "room" ? nameOf(kind, String(id)) : null;
    });
    const openTitle = computed(() => chats.conversations.get(openName.value ?? "")?.title);
    const pageTitle = computed(() => openTitle.value ?? (route.meta.title ? t(route.meta.title) : ""));
    useBadge(() => chats.unreadCount, pageTitle);

    function tell(title: string, text: string, tag: string, run: () => void): void {
        if (preferences.sound.value) chime();
        if (preferences.desktop.value && !isLooking()) tellDesktop({ title, text, tag, run });
    }

    function considerMessage(message: ChatMessage): void {
        const name = message.conversation;
        const conversation = chats.conversations.get(name);
        const open = openName.value;
        if (!deservesAttention(message, { conversation, open, isLooking: isLooking(), me: session.me?.id }))
            return;
        const { kind, id } = peerOf(name);
        const author = kind === "room" ? `${directory.nameOf(message.sender)}: ` : "";
        tell(conversation?.title ?? "", author + preview.of(message), name, () => {
            void router.push({ name: "chat", params: { kind, id } });
        });
    }

    function heard(raw: unknown): void {
        const message = parseMessage(raw as RawMessage);
        setTimeout(() => considerMessage(message), PATIENCE_MS);
    }

    function announced({ message, sender, timestamp }: ServerEvents["alert"]): void {
        toast(sender, { text: message, ms: ANNOUNCEMENT_MS });
        tell(sender, message, `alert:${timestamp}`, () => undefined);
    }

    function answer(application: Application, isAccepted: boolean): void {
        const { username } = application.user_info;
        decide(application.id, isAccepted)
            .then(() => {
                if (isAccepted) toast(t("alert.welcomed", { name: username }), { tone: "good", ms: 4_000 });
            })
            .catch(toastFailure);
    }

    function asked(application: Application): void {
        const { username: name } = application.user_info;
        const room = application.room_info?.name;
        const title = room ? t("alert.wantsToJoin", { name, room }) : t("alert.wantsToBefriend", { name });
        // Notes come with servers that know them.
        const text = (application as { note?: string | null }).note ?? "";
        const actions = [
            { label: t("alert.accept"), run: () => answer(application, true) },
            { label: t("alert.refuse"), run: () => answer(application, false) },
        ];
        toast(title, { text, actions, ms: APPLICATION_MS });
        tell(title, text, `apply:${application.id}`, () => void router.push({ name: "requests" }));
    }

    function decided({ status, room_info, apply_user_info }: Application): void {
        const name = room_info?.name ?? apply_user_info?.username ?? "";
        const outcome = room_info
            ? t(status ? "alert.joined" : "alert.notJoined", { name })
            : t(status ? "alert.befriended" : "alert.notBefriended", { name });
        toast(outcome, { tone: status ? "good" : "plain" });
    }

    function applied(application: Application): void {
        if (!application.handle_status && application.user_id !== session.me?.id) asked(application);
        if (application.handle_status && application.user_id === session.me?.id) decided(application);
    }

    const endings = [
        connection.on("user", heard),
        connection.on("room", heard),
        connection.on("alert", announced),
        connection.on("apply", (application) => applied(application as unknown as Application)),
    ];
    onScopeDispose(() => endings.forEach((end) => end()));
}
