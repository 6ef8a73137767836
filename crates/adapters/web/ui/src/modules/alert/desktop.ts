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
    /** Where a click on it leads; nowhere but to this page when it is empty. */
    path: string;
}

type Go = (path: string) => void;

/** Tells something on the desktop; a click on it brings this page to the front. */
export function tellDesktop({ title, text, tag, path }: DesktopNote, go: Go): void {
    if (desktopState() !== "granted") return;
    try {
        const note = new Notification(title, {
            body: text,
            tag,
            icon: `${import.meta.env.BASE_URL}favicon.svg`,
        });
        note.addEventListener("click", () => {
            window.focus();
            if (path !== "") go(path);
            note.close();
        });
    } catch (error) {
        // Phones allow it to service workers only.
        if (!(error instanceof TypeError)) throw error;
        void tellByWorker(title, { body: text, tag, data: { path } });
    }
}

async function tellByWorker(title: string, options: NotificationOptions): Promise<void> {
    const worker = await navigator.serviceWorker.getRegistration();
    await worker?.showNotification(title, options);
}

/** Calls `go` when somebody clicks on what the service worker has told, until the function it returns is called. */
export function onNotified(go: Go): () => void {
    const heard = ({ data }: MessageEvent): void => {
        const { event, path } = (data ?? {}) as { event?: unknown; path?: unknown };
        if (event === "notified" && typeof path === "string" && path !== "") go(path);
    };
    // Without a secure connection there is none.
    navigator.serviceWorker?.addEventListener("message", heard);
    return () => navigator.serviceWorker?.removeEventListener("message", heard);
}
