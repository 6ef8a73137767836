import { api, done } from "@/shared/api/client";

/** Accepts or refuses an application. */
export function decide(id: string, status: boolean): Promise<void> {
    return done(api.PATCH("/api/apply/{id}", { params: { path: { id } }, body: { status } }));
}
