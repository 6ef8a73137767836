import type { Conversation } from "@/modules/message/conversation";

/**
 * Whether a message by somebody else is worth drawing attention to, by what is known of its conversation by now:
 * unseen here and on other devices, and not in a muted conversation. Of many that were missed only the last counts.
 */
export function deservesAttention(
    { seq }: { seq: number },
    conversation: Pick<Conversation, "isMuted" | "readSeq" | "last"> | undefined,
    isLookedAt: boolean,
): boolean {
    if (conversation === undefined || conversation.isMuted || isLookedAt) return false;
    return seq > conversation.readSeq && seq >= (conversation.last?.seq ?? 0);
}
