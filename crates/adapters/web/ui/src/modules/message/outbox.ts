import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import { ApiError } from "@/shared/api/error";
import { Disconnected, Refusal, connection } from "@/shared/connection";
import { randomId } from "@/shared/id";
import { explain } from "@/shared/ui/toasts";
import { upload } from "@/modules/file/api";
import { kindOf } from "@/modules/file/attachment";
import { keepCopy } from "@/modules/file/copies";
import { UploadQueue } from "@/modules/file/queue";
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
    /** Those that other tabs know too, since they are in the database. */
    const shared = new Set<string>();
    const uploads = new UploadQueue(upload);
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
            shared.add(draft.clientId);
            drafts.set(draft.conversation, [...of(draft.conversation), draft]);
        }
        flush();
    }

    function add(conversation: ConversationName, content: string, replyTo?: Draft["replyTo"]): Promise<void> {
        const draft: Draft = {
            clientId: randomId(),
            conversation,
            content,
            extra: {},
            createdAt: Date.now(),
        };
        return keep(replyTo ? { ...draft, replyTo } : draft);
    }

    /** Adds a file: it is uploaded first, and then sent as its path. */
    function addFile(
        conversation: ConversationName,
        file: File,
        extra: Record<string, unknown>,
    ): Promise<void> {
        return keep({ clientId: randomId(), conversation, content: "", extra, createdAt: Date.now(), file });
    }

    async function keep(draft: Draft): Promise<void> {
        const { conversation } = draft;
        drafts.set(conversation, [...of(conversation), draft]);
        await writeDown(draft);
        // Nothing overtakes what the server could not take a moment ago.
        if (retryTimer === undefined) void send(draft);
    }

    async function writeDown(draft: Draft): Promise<void> {
        if (await database?.keepDraft(draft)) shared.add(draft.clientId);
    }

    /** Tries again what the server has refused. */
    async function retry(draft: Draft): Promise<void> {
        const fresh = { ...draft };
        delete fresh.failure;
        replace(draft, fresh);
        await writeDown(fresh);
        void send(fresh);
    }

    /** Gives a draft up: it is on the server, or not wanted any more. */
    function drop(conversation: ConversationName, clientId: string): void {
        uploads.cancel(clientId);
        remove(conversation, clientId);
        void database?.dropDraft(clientId);
    }

    function remove(conversation: ConversationName, clientId: string): void {
        shared.delete(clientId);
        drafts.set(
            conversation,
            of(conversation).filter((draft) => draft.clientId !== clientId),
        );
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
        retryTimer = undefined;
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
            await inTurn(draft.clientId, () => deliver(draft));
        } catch (error) {
            await unsent(draft, error);
        } finally {
            underWay.delete(draft.clientId);
        }
    }

    async function deliver(draft: Draft): Promise<void> {
        if (!(await isWanted(draft))) return;
        const complete = draft.file ? await uploaded(draft, draft.file) : draft;
        if (!(await isWanted(complete))) return;
        const receipt = await connection.request(...command(complete));
        for (const handler of storedHandlers) handler(complete, receipt as unknown as Receipt);
    }

    /** The draft with its file on the server: from then on only words are left to be sent. */
    async function uploaded(draft: Draft, file: File): Promise<Draft> {
        const { path, mimetype, originalname, size } = await uploads.add(
            draft.clientId,
            draft.conversation,
            file,
        );
        keepCopy(path, file);
        const extra = { ...draft.extra, type: kindOf(mimetype), originalname, size };
        const complete: Draft = { ...draft, content: path, extra };
        delete complete.file;
        replace(draft, complete);
        if (await isWanted(complete)) await writeDown(complete);
        return complete;
    }

    /** Whether nobody has given it up meanwhile. What another tab has sent or given up goes here too. */
    async function isWanted({ conversation, clientId }: Draft): Promise<boolean> {
        const isKept = !shared.has(clientId) || (await database?.hasDraft(clientId));
        if (!isKept) remove(conversation, clientId);
        return of(conversation).some((draft) => draft.clientId === clientId);
    }

    async function unsent(draft: Draft, error: unknown): Promise<void> {
        if (error instanceof Disconnected || !(await isWanted(draft))) return;
        // What breaks off because there is no connection begins anew with the next one.
        const isOffline = connection.state.value !== "open";
        if (error instanceof ApiError && error.isUnreachable && isOffline) return;
        if (error instanceof Refusal && error.isTemporary) {
            clearTimeout(retryTimer);
            retryTimer = setTimeout(flush, error.retryMs ?? RETRY_MS);
            return;
        }
        const latest = of(draft.conversation).find(({ clientId }) => clientId === draft.clientId);
        const failed = { ...(latest ?? draft), failure: explain(error) };
        replace(draft, failed);
        await writeDown(failed);
    }

    /** Calls `handler` when the server has stored a draft. */
    function onStored(handler: (draft: Draft, receipt: Receipt) => void): void {
        storedHandlers.add(handler);
    }

    connection.onOpen(flush);

    return { drafts, progress: uploads.progress, of, load, add, addFile, retry, drop, onStored };
});

/** Does something about a draft while no other tab does, where browsers can tell. */
async function inTurn(clientId: string, work: () => Promise<void>): Promise<void> {
    // Pages that are not served securely have none.
    if (!navigator.locks) return work();
    await navigator.locks.request(`discuss.draft.${clientId}`, work);
}

function command({
    conversation,
    content,
    extra,
    clientId,
    replyTo,
}: Draft): Parameters<typeof connection.request> {
    const { kind, id } = peerOf(conversation);
    const reply = replyTo ? { reply_to: replyTo.id } : {};
    const said = { ...extra, ...reply, content, client_id: clientId };
    return kind === "room" ? ["room", { ...said, room: id }] : ["user", { ...said, receiver: id }];
}
