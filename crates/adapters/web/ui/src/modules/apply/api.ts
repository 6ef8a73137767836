import { api, done, unwrap } from "@/shared/api/client";
import type { Application } from "@/shared/api/types";

/** What is applied for: to be somebody's friend, or to join a room. */
export type Wish = { apply_user_id: string } | { room_id: string };

/** Those that I made. */
export function made(): Promise<Application[]> {
    return unwrap(api.GET("/api/apply"));
}

/** Those that ask me to be a friend. */
export function asked(): Promise<Application[]> {
    return unwrap(api.GET("/api/apply/mine"));
}

/** The open ones for a room of mine. */
export function forRoom(id: string): Promise<Application[]> {
    return unwrap(api.GET("/api/apply/room", { params: { query: { id } } }));
}

export function make(wish: Wish, note: string): Promise<void> {
    const body = { ...wish, ...(note ? { note } : {}) };
    return done(api.POST("/api/apply", { body }));
}

/** Accepts or refuses an application. */
export function decide(id: string, status: boolean): Promise<void> {
    return done(api.PATCH("/api/apply/{id}", { params: { path: { id } }, body: { status } }));
}

export function withdraw(id: string): Promise<void> {
    return done(api.DELETE("/api/apply/{id}", { params: { path: { id } } }));
}
