import { anonymousApi, api, done, unwrap } from "@/shared/api/client";
import type { Login, Role, SessionInfo } from "@/shared/api/types";

export interface Credentials {
    username: string;
    password: string;
    captcha?: string;
}

export interface Registration extends Credentials {
    email: string;
}

export type OpenedSession = Login & { session: string };

export function register(body: Registration): Promise<void> {
    return done(anonymousApi.POST("/api/user", { body }));
}

export function open(body: Credentials): Promise<OpenedSession> {
    return unwrap(anonymousApi.POST("/api/session", { body }));
}

export function refresh(): Promise<OpenedSession> {
    // As JSON, though empty: the server refuses what a form of another site could send.
    return unwrap(
        anonymousApi.POST("/api/session/refresh", { headers: { "Content-Type": "application/json" } }),
    );
}

export function list(): Promise<SessionInfo[]> {
    return unwrap(api.GET("/api/session"));
}

/** What one may do that not everybody may. */
export async function role(): Promise<Role> {
    const { role } = await unwrap(api.GET("/api/session/role"));
    return role;
}

export function close(id: string): Promise<void> {
    return done(api.DELETE("/api/session/{id}", { params: { path: { id } } }));
}

export function closeOthers(): Promise<void> {
    return done(api.DELETE("/api/session"));
}
