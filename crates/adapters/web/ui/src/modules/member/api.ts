import { api, done, unwrap } from "@/shared/api/client";
import type { Member } from "@/shared/api/types";

export function ofRoom(room_id: string): Promise<Member[]> {
    return unwrap(api.GET("/api/member", { params: { query: { room_id } } }));
}

/** Ends a membership, by the id of its row. */
export function remove(id: string): Promise<void> {
    return done(api.DELETE("/api/member/{id}", { params: { path: { id } } }));
}
