import { api, done, unwrap } from "@/shared/api/client";
import type { Cursor } from "@/shared/api/types";
import { conversationFrom, type Conversation } from "./conversation";
import { parseMessage, peerOf, type ChatMessage, type ConversationName, type RawMessage } from "./model";

/** How many messages are fetched at once. */
export const PAGE = 60;
/** How many conversations the server lists, the latest ones. */
export const MOST_LISTED = 1_000;

export interface Page {
    messages: ChatMessage[];
    /** Whether there is more in the direction that was asked for. */
    more: boolean;
}

export async function conversations(): Promise<Conversation[]> {
    const summaries = await unwrap(api.GET("/api/conversation"));
    return summaries.map(conversationFrom);
}

/** How a list of messages is asked whose they are. */
export function peerQuery(conversation: ConversationName): { room: string } | { user: string } {
    const { kind, id } = peerOf(conversation);
    return kind === "room" ? { room: id } : { user: id };
}

/** The newest messages, those before a place, or those after it; in order. */
export async function history(
    conversation: ConversationName,
    place: { before?: number; after?: number } = {},
    limit = PAGE,
): Promise<Page> {
    const query = { ...peerQuery(conversation), ...place, limit };
    const { rows, more } = await unwrap(api.GET("/api/message", { params: { query } }));
    return { messages: rows.map((row) => parseMessage(row as unknown as RawMessage)), more };
}

/** How one keeps a conversation, for oneself; what is not named stays. */
export interface Preferences {
    pinned?: boolean;
    muted?: boolean;
}

export function prefer(conversation: ConversationName, preferences: Preferences): Promise<void> {
    return done(api.PATCH("/api/conversation", { body: { conversation, ...preferences } }));
}

/** How far each of the others has come. */
export function cursors(conversation: ConversationName): Promise<Cursor[]> {
    return unwrap(api.GET("/api/conversation/cursor", { params: { query: { conversation } } }));
}
