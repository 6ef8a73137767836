import { useI18n } from "vue-i18n";
import { peerOf, type ConversationName } from "@/modules/message/model";
import { useChats } from "@/modules/message/store";
import { useDirectory } from "@/modules/user/directory";

/** The name of whom a conversation is with, also of one that is not mine any more. */
export function usePeerTitle(): (conversation: ConversationName) => string {
    const { t } = useI18n();
    const chats = useChats();
    const directory = useDirectory();

    return (conversation) => {
        const known = chats.conversations.get(conversation)?.title;
        if (known !== undefined) return known;
        const { kind, id } = peerOf(conversation);
        return (kind === "user" && directory.nameOf(id)) || t(`settings.unknownPeer.${kind}`);
    };
}
