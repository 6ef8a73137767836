import { useThrottleFn } from "@vueuse/core";
import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import { connection } from "@/shared/connection";
import type { ConversationName } from "./model";

/** How often it is told that somebody writes; the server swallows more. */
const TELL_MS = 3_000;
/** How long it is shown. */
const SHOW_MS = 5_000;

/** Who is writing, where. */
export const useTyping = defineStore("typing", () => {
    const byConversation = shallowReactive(new Map<ConversationName, readonly string[]>());
    const timers = new Map<string, ReturnType<typeof setTimeout>>();

    function of(conversation: ConversationName): readonly string[] {
        return byConversation.get(conversation) ?? [];
    }

    function begin(conversation: ConversationName, user: string): void {
        end(conversation, user);
        byConversation.set(conversation, [...of(conversation), user]);
        timers.set(
            `${conversation} ${user}`,
            setTimeout(() => end(conversation, user), SHOW_MS),
        );
    }

    function end(conversation: ConversationName, user: string): void {
        const key = `${conversation} ${user}`;
        clearTimeout(timers.get(key));
        if (!timers.delete(key)) return;
        byConversation.set(
            conversation,
            of(conversation).filter((other) => other !== user),
        );
    }

    const tell = useThrottleFn((conversation: ConversationName) => {
        // Nothing is lost when it is not heard.
        connection.request("typing", { conversation }).catch(() => undefined);
    }, TELL_MS);

    connection.on("typing", ({ conversation, user }) => begin(conversation, user));
    for (const event of ["user", "room"] as const) {
        connection.on(event, ({ conversation, sender }) => end(conversation, sender));
    }

    return { of, tell };
});
