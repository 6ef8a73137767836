import {
    nameOf,
    parseMessage,
    type ChatMessage,
    type ConversationName,
    type RawMessage,
} from "@/modules/message/model";
import { SECTIONS } from "./exported";

/** A message that another client has kept. It is only in this browser, and has no place in the server's log. */
export type ImportedMessage = Pick<ChatMessage, "conversation" | "sender" | "timestamp" | "attachment"> & {
    content: string;
};

export interface ParsedExport {
    messages: ImportedMessage[];
    /** How many entries say nothing that can be shown. */
    unreadable: number;
}

/** The file is no exported history. */
export class NotAnExport extends Error {
    constructor() {
        super("not an exported history");
        this.name = "NotAnExport";
    }
}

const ID = /^[\w-]{1,64}$/;

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Milliseconds since the epoch, from what clients write for a moment. */
function momentOf(value: unknown): number | null {
    const moment = typeof value === "string" ? Date.parse(value) : value;
    return typeof moment === "number" && Number.isFinite(moment) && moment > 0 ? moment : null;
}

function readEvent(conversation: ConversationName, event: unknown): ImportedMessage | null {
    if (!isRecord(event)) return null;
    const { sender, content } = event;
    const timestamp = momentOf(event["timestamp"]);
    if (typeof sender !== "string" || !ID.test(sender) || timestamp === null) return null;
    if (typeof content !== "string" || content === "") return null;
    const { attachment } = parseMessage({
        ...event,
        conversation,
        sender,
        timestamp,
    } as unknown as RawMessage);
    return { conversation, sender, timestamp, content, attachment };
}

/** Reads what the former client has exported. Throws {@link NotAnExport} when it is something else. */
export function parseExport(text: string): ParsedExport {
    const file = parsed(text);
    if (!isRecord(file)) throw new NotAnExport();
    const messages: ImportedMessage[] = [];
    let unreadable = 0;
    let sections = 0;
    for (const kind of ["user", "room"] as const) {
        const section = file[SECTIONS[kind]];
        if (section === undefined) continue;
        if (!isRecord(section)) throw new NotAnExport();
        sections += 1;
        for (const [id, events] of Object.entries(section)) {
            if (!ID.test(id) || !Array.isArray(events)) throw new NotAnExport();
            for (const event of events) {
                const message = readEvent(nameOf(kind, id), event);
                if (message) messages.push(message);
                else unreadable += 1;
            }
        }
    }
    if (sections === 0) throw new NotAnExport();
    return { messages, unreadable };
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw new NotAnExport();
    }
}

/** Whose history a file is, by its name: `<own user id>.json`; `null` when the name does not say. */
export function ownerOf(fileName: string): string | null {
    const uuid = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\b.*\.json$/i;
    return uuid.exec(fileName)?.[1]?.toLowerCase() ?? null;
}

/** What makes two messages the same one, wherever they were kept. */
export function sameness({
    sender,
    timestamp,
    content,
}: Pick<ImportedMessage, "sender" | "timestamp" | "content">): string {
    return `${sender}\n${timestamp}\n${content}`;
}

type Pages = (conversation: ConversationName) => AsyncIterable<readonly RawMessage[]>;

function uniqueByConversation(
    messages: readonly ImportedMessage[],
): Map<ConversationName, Map<string, ImportedMessage>> {
    const unique = new Map<ConversationName, Map<string, ImportedMessage>>();
    for (const message of messages) {
        const known = unique.get(message.conversation) ?? new Map();
        unique.set(message.conversation, known.set(sameness(message), message));
    }
    return unique;
}

/** Those of the messages that the server does not have, each of them once. */
export async function withoutDoubles(
    messages: readonly ImportedMessage[],
    serverPages: Pages,
): Promise<ImportedMessage[]> {
    const fresh: ImportedMessage[] = [];
    for (const [conversation, once] of uniqueByConversation(messages)) {
        for await (const page of serverPages(conversation)) {
            for (const { sender, timestamp, content } of page) {
                once.delete(sameness({ sender, timestamp, content: String(content) }));
            }
        }
        fresh.push(...once.values());
    }
    return fresh;
}
