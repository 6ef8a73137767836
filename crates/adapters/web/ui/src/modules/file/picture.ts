export interface Size {
    width: number;
    height: number;
}

const MOST_WIDTH = 352;
const MOST_HEIGHT = 400;

/** How large a picture is in itself; `null` when the browser cannot show it. */
export async function measure(file: File): Promise<Size | null> {
    if (!file.type.startsWith("image/")) return null;
    try {
        const bitmap = await createImageBitmap(file);
        const { width, height } = bitmap;
        bitmap.close();
        return { width, height };
    } catch {
        return null;
    }
}

/** The place that a picture takes in a chat: known before it has loaded, so that nothing moves then. */
export function placeFor({ width, height }: Size): Size {
    const scale = Math.min(1, MOST_WIDTH / width, MOST_HEIGHT / height);
    return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
