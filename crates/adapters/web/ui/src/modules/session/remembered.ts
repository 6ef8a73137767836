import type { Role, User } from "@/shared/api/types";

const KEY = "discuss.user";

/** Who uses this browser. It lets the client start with what it keeps, before the server has answered. */
export type Me = Pick<User, "id" | "username" | "email"> & { avatar?: string | null; role?: Role };

export function recall(): Me | null {
    try {
        return JSON.parse(localStorage.getItem(KEY) ?? "null") as Me | null;
    } catch {
        return null;
    }
}

export function remember({ id, username, email, avatar = null, role = "user" }: Me): void {
    localStorage.setItem(KEY, JSON.stringify({ id, username, email, avatar, role }));
}

export function forget(): void {
    localStorage.removeItem(KEY);
}

/** Calls `listener` when another tab has logged in or out. */
export function onChangeElsewhere(listener: (me: Me | null) => void): void {
    window.addEventListener("storage", ({ key }) => {
        if (key === KEY || key === null) listener(recall());
    });
}
