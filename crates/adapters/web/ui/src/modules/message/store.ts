import { defineStore } from "pinia";
import { computed, ref } from "vue";
import { connection } from "@/shared/connection";
import { backoff } from "@/shared/connection/backoff";
import { isLooking } from "@/shared/looking";
import { toastFailure } from "@/shared/ui/toasts";
import { useFriends } from "@/modules/friend/store";
import { useSession } from "@/modules/session/store";
import { useDirectory } from "@/modules/user/directory";
import * as messages from "./api";
import { Arrivals } from "./arrivals";
import { byActivity, emptyConversation, type Conversation } from "./conversation";
import { MessageDatabase } from "./database";
import {
    nameOf,
    parseMessage,
    type ChatMessage,
    type ConversationName,
    type Draft,
    type MessageChange,
    type RawMessage,
} from "./model";
import { useOutbox, type Receipt } from "./outbox";
import { Reading } from "./reading";
import { Summaries } from "./summaries";
import { Timelines } from "./timelines";

type ArrivalHandler = (message: ChatMessage, conversation: Conversation) => void;

/** All conversations: the list, and of those that were opened the messages at hand; kept up to date by events. */
export const useChats = defineStore("chats", () => {
    const session = useSession();
    const friends = useFriends();
    const directory = useDirectory();
    const outbox = useOutbox();

    const summaries = new Summaries();
    const timelines = new Timelines({ lastSeq: (name) => summaries.lastSeq(name), resume });
    const reading = new Reading(summaries, timelines, () => session.me?.id);
    const arrivals = new Arrivals<ChatMessage | MessageChange>(take);
    const arrivalHandlers = new Set<ArrivalHandler>();
    const resuming = new Set<ConversationName>();
    const isLoaded = ref(false);
    /** Whether the server has told which there are, since this page was opened. */
    const isRefreshed = ref(false);
    /** The conversation that is open, and not covered by anything. */
    const openName = ref<ConversationName | null>(null);
    let database: MessageDatabase | null = null;
    let starting: Promise<void> | null = null;
    /** The last time that the list was asked for; it may not be answered yet. */
    let listing: Promise<void> = Promise.resolve();
    let nextCatchUp: ReturnType<typeof setTimeout> | undefined;

    const list = computed(() => {
        const all = [...summaries.all.values()];
        // Somebody whom one has just befriended is somebody to write to.
        for (const { person, since } of friends.list) {
            const name = nameOf("user", person.id);
            if (summaries.all.has(name)) continue;
            const peer = { name, kind: "user" as const, id: person.id, title: person.username };
            const { avatar = null } = directory.find(person.id) ?? person;
            all.push(emptyConversation({ ...peer, avatar }, since));
        }
        return all.sort(byActivity);
    });
    /** How many conversations wait to be read. */
    const unreadCount = computed(
        () => [...summaries.all.values()].filter(({ unread, isMuted }) => unread > 0 && !isMuted).length,
    );

    // --- starting, and coming back ---

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
            await Promise.all([timelines.load(database), summaries.load(database)]);
            isLoaded.value = summaries.all.size > 0;
            await outbox.load(database);
            void timelines.trim();
        } catch (error) {
            // Some browsers keep nothing in private windows: then everything comes from the server.
            console.error("nothing is kept in this browser", error);
        }
    }

    function refresh(): Promise<void> {
        listing = fetchList();
        return listing;
    }

    /** Fetches the list anew for a room that is not in it, also if it is being fetched: that may be from before. */
    function admitted(name: ConversationName): Promise<void> {
        listing = listing
            .catch(() => undefined)
            .then(() => (summaries.all.has(name) ? undefined : fetchList()));
        return listing;
    }

    async function fetchList(): Promise<void> {
        const { arrived, gone } = await summaries.refresh(async () => {
            const fresh = await messages.conversations();
            fresh.forEach(answer);
            return fresh;
        });
        gone.forEach(forget);
        summaries.keep();
        // Whoever has just come sees in the list what is new; whoever was here all the time is told.
        if (isRefreshed.value) arrived.filter(({ sender }) => sender !== session.me?.id).forEach(announce);
        isLoaded.value = true;
        isRefreshed.value = true;
    }

    /** Tells the server what it does not know of a conversation. */
    function answer({ name, kind, id, title, avatar, readSeq, lastSeq, unread }: Conversation): void {
        const known = summaries.get(name);
        // What was read while there was no connection.
        if (known && known.readSeq > readSeq) reading.tellRead(name, known.readSeq);
        if (unread > 0) reading.tellDelivered(name, lastSeq);
        if (kind === "user") directory.learn({ id, username: title, avatar });
    }

    /** Brings everything up to date after a (re)connection, however often the server has to be asked. */
    async function catchUp(attempt = 0): Promise<void> {
        clearTimeout(nextCatchUp);
        resuming.clear();
        try {
            await refresh();
            resume(timelines.behind());
        } catch (error) {
            if (attempt === 0) toastFailure(error);
            nextCatchUp = setTimeout(() => {
                // Otherwise the next connection begins with it.
                if (connection.state.value === "open") void catchUp(attempt + 1);
            }, backoff(attempt));
        }
    }

    function resume(names: ConversationName[]): void {
        const fresh = names.filter((name) => !resuming.has(name));
        if (fresh.length === 0) return;
        for (const name of fresh) resuming.add(name);
        const since = Object.fromEntries(fresh.map((name) => [name, timelines.knownTo(name)]));
        // Without a connection there is nothing to resume: the next one begins with catching up.
        connection.request("resume", { since }).catch(() => fresh.forEach((name) => resuming.delete(name)));
    }

    async function resumed(name: ConversationName, isComplete: boolean): Promise<void> {
        arrivals.flush();
        resuming.delete(name);
        if (isComplete) return;
        await timelines.lose(name);
        // What one has said oneself may be in what was fetched, and is not told any more.
        for (const { sender, clientId } of timelines.shown.get(name)?.messages ?? [])
            if (sender === session.me?.id && clientId !== null) outbox.drop(name, clientId);
    }

    async function open(name: ConversationName): Promise<void> {
        await start();
        await timelines.open(name);
    }

    // --- what happens meanwhile ---

    function take(entries: readonly (ChatMessage | MessageChange)[]): void {
        /** Of many that come together, the last in each conversation. */
        const news = new Map<ConversationName, ChatMessage>();
        const isOfStranger = entries.some(({ conversation }) => !summaries.all.has(conversation));
        for (const entry of entries) {
            if ("message" in entry) change(entry);
            else if (receive(entry)) news.set(entry.conversation, entry);
        }
        timelines.keep();
        summaries.keep();
        for (const message of news.values()) {
            reading.tellDelivered(message.conversation, message.seq);
            announce(message);
        }
        // Nobody can be told of a conversation before its name is known: the list tells it, and of the message.
        if (isOfStranger) refresh().catch(toastFailure);
    }

    /** Takes a message in, and says whether it is news. */
    function receive(message: ChatMessage): boolean {
        const { conversation: name, clientId } = message;
        const isMine = message.sender === session.me?.id;
        // Before a gap is filled, the draft stands for it.
        const isShown = timelines.place(name, message.seq) !== "gap";
        if (isMine && clientId !== null && isShown) outbox.drop(name, clientId);
        const isNew = summaries.receive(message, isMine);
        timelines.receive(message);
        return isNew && !isMine;
    }

    function change(change: MessageChange): void {
        summaries.change(change);
        timelines.change(change);
    }

    /** Tells those who listen of a new message of somebody else. */
    function announce(message: ChatMessage): void {
        const conversation = summaries.get(message.conversation);
        if (conversation) for (const handler of arrivalHandlers) handler(message, conversation);
    }

    /** A draft is stored. The message itself comes as an event too, before or after; whichever is first counts. */
    function stored(draft: Draft, { id, seq, timestamp }: Receipt): void {
        const { conversation, content, extra, clientId, replyTo } = draft;
        arrivals.flush();
        // Something of somebody else comes before it. The draft stands for the message until that is there.
        if (timelines.place(conversation, seq) === "gap") return resume([conversation]);
        const sender = session.me?.id ?? "";
        const reply = replyTo ? { reply_to: replyTo.id, reply_seq: replyTo.seq } : {};
        const ours = { ...extra, ...reply, content, sender, client_id: clientId };
        take([parseMessage({ ...ours, id, seq, timestamp, conversation })]);
    }

    // --- who listens, and how one keeps them ---

    /** Calls `handler` with new messages of others. */
    function onArrived(handler: ArrivalHandler): void {
        arrivalHandlers.add(handler);
    }

    /** Whether somebody has a conversation before their eyes. */
    function isLookedAt(name: ConversationName): boolean {
        return openName.value === name && isLooking();
    }

    /** Pins or mutes a conversation, or takes that back; shown at once, and on one's other devices by the event. */
    async function prefer(name: ConversationName, preferences: messages.Preferences): Promise<void> {
        const before = summaries.get(name);
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
        summaries.prefer(name, isPinned, isMuted);
        summaries.keep();
    }

    function forget(name: ConversationName): void {
        summaries.forget(name);
        timelines.forget(name);
        void database?.forgetConversation(name);
    }

    function rename(name: ConversationName, as: Partial<Pick<Conversation, "title" | "avatar">>): void {
        summaries.update(name, as);
        summaries.keep();
    }

    for (const event of ["user", "sender", "room"] as const) {
        connection.on(event, (data) => arrivals.add(parseMessage(data as unknown as RawMessage)));
    }
    for (const event of ["edit", "recall"] as const) {
        connection.on(event, ({ content = null, ...entry }) => arrivals.add({ ...entry, content }));
    }
    connection.on("resumed", ({ conversation, complete }) => {
        resumed(conversation, complete).catch(toastFailure);
    });
    connection.on("read", ({ conversation, user, seq }) => {
        if (user === session.me?.id) reading.note(conversation, seq);
    });
    connection.on("conversationUpdated", ({ conversation, pinned, muted }) => {
        keepAs(conversation, pinned, muted);
    });
    connection.on("join", ({ room }) => {
        admitted(nameOf("room", room)).catch(toastFailure);
    });
    connection.on("leave", ({ room }) => forget(nameOf("room", room)));
    connection.on("roomDeleted", ({ room }) => forget(nameOf("room", room)));
    connection.on("roomUpdated", ({ id, name: title, avatar }) =>
        rename(nameOf("room", id), { title, avatar }),
    );
    connection.on("avatar", ({ user, avatar }) => rename(nameOf("user", user), { avatar }));
    connection.onOpen(() => void catchUp());
    outbox.onStored(stored);

    return {
        conversations: summaries.all,
        timelines: timelines.shown,
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
        loadOlder: (name: ConversationName) => timelines.loadOlder(name),
        loadNewer: (name: ConversationName) => timelines.loadNewer(name),
        jumpTo: (name: ConversationName, seq: number) => timelines.jumpTo(name, seq),
        markRead: (name: ConversationName, seq: number) => reading.mark(name, seq),
    };
});
