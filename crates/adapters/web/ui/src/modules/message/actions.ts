import { useI18n } from "vue-i18n";
import { connection } from "@/shared/connection";
import { randomId } from "@/shared/id";
import { confirm } from "@/shared/ui/confirmation";
import { toastFailure } from "@/shared/ui/toasts";
import { useServer } from "@/modules/server/store";
import { useSession } from "@/modules/session/store";
import type { ChatMessage } from "./model";

/** Whether a message is younger than that; without a limit every one is. */
function isRecent({ timestamp }: ChatMessage, withinMs: number | null = null): boolean {
    return withinMs === null || Date.now() - timestamp < withinMs;
}

interface MessageActions {
    /** Whether this is a text of one's own that can still be replaced. */
    mayEdit: (message: ChatMessage) => boolean;
    /** Whether this is a message of one's own that can still be taken back. */
    mayRecall: (message: ChatMessage) => boolean;
    /** Replaces the text of one's own message, and says whether that worked. */
    edit: (message: ChatMessage, content: string) => Promise<boolean>;
    /** Takes one's own message back, after asking. */
    recall: (message: ChatMessage) => Promise<void>;
}

/** What can be done with a message that the server has. Everybody sees it as an entry of the log, oneself too. */
export function useMessageActions(): MessageActions {
    const { t } = useI18n();
    const session = useSession();
    const server = useServer();

    function isOwn({ sender, content }: ChatMessage): boolean {
        return sender === session.me?.id && content !== null;
    }

    function mayEdit(message: ChatMessage): boolean {
        return (
            isOwn(message) && message.attachment === null && isRecent(message, server.limits?.edit_within_ms)
        );
    }

    function mayRecall(message: ChatMessage): boolean {
        return isOwn(message) && isRecent(message, server.limits?.recall_within_ms);
    }

    async function edit({ conversation, id }: ChatMessage, content: string): Promise<boolean> {
        try {
            await connection.request("edit", { conversation, message: id, content, client_id: randomId() });
            return true;
        } catch (error) {
            toastFailure(error);
            return false;
        }
    }

    async function recall({ conversation, id }: ChatMessage): Promise<void> {
        const isSure = await confirm({
            title: t("message.recallTitle"),
            text: t("message.recallText"),
            action: t("message.recall"),
            isDangerous: true,
        });
        if (!isSure) return;
        await connection
            .request("recall", { conversation, message: id, client_id: randomId() })
            .catch(toastFailure);
    }

    return { mayEdit, mayRecall, edit, recall };
}
