import type { ConversationSummary, Room, User } from "@/shared/api/types";
import {
    parseMessage,
    type ChatMessage,
    type ConversationName,
    type PeerKind,
    type RawMessage,
} from "./model";

/** A conversation as the list shows it. */
export interface Conversation {
    name: ConversationName;
    kind: PeerKind;
    /** Of the other person, or of the room. */
    id: string;
    title: string;
    avatar: string | null;
    last: ChatMessage | null;
    /** The last entry of any kind. */
    lastSeq: number;
    /** Up to where I have read. */
    readSeq: number;
    unread: number;
    isPinned: boolean;
    isMuted: boolean;
    /** By what the list is sorted: when something last happened. */
    activeAt: number;
}

type Peer = { room: Room } | { user: User };

export function conversationFrom(summary: ConversationSummary): Conversation {
    const { conversation: name, last_message, last_seq, read_seq, unread, pinned, muted } = summary;
    const last = last_message ? parseMessage(last_message as unknown as RawMessage) : null;
    return {
        ...titled(summary as Peer),
        name,
        last,
        lastSeq: last_seq,
        readSeq: read_seq,
        unread,
        isPinned: pinned,
        isMuted: muted,
        activeAt: last?.timestamp ?? ("room" in summary ? Date.parse(summary.room.createdAt) : 0),
    };
}

function titled(peer: Peer): Pick<Conversation, "kind" | "id" | "title" | "avatar"> {
    if ("room" in peer) {
        return { kind: "room", id: peer.room.id, title: peer.room.name, avatar: peer.room.avatar };
    }
    return { kind: "user", id: peer.user.id, title: peer.user.username, avatar: peer.user.avatar };
}

/** A conversation in which nothing has been said yet. */
export function emptyConversation(
    peer: Pick<Conversation, "name" | "kind" | "id" | "title" | "avatar">,
    activeAt: number,
): Conversation {
    return {
        ...peer,
        last: null,
        lastSeq: 0,
        readSeq: 0,
        unread: 0,
        isPinned: false,
        isMuted: false,
        activeAt,
    };
}

/** Pinned ones first, then the newest. */
export function byActivity(one: Conversation, other: Conversation): number {
    return Number(other.isPinned) - Number(one.isPinned) || other.activeAt - one.activeAt;
}

/** What the server says of a conversation, unless more has happened since it was asked. */
export function merged(known: Conversation, fresh: Conversation): Conversation {
    const readSeq = Math.max(known.readSeq, fresh.readSeq);
    if (known.lastSeq > fresh.lastSeq) {
        const { last, lastSeq, unread, activeAt } = known;
        return { ...fresh, last, lastSeq, unread, activeAt, readSeq };
    }
    // What was read here while the server did not hear of it is in its count.
    return { ...fresh, readSeq, unread: Math.min(fresh.unread, fresh.lastSeq - readSeq) };
}
