/** `insecure`: over plain http browsers have no notifications. */
export type DesktopState = "granted" | "default" | "denied" | "insecure" | "unsupported";

/** Whether the browser lets this page tell things on the desktop, and if not, why. */
export function desktopState(): DesktopState {
    if (!window.isSecureContext) return "insecure";
    if (!("Notification" in window)) return "unsupported";
    return Notification.permission;
}

/** Asks for permission, if that is still open. */
export async function requestDesktop(): Promise<DesktopState> {
    if (desktopState() === "default") await Notification.requestPermission();
    return desktopState();
}

export interface DesktopNote {
    title: string;
    text: string;
    /** A newer note takes the place of an older one with the same tag, whichever tab has told it. */
    tag: string;
    run: () => void;
}

/** Tells something on the desktop; a click on it brings this page to the front. */
export function tellDesktop({ title, text, tag, run }: DesktopNote): void {
    if (desktopState() !== "granted") return;
    try {
        const note = new Notification(title, {
            body: text,
            tag,
            icon: `${import.meta.env.BASE_URL}favicon.svg`,
        });
        note.addEventListener("click", () => {
            window.focus();
            run();
            note.close();
        });
    } catch (error) {
        // Phones allow it to service workers only.
        if (!(error instanceof TypeError)) throw error;
        void tellByWorker(title, text, tag);
    }
}

async function tellByWorker(title: string, body: string, tag: string): Promise<void> {
    const worker = await navigator.serviceWorker.getRegistration();
    await worker?.showNotification(title, { body, tag });
}
