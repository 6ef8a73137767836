import { useI18n } from "vue-i18n";
import type { ChatMessage, Draft } from "./model";
import { excerpt } from "./markdown";

interface Preview {
    of: (message: ChatMessage) => string;
    ofDraft: (draft: Draft) => string;
}

/** What a message is about, in one line. */
export function usePreview(): Preview {
    const { t } = useI18n();

    function ofFile(type: string, name: string): string {
        if (type.startsWith("image")) return t("message.picture");
        if (type.startsWith("video")) return t("message.video");
        if (type.startsWith("audio")) return t("message.audio");
        return name;
    }

    return {
        of({ content, attachment }) {
            if (content === null) return t("message.recalled");
            return attachment ? ofFile(attachment.type, attachment.name) : excerpt(content);
        },
        ofDraft({ content, file }) {
            return file ? ofFile(file.type, file.name) : excerpt(content);
        },
    };
}
