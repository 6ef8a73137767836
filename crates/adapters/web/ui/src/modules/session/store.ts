import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";
import type { Role } from "@/shared/api/types";
import { useTokenSource, type TokenSource } from "@/shared/api/client";
import { ApiError } from "@/shared/api/error";
import { alone } from "./alone";
import * as sessions from "./api";
import { forget, onChangeElsewhere, recall, remember, type Me } from "./remembered";

/** A token counts as expired this long before it is, so that it does not expire on its way. */
const MARGIN_MS = 30_000;

/** Whom a page is for: also for those who come after them here. */
export type Audience = "guest" | Role;
const RANK: Record<Audience, number> = { guest: 0, user: 1, admin: 2 };

interface Token {
    value: string;
    expiresAt: number;
}

/** When a token ends, by the clock of this computer. */
export function tokenExpiry(token: string, now: number): number {
    const payload = token.split(".")[1] ?? "";
    const { iat, exp } = JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/"))) as {
        iat: number;
        exp: number;
    };
    // Only the difference counts: this computer's clock may be wrong.
    return now + (exp - iat) * 1000;
}

/** Passes over that the login has ended already; throws whatever else has failed. */
function unlessEnded(error: unknown): void {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
}

/** Who is logged in, and the token that proves it. */
export const useSession = defineStore("session", () => {
    const me = shallowRef<Me | null>(recall());
    const isLoggedIn = computed(() => me.value !== null);
    /** What one is here, as far as this browser knows; the server decides. */
    const role = computed<Audience>(() => me.value?.role ?? (me.value ? "user" : "guest"));
    /** The id of this login, once the server has told it. */
    const id = shallowRef<string | null>(null);
    /** Whether the last one has logged out, rather than been logged out. */
    const hasLeft = shallowRef(false);
    const leaveHandlers = new Set<(user: string) => void>();
    let token: Token | null = null;
    let renewing: Promise<string | null> | null = null;

    function opened(login: sessions.OpenedSession): string {
        token = { value: login.access_token, expiresAt: tokenExpiry(login.access_token, Date.now()) };
        id.value = login.session;
        const { role = "user" } = me.value?.id === login.id ? me.value : {};
        remember({ ...login, role });
        me.value = recall();
        return login.access_token;
    }

    function ended(): void {
        token = null;
        id.value = null;
        me.value = null;
        forget();
    }

    async function refresh(): Promise<string | null> {
        try {
            return opened(await alone(sessions.refresh));
        } catch (error) {
            unlessEnded(error);
            ended();
            return null;
        }
    }

    function renewOnce(): Promise<string | null> {
        renewing ??= refresh().finally(() => (renewing = null));
        return renewing;
    }

    const tokens: TokenSource = {
        async current() {
            if (me.value === null) return null;
            if (token !== null && token.expiresAt - MARGIN_MS > Date.now()) return token.value;
            return renewOnce();
        },
        async renew(refused) {
            if (me.value === null) return null;
            // Somebody else may have renewed it while the refused request was under way.
            if (token !== null && token.value !== refused) return token.value;
            return renewOnce();
        },
    };

    async function logIn(credentials: sessions.Credentials): Promise<void> {
        opened(await sessions.open(credentials));
    }

    async function logOut(): Promise<void> {
        const user = me.value?.id;
        if (user === undefined) return;
        await tokens.current();
        if (id.value !== null) await sessions.close(id.value).catch(unlessEnded);
        leave(user);
    }

    /** Ends the login of somebody here, after the server has ended it, with all that this browser keeps of them. */
    function leave(user: string): void {
        hasLeft.value = true;
        for (const handler of leaveHandlers) handler(user);
        ended();
    }

    /** Calls `handler` with whoever logs out, for good or until they come back: others may use this browser next. */
    function onLeft(handler: (user: string) => void): void {
        leaveHandlers.add(handler);
    }

    /** Whether somebody may come to what is for `audience`. */
    function belongsTo(audience: Audience = "guest"): boolean {
        return RANK[role.value] >= RANK[audience];
    }

    async function learnRole(): Promise<void> {
        update({ role: await sessions.role() });
    }

    /** Takes over what has changed about oneself. */
    function update(changes: Partial<Me>): void {
        if (me.value === null) return;
        remember({ ...me.value, ...changes });
        me.value = recall();
    }

    useTokenSource(tokens);
    onChangeElsewhere((other) => {
        // Nothing of one person may stay on the page of another.
        if (other?.id !== me.value?.id) location.reload();
        else me.value = other;
    });

    return {
        me,
        isLoggedIn,
        hasLeft,
        id,
        tokens,
        belongsTo,
        logIn,
        logOut,
        leave,
        onLeft,
        ended,
        update,
        learnRole,
    };
});
