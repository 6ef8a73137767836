import type { Attachment } from "./attachment";

/** Of how many files that were sent from here the own copy is shown. */
const MOST = 100;
const copies = new Map<string, File>();

/** Remembers a file that is on the server now: whoever has sent it need not load it. */
export function keepCopy(path: string, file: File): void {
    copies.set(path, file);
    const [oldest] = copies.keys();
    if (copies.size > MOST && oldest !== undefined) copies.delete(oldest);
}

/** The file behind what a message shows, if it was sent from here. */
export function copyOf(shown: Attachment | File): File | null {
    return shown instanceof File ? shown : (copies.get(shown.path) ?? null);
}
