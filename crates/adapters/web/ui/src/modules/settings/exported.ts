import { peerOf, type ConversationName, type PeerKind, type RawMessage } from "@/modules/message/model";

/** The parts of the file that the former client writes, and reads again. */
export const SECTIONS: Record<PeerKind, "User_Message" | "Room_Message"> = {
    user: "User_Message",
    room: "Room_Message",
};

type Pages = (conversation: ConversationName) => AsyncIterable<readonly RawMessage[]>;

export interface Exported {
    file: Blob;
    count: number;
}

/**
 * Writes conversations as the former client exports them: `{"User_Message":{"<other's id>":[event…]},
 * "Room_Message":{"<room id>":[event…]}}`. It is written page by page, so that long histories fit into memory.
 */
export async function writeExport(
    conversations: readonly ConversationName[],
    pages: Pages,
    progress: (count: number) => void,
): Promise<Exported> {
    const parts: string[] = [];
    let count = 0;

    async function writeConversation(name: ConversationName): Promise<void> {
        parts.push(`${JSON.stringify(peerOf(name).id)}:[`);
        let isFirst = true;
        for await (const page of pages(name)) {
            if (page.length === 0) continue;
            parts.push(isFirst ? "" : ",", JSON.stringify(page).slice(1, -1));
            isFirst = false;
            count += page.length;
            progress(count);
        }
        parts.push("]");
    }

    for (const kind of ["user", "room"] as const) {
        parts.push(kind === "user" ? "{" : ",", `"${SECTIONS[kind]}":{`);
        const names = conversations.filter((name) => peerOf(name).kind === kind);
        for (const [place, name] of names.entries()) {
            if (place > 0) parts.push(",");
            await writeConversation(name);
        }
        parts.push("}");
    }
    parts.push("}");
    return { file: new Blob(parts, { type: "application/json" }), count };
}
