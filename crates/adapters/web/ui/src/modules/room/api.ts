import { api, done, unwrap } from "@/shared/api/client";
import { ApiError } from "@/shared/api/error";
import type { Room } from "@/shared/api/types";

/** How many of one's own rooms are looked through for applications. */
const MOST_OWNED = 100;

export interface RoomInput {
    name: string;
    description: string;
}

export function find(id: string): Promise<Room> {
    return unwrap(api.GET("/api/room/{id}", { params: { path: { id } } }));
}

export function search(name: string): Promise<Room[]> {
    return unwrap(api.GET("/api/room/search", { params: { query: { name } } }));
}

export async function page(number: number, pageSize: number): Promise<Room[]> {
    const { rows } = await unwrap(api.GET("/api/room", { params: { query: { page: number, pageSize } } }));
    return rows;
}

export async function owned(): Promise<Room[]> {
    const query = { page: 1, pageSize: MOST_OWNED };
    const { rows } = await unwrap(api.GET("/api/room/mine", { params: { query } }));
    return rows;
}

/** Makes a room, and says which. */
export async function create(body: RoomInput): Promise<string> {
    const { response, error } = await api.POST("/api/room", { body });
    if (!response.ok) throw ApiError.refused(response, error);
    return response.headers.get("Location")?.split("/").at(-1) ?? "";
}

export function update(id: string, body: RoomInput): Promise<void> {
    return done(api.PATCH("/api/room/{id}", { params: { path: { id } }, body }));
}

export function remove(id: string): Promise<void> {
    return done(api.DELETE("/api/room/{id}", { params: { path: { id } } }));
}

export function handOver(id: string, user_id: string): Promise<void> {
    return done(api.PUT("/api/room/{id}/owner", { params: { path: { id } }, body: { user_id } }));
}
