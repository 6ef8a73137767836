import { api, done, unwrap } from "@/shared/api/client";
import type { Friend } from "@/shared/api/types";

export function list(): Promise<Friend[]> {
    return unwrap(api.GET("/api/friend"));
}

/** Ends a friendship, by the friend's user id. */
export function remove(id: string): Promise<void> {
    return done(api.DELETE("/api/friend/{id}", { params: { path: { id } } }));
}
