import createClient from "openapi-fetch";
import type { paths } from "./generated/routes";
import { ApiError } from "./error";
import { API_ORIGIN } from "./origin";

/** Who knows the token of the moment. */
export interface TokenSource {
    /** A token that is good now, or `null` when nobody is logged in. */
    current(): Promise<string | null>;
    /** Another token, because the server has refused this one; `null` when the login has ended. */
    renew(refused: string): Promise<string | null>;
}

let tokens: TokenSource = { current: async () => null, renew: async () => null };
let language = "zh";

/** Says where tokens come from: the session. */
export function useTokenSource(source: TokenSource): void {
    tokens = source;
}

/** Says in which language the server is to word its refusals. */
export function useServerLanguage(tag: string): void {
    language = tag;
}

/** That language, for a request of another kind. */
export function serverLanguage(): string {
    return language;
}

/** A token for a request of another kind; another one than `refused`, where the server has refused that. */
export function useToken(refused?: string | null): Promise<string | null> {
    return refused ? tokens.renew(refused) : tokens.current();
}

async function send(request: Request): Promise<Response> {
    try {
        return await fetch(request);
    } catch (cause) {
        throw ApiError.unreachable(cause);
    }
}

/** Adds what every request needs; one that comes back as 401 is tried once more with a new token. */
async function authorizedFetch(request: Request): Promise<Response> {
    request.headers.set("Accept-Language", language);
    const token = await tokens.current();
    if (token === null) return send(request);

    const again = request.clone();
    request.headers.set("Authorization", `Bearer ${token}`);
    const response = await send(request);
    if (response.status !== 401) return response;

    const renewed = await tokens.renew(token);
    if (renewed === null) return response;
    again.headers.set("Authorization", `Bearer ${renewed}`);
    return send(again);
}

async function anonymousFetch(request: Request): Promise<Response> {
    request.headers.set("Accept-Language", language);
    return send(request);
}

const options = { baseUrl: API_ORIGIN, credentials: "include" as const };

/** The server's routes, as whoever is logged in. */
export const api = createClient<paths>({ ...options, fetch: authorizedFetch });

/** The routes by which one registers and logs in. */
export const anonymousApi = createClient<paths>({ ...options, fetch: anonymousFetch });

type Outcome<T> = { data?: { data: T } | undefined; error?: unknown; response: Response };

/** The `data` of an answer, or an {@link ApiError}. */
export async function unwrap<T>(call: Promise<Outcome<T>>): Promise<T> {
    const { data, error, response } = await call;
    if (data === undefined) throw ApiError.refused(response, error);
    return data.data;
}

/** Waits for an answer that says nothing but that it is done, or throws an {@link ApiError}. */
export async function done(call: Promise<{ error?: unknown; response: Response }>): Promise<void> {
    const { error, response } = await call;
    if (!response.ok) throw ApiError.refused(response, error);
}
