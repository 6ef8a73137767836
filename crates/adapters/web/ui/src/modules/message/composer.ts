import { useStorage } from "@vueuse/core";
import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import { useSession } from "@/modules/session/store";
import type { ChatMessage, ConversationName } from "./model";

/** What is being written refers to a message: it answers it, or takes its place. */
export interface Reference {
    purpose: "reply" | "edit";
    message: ChatMessage;
}

/** What is being written where. It is kept, so that no half sentence is lost. */
export const useComposer = defineStore("composer", () => {
    const texts = useStorage<Record<ConversationName, string>>(`discuss.texts.${useSession().me?.id}`, {});
    const references = shallowReactive(new Map<ConversationName, Reference>());
    /** What edits make of their messages. Unlike what is said anew, it is not kept: it would be taken for that. */
    const edits = shallowReactive(new Map<ConversationName, string>());

    function textOf(conversation: ConversationName): string {
        return edits.get(conversation) ?? texts.value[conversation] ?? "";
    }

    function write(conversation: ConversationName, text: string): void {
        if (edits.has(conversation)) return void edits.set(conversation, text);
        const { [conversation]: _old, ...others } = texts.value;
        texts.value = text === "" ? others : { ...others, [conversation]: text };
    }

    function reply(message: ChatMessage): void {
        stop(message.conversation);
        references.set(message.conversation, { purpose: "reply", message });
    }

    function edit(message: ChatMessage): void {
        const { conversation, content } = message;
        stop(conversation);
        references.set(conversation, { purpose: "edit", message });
        edits.set(conversation, content ?? "");
    }

    /** Ends a reply or an edit. */
    function stop(conversation: ConversationName): void {
        references.delete(conversation);
        edits.delete(conversation);
    }

    return { references, textOf, write, reply, edit, stop };
});
