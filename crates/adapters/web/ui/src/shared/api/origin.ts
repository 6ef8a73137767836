declare const __API_ORIGIN__: string;

/** Where the server is: the page's own origin, unless the client was built for another one. */
export const API_ORIGIN = __API_ORIGIN__ || location.origin;

/** The address of an uploaded file, which the server names by a path such as `public/…`. */
export function publicUrl(path: string): string {
    return `${API_ORIGIN}/${path.replace(/^\/+/, "")}`;
}

/** The address of a picture of somebody or of a room, if there is one. */
export function avatarUrl(path: string | null | undefined): string | null {
    return path ? publicUrl(path) : null;
}

/** The address of the socket. */
export function socketUrl(): string {
    return `${API_ORIGIN.replace(/^http/, "ws")}/ws`;
}
