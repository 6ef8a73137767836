import { api, done } from "@/shared/api/client";

export interface Announcement {
    message: string;
    /** In whose name; the server's own where it is left out. */
    sender?: string;
    /** Only to these; to everybody where it is left out. */
    users?: string[];
}

export function announce(announcement: Announcement): Promise<void> {
    return done(api.POST("/api/alert", { body: announcement }));
}
