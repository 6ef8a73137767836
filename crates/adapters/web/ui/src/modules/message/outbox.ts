import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import { Disconnected, Refusal, connection } from "@/shared/connection";
import { randomId } from "@/shared/id";
import { explain } from "@/shared/ui/toasts";
import type { MessageDatabase } from "./database";
import { peerOf, type ConversationName, type Draft } from "./model";

/** How long to wait with what the server cannot take now, when it does not say. */
const RETRY_MS = 3_000;

/** Where a message was stored. */
export interface Receipt {
    id: string;
    seq: number;
    timestamp: number;
}

/**
 * What was written and is not yet stored on the server. It is kept in this browser before it is sent, and sent
 * until the server has answered; `client_id` lets the server recognise what it has already.
 */
export const useOutbox = defineStore("outbox", () => {
    const drafts = shallowReactive(new Map<ConversationName, readonly Draft[]>());
    const underWay = new Set<string>();
    const storedHandlers = new Set<(draft: Draft, receipt: Receipt) => void>();
    let database: MessageDatabase | null = null;
    let retryTimer: ReturnType<typeof setTimeout> | undefined;

    function of(conversation: ConversationName): readonly Draft[] {
        return drafts.get(conversation) ?? [];
    }

    /** Takes over what an earlier visit left. */
    async function load(from: MessageDatabase): Promise<void> {
        database = from;
        for (const draft of await from.drafts()) {
            drafts.set(draft.conversation, [...of(draft.conversation), draft]);
        }
        flush();
    }

    async function add(
        conversation: ConversationName,
        content: string,
        extra: Record<string, unknown> = {},
    ): Promise<void> {
        const draft: Draft = { clientId: randomId(), conversation, content, extra, createdAt: Date.now() };
        drafts.set(conversation, [...of(conversation), draft]);
        await database?.keepDraft(draft);
        void send(draft);
    }

    /** Tries again what the server has refused. */
    async function retry(draft: Draft): Promise<void> {
        const fresh = { ...draft };
        delete fresh.failure;
        replace(draft, fresh);
        await database?.keepDraft(fresh);
        void send(fresh);
    }

    /** Gives a draft up: it is on the server, or not wanted any more. */
    function drop(conversation: ConversationName, clientId: string): void {
        drafts.set(
            conversation,
            of(conversation).filter((draft) => draft.clientId !== clientId),
        );
        void database?.dropDraft(clientId);
    }

    function replace(old: Draft, draft: Draft): void {
        drafts.set(
            draft.conversation,
            of(draft.conversation).map((one) => (one.clientId === old.clientId ? draft : one)),
        );
    }

    /** Sends all that waits, in the order in which it was written. */
    function flush(): void {
        clearTimeout(retryTimer);
        for (const draft of [...drafts.values()]
            .flat()
            .sort((one, other) => one.createdAt - other.createdAt)) {
            if (draft.failure === undefined) void send(draft);
        }
    }

    async function send(draft: Draft): Promise<void> {
        if (connection.state.value !== "open" || underWay.has(draft.clientId)) return;
        underWay.add(draft.clientId);
        try {
            const receipt = await connection.request(...command(draft));
            for (const handler of storedHandlers) handler(draft, receipt as unknown as Receipt);
        } catch (error) {
            await unsent(draft, error);
        } finally {
            underWay.delete(draft.clientId);
        }
    }

    async function unsent(draft: Draft, error: unknown): Promise<void> {
        if (error instanceof Disconnected) return;
        if (error instanceof Refusal && error.isTemporary) {
            clearTimeout(retryTimer);
            retryTimer = setTimeout(flush, error.retryMs ?? RETRY_MS);
            return;
        }
        const failed = { ...draft, failure: explain(error) };
        replace(draft, failed);
        await database?.keepDraft(failed);
    }

    /** Calls `handler` when the server has stored a draft. */
    function onStored(handler: (draft: Draft, receipt: Receipt) => void): void {
        storedHandlers.add(handler);
    }

    connection.onOpen(flush);

    return { drafts, of, load, add, retry, drop, onStored };
});

function command({ conversation, content, extra, clientId }: Draft): Parameters<typeof connection.request> {
    const { kind, id } = peerOf(conversation);
    const said = { ...extra, content, client_id: clientId };
    return kind === "room" ? ["room", { ...said, room: id }] : ["user", { ...said, receiver: id }];
}
