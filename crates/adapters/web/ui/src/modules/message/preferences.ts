import { Bell, BellOff, Pin, PinOff } from "@lucide/vue";
import { computed, type ComputedRef } from "vue";
import { useI18n } from "vue-i18n";
import type { MenuAction } from "@/shared/ui/action";
import { toastFailure } from "@/shared/ui/toasts";
import type { Preferences } from "./api";
import type { ConversationName } from "./model";
import { useChats } from "./store";

/** How one may keep a conversation: at the top, and quiet. Nothing, while the server does not know it. */
export function usePreferenceActions(name: () => ConversationName): ComputedRef<MenuAction[]> {
    const { t } = useI18n();
    const chats = useChats();

    function prefer(preferences: Preferences): void {
        chats.prefer(name(), preferences).catch(toastFailure);
    }

    return computed(() => {
        const conversation = chats.conversations.get(name());
        if (conversation === undefined) return [];
        const { isPinned, isMuted } = conversation;
        return [
            {
                label: t(isPinned ? "message.unpin" : "message.pin"),
                icon: isPinned ? PinOff : Pin,
                run: () => prefer({ pinned: !isPinned }),
            },
            {
                label: t(isMuted ? "message.unmute" : "message.mute"),
                icon: isMuted ? Bell : BellOff,
                run: () => prefer({ muted: !isMuted }),
            },
        ];
    });
}
