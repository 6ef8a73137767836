import { api, unwrap } from "@/shared/api/client";
import { ApiError } from "@/shared/api/error";
import { peerQuery } from "@/modules/message/api";
import type { ConversationName, RawMessage } from "@/modules/message/model";

/** How many messages the server gives at once. */
const PAGE = 200;

/** Every message of a conversation as the server has it, oldest first, page by page. */
export async function* everyPage(conversation: ConversationName): AsyncGenerator<RawMessage[]> {
    const peer = peerQuery(conversation);
    let isMore = true;
    for (let after = 0; isMore;) {
        const query = { ...peer, after, limit: PAGE };
        const { rows, more } = await unwrap(api.GET("/api/message", { params: { query } }));
        const page = rows as unknown as RawMessage[];
        yield page;
        after = page.at(-1)?.seq ?? after;
        isMore = more;
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
