import type { Message as MessageView } from "@/shared/api/types";
import { parseAttachment, type Attachment } from "@/modules/file/attachment";

/** How the server names a conversation: `user:<the other's id>` or `room:<room id>`. */
export type ConversationName = string;
export type PeerKind = "user" | "room";

export function nameOf(kind: PeerKind, id: string): ConversationName {
    return `${kind}:${id}`;
}

export function peerOf(conversation: ConversationName): { kind: PeerKind; id: string } {
    const [kind, id = ""] = conversation.split(":");
    return { kind: kind === "room" ? "room" : "user", id };
}

export interface ChatMessage {
    id: string;
    conversation: ConversationName;
    seq: number;
    sender: string;
    /** `null` once it was recalled. */
    content: string | null;
    /** When the server took it, in milliseconds since the epoch. */
    timestamp: number;
    /** What its sender called it before the server had it. */
    clientId: string | null;
    editedAt: number | null;
    recalledAt: number | null;
    replyTo: { id: string; seq: number } | null;
    attachment: Attachment | null;
}

/** The fields that have names, of a type that may have others. */
type Named<T> = { [F in keyof T as string extends F ? never : F]: T[F] };
/** Those that the server writes, whatever the sender says. */
type Written = "id" | "seq" | "conversation" | "sender" | "timestamp";

/** A message as it comes from the server, with all that senders may add. */
export type RawMessage = {
    [F in keyof Named<MessageView>]: F extends Written ? MessageView[F] : unknown;
} & { [field: string]: unknown };

function text(value: unknown): string | null {
    return typeof value === "string" ? value : null;
}

function number(value: unknown): number | null {
    return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Reads a message. Senders may add fields of any kind, so that hardly any is trusted to be what its name says. */
export function parseMessage(raw: RawMessage): ChatMessage {
    const replyTo = text(raw.reply_to);
    const replySeq = number(raw.reply_seq);
    const recalledAt = number(raw.recalled);
    return {
        id: raw.id,
        conversation: raw.conversation,
        seq: raw.seq,
        sender: raw.sender,
        content: recalledAt === null ? (text(raw.content) ?? "") : null,
        timestamp: raw.timestamp,
        clientId: text(raw.client_id),
        editedAt: number(raw.edited),
        recalledAt,
        replyTo: replyTo !== null && replySeq !== null ? { id: replyTo, seq: replySeq } : null,
        attachment: recalledAt === null ? parseAttachment(raw) : null,
    };
}

/** A change to an earlier message. It has a place in the log of its own. */
export interface MessageChange {
    conversation: ConversationName;
    seq: number;
    /** Which message. */
    message: string;
    /** `null` when it was recalled. */
    content: string | null;
    timestamp: number;
}

export function changed(message: ChatMessage, { content, timestamp }: MessageChange): ChatMessage {
    return content === null
        ? { ...message, content: null, attachment: null, recalledAt: timestamp }
        : { ...message, content, editedAt: timestamp };
}

/** A message that the server may not have yet. */
export interface Draft {
    clientId: string;
    conversation: ConversationName;
    content: string;
    /** What is sent beside the text: what kind of file it is, what it replies to. */
    extra: Record<string, unknown>;
    replyTo?: { id: string; seq: number };
    /** When it was written, by this computer's clock. */
    createdAt: number;
    /** A file that has to be uploaded first. */
    file?: File;
    /** Why the server will not take it; only its author can try again. */
    failure?: string;
}
