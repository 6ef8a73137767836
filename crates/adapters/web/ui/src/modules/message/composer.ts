import { useStorage } from "@vueuse/core";
import { defineStore } from "pinia";
import { useSession } from "@/modules/session/store";
import type { ConversationName } from "./model";

/** What is being written where. It is kept, so that no half sentence is lost. */
export const useComposer = defineStore("composer", () => {
    const texts = useStorage<Record<ConversationName, string>>(`discuss.texts.${useSession().me?.id}`, {});

    function textOf(conversation: ConversationName): string {
        return texts.value[conversation] ?? "";
    }

    function write(conversation: ConversationName, text: string): void {
        const { [conversation]: _old, ...others } = texts.value;
        texts.value = text === "" ? others : { ...others, [conversation]: text };
    }

    return { textOf, write };
});
