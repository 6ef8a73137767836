import { isSameDay } from "@/shared/time";
import { parseAttachment, type Attachment } from "@/modules/file/attachment";
import type { ChatMessage, Draft } from "./model";

/** A row of a chat: a message, or what is to become one. */
export type Item = ChatMessage | Draft;

/** Messages of one author within this time belong together. */
const TOGETHER_MS = 5 * 60_000;

export function isDraft(item: Item): item is Draft {
    return "createdAt" in item;
}

/** The file that a row shows. */
export function attachmentOf(item: Item): Attachment | File | null {
    if (!isDraft(item)) return item.attachment;
    return item.file ?? parseAttachment({ ...item.extra, content: item.content });
}

export function timeOf(item: Item): number {
    return isDraft(item) ? item.createdAt : item.timestamp;
}

export function authorOf(item: Item, me: string): string {
    return isDraft(item) ? me : item.sender;
}

/** A key that a draft keeps when it becomes a message, so that its row stays the same element. */
export function keyOf(item: Item, me: string): string {
    if (isDraft(item)) return `${me}:${item.clientId}`;
    return item.clientId === null ? item.id : `${item.sender}:${item.clientId}`;
}

export function isTogether(one: Item | undefined, other: Item | undefined, me: string): boolean {
    if (one === undefined || other === undefined) return false;
    return (
        authorOf(one, me) === authorOf(other, me) &&
        Math.abs(timeOf(other) - timeOf(one)) < TOGETHER_MS &&
        isSameDay(timeOf(one), timeOf(other))
    );
}

/** Whether the unread ones begin with `item`; `readSeq` is where reading had stopped. */
export function isFirstUnread(
    item: Item,
    before: Item | undefined,
    readSeq: number | null,
    me: string,
): boolean {
    if (readSeq === null || isDraft(item) || item.sender === me || item.seq <= readSeq) return false;
    return before === undefined || isDraft(before) || before.seq <= readSeq || before.sender === me;
}
