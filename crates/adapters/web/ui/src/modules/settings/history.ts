import { api, unwrap } from "@/shared/api/client";
import { ApiError } from "@/shared/api/error";
import { peerOf, type ConversationName, type RawMessage } from "@/modules/message/model";

/** How many messages the server gives at once. */
const PAGE = 200;

/** Every message of a conversation as the server has it, oldest first, page by page. */
export async function* everyPage(conversation: ConversationName): AsyncGenerator<RawMessage[]> {
    const { kind, id } = peerOf(conversation);
    for (let after: number | undefined = 0; after !== undefined;) {
        const query: Record<string, unknown> = { [kind]: id, after, limit: PAGE };
        const { rows, more } = await unwrap(api.GET("/api/message", { params: { query } }));
        const page = rows as unknown as RawMessage[];
        yield page;
        after = more ? page.at(-1)?.seq : undefined;
    }
}

/** The same, of a conversation that may not be there or not be mine to read: then there is none. */
export async function* everyReadablePage(conversation: ConversationName): AsyncGenerator<RawMessage[]> {
    try {
        yield* everyPage(conversation);
    } catch (error) {
        const isClosed = error instanceof ApiError && [400, 403, 404].includes(error.status);
        if (!isClosed) throw error;
    }
}
