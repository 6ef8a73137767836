// Routes and events that the documents from which the other types are made do not have yet.

type Json<T> = { content: { "application/json": T } };
type Success<T> = { code: 200; msg: "success"; data: T };

export interface Cursor {
    user: string;
    read_seq: number;
    delivered_seq: number;
}

interface AddedPaths {
    "/api/conversation/cursor": {
        get: {
            parameters: { query: { conversation: string } };
            responses: { 200: Json<Success<Cursor[]>> };
        };
    };
}

type Added<P> = P extends keyof AddedPaths ? AddedPaths[P] : unknown;

/** The routes of the documents together with these. */
export type WithAdditions<Paths> = {
    [P in keyof Paths | keyof AddedPaths]: P extends keyof Paths
        ? Omit<Paths[P], keyof Added<P>> & Added<P>
        : Added<P>;
};

interface Change {
    conversation: string;
    seq: number;
    message: string;
    sender: string;
    timestamp: number;
}

export interface AddedServerEvents {
    edit: Change & { content: string };
    recall: Change;
    typing: { conversation: string; user: string };
}

export interface AddedClientCommands {
    edit: { conversation: string; message: string; content: string; client_id?: string };
    recall: { conversation: string; message: string; client_id?: string };
    typing: { conversation: string };
}
