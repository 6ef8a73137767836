import { MessageDatabase } from "./database";

/** Removes what this browser keeps of somebody's conversations: others may use it after them. */
export function forgetConversations(id: string): void {
    MessageDatabase.erase(id);
    for (const kept of ["people", "texts", "cursors", "emoji"])
        localStorage.removeItem(`discuss.${kept}.${id}`);
}
