import { onScopeDispose } from "vue";
import { useI18n } from "vue-i18n";
import { useRouter, type RouteLocationRaw } from "vue-router";
import { connection } from "@/shared/connection";
import type { Application, ServerEvents } from "@/shared/api/types";
import { isLooking } from "@/shared/looking";
import { dismiss, toast, toastFailure } from "@/shared/ui/toasts";
import { peerOf, type ChatMessage } from "@/modules/message/model";
import { usePreview } from "@/modules/message/preview";
import { useChats } from "@/modules/message/store";
import { useSession } from "@/modules/session/store";
import { usePreferences } from "@/modules/settings/preferences";
import { useDirectory } from "@/modules/user/directory";
import { useApplications } from "@/modules/apply/store";
import { deservesAttention } from "./attention";
import { chime } from "./chime";
import { onNotified, tellDesktop, type DesktopNote } from "./desktop";

/** How long another tab or device has to say that a message is being read there. */
const PATIENCE_MS = 800;
const ANNOUNCEMENT_MS = 15_000;
/** How long somebody takes to read a character. */
const CHARACTER_MS = 60;
const APPLICATION_MS = 20_000;

/** Tells what happens elsewhere: messages by a sound and on the desktop, applications and announcements in passing. */
export function useNotices(): void {
    const { t } = useI18n();
    const router = useRouter();
    const session = useSession();
    const chats = useChats();
    const directory = useDirectory();
    const preferences = usePreferences();
    const preview = usePreview();
    const applications = useApplications();
    /** The toasts that ask, by what for and by whom. */
    const asking = new Map<string, number>();

    function pathOf(to: RouteLocationRaw): string {
        return router.resolve(to).fullPath.slice(1);
    }

    function go(path: string): void {
        void router.push(`/${path}`);
    }

    function tell(note: DesktopNote): void {
        if (preferences.sound.value) chime();
        if (preferences.desktop.value) tellDesktop(note, go);
    }

    /** Tells what whoever looks at the page has been told there. */
    function tellAway(note: DesktopNote): void {
        if (!isLooking()) tell(note);
        else if (preferences.sound.value) chime();
    }

    function considerMessage(message: ChatMessage): void {
        const name = message.conversation;
        const conversation = chats.conversations.get(name);
        if (!deservesAttention(message, conversation, chats.isLookedAt(name))) return;
        const { kind, id } = peerOf(name);
        const author = kind === "room" ? `${directory.nameOf(message.sender)}: ` : "";
        tell({
            title: conversation?.title ?? "",
            text: author + preview.of(message),
            tag: name,
            path: pathOf({ name: "chat", params: { kind, id } }),
        });
    }

    function announced({ message, sender, timestamp }: ServerEvents["alert"]): void {
        toast(sender, { text: message, ms: ANNOUNCEMENT_MS + message.length * CHARACTER_MS });
        tellAway({ title: sender, text: message, tag: `alert:${timestamp}`, path: "" });
    }

    function answer(application: Application, isAccepted: boolean): void {
        const { username } = application.user_info;
        applications
            .decide(application, isAccepted)
            .then(() => {
                if (isAccepted) toast(t("alert.welcomed", { name: username }), { tone: "good", ms: 4_000 });
            })
            .catch(toastFailure);
    }

    function asked(application: Application): void {
        const { username: name } = application.user_info;
        const room = application.room_info?.name;
        const title = room ? t("alert.wantsToJoin", { name, room }) : t("alert.wantsToBefriend", { name });
        const text = application.note ?? "";
        const actions = [
            { label: t("alert.accept"), run: () => answer(application, true) },
            { label: t("alert.refuse"), run: () => answer(application, false) },
        ];
        asking.set(
            `${application.room_id ?? ""} ${application.user_id}`,
            toast(title, { text, actions, ms: APPLICATION_MS }),
        );
        tellAway({ title, text, tag: `apply:${application.id}`, path: pathOf({ name: "requests" }) });
    }

    /** Takes back a question that was answered elsewhere: whoever asked belongs to what they asked for. */
    function takeBack({ status, user, room }: { status: boolean; user: string; room?: string }): void {
        if (status) dismiss(asking.get(`${room ?? ""} ${user}`));
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

    chats.onArrived((message) => setTimeout(() => considerMessage(message), PATIENCE_MS));
    const endings = [
        connection.on("alert", announced),
        connection.on("apply", applied),
        connection.on("friend", takeBack),
        connection.on("member", takeBack),
        onNotified(go),
    ];
    onScopeDispose(() => endings.forEach((end) => end()));
}
