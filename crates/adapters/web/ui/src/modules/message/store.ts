import { defineStore } from "pinia";
import { computed, ref, shallowReactive } from "vue";
import { connection } from "@/shared/connection";
import { toastFailure } from "@/shared/ui/toasts";
import { useFriends } from "@/modules/friend/store";
import { useSession } from "@/modules/session/store";
import { useDirectory } from "@/modules/user/directory";
import * as messages from "./api";
import { byActivity, emptyConversation, merged, type Conversation } from "./conversation";
import { MessageDatabase } from "./database";
import {
    changed,
    nameOf,
    parseMessage,
    type ChatMessage,
    type ConversationName,
    type Draft,
    type MessageChange,
    type RawMessage,
} from "./model";
import { useOutbox, type Receipt } from "./outbox";
import { Timeline, fit, type Span } from "./timeline";

/**
 * All conversations: the list, and of those that were opened the messages at hand.
 *
 * For every conversation of which anything is kept, `spans` says which part of its log is known without a gap, up
 * to its end. What arrives continues it, or is known already, or shows a gap, which `resume` then fills.
 */
export const useChats = defineStore("chats", () => {
    const session = useSession();
    const friends = useFriends();
    const directory = useDirectory();
    const outbox = useOutbox();

    const conversations = shallowReactive(new Map<ConversationName, Conversation>());
    const timelines = shallowReactive(new Map<ConversationName, Timeline>());
    const isLoaded = ref(false);
    /** Whether the server has told which there are, since this page was opened. */
    const isRefreshed = ref(false);
    const spans = new Map<ConversationName, Span>();
    const resuming = new Set<ConversationName>();
    /** Those that were pinned, muted and the like since the list was last asked for. */
    const preferred = new Set<ConversationName>();
    const arrivalHandlers = new Set<(message: ChatMessage, conversation: Conversation) => void>();
    /** The conversation that is open. */
    const openName = ref<ConversationName | null>(null);
    let database: MessageDatabase | null = null;
    let starting: Promise<void> | null = null;

    const list = computed(() => {
        const all = [...conversations.values()];
        // Somebody whom one has just befriended is somebody to write to.
        for (const { person, since } of friends.list) {
            const name = nameOf("user", person.id);
            if (conversations.has(name)) continue;
            const peer = { name, kind: "user" as const, id: person.id, title: person.username };
            all.push(emptyConversation({ ...peer, avatar: person.avatar ?? null }, since));
        }
        return all.sort(byActivity);
    });
    /** How many conversations wait to be read. */
    const unreadCount = computed(
        () => [...conversations.values()].filter(({ unread, isMuted }) => unread > 0 && !isMuted).length,
    );

    /** Shows what this browser keeps, at once and without the server. */
    function start(): Promise<void> {
        starting ??= load();
        return starting;
    }

    async function load(): Promise<void> {
        const me = session.me;
        if (me === null) return;
        try {
            database = await MessageDatabase.open(me.id);
            for (const [name, span] of await database.spans()) spans.set(name, span);
            for (const kept of await database.conversations()) conversations.set(kept.name, kept);
            isLoaded.value = conversations.size > 0;
            await outbox.load(database);
            void trim(database);
        } catch (error) {
            // Some browsers keep nothing in private windows: then everything comes from the server.
            console.error("nothing is kept in this browser", error);
        }
    }

    /** Drops what is too much to keep; it can be fetched again. */
    async function trim(from: MessageDatabase): Promise<void> {
        for (const name of [...spans.keys()]) {
            const trimmed = await from.trim(name);
            const span = spans.get(name);
            if (trimmed && span) spans.set(name, { from: Math.max(trimmed.from, span.from), to: span.to });
        }
    }

    async function refresh(): Promise<void> {
        preferred.clear();
        const fresh = await messages.conversations();
        const names = new Set(fresh.map(({ name }) => name));
        for (const name of conversations.keys()) if (!names.has(name)) conversations.delete(name);
        for (const conversation of fresh) {
            const known = conversations.get(conversation.name);
            // What was read while there was no connection.
            if (known && known.readSeq > conversation.readSeq) tellRead(known.name, known.readSeq);
            const current = known ? merged(known, conversation) : conversation;
            const { isPinned, isMuted } = known && preferred.has(known.name) ? known : conversation;
            conversations.set(conversation.name, { ...current, isPinned, isMuted });
            if (conversation.kind === "user") {
                directory.learn({
                    id: conversation.id,
                    username: conversation.title,
                    avatar: conversation.avatar,
                });
            }
            if (conversation.unread > 0) tellDelivered(conversation.name, conversation.lastSeq);
        }
        isLoaded.value = true;
        isRefreshed.value = true;
        void database?.keepConversations([...conversations.values()]);
    }

    /** Brings everything up to date after a (re)connection. */
    async function catchUp(): Promise<void> {
        resuming.clear();
        await refresh();
        const behind = [...spans].filter(([name, { to }]) => (conversations.get(name)?.lastSeq ?? 0) > to);
        resume(behind.map(([name]) => name));
    }

    function resume(names: ConversationName[]): void {
        const fresh = names.filter((name) => !resuming.has(name));
        if (fresh.length === 0) return;
        for (const name of fresh) resuming.add(name);
        const since = Object.fromEntries(fresh.map((name) => [name, spans.get(name)?.to ?? 0]));
        // Without a connection there is nothing to resume: the next one begins with catching up.
        connection.request("resume", { since }).catch(() => fresh.forEach((name) => resuming.delete(name)));
    }

    /** Loads the end of a conversation, from this browser if it is there. */
    async function open(name: ConversationName): Promise<void> {
        await start();
        if (!timelines.get(name)?.isAtEnd && !(await loadKept(name))) await loadEnd(name);
    }

    async function loadKept(name: ConversationName): Promise<boolean> {
        const span = spans.get(name);
        const kept = span && (await database?.before(name, Number.MAX_SAFE_INTEGER, messages.PAGE));
        if (span === undefined || kept === undefined || kept.length === 0) return false;
        // Something arrived while this was read.
        if (spans.get(name) !== span) return loadKept(name);
        const from = kept.length < messages.PAGE ? span.from : (kept[0]?.seq ?? span.from);
        const ends = { isAtStart: from <= 1, isAtEnd: true };
        timelines.set(name, Timeline.of(kept, { from, to: span.to }, ends));
        return true;
    }

    /** Fetches the end of a conversation, in place of what is at hand. */
    async function loadEnd(name: ConversationName): Promise<void> {
        const lastSeq = conversations.get(name)?.lastSeq ?? 0;
        const { messages: page, more } = await messages.history(name);
        const to = Math.max(lastSeq, page.at(-1)?.seq ?? 0);
        const span = { from: more ? (page[0]?.seq ?? 1) : 1, to };
        spans.set(name, span);
        timelines.set(name, Timeline.of(page, span, { isAtStart: !more, isAtEnd: true }));
        await database?.replace(name, span, page);
        // What arrived while this was under way.
        if ((conversations.get(name)?.lastSeq ?? 0) > to) resume([name]);
    }

    async function loadOlder(name: ConversationName): Promise<void> {
        const timeline = timelines.get(name);
        if (timeline === undefined || timeline.isAtStart) return;
        const { from } = timeline.span;
        const span = spans.get(name);
        if (timeline.isAtEnd && span && span.from < from) {
            const kept = (await database?.before(name, from, messages.PAGE)) ?? [];
            if (kept.length > 0)
                return prepend(name, from, kept, span.from <= 1 && kept.length < messages.PAGE);
        }
        const { messages: page, more } = await messages.history(name, { before: from });
        prepend(name, from, page, !more);
        if (!timeline.isAtEnd || span === undefined) return;
        const longer = { from: more ? (page[0]?.seq ?? from) : 1, to: spans.get(name)?.to ?? span.to };
        spans.set(name, longer);
        await database?.keep(name, longer, page);
    }

    function prepend(name: ConversationName, from: number, page: ChatMessage[], isAtStart: boolean): void {
        const timeline = timelines.get(name);
        // A jump elsewhere may have happened meanwhile.
        if (timeline?.span.from === from) timelines.set(name, timeline.prepend(page, isAtStart));
    }

    async function loadNewer(name: ConversationName): Promise<void> {
        const timeline = timelines.get(name);
        if (timeline === undefined || timeline.isAtEnd) return;
        const { to } = timeline.span;
        const { messages: page, more } = await messages.history(name, { after: to });
        if (timelines.get(name)?.span.to !== to) return;
        const end = page.at(-1)?.seq ?? to;
        if (more) return void timelines.set(name, timeline.extend(page, end, false));
        // The end is reached; the part that is kept may lie far apart from here, so that it begins anew.
        const reached = timeline.extend(page, Math.max(end, conversations.get(name)?.lastSeq ?? 0), true);
        timelines.set(name, reached);
        spans.set(name, reached.span);
        await database?.replace(name, reached.span, reached.messages);
    }

    /** Shows the part of a conversation around a place in it. */
    async function jumpTo(name: ConversationName, seq: number): Promise<void> {
        const timeline = timelines.get(name);
        if (timeline && timeline.span.from <= seq && seq <= timeline.span.to) return;
        const half = Math.ceil(messages.PAGE / 2);
        const [before, after] = await Promise.all([
            messages.history(name, { before: seq }, half),
            messages.history(name, { after: seq - 1 }, half),
        ]);
        if (!after.more) return loadEnd(name);
        const page = [...before.messages, ...after.messages];
        const span = { from: before.more ? (page[0]?.seq ?? seq) : 1, to: page.at(-1)?.seq ?? seq };
        timelines.set(name, Timeline.of(page, span, { isAtStart: !before.more, isAtEnd: false }));
    }

    function receive(raw: RawMessage): void {
        const message = parseMessage(raw);
        const { conversation: name, clientId } = message;
        if (message.sender === session.me?.id && clientId !== null) outbox.drop(name, clientId);
        summarize(message);
        if (!advance(name, message.seq)) return;
        const span = spans.get(name);
        const timeline = timelines.get(name);
        if (timeline?.isAtEnd) timelines.set(name, timeline.append(message));
        if (span) void database?.keep(name, span, [message]);
    }

    function change(change: MessageChange): void {
        const name = change.conversation;
        const conversation = conversations.get(name);
        if (conversation) {
            const last =
                conversation.last?.id === change.message
                    ? changed(conversation.last, change)
                    : conversation.last;
            update(name, { last, lastSeq: Math.max(conversation.lastSeq, change.seq) });
        }
        const timeline = timelines.get(name);
        if (timeline) timelines.set(name, timeline.change(change));
        const isNext = advance(name, change.seq);
        const span = spans.get(name);
        if (isNext && span) void database?.change(change, span);
    }

    /** Moves the end of what is known by one entry, if it is the next; fills the gap if there is one. */
    function advance(name: ConversationName, seq: number): boolean {
        const span = spans.get(name);
        if (span === undefined) return false;
        const place = fit(span, seq);
        if (place === "gap") resume([name]);
        if (place === "next") spans.set(name, { from: span.from, to: seq });
        return place === "next";
    }

    function summarize(message: ChatMessage): void {
        const { conversation: name, seq, sender, timestamp } = message;
        const known = conversations.get(name);
        if (known === undefined) {
            refresh()
                .then(() => arrived(message))
                .catch(toastFailure);
            return;
        }
        if (seq <= known.lastSeq) return;
        const isMine = sender === session.me?.id;
        update(name, {
            last: message,
            lastSeq: seq,
            activeAt: timestamp,
            readSeq: isMine ? seq : known.readSeq,
            unread: isMine ? 0 : known.unread + 1,
        });
        if (!isMine) tellDelivered(name, seq);
        arrived(message);
    }

    function arrived(message: ChatMessage): void {
        const conversation = conversations.get(message.conversation);
        if (conversation === undefined || message.sender === session.me?.id) return;
        for (const handler of arrivalHandlers) handler(message, conversation);
    }

    function update(name: ConversationName, changes: Partial<Conversation>): void {
        const known = conversations.get(name);
        if (known === undefined) return;
        const conversation = { ...known, ...changes };
        conversations.set(name, conversation);
        void database?.keepConversations([conversation]);
    }

    /** A draft is stored. The message itself comes as an event too, before or after; whichever is first counts. */
    function stored(draft: Draft, { id, seq, timestamp }: Receipt): void {
        const { conversation, content, extra, clientId, replyTo } = draft;
        const span = spans.get(conversation);
        // Something of somebody else comes before it. The draft stands for the message until that is there.
        if (span && fit(span, seq) === "gap") return resume([conversation]);
        const sender = session.me?.id ?? "";
        const reply = replyTo ? { reply_to: replyTo.id, reply_seq: replyTo.seq } : {};
        receive({
            ...extra,
            ...reply,
            id,
            seq,
            timestamp,
            conversation,
            content,
            sender,
            client_id: clientId,
        });
    }

    async function resumed(name: ConversationName, isComplete: boolean): Promise<void> {
        resuming.delete(name);
        if (isComplete) return;
        // Too much was missed: the end is fetched when somebody looks, or now if somebody does.
        spans.delete(name);
        if (timelines.has(name)) await loadEnd(name);
    }

    /** Notes that everything up to `seq` was seen. */
    function markRead(name: ConversationName, seq: number): void {
        const known = conversations.get(name);
        if (known === undefined || seq <= known.readSeq) return;
        update(name, { readSeq: seq, unread: unreadAfter(known, seq) });
        tellRead(name, seq);
    }

    function unreadAfter({ name, lastSeq, unread }: Conversation, seq: number): number {
        if (seq >= lastSeq) return 0;
        const timeline = timelines.get(name);
        if (!timeline?.isAtEnd || timeline.span.from > seq + 1) return unread;
        return timeline.messages.filter((message) => message.seq > seq && message.sender !== session.me?.id)
            .length;
    }

    function tellRead(conversation: ConversationName, seq: number): void {
        // Unheard, it is told again after the next connection.
        connection.request("read", { conversation, seq }).catch(() => undefined);
    }

    function tellDelivered(conversation: ConversationName, seq: number): void {
        connection.request("delivered", { conversation, seq }).catch(() => undefined);
    }

    /** Calls `handler` with each new message of somebody else. */
    function onArrived(handler: (message: ChatMessage, conversation: Conversation) => void): void {
        arrivalHandlers.add(handler);
    }

    /** Whether somebody has a conversation before their eyes. */
    function isLookedAt(name: ConversationName): boolean {
        return openName.value === name && document.visibilityState === "visible" && document.hasFocus();
    }

    /** Pins or mutes a conversation, or takes that back; shown at once, and on one's other devices by the event. */
    async function prefer(name: ConversationName, preferences: messages.Preferences): Promise<void> {
        const before = conversations.get(name);
        if (before === undefined) return;
        const { pinned = before.isPinned, muted = before.isMuted } = preferences;
        keepAs(name, pinned, muted);
        try {
            await messages.prefer(name, preferences);
        } catch (error) {
            keepAs(name, before.isPinned, before.isMuted);
            throw error;
        }
    }

    function keepAs(name: ConversationName, isPinned: boolean, isMuted: boolean): void {
        preferred.add(name);
        update(name, { isPinned, isMuted });
    }

    function forget(name: ConversationName): void {
        conversations.delete(name);
        timelines.delete(name);
        spans.delete(name);
        void database?.forgetConversation(name);
    }

    for (const event of ["user", "sender", "room"] as const) {
        connection.on(event, (data) => receive(data as unknown as RawMessage));
    }
    connection.on("resumed", ({ conversation, complete }) => {
        resumed(conversation, complete).catch(toastFailure);
    });
    connection.on("read", ({ conversation, user, seq }) => {
        const known = conversations.get(conversation);
        if (user !== session.me?.id || known === undefined || seq <= known.readSeq) return;
        update(conversation, { readSeq: seq, unread: unreadAfter(known, seq) });
    });
    for (const event of ["edit", "recall"] as const) {
        connection.on(event, (entry) => change({ ...entry, content: entry.content ?? null }));
    }
    connection.on("conversationUpdated", ({ conversation, pinned, muted }) => {
        keepAs(conversation, pinned, muted);
    });
    connection.on("join", ({ room }) => {
        if (isLoaded.value && !conversations.has(nameOf("room", room))) refresh().catch(toastFailure);
    });
    connection.on("leave", ({ room }) => forget(nameOf("room", room)));
    connection.on("roomDeleted", ({ room }) => forget(nameOf("room", room)));
    connection.on("roomUpdated", ({ id, name: title }) => update(nameOf("room", id), { title }));
    connection.onOpen(() => catchUp().catch(toastFailure));
    outbox.onStored(stored);

    return {
        conversations,
        timelines,
        list,
        unreadCount,
        isLoaded,
        isRefreshed,
        openName,
        onArrived,
        isLookedAt,
        prefer,
        start,
        open,
        loadOlder,
        loadNewer,
        jumpTo,
        markRead,
    };
});
