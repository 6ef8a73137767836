/** An uploaded file that a message shows. */
export interface Attachment {
    /** Its path on the server: `public/<user id>/<name>`, and never anything else. */
    path: string;
    /** What its sender says it is: a media type, or the first half of one. */
    type: string;
    name: string;
    size: number;
    /** Of a picture or a film, so that its place is kept while it loads. */
    width: number | null;
    height: number | null;
}

export type AttachmentKind = "image" | "video" | "audio" | "file";

/** How the server names uploads. Nothing else is loaded, whatever a message says. */
const UPLOADED = /^\/?(public\/[\w-]+\/[\w-]+(?:\.[\w-]+)*)$/;
const MOST_CHARACTERS_OF_NAME = 255;

function text(value: unknown): string | null {
    return typeof value === "string" && value !== "" ? value : null;
}

function positive(value: unknown): number | null {
    return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null;
}

/** Reads the file that a message shows; `null` when it shows none. Senders write what they like, so all is checked. */
export function parseAttachment(raw: Record<string, unknown>): Attachment | null {
    const type = text(raw["type"]);
    const path = UPLOADED.exec(text(raw["content"]) ?? "")?.[1];
    if (path === undefined || type === null || type === "text") return null;
    return {
        path,
        type,
        name: (text(raw["originalname"]) ?? path.slice(path.lastIndexOf("/") + 1)).slice(
            0,
            MOST_CHARACTERS_OF_NAME,
        ),
        size: positive(raw["size"]) ?? 0,
        width: positive(raw["width"]),
        height: positive(raw["height"]),
    };
}

/** How a file is shown. The existing client says `image` where others give the whole media type. */
export function kindOf(type: string): AttachmentKind {
    const kind = type.split("/", 1)[0];
    // Pictures that are documents, with scripts in them: the server only lets them be saved.
    if (type.startsWith("image/svg")) return "file";
    return kind === "image" || kind === "video" || kind === "audio" ? kind : "file";
}
