import type { Conversation } from "@/modules/message/conversation";
import type { ConversationName } from "@/modules/message/model";

export interface Situation {
    /** What is known of the message's conversation by now. */
    conversation: Pick<Conversation, "isMuted" | "readSeq" | "lastSeq"> | undefined;
    /** Which conversation is open. */
    open: ConversationName | null;
    /** Whether somebody looks at the page. */
    isLooking: boolean;
    me: string | undefined;
}

/**
 * Whether a message is worth drawing attention to: one by somebody else, unseen here and on other devices, in a
 * conversation that is not muted. Of many that were missed only the last one counts.
 */
export function deservesAttention(
    message: { conversation: ConversationName; sender: string; seq: number },
    { conversation, open, isLooking, me }: Situation,
): boolean {
    if (conversation === undefined || conversation.isMuted || message.sender === me) return false;
    if (message.seq <= conversation.readSeq || message.seq < conversation.lastSeq) return false;
    return !isLooking || open !== message.conversation;
}
