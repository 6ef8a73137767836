import { api, done, unwrap } from "@/shared/api/client";
import type { Friend, User } from "@/shared/api/types";

export function list(): Promise<Friend[]> {
    return unwrap(api.GET("/api/friend"));
}

/** Ends a friendship, by the friend's user id. */
export function remove(id: string): Promise<void> {
    return done(api.DELETE("/api/friend/{id}", { params: { path: { id } } }));
}

/** Those whom one has blocked, the latest first. */
export function blocked(): Promise<User[]> {
    return unwrap(api.GET("/api/block"));
}

export function block(id: string): Promise<void> {
    return done(api.PUT("/api/block/{id}", { params: { path: { id } } }));
}

export function unblock(id: string): Promise<void> {
    return done(api.DELETE("/api/block/{id}", { params: { path: { id } } }));
}
