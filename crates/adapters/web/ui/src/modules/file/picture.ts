import { kindOf, type Attachment } from "./attachment";

export interface Size {
    width: number;
    height: number;
}

const LONGEST_WIDTH = 352;
const LONGEST_HEIGHT = 400;
/** Smaller ones could hardly be hit, nor their progress be seen. */
const SHORTEST = 96;
const UNKNOWN: Size = { width: 288, height: 216 };
/** How long a film has to say how large it is. */
const PATIENCE_MS = 5_000;

/** How large a picture or a film is in itself; `null` when it is none, or the browser cannot show it. */
export async function measure(file: File): Promise<Size | null> {
    try {
        if (kindOf(file.type) === "image") return await measurePicture(file);
        if (kindOf(file.type) === "video") return await measureFilm(file);
    } catch {
        // Not every browser reads every format. It is sent all the same.
    }
    return null;
}

async function measurePicture(file: File): Promise<Size> {
    const bitmap = await createImageBitmap(file);
    const { width, height } = bitmap;
    bitmap.close();
    return { width, height };
}

async function measureFilm(file: File): Promise<Size | null> {
    const address = URL.createObjectURL(file);
    const film = document.createElement("video");
    try {
        await new Promise((resolve, reject) => {
            setTimeout(reject, PATIENCE_MS);
            film.addEventListener("error", reject);
            film.addEventListener("loadedmetadata", resolve);
            film.preload = "metadata";
            film.src = address;
        });
        return film.videoWidth > 0 ? { width: film.videoWidth, height: film.videoHeight } : null;
    } finally {
        film.removeAttribute("src");
        URL.revokeObjectURL(address);
    }
}

/** The place that a picture takes in a chat: known before it has loaded, so that nothing moves then. */
export function placeFor({ width, height }: Pick<Attachment, "width" | "height">): Size {
    if (width === null || height === null) return UNKNOWN;
    const scale = Math.min(1, LONGEST_WIDTH / width, LONGEST_HEIGHT / height);
    const fit = (edge: number): number => Math.round(Math.max(SHORTEST, edge * scale));
    return { width: fit(width), height: fit(height) };
}
