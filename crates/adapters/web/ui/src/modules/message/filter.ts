import type { Conversation } from "./conversation";

/** Which conversations a list shows. */
export const FILTERS = ["all", "unread", "user", "room"] as const;
export type Filter = (typeof FILTERS)[number];

/** Whether a conversation is among those that a filter shows, by itself and by what its title has to contain. */
export function passes({ kind, unread, title }: Conversation, filter: Filter, text: string): boolean {
    if (!title.toLowerCase().includes(text.trim().toLowerCase())) return false;
    if (filter === "unread") return unread > 0;
    return filter === "all" || filter === kind;
}
