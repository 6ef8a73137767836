import { api, unwrap } from "@/shared/api/client";

/** Whose picture it is. */
export interface Bearer {
    kind: "user" | "room";
    id: string;
}

const routes = { user: "/api/user/{id}/avatar", room: "/api/room/{id}/avatar" } as const;

/** Sends a picture, and says where it is now. */
export async function setAvatar({ kind, id }: Bearer, file: File): Promise<string | null> {
    const form = new FormData();
    form.set("file", file);
    const request = { params: { path: { id } }, body: { file: file.name }, bodySerializer: () => form };
    const { avatar } = await unwrap(api.PUT(routes[kind], request));
    return avatar;
}

export async function removeAvatar({ kind, id }: Bearer): Promise<null> {
    await unwrap(api.DELETE(routes[kind], { params: { path: { id } } }));
    return null;
}
