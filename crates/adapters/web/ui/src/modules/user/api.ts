import { api, done, unwrap } from "@/shared/api/client";
import type { User } from "@/shared/api/types";

export function find(id: string): Promise<User> {
    return unwrap(api.GET("/api/user/{id}", { params: { path: { id } } }));
}

export function search(username: string): Promise<User[]> {
    return unwrap(api.GET("/api/user/search", { params: { query: { username } } }));
}

export function update(
    id: string,
    body: { username?: string; password?: string; email?: string },
): Promise<void> {
    return done(api.PATCH("/api/user/{id}", { params: { path: { id } }, body }));
}

/** Ends an account, for good. */
export function remove(id: string): Promise<void> {
    return done(api.DELETE("/api/user/{id}", { params: { path: { id } } }));
}
