import { useI18n } from "vue-i18n";
import { connection } from "@/shared/connection";
import { randomId } from "@/shared/id";
import { confirm } from "@/shared/ui/confirmation";
import { toastFailure } from "@/shared/ui/toasts";
import type { ChatMessage } from "./model";

interface MessageActions {
    /** Replaces the text of one's own message, and says whether that worked. */
    edit: (message: ChatMessage, content: string) => Promise<boolean>;
    /** Takes one's own message back, after asking. */
    recall: (message: ChatMessage) => Promise<void>;
}

/** What can be done with a message that the server has. Everybody sees it as an entry of the log, oneself too. */
export function useMessageActions(): MessageActions {
    const { t } = useI18n();

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

    return { edit, recall };
}
